/* The eigenvalues of the loop in the plane of complex numbers. Within the inner circle, of size 1, even a
   squashing that weakens nothing lets blame fade; within the outer one, 1 over the steepest slope, this one does. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";
import { live } from "../../lib/view.js";

export function render({ model }) {
  const H = 200, rings = s("g", { class: "rings" }), dots = s("g", { class: "dots" });
  const axes = s("path", { class: "axes" });
  const svg = s("svg", { class: "picture", height: H, "aria-hidden": "true" }, axes, rings, dots);
  const text = h("p", { class: "caption num" }), words = h("p", { class: "words" });
  const node = h("div", { class: "loop" }, words, h("p", { class: "small", style: "margin:0 0 2px" }, h("b", {}, "Eigenvalues of the loop")), svg, text);
  let width = 280;

  function draw() {
    const f = model.frame;
    if (!f.real) return;
    const border = 1 / f.steepest, reach = Math.max(border, f.largest) * 1.15, unit = (H / 2 - 4) / reach;
    const x = (v) => width / 2 + v * unit, y = (v) => H / 2 - v * unit;
    setAttr(svg, "viewBox", `0 0 ${width} ${H}`);
    setAttr(axes, "d", `M${x(-reach)} ${H / 2}H${x(reach)}M${width / 2} 2V${H - 2}`);
    const circle = (radius, kind) => [s("circle", { class: kind, cx: width / 2, cy: H / 2, r: radius * unit }),
      radius * unit > 14 ? s("text", { x: x(radius) + 3, y: H / 2 - 4 }, num(radius, 0)) : null];
    rings.replaceChildren(...[...circle(1, "one"), ...(border > 1 ? circle(border, "border") : [])].filter(Boolean));
    dots.replaceChildren(...Array.from(f.real, (re, i) => s("circle", { cx: x(re), cy: y(f.imaginary[i]), r: i ? 4 : 5.5, class: i ? "" : "largest" })));
    setText(text, f.says);
    setText(words, f.words);
  }

  const sizes = new ResizeObserver(([entry]) => { width = Math.max(200, Math.round(entry.contentRect.width)); draw(); });
  sizes.observe(node);
  model.on("remove", () => sizes.disconnect());
  live(model, draw);
  return node;
}
