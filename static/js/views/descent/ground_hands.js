/* How balls are taken: dragged, put where somebody clicks, or moved by key. */

import { scales } from "./ground_layout.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {import("./frames").Ground} Ground */

const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** How balls are taken. @param {Ui} ui @param {SVGElement} svg @param {any} set @param {{ width: number, height: number }} size */
export function handle(ui, svg, set, size) {
  const now = () => /** @type {Ground} */ (ui.frame);
  let held = /** @type {Ground | null} */ (null), // the ground as it was when a ball was taken
    ball = 0,
    dragged = false;
  const place = (/** @type {MouseEvent} */ event, /** @type {Ground} */ f) => {
    const box = svg.getBoundingClientRect();
    return scales(f, size).back(
      ((event.clientX - box.left) / box.width) * size.width,
      ((event.clientY - box.top) / box.height) * size.height,
    );
  };
  const taken = (/** @type {Event} */ event) =>
    /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".ball"));
  svg.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    const node = taken(event);
    dragged = false;
    if (!node || event.button) return;
    event.preventDefault();
    node.focus({ preventScroll: true });
    svg.setPointerCapture(event.pointerId);
    ball = Number(node.dataset.ball);
    held = now();
    ui.send("look_at", { ball });
  });
  svg.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!held) return;
    dragged = true;
    set(String(ball), place(event, held));
  });
  for (const end of ["pointerup", "pointercancel"])
    svg.addEventListener(end, () => {
      if (held) set.flush();
      held = null;
    });
  svg.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    if (!dragged && !taken(event)) set(String(now().ball), place(event, now()));
    dragged = false;
  });
  svg.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const f = now(),
      node = taken(event),
      by = STEPS[/** @type {keyof typeof STEPS} */ (event.key)],
      other = { PageDown: 1, PageUp: -1 }[event.key];
    if (event.ctrlKey || event.metaKey) set.forget();
    if (!node || (!by && !other)) return;
    event.preventDefault();
    const count = f.valleys.length,
      mine = Number(node.dataset.ball);
    if (other) {
      const next = (mine + other + count) % count;
      ui.send("look_at", { ball: next });
      /** @type {HTMLElement} */ (svg.querySelectorAll(".ball")[next]).focus();
      return;
    }
    if (mine !== f.ball) return; // its place has not come yet
    const share = event.shiftKey ? 0.05 : 0.01;
    const at = /** @type {number[]} */ (set.at(String(mine), f.x));
    set(
      String(mine),
      at.map((value, axis) =>
        Math.max(
          f.low[axis],
          Math.min(f.high[axis], value + share * by[axis] * (f.high[axis] - f.low[axis])),
        ),
      ),
    );
  });
}
