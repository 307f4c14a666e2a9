/* Rows on their way through a network with one hidden layer. A hidden neuron is a column: above, the weights
   into it, one tile each; below them what it says to each row, with its delta; at the foot the weight out of it.
   A row is read from left to right: inputs, hidden values, answer, target, error. Where things stand is worked out in
   rows_layout.js, what is done by hand in rows_hands.js. */

import { h, rebuild, setAttr, setText } from "../../lib/dom.js";
import { call } from "../../lib/light.js";
import { num } from "../../lib/numbers.js";
import { handle } from "./rows_hands.js";
import { firstLayer, given, ins, layOut, nameOf, plain } from "./rows_layout.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const share = (v) => v.toFixed(2);
/** How strongly a number colours what it stands on, in whole percent: enough to see, never too much to read. */
const tint = (v, scale) => Math.round((46 * Math.abs(v)) / (Math.abs(v) + scale));

/** @param {Ui} ui */
export function build(ui) {
  const grid = h("div", { class: "grid num", role: "group", "aria-label": "The rows and the weights" });
  const box = h("div", { class: "scroll", "data-wide": true }, grid);
  const field = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "num",
    "aria-label": "Value of the chosen weight",
  });
  const name = h("b", {}),
    about = h("span", { class: "num" }),
    sum = h("p", { class: "sum num", "data-part": "sum" });
  const chosen = h(
    "div",
    { class: "chosen", "data-keys": true },
    h("label", { class: "row" }, name, field),
    about,
  );
  const node = h(
    "div",
    { class: "rows" },
    box,
    chosen,
    sum,
    h(
      "p",
      { class: "caption" },
      "A tile is a weight, ",
      h("b", { class: "pos" }, "blue"),
      " if positive, ",
      h("b", { class: "neg" }, "orange"),
      " if negative. ",
      h("b", { class: "grad" }, "Violet"),
      ": the gradient of a weight, the error signal δ of a neuron. ⇄ counts changes of direction. Drag a tile, or type a number. Press a row to follow it.",
    ),
  );
  // the tiles by weight, the cells by row, those of the row that is never seen, and where all that stands
  const state = { tiles: /** @type {any[]} */ ([]), cells: [], unseen: [], plan: /** @type {any} */ (null) };
  const hand = handle(ui, state, field);
  ui.onResize(box);
  return { node, box, grid, field, name, about, sum, state, hand };
}

/* --- building ------------------------------------------------------------------------------------------- */

const at = (row, column, span = 1) => `grid-area:${row}/${column}/span 1/span ${span}`;

function tile(f, index, row, column, { state: { tiles, plan }, hand }) {
  const full = plan.full || column === plan.answer || column - plan.first === plan.picked;
  const value = h("span", { class: "v" }),
    slope = h("span", { class: "s", "data-part": "gradients" }),
    turns = h("span", { class: "t" });
  const element = h(
    "div",
    {
      class: full ? "tile" : "tile thin",
      style: at(row, column),
      role: "spinbutton",
      tabindex: -1,
      "data-keys": true,
      "data-part": "update",
      "aria-label": nameOf(f, index),
      title: nameOf(f, index),
      onfocus: () => hand.choose({ weight: index }),
      onkeydown: (event) => hand.key(event, index),
      onpointerdown: (event) => hand.grab(event, index),
    },
    full ? [value, slope, turns] : [h("i", {})],
  );
  tiles[index] = { element, full, value, slope, turns, was: [] };
  return element;
}

/** What the guide and the phases of a step call a cell. */
const PARTS = {
  value: { "data-part": "forward hidden" },
  answer: { "data-part": "forward" },
  miss: { "data-part": "loss" },
};
const BACK = { value: true, answer: true }; // the cells with an error signal

function cell(kind, row, column, full = true) {
  const value = h("span", { class: "v" }),
    delta = h("span", { class: "s", ...(kind in BACK ? { "data-part": "backward" } : {}) });
  const element = h(
    "div",
    {
      class: `cell ${kind}${full ? "" : " thin"}`,
      style: at(row, column),
      "aria-hidden": "true",
      ...PARTS[kind],
    },
    full ? [value, delta] : [h("i", {})],
  );
  return { element, full, value, delta, was: [] };
}

function label(what, row, column, span, kind = "") {
  return h("div", { class: `label ${kind}`, style: at(row, column, span), title: what }, what);
}

/** The weights into the hidden neurons (or into the answer), one line for each input. */
function buildWeightsIn(f, row, ui) {
  const { first, answer } = ui.state.plan,
    n = f.hidden,
    each = n || 1;
  return Array.from({ length: ins(f) }, (_, i) => [
    label(`${f.inputs[i] ?? "bias"} ×`, row + i, 1, f.inputs.length + 2, "from"),
    ...Array.from({ length: each }, (_, j) => tile(f, i * each + j, row + i, n ? first + j : answer, ui)),
  ]).flat();
}

/** The names of all columns. */
function buildNames(f, row, { full, picked, first, answer }) {
  const neurons = !f.hidden ? [] : full ? Array.from({ length: f.hidden }, (_, j) => j) : [picked];
  return [
    ...f.inputs.map((input, i) => label(input, row, 2 + i, 1, "name")),
    ...neurons.map((j) => label(String(j + 1), row, first + j, 1, "name")),
    label(f.output === "y" ? "answer" : f.output, row, answer, 1, "name"),
    label("target", row, answer + 1, 1, "name"),
    label("error", row, answer + 2, 1, "name"),
  ];
}

/** One row of the data; its cells are remembered. */
function buildRow(f, r, row, { state, hand }) {
  const { columns, full, picked, first, answer } = state.plan,
    n = f.hidden;
  const band = h("div", {
    class: "band",
    style: at(row, 1, columns.length),
    onclick: () => hand.choose({ row: r }),
  });
  const head = h(
    "button",
    { type: "button", class: "rowhead", style: at(row, 1), onclick: () => hand.choose({ row: r }) },
    String(r + 1),
  );
  const line = {
    band,
    head,
    inputs: f.inputs.map((_, i) => cell("input", row, 2 + i)),
    hidden: Array.from({ length: n }, (_, j) => cell("value", row, first + j, full || j === picked)),
    answer: cell("answer", row, answer),
    target: cell("target", row, answer + 1),
    error: cell("miss", row, answer + 2),
  };
  state.cells.push(line);
  const ways = (n ? [first - 1, answer - 1] : [first - 1]).map((column) =>
    h(
      "div",
      { class: "way", style: at(row, column), "aria-hidden": "true" },
      h("span", {}, "›"),
      h("span", { class: "back" }, "‹"),
    ),
  );
  return [
    band,
    head,
    ...ways,
    ...[...line.inputs, ...line.hidden, line.answer, line.target, line.error].map((c) => c.element),
  ];
}

/** The row that is never shown to the network. */
function buildUnseen(f, row, { state }) {
  const { first, answer } = state.plan;
  state.unseen = [
    cell("answer never", row, answer),
    cell("target never", row, answer + 1),
    cell("miss never", row, answer + 2),
  ];
  return [
    h(
      "div",
      { class: "label never", style: at(row, 1), title: "A row that is never shown to the network" },
      "?",
    ),
    ...f.unseen
      .slice(0, f.inputs.length)
      .map((x, i) => h("div", { class: "cell input never", style: at(row, 2 + i) }, given(x))),
    ...(f.hidden ? [h("div", { class: "label never", style: at(row, first, f.hidden) }, "never seen")] : []),
    ...state.unseen.map((c) => c.element),
  ];
}

/** The weights out of the hidden neurons. */
function buildWeightsOut(f, row, ui) {
  const { first, answer } = ui.state.plan,
    made = [label(`→ ${f.output === "y" ? "answer" : f.output}`, row, 1, f.inputs.length + 2, "from")];
  for (let j = 0; j < f.hidden; j++) made.push(tile(f, firstLayer(f) + j, row, first + j, ui));
  if (f.bias)
    made.push(tile(f, firstLayer(f) + f.hidden, row, answer, ui), label("× bias", row, answer + 1, 2, "to"));
  return made;
}

function buildGrid(f, ui) {
  const { state, grid, sum } = ui,
    { plan } = state,
    n = f.hidden,
    made = [];
  state.tiles = [];
  state.cells = [];
  state.unseen = [];
  let row = 1;
  if (n) made.push(label(n === 1 ? "hidden neuron" : `${n} hidden neurons`, row, plan.first, n, "top"));
  made.push(...buildWeightsIn(f, (row += 1), ui));
  row += ins(f) + 1;
  made.push(...buildNames(f, row, plan));
  for (let r = 0; r < f.targets.length; r++) made.push(...buildRow(f, r, (row += 1), ui));
  if (f.unseen.length) made.push(...buildUnseen(f, (row += 1), ui));
  if (n) made.push(...buildWeightsOut(f, row + 2, ui));
  grid.style.gridTemplateColumns = plan.columns.map((width) => `${width}px`).join(" ");
  grid.style.columnGap = `${plan.apart}px`;
  grid.classList.toggle("small", plan.small);
  sum.classList.toggle("long", plan.small || f.targets.length > 4);
  return made;
}

/* --- drawing -------------------------------------------------------------------------------------------- */

/** Numbers of so many signs have smaller letters: −0.006, or −3e−4 on a phone. */
function write(part, text, small) {
  setText(part, text);
  part.classList.toggle("long", text.length > (small ? 4 : 5));
}

/** Write only what has changed: `was` remembers what stands there. */
function put(part, at, key, write) {
  if (part.was[at] !== key) {
    part.was[at] = key;
    write(key);
  }
}
function colour(part, v, scale) {
  put(part, 0, (v < 0 ? -1 : 1) * tint(v, scale), (k) => {
    part.element.style.setProperty("--k", `${Math.abs(k)}%`);
    part.element.style.setProperty("--hue", k < 0 ? "var(--neg)" : "var(--pos)");
    if (!part.full) {
      part.element.style.setProperty("--bar", (Math.abs(k) / 46).toFixed(2));
      part.element.classList.toggle("down", k < 0);
    }
  });
}

function drawTile(f, index, { tiles, plan }) {
  const t = tiles[index],
    w = f.weights[index];
  if (!t) return;
  colour(t, w, 1.5);
  if (!t.full) return;
  put(t, 1, plan.read(w), (text) => write(t.value, text, plan.small));
  put(t, 2, plan.read(f.slopes[index]), (text) => write(t.slope, text, plan.small));
  put(t, 3, `⇄ ${f.turns[index]}`, (text) => setText(t.turns, plan.small ? text.replace(" ", "") : text));
}

function drawCell(c, v, { scale = 0.6, format = share, delta = "", small = false } = {}) {
  colour(c, v, scale);
  if (!c.full) return;
  put(c, 1, format(v), (text) => write(c.value, text, small));
  if (delta) put(c, 2, delta, (text) => write(c.delta, text, small));
}

function drawRow(f, r, { cells, plan: { read, small } }) {
  const line = cells[r],
    n = f.hidden,
    of = r * (n + 1);
  line.inputs.forEach((c, i) => drawCell(c, f.X[r * f.inputs.length + i], { scale: 2, format: given }));
  line.hidden.forEach((c, j) => {
    const off = f.silenced.length > 0 && f.silenced[r * n + j] === 1;
    drawCell(c, f.values[of + j], {
      delta: read(f.deltas[of + j]),
      format: off ? () => "off" : share,
      small,
    });
    put(c, 3, off, () => c.element.classList.toggle("off", off));
  });
  drawCell(line.answer, f.values[of + n], { delta: read(f.deltas[of + n]), small });
  drawCell(line.target, f.targets[r], { format: given });
  drawCell(line.error, f.errors[r], { scale: 0.3, format: read, small });
  setAttr(line.band, "data-on", r === f.row);
  setAttr(line.head, "aria-pressed", String(r === f.row));
  setAttr(line.head, "aria-label", `Row ${r + 1}: follow it`);
}

function drawUnseen(f, { unseen, plan }) {
  if (!f.unseen.length) return;
  const [answer, target] = f.unseen.slice(-2),
    [a, t, e] = unseen;
  drawCell(a, answer);
  drawCell(t, target, { format: given });
  drawCell(e, answer - target, { scale: 0.3, format: plan.read, small: plan.small });
}

/** The chosen weight, the values in front of it and the deltas behind it: what its slope is made of. */
function drawChoice(f, { state: { tiles, cells } }) {
  const [layer, source, target] = f.link;
  tiles.forEach((t, index) => {
    const on = index === f.weight;
    setAttr(t.element, "aria-valuenow", f.weights[index].toFixed(4));
    if (!on) setAttr(t.element, "aria-valuetext", null); // that of the weight that was chosen before
    if (t.on === on) return;
    t.on = on;
    setAttr(t.element, "data-on", on);
    setAttr(t.element, "tabindex", on ? 0 : -1);
    call(t.element, "weight", on);
    call(t.slope, "slope", on);
  });
  for (const line of cells) {
    const front = source < 0 ? null : layer === 0 ? line.inputs[source] : line.hidden[source];
    const behind = layer === 0 && f.hidden ? line.hidden[target] : line.answer;
    for (const c of [...line.inputs, ...line.hidden, line.answer]) {
      put(c, 4, c === front, (on) => setAttr(c.element, "data-front", on));
      put(c, 5, c === behind, (on) => setAttr(c.element, "data-behind", on));
    }
  }
  nameParts(f, cells);
  const mine = tiles[f.weight]?.element;
  if (!mine) return;
  setAttr(mine, "aria-valuenow", f.value.toFixed(4));
  setAttr(
    mine,
    "aria-valuetext",
    `${plain(f.value)}, gradient ${num(f.slope, 4)}, changed direction ${f.turned} times`,
  );
}

/** What the formulas speak of, in the row that is followed: the neuron behind the chosen weight, a hidden one with its
    delta, and the answer. */
function nameParts(f, cells) {
  const [layer, source, target] = f.link,
    hidden = layer === 0 ? target : Math.max(source, 0);
  cells.forEach((line, r) => {
    const on = r === f.row;
    line.hidden.forEach((c, j) => {
      put(c, 6, on && j === hidden, (is) => call(c.delta, "hidden-delta", is));
      put(c, 7, on && layer === 0 && j === target, (is) => call(c.element, "activation", is));
    });
    put(line.answer, 6, on, (is) => {
      call(line.answer.element, "answer", is);
      call(line.answer.delta, "delta", is);
      call(line.target.element, "target", is);
    });
    put(line.answer, 7, on && (layer > 0 || !f.hidden), (is) => call(line.answer.element, "activation", is));
  });
}

/** Its slope term by term, and its next step. */
function drawSum(f, { name, field, about, sum, hand }) {
  setText(name, f.name);
  if (field !== field.getRootNode().activeElement) hand.showValue();
  setText(
    about,
    `gradient ${num(f.slope, 5)} · next step ${f.move < 0 ? "−" : "+"}${num(Math.abs(f.move), 5)} · changed direction ${f.turned.toLocaleString("en")} ×`,
  );
  const terms = f.terms
    .slice(0, 8)
    .map(
      ([value, delta]) =>
        `${given(Number(value.toFixed(2)))}·${delta < 0 ? `(${num(delta, 3)})` : num(delta, 3)}`,
    );
  const more = f.terms.length > 8 || f.targets.length > f.terms.length;
  setText(
    sum,
    `gradient = Σ ${f.link[1] < 0 ? "δ" : "value · δ"} = ${terms.join(" + ")}${more ? " + …" : ""}`,
  );
}

/** @param {import("./frames").Rows} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { state, box, grid } = ui,
    plan = layOut(f, box.clientWidth || 320);
  state.plan = plan;
  const key = [
    f.inputs,
    f.output,
    f.hidden,
    f.bias,
    f.targets.length,
    f.unseen.slice(0, f.inputs.length),
    plan.columns,
    plan.full,
    plan.picked,
  ];
  const held = state.tiles.findIndex((t) => t && t.element === t.element.getRootNode().activeElement);
  if (rebuild(grid, key, () => buildGrid(f, ui)) && held >= 0)
    state.tiles[Math.min(held, state.tiles.length - 1)]?.element.focus({ preventScroll: true });
  for (let index = 0; index < f.weights.length; index++) drawTile(f, index, state);
  for (let r = 0; r < f.targets.length; r++) drawRow(f, r, state);
  drawUnseen(f, state);
  drawChoice(f, ui);
  drawSum(f, ui);
}
