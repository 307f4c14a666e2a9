/* Which gesture of the hand a message comes from: two drags of one thing are undone one by one, however soon they follow
   each other. A gesture begins when a pointer goes down, or when keys go on after a pointer or on another element;
   several keys on one element are one. */

let count = 0,
  keysOn = null; // the element whose keys are the gesture

globalThis.addEventListener?.(
  "pointerdown",
  () => {
    count += 1;
    keysOn = null;
  },
  true,
);
globalThis.addEventListener?.(
  "keydown",
  (/** @type {any} */ event) => {
    const target = event.composedPath()[0];
    if (target === keysOn) return;
    count += 1;
    keysOn = target;
  },
  true,
);

/** The number of the present gesture. */
export const gesture = () => count;
