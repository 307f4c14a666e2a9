/* A small window to set a weight or a bias: by a number, or along a slider. */

import { h, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";
import { gently } from "../../lib/throttle.js";

/** The window over the picture. `state` is the network's: what is drawn, where, and what it is called. */
export function valueWindow(ui, state) {
  const { send } = ui;
  const field = h("input", {
    type: "number",
    "aria-label": "Value",
    step: "any",
    min: -100,
    max: 100,
    oninput: () => {
      typed = true;
    },
    onchange: () => commit(field.value),
  });
  const range = h("input", {
    type: "range",
    "aria-label": "Value, from −5 to 5",
    min: -5,
    max: 5,
    step: 0.05,
  });
  const heading = h("b", {}),
    pull = h("div", { class: "small soft num" });
  const element = h(
    "div",
    { class: "pop", role: "dialog", hidden: true, "data-keys": true },
    heading,
    field,
    range,
    pull,
    h(
      "button",
      { type: "button", class: "mini close", "aria-label": "Close", onclick: () => shut(true) },
      "✕",
    ),
  );
  let edited = null,
    origin = null,
    held = false,
    typed = false;

  const tell = gently((value) => commit(value));
  const track = () =>
    range.style.setProperty("--done", `${Math.max(0, Math.min(100, (Number(range.value) + 5) * 10))}%`);
  range.addEventListener("input", () => {
    held = true;
    field.value = range.value;
    track();
    tell(range.value);
  });
  range.addEventListener("change", () => {
    held = false;
    tell(range.value);
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && (event.key !== "Enter" || event.target !== field)) return;
    event.stopPropagation();
    if (event.key === "Enter") commit(field.value);
    shut(true);
  });
  ui.listen(document, "pointerdown", (event) => {
    if (!edited || event.composedPath().includes(element)) return;
    if (typed) commit(field.value);
    shut(false);
  });

  function commit(text) {
    const value = Number(text);
    if (!edited || text === "" || !Number.isFinite(value)) return;
    const { layer, i, j, dot } = edited,
      name = state.names.part(edited);
    typed = false;
    if (dot) send("set_bias", { layer, j, name, value });
    else send("set_weight", { layer, i, j, name, value });
  }

  /** Open it at a place for a weight `{layer, i, j}` or a bias `{layer, j, dot: true}`; `from` has the focus afterwards. */
  function edit(what, from, x, y) {
    const { width, height } = state.plan;
    edited = what;
    origin = from;
    held = typed = false;
    setText(heading, state.names.part(what));
    setAttr(element, "aria-label", heading.textContent);
    element.hidden = false;
    element.style.left = `${Math.max(4, Math.min(width - element.offsetWidth - 4, x - element.offsetWidth / 2))}px`;
    element.style.top = `${y + 14 + element.offsetHeight > height ? y - element.offsetHeight - 14 : y + 14}px`;
    show(true);
    field.focus();
    field.select();
  }
  function shut(refocus) {
    if (!edited) return;
    edited = null;
    element.hidden = true;
    if (refocus) origin?.focus();
  }
  /** Bring it up to date; `all` even where somebody is writing. */
  function show(all) {
    if (!edited) return;
    const { now, wires, dots } = state;
    const wire = edited.dot
      ? null
      : wires.find((w) => w.layer === edited.layer && w.i === edited.i && w.j === edited.j);
    const at = wire ? wire.at : dots.findIndex((d) => d.layer === edited.layer && d.j === edited.j);
    const value = (wire ? now.weights : now.biases)[at];
    const busy = held || field === field.getRootNode().activeElement;
    if (all || !busy) {
      field.value = String(Number(value.toFixed(4)));
      range.value = value;
      track();
    }
    const slope = (wire ? now.pulls : now.bias_pulls)[at];
    setText(pull, slope === undefined ? "" : `gradient ${num(slope)}`);
  }
  return { element, edit, shut, show };
}
