/* The eigenvalues of the loop in the plane of complex numbers. Within the inner circle, of size 1, even an activation
   that weakens nothing lets the error signal fade; within the outer one, 1 over the steepest slope, this one does. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const HEIGHT = 140; // pixels

/** @param {Ui} ui */
export function build(ui) {
  const rings = s("g", { class: "rings" }),
    dots = s("g", { class: "dots" }),
    axes = s("path", { class: "axes" });
  const svg = s("svg", { class: "picture", height: HEIGHT, "aria-hidden": "true" }, axes, rings, dots);
  const text = h("p", { class: "caption num" });
  const node = h(
    "div",
    { class: "loop", "data-part": "eigenvalues update" },
    h("p", { class: "small title" }, h("b", {}, "Eigenvalues of the loop weights")),
    svg,
    text,
  );
  const size = { width: 280 };
  ui.onResize(node, (width) => {
    size.width = Math.max(200, Math.round(width));
  });
  return { node, svg, axes, rings, dots, text, size };
}

/** @param {import("./frames").Loop} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { svg, axes, rings, dots, text, size: { width } }) {
  const unit = (HEIGHT / 2 - 4) / f.reach; // pixels for a size of 1
  const x = (v) => width / 2 + v * unit,
    y = (v) => HEIGHT / 2 - v * unit;
  setAttr(svg, "viewBox", `0 0 ${width} ${HEIGHT}`);
  setAttr(axes, "d", `M${x(-f.reach)} ${HEIGHT / 2}H${x(f.reach)}M${width / 2} 2V${HEIGHT - 2}`);
  rings.replaceChildren(
    ...f.rings.flatMap(([kind, radius]) => [
      s("circle", { class: kind, cx: width / 2, cy: HEIGHT / 2, r: radius * unit }),
      ...(radius * unit > 14 ? [s("text", { x: x(radius) + 3, y: HEIGHT / 2 - 4 }, num(radius, 0))] : []), // else it would not be read
    ]),
  );
  dots.replaceChildren(
    ...Array.from(f.real, (re, i) =>
      s("circle", { cx: x(re), cy: y(f.imaginary[i]), r: i ? 4 : 5.5, class: i ? "" : "largest" }),
    ),
  );
  setText(text, f.says);
}
