/* The table itself: a row for every tile of the world, a column for every way out of it. The row that was learnt last
   is marked, and so is the tile that is looked at. One value at a time can be reached by key: arrows go from value to
   value, Enter or a digit begins to write. */

import { call } from "../../lib/light.js";
import { h, rebuild, setAttr, setText } from "../../lib/dom.js";
import { fixed } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const WAYS = ["left", "down", "right", "up"],
  ARROWS = ["←", "↓", "→", "↑"];
const SHORT = { F: "", "-": "−" };
const STILL = 250; // ms without an update, after which the table scrolls to the last one

/** @param {Ui} ui */
export function build(ui) {
  const body = h("tbody"),
    wrong = h("p", { class: "error", role: "alert", hidden: true });
  const table = h(
    "table",
    { class: "num", role: "grid", "aria-label": "The table of Q-values", "data-keys": true },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "state"),
        WAYS.map((way, i) => h("th", { scope: "col", "aria-label": way }, ARROWS[i])),
      ),
    ),
    body,
  );
  const editor = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "num editor",
    hidden: true,
    "data-keys": true,
    autocomplete: "off",
  });
  const box = h("div", { class: "scroll" }, table, editor);
  const title = h("b", {}),
    node = h(
      "div",
      { class: "q-table", "data-part": "table" },
      h("p", { class: "small head" }, title),
      box,
      wrong,
      h("p", { class: "caption" }, "Bold: the best move. Click a value to edit."),
    );
  const state = {
    rows: [], // of the table, each with its cells
    here: [0, 0], // the row and the column that Tab leads to
    lit: null, // the cell that is marked as learnt
    looked: ui.frame.cell,
    done: "",
    timer: /** @type {number | undefined} */ (undefined), // what the table has scrolled to
  };
  const hand = handle(ui, state, editor);
  ui.onRemove(() => clearTimeout(state.timer));
  return { node, body, table, box, title, wrong, state, hand };
}

const value = (f, state, way) => f.numbers[state * 4 + way];
const quiet = (f, state) => WAYS.every((_, way) => Number.isNaN(value(f, state, way))); // nobody chooses a way here

/* --- by hand -------------------------------------------------------------------------------------------- */

/** A value is reached by key, and written in a field that lies over it. */
function handle(ui, state, editor) {
  let editing = null;
  const cellAt = (row, way) => state.rows[row]?.cells[way];

  function rove(row, way) {
    cellAt(...state.here)?.setAttribute("tabindex", -1);
    state.here = [row, way];
    cellAt(row, way).setAttribute("tabindex", 0);
    if (row !== ui.frame.cell) ui.send("look", { state: row });
  }
  function key(event, row, way) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [down, across] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
      event.key
    ] ?? [0, 0];
    if (down || across) {
      let to = row + down;
      while (state.rows[to]?.none) to += down;
      cellAt(to, way + across)?.focus();
    } else if (event.key === "Enter" || event.key === " ") edit(row, way);
    else if (/^[-−.0-9]$/.test(event.key)) edit(row, way, event.key.replace("−", "-"));
    else return;
    event.preventDefault();
  }
  function edit(row, way, begun) {
    const present = value(ui.frame, row, way),
      { cols } = ui.frame;
    if (Number.isNaN(present)) return;
    const cell = cellAt(row, way);
    editing = { row, way, text: String(Number(present.toPrecision(6))) };
    editor.hidden = false;
    editor.style.cssText = `left:${cell.offsetLeft}px;top:${cell.offsetTop}px;width:${cell.offsetWidth}px;height:${cell.offsetHeight}px`;
    editor.value = begun ?? editing.text;
    setAttr(
      editor,
      "aria-label",
      `Value of ${WAYS[way]} in row ${Math.floor(row / cols) + 1}, column ${(row % cols) + 1}`,
    );
    editor.focus();
    if (begun === undefined) editor.select();
  }
  function finish(keep) {
    if (!editing) return;
    const { row, way, text } = editing,
      typed = editor.value.trim().replaceAll("−", "-").replace(",", ".");
    const had = editor === editor.getRootNode().activeElement;
    editing = null;
    editor.hidden = true;
    if (keep && typed !== "" && typed !== text)
      ui.send("set_value", { state: row, action: way, value: typed });
    if (had) cellAt(row, way)?.focus({ preventScroll: true });
  }
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      finish(true);
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      finish(false);
    }
  });
  editor.addEventListener("blur", () => finish(true));
  return { rove, key, edit };
}

/* --- drawing -------------------------------------------------------------------------------------------- */

function buildRows(f, { fixed: { names }, state, hand }) {
  const name = (row) =>
    `${Math.floor(row / f.cols) + 1},${(row % f.cols) + 1} ${SHORT[f.letters[row]] ?? f.letters[row]}`;
  state.rows = Array.from(f.letters, (letter, row) => {
    const head = h("th", { scope: "row" }, name(row));
    const none = quiet(f, row);
    const cells = none
      ? [h("td", { colspan: 4, class: "none" }, names[letter])]
      : WAYS.map((_, i) =>
          h("td", {
            tabindex: -1,
            onclick: () => hand.edit(row, i),
            onkeydown: (event) => hand.key(event, row, i),
            onfocus: () => hand.rove(row, i),
          }),
        );
    return { none, cells, head, was: [], node: h("tr", {}, head, cells) };
  });
  const { rows } = state,
    first = rows.findIndex((row) => !row.none);
  if (!rows[state.here[0]] || rows[state.here[0]].none) state.here = [Math.max(0, first), 0];
  rows[state.here[0]]?.cells[state.here[1]]?.setAttribute("tabindex", 0);
  state.lit = null;
  return rows.map((row) => row.node);
}

function drawRow(f, row, at, places) {
  if (row.none) return;
  for (let way = 0; way < 4; way++) {
    const v = value(f, at, way),
      shade = Number.isNaN(v) ? 0 : Math.round(46 * Math.max(-1, Math.min(1, v / f.full)));
    const best = Boolean((f.best[at] >> way) & 1),
      is = `${v} ${shade} ${best}`;
    if (row.was[way] === is) continue;
    row.was[way] = is;
    const cell = row.cells[way];
    setText(cell, Number.isNaN(v) ? "" : fixed(v, places));
    cell.style.background = shade
      ? `color-mix(in srgb, var(${shade < 0 ? "--neg" : "--pos"}) ${Math.abs(shade)}%, transparent)`
      : "";
    cell.classList.toggle("best", best);
  }
}

function mark(f, state) {
  const [learnt, way] = f.learnt,
    cell = state.rows[learnt]?.cells[way] ?? null;
  if (state.lit !== cell) {
    state.lit?.classList.remove("learnt");
    cell?.classList.add("learnt");
    state.lit = cell;
  }
  state.rows.forEach((row, i) => {
    setAttr(row.node, "data-on", i === learnt);
    setAttr(row.head, "data-look", i === f.cell);
    call(row.head, "tile", i === f.cell);
  });
}

/** Scroll within the box, never the page, and only when nothing moves and nobody is at it. */
function bring(at, { box, table, state }) {
  if (box.matches(":hover, :focus-within") || !state.rows[at]) return;
  const row = state.rows[at].node,
    top = row.offsetTop - table.tHead.offsetHeight,
    bottom = row.offsetTop + row.offsetHeight;
  if (top < box.scrollTop || bottom > box.scrollTop + box.clientHeight)
    box.scrollTop = top - box.clientHeight / 3;
}

/** @param {import("./frames").Table} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { body, title, wrong, state } = ui;
  rebuild(body, [f.letters, Array.from(f.letters, (_, row) => quiet(f, row)), f.cols], () =>
    buildRows(f, ui),
  );
  state.rows.forEach((row, at) => drawRow(f, row, at, state.rows.length > 16 ? 3 : 4));
  mark(f, state);
  setText(title, f.title);
  setText(wrong, f.wrong);
  wrong.hidden = !f.wrong;
  if (state.looked !== f.cell) {
    state.looked = f.cell;
    return bring(f.cell, ui);
  }
  if (state.done === `${f.learnt}`) return;
  state.done = `${f.learnt}`;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => bring(ui.frame.learnt[0], ui), STILL);
}
