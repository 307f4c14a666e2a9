/* The eigenvalues of the loop in the plane of complex numbers. Within the inner circle, of size 1, even an activation
   that weakens nothing lets the error signal fade; within the outer one, 1 over the steepest slope, this one does. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const SIDE = 116; // pixels

/** @param {Ui} _ui */
export function build(_ui) {
  const rings = s("g", { class: "rings" }),
    dots = s("g", { class: "dots" }),
    axes = s("path", { class: "axes" });
  const svg = s(
    "svg",
    { class: "picture", viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" },
    axes,
    rings,
    dots,
  );
  const text = h("p", { class: "caption num" });
  const node = h(
    "div",
    { class: "loop", "data-part": "eigenvalues update" },
    h("p", { class: "small title" }, h("b", {}, "Eigenvalues of the loop weights")),
    h("div", { class: "beside" }, svg, text),
  );
  return { node, svg, axes, rings, dots, text };
}

/** @param {import("./frames").Loop} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { axes, rings, dots, text }) {
  const middle = SIDE / 2,
    unit = (middle - 4) / f.reach; // pixels for a size of 1
  const x = (v) => middle + v * unit,
    y = (v) => middle - v * unit;
  setAttr(axes, "d", `M${x(-f.reach)} ${middle}H${x(f.reach)}M${middle} 2V${SIDE - 2}`);
  rings.replaceChildren(
    ...f.rings.flatMap(([kind, radius]) => [
      s("circle", { class: kind, cx: middle, cy: middle, r: radius * unit }),
      ...(radius * unit > 14 ? [s("text", { x: x(radius) + 3, y: middle - 4 }, num(radius, 0))] : []), // else it would not be read
    ]),
  );
  dots.replaceChildren(
    ...Array.from(f.real, (re, i) =>
      s("circle", { cx: x(re), cy: y(f.imaginary[i]), r: i ? 4 : 5.5, class: i ? "" : "largest" }),
    ),
  );
  setText(text, f.says);
}
