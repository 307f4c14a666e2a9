/* Values that are set by hand: not too many of them, and never the wrong one on screen. */

import { h } from "./dom.js";

/** At most one call in ~33 ms, never losing the last one; `flush` makes that one now, as when a drag ends. */
export function gently(send) {
  let timer = null,
    next = null,
    last = 0;
  const flush = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    last = performance.now();
    send(...next);
  };
  const ask = (...values) => {
    next = values;
    if (timer === null) timer = setTimeout(flush, Math.max(0, 33 - (performance.now() - last)));
  };
  return Object.assign(ask, { flush });
}

/** A box to tick, with `show(on)`. What was ticked by hand stays so until the answer has had time to come: a frame
    that was on its way already does not know of it. */
export function tickBox(send) {
  let until = 0,
    wanted = false;
  const settle = () => {
    if (performance.now() >= until) box.checked = wanted;
  };
  const box = h("input", {
    type: "checkbox",
    onchange: () => {
      wanted = box.checked;
      until = performance.now() + 1000;
      setTimeout(settle, 1010);
      send(box.checked);
    },
  });
  box.show = (on) => {
    wanted = on;
    settle();
  };
  return box;
}

/** `gently`, for values by hand: `set(which, value)` asks, and until the answer has had time to come
    `set.at(which, shown)` is what was asked for, so that a second key starts where the first one went.
    `set.forget()` when something else, as an undo, is to decide. */
export function byHand(send) {
  const tell = gently(send);
  let asked = { which: null, value: 0, when: 0 };
  const set = (which, value) => {
    asked = { which, value, when: performance.now() };
    tell(which, value);
  };
  return Object.assign(set, {
    at: (which, shown) =>
      asked.which === which && performance.now() - asked.when < 500 ? asked.value : shown,
    forget: () => {
      asked.which = null;
    },
    flush: tell.flush,
  });
}
