/* What both pictures of this lab have: axes from pixels to numbers and back, curves, and what is moved from left to
   right: by dragging, or by key. */

import { byHand } from "../../lib/asking.js";
import { keyed, pulled } from "../../lib/hands.js";
import { s, setAttr, setText } from "../../lib/dom.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {{ width: number, height: number, left: number, right: number, low: number, high: number }} Box */

/** Pixels for numbers: across from `left` to `right`, upwards from `low` to `high`. @param {Box} box */
export function axes({ width, height, left, right, low, high }) {
  return {
    x: (/** @type {number} */ at) => ((at - left) / (right - left)) * width,
    y: (/** @type {number} */ at) => height - ((at - low) / (high - low)) * height,
  };
}

/** A path through values at even distances. What is far outside is drawn just outside.
    @param {ArrayLike<number>} values @param {Box} box @param {number} from @param {number} count */
export function path(values, box, from = 0, count = values.length) {
  const { y } = axes(box),
    step = box.width / (count - 1);
  let d = "";
  for (let i = 0; i < count; i++) {
    const up = Math.max(-9 * box.height, Math.min(9 * box.height, y(values[from + i])));
    d += `${i ? "L" : "M"}${(i * step).toFixed(1)} ${up.toFixed(1)}`;
  }
  return d;
}

/** The axes through 0, with the ends of the one across, and a line at 1. */
export const rules = () => ({
  zero: s("path", { class: "axis" }),
  one: s("path", { class: "axis level" }),
  marks: [
    s("text", { x: 3, "aria-hidden": "true" }),
    s("text", { "text-anchor": "end", "aria-hidden": "true" }),
    s("text", { x: 3, "aria-hidden": "true" }),
  ],
});

/** @param {ReturnType<typeof rules>} drawn @param {Box} box */
export function rule({ zero, one, marks }, box) {
  const { x, y } = axes(box),
    floor = y(0);
  setAttr(zero, "d", `M0 ${floor.toFixed(1)}H${box.width}M${x(0).toFixed(1)} 0V${box.height}`);
  setAttr(one, "d", `M0 ${y(1).toFixed(1)}H${box.width}`);
  setAttr(marks[1], "x", box.width - 3);
  [String(box.left).replace("-", "−"), String(box.right), "1"].forEach((text, i) => {
    setText(marks[i], text);
    setAttr(marks[i], "y", ((i === 2 ? y(1) : floor) - 4).toFixed(1));
  });
}

/** What can be moved from `left` to `right`. It is taken where the pointer goes down on `grip`; `ask(value)` tells Python
    where it is to be.
    @param {{ label: string, part: string, kind: string, left: number, right: number, svg: SVGElement, grip?: SVGElement,
      shapes: SVGElement[], now: () => number, ask: (value: number) => Promise<string> }} what */
export function slider({ label, part, kind, left, right, svg, grip, shapes, now, ask }) {
  const set = byHand((/** @type {string} */ _, /** @type {number} */ value) => ask(value));
  const node = s(
    "g",
    {
      class: kind,
      role: "slider",
      tabindex: 0,
      "data-keys": true,
      "data-part": part,
      "aria-label": label,
      "aria-orientation": "horizontal",
      "aria-valuemin": left,
      "aria-valuemax": right,
    },
    shapes,
  );
  const tidy = (/** @type {number} */ value) => Number(Math.max(left, Math.min(right, value)).toFixed(1));
  keyed(node, { set, now, fine: () => 0.1, ends: () => [left, right], tidy });
  const drag = (/** @type {PointerEvent} */ event) => {
    const box = svg.getBoundingClientRect();
    set("it", tidy(left + ((event.clientX - box.left) / box.width) * (right - left)));
  };
  pulled(grip ?? node, {
    take: (event) => {
      event.stopPropagation();
      node.focus({ preventScroll: true });
      if (grip) drag(event); // it comes to where the pointer is
    },
    pull: drag,
    leave: set.flush,
  });
  return node;
}

/** The dot for the finger. */
export const dot = () => [
  s("circle", { class: "reach", r: 18 }),
  s("circle", { class: "focus", r: 12 }),
  s("circle", { class: "body", r: 7 }),
];

/** Put what is moved to its place, and say where that is. @param {SVGElement} node @param {Box} box
    @param {number} at @param {number} value @param {string} text */
export function put(node, box, at, value, text) {
  const { x, y } = axes(box),
    up = Math.max(4, Math.min(box.height - 4, y(value)));
  setAttr(node, "transform", `translate(${x(at).toFixed(1)} ${up.toFixed(1)})`);
  setAttr(node, "aria-valuenow", at);
  setAttr(node, "aria-valuetext", text);
}
