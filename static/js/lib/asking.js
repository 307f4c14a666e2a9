/* What has been asked of Python, until it has answered. A question has a number, and the answer to it comes with one of
   the transport's next frames, beside what it has brought about. No clock is asked. */

import { h } from "./dom.js";
import { gently } from "./throttle.js";

let last = 0;
const open = new Map(); // number -> what is to be done with the answer

/**
 * A way to send messages and to hear what became of each: an empty text, or why not.
 * @param {(message: object) => void} sendMessage
 * @returns {(type: string, more?: object) => Promise<string>}
 */
export const asking = (sendMessage) => (type, more) =>
  new Promise((done) => {
    last -= 1; // the page around an embedded one counts upwards (page/host.js)
    open.set(last, done);
    sendMessage({ type, ...more, ask: last });
  });

/** Take note of answers, which are pairs of a number and a text. */
export function answered(answers) {
  for (const [number, wrong] of answers) {
    open.get(number)?.(wrong);
    open.delete(number);
  }
}
globalThis.addEventListener?.("np-frame", (/** @type {any} */ { detail }) => answered(detail.answers));

/** When the frames that came with an answer have been drawn. */
const drawn = () => new Promise((done) => (globalThis.requestAnimationFrame ?? setTimeout)(done));

/** A box to tick, with `show(on)`. What was ticked by hand stays so until it has been answered: a frame that was on its
    way already does not know of it. `ask(on)` promises the answer. */
export function tickBox(ask, attributes = {}) {
  let asked = null,
    wanted = false;
  const box = h("input", {
    type: "checkbox",
    ...attributes,
    async onchange() {
      const mine = {};
      asked = mine;
      await ask(box.checked);
      await drawn();
      if (asked !== mine) return;
      asked = null;
      box.checked = wanted;
    },
  });
  box.show = (on) => {
    wanted = on;
    if (!asked) box.checked = on;
  };
  return box;
}

/** `gently`, for values by hand: `set(which, value)` asks, and until that has been answered `set.at(which, shown)` is
    what was asked for, so that a second key starts where the first one went. `set.forget()` when something else, as an
    undo, is to decide. `ask(which, value)` promises the answer. */
export function byHand(ask) {
  let asked = null;
  const tell = gently(async (which, value) => {
    const mine = asked;
    await ask(which, value);
    await drawn();
    if (asked === mine) asked = null;
  });
  const set = (which, value) => {
    asked = { which, value };
    tell(which, value);
  };
  return Object.assign(set, {
    at: (which, shown) => (asked?.which === which ? asked.value : shown),
    forget: () => {
      asked = null;
    },
    flush: tell.flush,
  });
}
