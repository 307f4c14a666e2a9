/* The stack: the one curve that all layers make together, over the points of its target, with what each neuron of the last
   hidden layer adds to it. Beside it every layer: how its outputs are spread, how many are 0, and its gradient. */

import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { axes, dot, path, put, rule, rules, slider } from "./plot.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {import("./frames").Stack} Stack */

const WIDTH = 380,
  HEIGHT = 270,
  EDGE = 3; // of x, as playground/nn/stack.py has it
const BAR = 72, // pixels of the gradient of the last layer
  BINS = { width: 72, height: 18 };

/** @param {Ui} ui */
export function build(ui) {
  const ruled = rules(),
    parts = s("g", { class: "parts", "data-part": "parts" }),
    dots = s("g", { class: "target", "data-part": "target" }),
    curve = s("path", { class: "curve", "data-part": "curve" }),
    miss = s("path", { class: "miss" }),
    knees = s("g", { "data-part": "knees" });
  const svg = s(
    "svg",
    {
      class: "picture",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "group",
      "aria-label": "The stack as one curve",
    },
    ruled.zero,
    ruled.one,
    ruled.marks,
    parts,
    dots,
    curve,
    miss,
    knees,
  );
  const finger = slider({
    label: "The place x",
    part: "curve",
    kind: "finger",
    shapes: dot(),
    grip: svg,
    left: -EDGE,
    right: EDGE,
    svg,
    now: () => /** @type {Stack} */ (ui.frame).x,
    ask: (x) => ui.ask("look_x", { x }),
  });
  svg.append(finger);
  const error = h("b", {}),
    dead = h("b", {}),
    saturated = h("b", {}),
    x = h("b", {}),
    said = h("b", {}),
    wanted = h("b", {}),
    one = h("p", { class: "one num", "data-part": "one" }),
    rows = h("tbody", {});
  const node = h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "both" },
      h(
        "div",
        { class: "plot" },
        h(
          "p",
          { class: "numbers num" },
          h("span", { "data-part": "error" }, "error ", error),
          h("span", {}, "dead ", dead),
          h("span", {}, "saturated ", saturated),
        ),
        svg,
        h(
          "p",
          { class: "numbers num" },
          h("span", {}, "x ", x),
          h("span", { "data-part": "curve" }, "stack ", said),
          h("span", { "data-part": "target" }, "target ", wanted),
        ),
      ),
      h(
        "table",
        { class: "num" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["", "outputs", "zeros", "dead", "gradient"].map((name) => h("th", { scope: "col" }, name)),
          ),
        ),
        rows,
      ),
    ),
    one,
    h(
      "p",
      { class: "key small soft" },
      "Line: the stack · dots: the target · thin: what each last neuron adds · diamonds: where the first ones bend · gradient: at a layer’s sums, that of the last being 1 (logarithmic)",
    ),
  );
  /** @type {{ layers: ((f: Stack) => void)[] }} */
  const state = { layers: [] };
  return {
    node,
    svg,
    ruled,
    parts,
    dots,
    curve,
    miss,
    knees,
    finger,
    error,
    dead,
    saturated,
    x,
    said,
    wanted,
    one,
    rows,
    state,
  };
}

/** A row of the table. @param {Ui & ReturnType<typeof build>} ui @param {number} i */
function layer(ui, i) {
  const bins = s("path", { class: "bins" }),
    zeros = h("td", {}),
    dead = h("td", { class: "dead" }),
    bar = h("i", {}),
    share = h("span", {});
  ui.state.layers.push((f) => {
    const now = f.layers[i],
      wide = BINS.width / now.counts.length;
    let d = "";
    now.counts.forEach((count, k) => {
      if (count)
        d += `M${(k * wide).toFixed(1)} ${BINS.height}v${((-BINS.height * count) / 255).toFixed(1)}h${(wide - 0.5).toFixed(1)}V${BINS.height}`;
    });
    setAttr(bins, "d", d);
    setText(zeros, now.zeros);
    setText(dead, now.dead ? String(now.dead) : "–");
    dead.classList.toggle("some", now.dead > 0);
    bar.style.width = `${(BAR * now.bar).toFixed(1)}px`;
    setText(share, now.share);
  });
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, String(i + 1)),
    h(
      "td",
      { "data-part": "histograms" },
      s(
        "svg",
        {
          class: "hist",
          viewBox: `0 0 ${BINS.width} ${BINS.height}`,
          preserveAspectRatio: "none",
          "aria-hidden": "true",
        },
        bins,
      ),
    ),
    zeros,
    dead,
    h("td", { class: "gradient", "data-part": "gradients" }, h("span", { class: "rail" }, bar), share),
  );
}

/** Where a neuron of the first layer bends. @param {Ui & ReturnType<typeof build>} ui @param {number} i */
const knee = (ui, i) =>
  slider({
    label: `Where neuron ${i + 1} bends`,
    part: "knees",
    kind: "knee",
    left: -EDGE,
    right: EDGE,
    svg: ui.svg,
    shapes: [
      s("circle", { class: "reach", r: 13, cy: -7 }),
      s("circle", { class: "focus", r: 11, cy: -7 }),
      s("path", { class: "body", d: "M0 -14L6 -7L0 0L-6 -7Z" }),
    ],
    now: () => /** @type {Stack} */ (ui.frame).knees[i] ?? 0,
    ask: (x) => ui.ask("set_knee", { neuron: i, x }),
  });

/** @param {Stack} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { state } = ui,
    box = { width: WIDTH, height: HEIGHT, left: -EDGE, right: EDGE, low: f.low, high: f.high },
    { x, y } = axes(box);
  rebuild(ui.rows, f.layers.length, () => {
    state.layers = [];
    ui.rows.style.setProperty("--row", `${Math.max(22, Math.min(84, Math.floor(264 / f.layers.length)))}px`);
    return f.layers.map((_, i) => layer(ui, i));
  });
  rebuild(ui.dots, [...f.target], () =>
    [...f.target].map((value, i) =>
      s("circle", {
        cx: ((i / (f.target.length - 1)) * WIDTH).toFixed(1),
        cy: y(value).toFixed(1),
        r: 2.4,
      }),
    ),
  );
  const count = f.curve.length,
    neurons = f.parts.length / count;
  rebuild(ui.parts, neurons, () => Array.from({ length: neurons }, () => s("path", {})));
  [...ui.parts.children].forEach((part, i) => setAttr(part, "d", path(f.parts, box, i * count, count)));
  rule(ui.ruled, box);
  setAttr(ui.curve, "d", path(f.curve, box));
  const aim = f.target[Math.round(((f.x + EDGE) / (2 * EDGE)) * (f.target.length - 1))],
    up = Math.max(4, Math.min(HEIGHT - 4, y(f.here)));
  setAttr(ui.miss, "d", `M${x(f.x).toFixed(1)} ${up.toFixed(1)}V${y(aim).toFixed(1)}`);
  put(ui.finger, box, f.x, f.here, `${f.at[0]}: the stack says ${f.at[1]}, the target is ${f.at[2]}`);
  rebuild(ui.knees, f.knees.length, () => f.knees.map((_, i) => knee(ui, i)));
  f.knees.forEach((at, i) => {
    const node = ui.knees.children[i];
    setAttr(node, "display", at === null ? "none" : null);
    if (at !== null) put(node, box, at, f.low, `x ${at.toFixed(1).replace("-", "−")}`);
  });
  for (const row of state.layers) row(f);
  setText(ui.error, f.error);
  setText(ui.dead, f.dead);
  setText(ui.saturated, f.saturated);
  setText(ui.x, f.at[0]);
  setText(ui.said, f.at[1]);
  setText(ui.wanted, f.at[2]);
  setText(ui.one, f.says);
}
