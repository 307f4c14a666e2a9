/* The table itself: a row for every tile of the world, a column for every way out of it. The row that was learnt last
   is marked, and so is the tile that is looked at. One value at a time can be reached by key: arrows go from value to
   value, Enter or a digit begins to write. */

import { h, rebuild, setAttr, setText } from "../../lib/dom.js";
import { fixed } from "../../lib/numbers.js";
import { live } from "../../lib/view.js";

const WAYS = ["left", "down", "right", "up"], ARROWS = ["←", "↓", "→", "↑"];
const SHORT = { F: "", "-": "−" };
const STILL = 250; // ms without an update, after which the table scrolls to the last one

export function render({ model }) {
  const send = (type, more = {}) => model.send_msg({ type, ...more });
  const body = h("tbody"), words = h("p", { class: "words" }), wrong = h("p", { class: "error", role: "alert", hidden: true });
  const table = h("table", { class: "num", role: "grid", "aria-label": "The table of values", "data-keys": true },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "tile"), WAYS.map((way, i) => h("th", { scope: "col", "aria-label": way }, ARROWS[i])))), body);
  const editor = h("input", { type: "text", inputmode: "decimal", class: "num editor", hidden: true, "data-keys": true, autocomplete: "off" });
  const box = h("div", { class: "scroll" }, table, editor);
  const title = h("b", {}), node = h("div", { class: "q-table" }, words, h("p", { class: "small head" }, title), box, wrong,
    h("p", { class: "caption" }, "Click a value to set it by hand. Bold is the best of a row, violet was learnt last."));

  let f = model.frame, rows = [], here = [0, 0], editing = null, timer = null, looked = f.cell, done = "";
  const value = (state, way) => f.numbers[state * 4 + way];
  const name = (state) => `${Math.floor(state / f.cols) + 1},${state % f.cols + 1} ${SHORT[f.letters[state]] ?? f.letters[state]}`;
  const quiet = (state) => [0, 1, 2, 3].every((way) => Number.isNaN(value(state, way)));
  const written = (v) => fixed(v, rows.length > 16 ? 3 : 4);

  function build() {
    rows = Array.from(f.letters, (letter, state) => {
      const head = h("th", { scope: "row" }, name(state));
      const none = quiet(state);
      const cells = none ? [h("td", { colspan: 4, class: "none" }, model.fixed.names[letter])]
        : WAYS.map((way, i) => h("td", { tabindex: -1, onclick: () => edit(state, i), onkeydown: (event) => key(event, state, i), onfocus: () => rove(state, i) }));
      return { none, cells, head, was: [], node: h("tr", {}, head, cells) };
    });
    const first = rows.findIndex((row) => !row.none);
    if (!rows[here[0]] || rows[here[0]].none) here = [Math.max(0, first), 0];
    rows[here[0]]?.cells[here[1]]?.setAttribute("tabindex", 0);
    return rows.map((row) => row.node);
  }
  function rove(state, way) {
    rows[here[0]]?.cells[here[1]]?.setAttribute("tabindex", -1);
    here = [state, way];
    rows[state].cells[way].setAttribute("tabindex", 0);
    if (state !== f.cell) send("look", { state });
  }

  function drawRow(row, state) {
    if (row.none) return;
    let most = -Infinity, least = Infinity;
    for (let way = 0; way < 4; way++) { const v = value(state, way); if (v > most) most = v; if (v < least) least = v; }
    for (let way = 0; way < 4; way++) {
      const v = value(state, way), shade = Number.isNaN(v) ? 0 : Math.round(46 * Math.max(-1, Math.min(1, v / f.full)));
      const is = `${v} ${shade} ${v === most && most !== least}`;
      if (row.was[way] === is) continue;
      row.was[way] = is;
      const cell = row.cells[way];
      setText(cell, Number.isNaN(v) ? "" : written(v));
      cell.style.background = shade ? `color-mix(in srgb, var(${shade < 0 ? "--neg" : "--pos"}) ${Math.abs(shade)}%, transparent)` : "";
      cell.classList.toggle("best", v === most && most !== least);
    }
  }

  let lit = null;
  function mark([state, way]) {
    const cell = rows[state]?.cells[way] ?? null;
    if (lit !== cell) { lit?.classList.remove("learnt"); cell?.classList.add("learnt"); lit = cell; }
    rows.forEach((row, i) => { setAttr(row.node, "data-on", i === state); setAttr(row.head, "data-look", i === f.cell); });
  }
  /** Scroll within the box, never the page, and only when nothing moves and nobody is at it. */
  function bring(state) {
    if (box.matches(":hover, :focus-within") || !rows[state]) return;
    const row = rows[state].node, top = row.offsetTop - table.tHead.offsetHeight, bottom = row.offsetTop + row.offsetHeight;
    if (top < box.scrollTop || bottom > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 3;
  }

  function draw() {
    f = model.frame;
    if (!f.letters) return;
    if (rebuild(body, [f.letters, Array.from(f.letters, (_, state) => quiet(state)), f.cols], build)) lit = null;
    rows.forEach(drawRow);
    mark(f.learnt);
    setText(title, f.title);
    setText(wrong, f.wrong);
    wrong.hidden = !f.wrong;
    setText(words, f.words);
    if (looked !== f.cell) { looked = f.cell; return bring(looked); }
    if (done === `${f.learnt}`) return;
    done = `${f.learnt}`;
    clearTimeout(timer);
    timer = setTimeout(() => bring(f.learnt[0]), STILL);
  }

  /* --- by hand ---------------------------------------------------------------------------------------- */
  function key(event, state, way) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [down, across] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [0, 0];
    if (down || across) {
      let to = state + down;
      while (rows[to]?.none) to += down;
      rows[to]?.cells[way + across]?.focus();
    } else if (event.key === "Enter" || event.key === " ") edit(state, way);
    else if (/^[-−.0-9]$/.test(event.key)) edit(state, way, event.key.replace("−", "-"));
    else return;
    event.preventDefault();
  }
  function edit(state, way, begun) {
    if (Number.isNaN(value(state, way))) return;
    const cell = rows[state].cells[way];
    editing = { state, way, text: String(Number(value(state, way).toPrecision(6))) };
    editor.hidden = false;
    editor.style.cssText = `left:${cell.offsetLeft}px;top:${cell.offsetTop}px;width:${cell.offsetWidth}px;height:${cell.offsetHeight}px`;
    editor.value = begun ?? editing.text;
    setAttr(editor, "aria-label", `Value of ${WAYS[way]} in row ${Math.floor(state / f.cols) + 1}, column ${state % f.cols + 1}`);
    editor.focus();
    if (begun === undefined) editor.select();
  }
  function finish(keep) {
    if (!editing) return;
    const { state, way, text } = editing, typed = editor.value.trim().replaceAll("−", "-").replace(",", ".");
    const had = editor === editor.getRootNode().activeElement;
    editing = null;
    editor.hidden = true;
    if (keep && typed !== "" && typed !== text) send("set_value", { state, action: way, value: typed });
    if (had) rows[state]?.cells[way]?.focus({ preventScroll: true });
  }
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); finish(true); }
    if (event.key === "Escape") { event.stopPropagation(); finish(false); }
  });
  editor.addEventListener("blur", () => finish(true));

  model.on("remove", () => clearTimeout(timer));
  live(model, draw);
  return node;
}
