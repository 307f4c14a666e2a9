/* The words under the curves: what they show now, pinned runs, and the runs of a sweep. */

import { h, rebuild, setText } from "../lib/dom.js";
import { embedded } from "../lib/view.js";

/** @typedef {import("../lib/types").Ui} Ui */

/** @param {Ui} ui */
export function build({ send }) {
  const now = h("p", { class: "num now" });
  const pinned = h("ul", { "aria-label": "Pinned runs" });
  const sweep = h("ul", { "aria-label": "Runs of the sweep", class: "num" });
  const node = h(
    "div",
    { class: "legend" },
    h(
      "div",
      { class: "top" },
      now,
      !embedded() &&
        h("button", { type: "button", class: "link", onclick: () => send("pin") }, "Pin this run"),
    ),
    pinned,
    sweep,
  );
  return { node, now, pinned, sweep };
}

/** @param {any} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { send, now, pinned, sweep }) {
  if (!f.now) return;
  if (now.children.length !== f.now.length)
    now.replaceChildren(...f.now.map(() => h("span", {}, "", h("b"))));
  now.classList.toggle("long", f.now.length > 1); // two lines, however short the numbers are just now
  f.now.forEach(([label, value], i) => {
    const span = now.children[i],
      text = `${i ? " · " : ""}${label} `;
    if (span.firstChild.data !== text) span.firstChild.data = text;
    setText(span.lastChild, value);
  });
  rebuild(pinned, f.pinned, () =>
    f.pinned.map((run, i) =>
      h(
        "li",
        {},
        h("i", { class: "swatch", style: "background:var(--truth)" }),
        h("span", {}, run.label, " ", h("b", { class: "num" }, run.value)),
        h(
          "button",
          {
            type: "button",
            class: "link",
            "aria-label": `Let go of the pinned run with ${run.label}`,
            onclick: () => send("unpin", { number: i }),
          },
          "✕",
        ),
      ),
    ),
  );
  rebuild(sweep, f.sweep, () =>
    f.sweep.map((run, i) =>
      h(
        "li",
        {},
        h("i", { class: "swatch", style: `background:${run.colour}` }),
        h("span", {}, run.label, " ", h("b", {}, run.stopped ? "stopped" : run.value)),
        h("button", { type: "button", class: "link", onclick: () => send("adopt", { number: i }) }, "adopt"),
      ),
    ),
  );
}
