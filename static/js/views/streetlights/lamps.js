/* Rows with their lamps, what is predicted of each and how wrong that is; above each lamp its weight, which can be moved.
   Beside a lamp stands what its row wants of the weight. One input with several outputs is shown the other way round. */

import { byHand } from "../../lib/asking.js";
import { knob as slider } from "../../lib/hands.js";
import { h, rebuild, setAttr, setText } from "../../lib/dom.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {import("./frames").Rows} Rows */

const REACH = 2; // how far a knob goes by itself; a weight beyond is shown at its end

/** @param {Ui} ui */
export function build(ui) {
  const table = h("table", { class: "num" }),
    box = h("div", { class: "scroll" }, table),
    says = h("p", { class: "caption says" }),
    key = h("p", { class: "key small soft" });
  const set = byHand((/** @type {number} */ weight, /** @type {number} */ value) =>
    ui.ask("set_weight", { weight, value }),
  );
  const state = {
    /** @type {((f: Rows) => void)[]} What brings one part of the table up to date. */
    parts: [],
    set,
  };
  return { node: h("div", { class: "lamps" }, box, says, key), table, says, key, state };
}

/** A part of the picture that shows a text of the frame.
    @param {Ui & ReturnType<typeof build>} ui @param {HTMLElement} element @param {(f: Rows) => string} text */
function shows(ui, element, text) {
  ui.state.parts.push((f) => setText(element, text(f)));
  return element;
}

/** A colour for a number between −1 and 1, and beyond. @param {number} value */
const heat = (value) =>
  `color-mix(in srgb, var(${value < 0 ? "--neg" : "--pos"}) ${Math.round(55 * Math.min(1, Math.abs(value)))}%, var(--card))`;

/** A square with a number and its colour. @param {any} ui @param {(f: Rows) => number} value @param {string} name */
function tile(ui, value, name) {
  const square = h("span", { class: "square", title: name });
  ui.state.parts.push((/** @type {Rows} */ f) => {
    const now = value(f);
    setText(
      square,
      now
        .toFixed(2)
        .replace(/^-(?=0\.00$)/, "")
        .replace("-", "−"),
    );
    square.style.background = heat(now);
  });
  return square;
}

/** The knob of a weight. @param {any} ui @param {number} i @param {string} name */
function knob(ui, i, name) {
  const { set, parts } = ui.state,
    said = h("b", {}),
    moved = slider(set, i, `Weight of ${name}`, REACH);
  parts.push((/** @type {Rows} */ f) => {
    setText(said, f.weights_said[i]);
    moved.show(f.weights[i], f.weights_said[i]);
  });
  return h("div", { class: "knob", "data-part": "weights" }, said, moved);
}

/** A lamp that is on or off, or a number. @param {Rows} f @param {number} row @param {number} i */
function lamp(f, row, i) {
  const value = f.X[row][i];
  return f.lamps
    ? h("span", { class: value ? "lamp on" : "lamp", role: "img", "aria-label": value ? "on" : "off" })
    : h("span", { class: "given" }, String(value).replace("-", "−"));
}

/** What a row wants of a weight. @param {any} ui @param {number} row @param {number} i */
function arrow(ui, row, i) {
  const mark = h("span", { class: "arrow", "data-part": "arrows" });
  ui.state.parts.push((/** @type {Rows} */ f) => {
    const way = f.ways[row]?.[i] ?? 0; // the weight goes against its weight delta
    setText(mark, way ? `${way > 0 ? "▼" : "▲"} ${f.arrows[row][i].replace(/^[−-]/, "")}` : "");
  });
  return mark;
}

const head = (/** @type {string} */ name, more = {}) => h("th", { scope: "col", ...more }, name);

/** The end of a row: what is predicted, what should be, and how wrong it is. @param {any} ui @param {number} row */
function verdict(ui, row) {
  const mark = h("td", { class: "mark" });
  ui.state.parts.push((/** @type {Rows} */ f) => {
    const right = f.right[row]; // nobody can say so of goals that are not 0 or 1
    setText(mark, right === undefined ? "" : right ? "✓" : "✗");
    setAttr(mark, "class", right ? "mark good" : "mark bad");
  });
  return [
    shows(ui, h("td", { "data-part": "prediction" }), (f) => f.said[row][0]),
    shows(ui, h("td", { "data-part": "goal" }), (f) => String(f.goals[row][0])),
    shows(ui, h("td", { "data-part": "delta" }), (f) => f.delta[row][0]),
    shows(ui, h("td", { class: "squared" }), (f) => f.errors[row]),
    mark,
  ];
}

/** Lamps in columns, rows below one another. @param {Rows} f @param {any} ui */
function across(f, ui) {
  const two = f.kind === "two",
    count = two ? f.hidden.length / f.X.length : 0,
    neurons = Array.from({ length: count }, (_, j) => j);
  const above = f.inputs.map((name, i) =>
    h(
      "th",
      {},
      f.kind === "counting"
        ? [
            shows(ui, h("b", { "data-part": "weights" }), (now) => now.weights_said[i]),
            shows(ui, h("div", { class: "soft small" }), (now) => now.counts[i]),
          ]
        : two
          ? null
          : knob(ui, i, name),
    ),
  );
  const layers = two
    ? [
        ...f.inputs.map((name, i) =>
          h(
            "tr",
            { class: "matrix" },
            h("td", { colspan: f.inputs.length, class: "from" }, `${name} →`),
            neurons.map((j) =>
              h(
                "td",
                { "data-part": "weights" },
                tile(ui, (now) => now.weights[i * count + j], `${name} to h${j + 1}`),
              ),
            ),
            h("td", { colspan: 5 }),
          ),
        ),
        h(
          "tr",
          { class: "matrix last" },
          h("td", { colspan: f.inputs.length, class: "from" }, `→ ${f.outputs[0]}`),
          neurons.map((j) =>
            h(
              "td",
              { "data-part": "weights" },
              tile(ui, (now) => now.weights[f.inputs.length * count + j], `h${j + 1} to ${f.outputs[0]}`),
            ),
          ),
          h("td", { colspan: 5 }),
        ),
      ]
    : [];
  return [
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        f.inputs.map((name) => head(name)),
        neurons.map((j) => head(`h${j + 1}`)),
        ["prediction", "goal", "delta", "error", ""].map((name) =>
          head(name, { class: { error: "squared", delta: "delta" }[name] ?? null }),
        ),
      ),
      two ? null : h("tr", { class: "knobs" }, above, h("td", { colspan: 5 })),
    ),
    h(
      "tbody",
      { "data-part": "rows" },
      layers,
      f.X.map((x, row) => {
        const line = h(
          "tr",
          { class: "line", onpointerenter: () => ui.send("look_at", { row }) },
          x.map((_, i) =>
            h(
              "td",
              {},
              h("span", { class: "cell" }, lamp(f, row, i), f.kind === "one" ? arrow(ui, row, i) : null),
            ),
          ),
          neurons.map((j) =>
            h(
              "td",
              { "data-part": "hidden" },
              tile(ui, (now) => now.hidden[row * count + j], `h${j + 1}`),
            ),
          ),
          verdict(ui, row),
        );
        ui.state.parts.push((/** @type {Rows} */ now) => line.classList.toggle("here", now.row === row));
        return line;
      }),
    ),
  ];
}

/** One input, and an output in each line. @param {Rows} f @param {any} ui */
function downwards(f, ui) {
  return [
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        [f.inputs[0], "weight", "for", "prediction", "goal", "delta", ""].map((name) => head(name)),
      ),
    ),
    h(
      "tbody",
      { "data-part": "rows" },
      f.outputs.map((name, i) =>
        h(
          "tr",
          { class: "line" },
          h("td", {}, i ? null : h("span", { class: "given" }, String(f.X[0][0]))),
          h("td", {}, knob(ui, i, name)),
          h("td", {}, name),
          shows(ui, h("td", { "data-part": "prediction" }), (now) => now.said[0][i]),
          shows(ui, h("td", { "data-part": "goal" }), (now) => String(now.goals[0][i])),
          shows(ui, h("td", { "data-part": "delta" }), (now) => now.delta[0][i]),
          h("td", {}, arrow(ui, 0, i)),
        ),
      ),
    ),
  ];
}

const KEYS = {
  one: "Lamp: an input, on or off · knob: its weight · arrow: what the row wants of the weight",
  many: "Knob: the weight of a prediction · arrow: what its delta wants of the weight",
  two: "Squares above: the weights · below: what the hidden neurons say to each row",
  counting: "Above each lamp: the share of its rows in which people walked",
};

/** @param {Rows} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { table, says, key, state } = ui;
  rebuild(table, [f.kind, f.inputs, f.outputs, f.X, f.goals, f.hidden.length], () => {
    state.parts = [];
    return f.outputs.length > 1 ? downwards(f, ui) : across(f, ui);
  });
  setAttr(table, "data-kind", f.kind);
  for (const part of state.parts) part(f);
  setText(says, f.says);
  setText(key, KEYS[f.outputs.length > 1 ? "many" : f.kind]);
}
