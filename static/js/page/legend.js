/* The words under the curves: what they show now, pinned runs, and a sweep: several values of one setting that are tried
   at once, each with its curve, its number and a small picture of what it has learnt. */

import { paint } from "../lib/canvas.js";
import { h, rebuild, setAttr, setText } from "../lib/dom.js";
import { embedded } from "../lib/view.js";

/** @typedef {import("../lib/types").Ui} Ui */

/** @param {Ui} ui */
export function build(ui) {
  const now = h("p", { class: "num now" });
  const pinned = h("ul", { "aria-label": "Pinned runs" });
  const sweep = h("ul", { "aria-label": "Runs of the sweep", class: "num sweep" });
  const at = h("p", { class: "small soft num", hidden: true });
  const form = trial(ui);
  const { send } = ui;
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
    at,
    sweep,
    !embedded() && form.opener,
    !embedded() && form.node,
  );
  return { node, now, pinned, at, sweep, form };
}

/** The form of a sweep: which setting, which values. It opens at the learning rate. @param {Ui} ui */
function trial({ fixed, send, ask }) {
  /** @type {[string, string, string][]} */
  const sweeps = fixed.sweeps;
  const varied = h(
    "select",
    { "aria-label": "Setting to vary" },
    sweeps.map(([name, label]) => h("option", { value: name }, label)),
  );
  const values = h("input", {
    type: "text",
    class: "num",
    "aria-label": "Values to try, separated by commas",
    onkeydown: (event) => event.key === "Enter" && begin(),
  });
  const suggest = () => {
    values.value = sweeps.find(([name]) => name === varied.value)?.[2] ?? "";
  };
  varied.addEventListener("change", suggest);
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const begin = () => ask("sweep", { name: varied.value, values: values.value });
  const node = h(
    "div",
    { hidden: true, class: "trial" },
    h("p", { class: "small" }, "One setting, several values: they learn side by side."),
    h("div", { class: "fields" }, varied, values),
    error,
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: "tool on", onclick: begin }, "Try them"),
      h(
        "button",
        {
          type: "button",
          class: "tool",
          onclick: () => {
            send("sweep", { name: "", values: "" });
            show(false);
            opener.focus();
          },
        },
        "Close",
      ),
    ),
  );
  const opener = h(
    "button",
    { type: "button", class: "link", "aria-expanded": "false", onclick: () => show(node.hidden) },
    "Try several values at once…",
  );
  /** @param {boolean} yes */
  function show(yes) {
    node.hidden = !yes;
    opener.hidden = yes;
    setAttr(opener, "aria-expanded", String(yes));
    if (!yes) return;
    if (!values.value) suggest();
    varied.focus();
  }
  return { node, opener, error, show };
}

/** @param {any} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { send, now, pinned, at, sweep, form, colours }) {
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
  setText(form.error, f.wrong);
  form.error.hidden = !f.wrong;
  setText(at, f.at);
  at.hidden = !f.at;
  rebuild(
    sweep,
    f.sweep.map((run) => [run.label, run.colour]),
    () =>
      f.sweep.map((run, i) =>
        h(
          "li",
          {},
          run.picture && h("canvas", { class: "small-picture", "aria-hidden": "true" }),
          h("i", { class: "swatch", style: `background:${run.colour}` }),
          h("span", {}, run.label, " ", h("b")),
          h(
            "button",
            {
              type: "button",
              class: "link",
              "aria-label": `Adopt the run with ${run.label}`,
              onclick: () => send("adopt", { number: i }),
            },
            "adopt",
          ),
        ),
      ),
  );
  f.sweep.forEach((run, i) => {
    const line = sweep.children[i];
    setText(line.querySelector("b"), run.stopped ? "stopped" : run.value);
    setAttr(line, "title", run.stopped || null);
    if (!run.picture) return;
    const [rows, columns] = run.picture.shape;
    paint(line.querySelector("canvas"), run.picture, columns, rows, colours);
  });
}
