/* What both pictures of this lab have: axes from pixels to numbers and back, curves, and a dot for the finger that is
   dragged along a curve, from anywhere in the picture, or moved by key. */

import { byHand } from "../../lib/asking.js";
import { s, setAttr } from "../../lib/dom.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {{ width: number, height: number, left: number, right: number, low: number, high: number }} Box */

const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

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

/** The dot, and how it is moved. `ask(value)` tells Python where it is to be.
    @param {{ label: string, part: string, left: number, right: number, svg: SVGElement, now: () => number,
      ask: (value: number) => Promise<string> }} what */
export function finger({ label, part, left, right, svg, now, ask }) {
  const set = byHand((/** @type {string} */ _, /** @type {number} */ value) => ask(value));
  const dot = s(
    "g",
    {
      class: "finger",
      role: "slider",
      tabindex: 0,
      "data-keys": true,
      "data-part": part,
      "aria-label": label,
      "aria-orientation": "horizontal",
      "aria-valuemin": left,
      "aria-valuemax": right,
    },
    s("circle", { class: "reach", r: 18 }),
    s("circle", { class: "focus", r: 12 }),
    s("circle", { class: "body", r: 7 }),
  );
  const tidy = (/** @type {number} */ value) =>
    Number(Math.max(left, Math.min(right, value)).toFixed(1));
  dot.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const by = STEPS[/** @type {keyof typeof STEPS} */ (event.key)],
      end = { Home: left, End: right }[event.key];
    if (by === undefined && end === undefined) return;
    event.preventDefault();
    set("it", tidy(end ?? set.at("it", now()) + (by / 10) * (event.shiftKey ? 5 : 1)));
  });
  const drag = (/** @type {PointerEvent} */ event) => {
    const box = svg.getBoundingClientRect();
    set("it", tidy(left + ((event.clientX - box.left) / box.width) * (right - left)));
  };
  svg.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button) return;
    event.preventDefault();
    dot.focus({ preventScroll: true });
    svg.setPointerCapture(event.pointerId);
    drag(event);
    svg.addEventListener("pointermove", drag);
  });
  for (const end of ["pointerup", "pointercancel"])
    svg.addEventListener(end, () => {
      svg.removeEventListener("pointermove", drag);
      set.flush();
    });
  return dot;
}

/** Put the dot to its place, and say where it is. @param {SVGElement} dot @param {Box} box
    @param {number} at @param {number} value @param {string} text */
export function put(dot, box, at, value, text) {
  const { x, y } = axes(box),
    up = Math.max(4, Math.min(box.height - 4, y(value)));
  setAttr(dot, "transform", `translate(${x(at).toFixed(1)} ${up.toFixed(1)})`);
  setAttr(dot, "aria-valuenow", at);
  setAttr(dot, "aria-valuetext", text);
}
