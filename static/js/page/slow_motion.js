/* One step of learning, phase after phase: which one it is, what is computed in it, and on to the next. What is computed
   is lit up in the picture, and all other parts of it are dimmed. */

import { h, setAttr, setText } from "../lib/dom.js";
import { light } from "../lib/light.js";

/** @typedef {import("../lib/types").Ui} Ui */

/** @param {Ui} ui */
export function build({ fixed, send, onRemove }) {
  const names = fixed.names.map((name) => h("li", {}, name));
  const words = h("p", { class: "says num", "aria-live": "polite" });
  const next = h("button", { type: "button", class: "tool on", onclick: () => send("step") });
  const close = h(
    "button",
    {
      type: "button",
      class: "tool",
      "aria-label": "Whole steps again",
      onclick: () => send("slow_motion", { on: false }),
    },
    "✕",
  );
  const state = { on: false };
  onRemove(() => light());
  const node = h("div", { class: "steps slow" }, h("ol", { class: "phases" }, names), words, next, close);
  return { node, names, words, next, state };
}

/** @param {any} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { fixed, names, words, next, state }) {
  if (f.on === undefined) return;
  document.querySelector(".np-page")?.classList.toggle("np-in-slow-motion", f.on);
  if (f.on || state.on) light(f.on ? f.lights : "", f.on);
  state.on = f.on;
  names.forEach((name, i) => setAttr(name, "aria-current", i === f.phase ? "step" : null));
  setText(words, f.text);
  setText(next, f.phase + 1 < names.length ? `Next: ${fixed.names[f.phase + 1]}` : "Next step");
}
