/* The activation: its curve, its slope in each place, the tangent under the finger, and where the sums of the hidden
   neurons are now. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { axes, dot, path, put, rule, rules, slider } from "./plot.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {import("./frames").Bend} Bend */

const WIDTH = 268,
  HEIGHT = 170,
  REACH = 5, // of z, as apps/views/activations.py has it
  BARS = 40,
  TALL = 34; // pixels of the tallest bar

/** @param {Ui} ui */
export function build(ui) {
  const ruled = rules(),
    bars = s("path", { class: "sums", "data-part": "sums" }),
    slopes = s("path", { class: "slopes", "data-part": "slope" }),
    curve = s("path", { class: "curve", "data-part": "bend" }),
    tangent = s("path", { class: "tangent", "data-part": "slope" });
  const svg = s(
    "svg",
    {
      class: "picture",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "group",
      "aria-label": "The activation",
    },
    ruled.zero,
    ruled.one,
    ruled.marks,
    bars,
    slopes,
    curve,
    tangent,
  );
  const finger = slider({
    label: "The sum z",
    part: "bend",
    kind: "finger",
    shapes: dot(),
    grip: svg,
    left: -REACH,
    right: REACH,
    svg,
    now: () => /** @type {Bend} */ (ui.frame).z,
    ask: (z) => ui.ask("look_z", { z }),
  });
  svg.append(finger);
  const name = h("b", {}),
    z = h("b", {}),
    a = h("b", {}),
    slope = h("b", {}),
    layers = h("span", {}),
    power = h("b", {});
  const node = h(
    "div",
    { class: "bending" },
    h("p", { class: "numbers num" }, name),
    svg,
    h(
      "p",
      { class: "numbers num" },
      h("span", {}, "z ", z),
      h("span", { "data-part": "bend" }, "f(z) ", a),
      h("span", { class: "slope", "data-part": "slope" }, "slope ", slope),
    ),
    h("p", { class: "numbers num deep" }, layers, power),
    h(
      "p",
      { class: "key small soft" },
      "Line: f(z) · dashed: its slope · bars: the sums of the hidden neurons",
    ),
  );
  return { node, svg, ruled, bars, slopes, curve, tangent, finger, name, z, a, slope, layers, power };
}

/** @param {Bend} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const box = { width: WIDTH, height: HEIGHT, left: -REACH, right: REACH, low: f.low, high: f.high },
    { x, y } = axes(box),
    floor = y(0);
  rule(ui.ruled, box);
  let bars = "";
  for (let i = 0; i < BARS; i++)
    if (f.sums[i])
      bars += `M${((i * WIDTH) / BARS + 0.5).toFixed(1)} ${HEIGHT}v${((-TALL * f.sums[i]) / 255).toFixed(1)}h${(WIDTH / BARS - 1).toFixed(1)}V${HEIGHT}`;
  setAttr(ui.bars, "d", bars);
  setAttr(ui.slopes, "d", path(f.slopes, box));
  setAttr(
    ui.curve,
    "d",
    f.jump ? `M0 ${floor.toFixed(1)}H${x(0)}V${y(1).toFixed(1)}H${WIDTH}` : path(f.curve, box),
  );
  const run = 1.4; // of z, to both sides
  setAttr(
    ui.tangent,
    "d",
    `M${x(f.z - run).toFixed(1)} ${y(f.a - run * f.slope).toFixed(1)}L${x(f.z + run).toFixed(1)} ${y(f.a + run * f.slope).toFixed(1)}`,
  );
  put(ui.finger, box, f.z, f.a, `${f.said[0]}: ${f.said[1]}, slope ${f.said[2]}`);
  setText(ui.name, f.name);
  setText(ui.z, f.said[0]);
  setText(ui.a, f.said[1]);
  setText(ui.slope, f.said[2]);
  setText(ui.layers, f.layers > 1 ? `${f.layers} such slopes leave ` : "One layer: one such slope ");
  setText(ui.power, f.power);
}
