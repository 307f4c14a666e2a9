/* What hands do to a picture: take something and pull it, or move a knob. */

import { h, setAttr } from "./dom.js";

/**
 * Let an element be pulled about. `take(event)` is called when a pointer takes it, `pull(event)` whenever it has moved,
 * `leave()` when it lets go. Whatever a frame draws meanwhile, the pointer stays with the element.
 * @param {any} element of HTML or SVG
 * @param {{ take?: (event: PointerEvent) => void, pull: (event: PointerEvent) => void, leave: () => void }} hand
 */
export function pulled(element, { take, pull, leave }) {
  element.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    try {
      element.setPointerCapture(event.pointerId);
    } catch {
      return; // the pointer is gone already
    }
    take?.(event);
    element.addEventListener("pointermove", pull);
  });
  for (const end of ["pointerup", "pointercancel"])
    element.addEventListener(end, () => {
      element.removeEventListener("pointermove", pull);
      leave();
    });
}

const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/**
 * Let a number be moved by key, whose `byHand` is `set`: by `fine()` with the arrows, five times as far with Shift, ten
 * times with the page keys, to its `ends()` with Home and End. `now()` is its value in the frame that is shown, `tidy`
 * makes of any number one that it can be.
 * @param {any} element of HTML or SVG
 * @param {{ set: ReturnType<typeof import("./asking").byHand>, now: () => number, fine: () => number,
 *   ends: () => [number, number], tidy: (value: number) => number }} hand
 */
export function keyed(element, { set, now, fine, ends, tidy }) {
  element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey) set.forget(); // an undo is coming
    const by = STEPS[/** @type {keyof typeof STEPS} */ (event.key)],
      end = { Home: ends()[0], End: ends()[1] }[event.key];
    if (by === undefined && end === undefined) return;
    event.preventDefault();
    set("it", tidy(end ?? set.at("it", now()) + by * (event.shiftKey ? 5 : 1) * fine()));
  });
}

/**
 * Of several things of a kind, side by side, one is in the order of Tab; Page Down and Page Up lead to the others.
 * @param {any} element of HTML or SVG
 */
export function oneOfSeveral(element) {
  element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const way = { PageDown: "nextElementSibling", PageUp: "previousElementSibling" }[event.key],
      other = way && element[way];
    if (!other?.classList.contains(element.classList[0])) return;
    event.preventDefault();
    other.focus();
  });
}

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * The same for a place on a plane: the arrows move it by `far(shift)`. `now()` is its place, of no numbers where it
 * cannot be moved.
 * @param {any} element of HTML or SVG
 * @param {{ set: ReturnType<typeof import("./asking").byHand>, which: string, now: () => ArrayLike<number>,
 *   far: (shift: boolean) => number }} hand
 */
export function keyedAbout(element, { set, which, now, far }) {
  element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey) set.forget();
    const by = WAYS[/** @type {keyof typeof WAYS} */ (event.key)];
    if (!by || !now().length) return;
    event.preventDefault();
    const [x, y] = set.at(which, now()),
      step = far(event.shiftKey);
    set(which, [x + step * by[0], y + step * by[1]]);
  });
}

/**
 * A slider for one of several numbers, whose `byHand` is `set`. `show(value, text)` brings it up to date; a value beyond
 * its reach is shown at its end.
 * @param {ReturnType<typeof import("./asking").byHand>} set @param {any} which @param {string} name @param {number} reach
 */
export function knob(set, which, name, reach) {
  const slider = h("input", {
    type: "range",
    min: -reach,
    max: reach,
    step: 0.01,
    "aria-label": name,
    oninput: () => set(which, Number(slider.value)),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.ctrlKey || event.metaKey) set.forget(); // an undo is coming
    },
  });
  return Object.assign(slider, {
    show(/** @type {number} */ value, /** @type {string} */ text) {
      const shown = String(Math.round(100 * set.at(which, value)) / 100);
      if (slider.value !== shown) slider.value = shown;
      setAttr(slider, "aria-valuetext", text);
    },
  });
}
