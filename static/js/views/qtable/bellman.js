/* The last update, written out with its numbers: what was thought of a move before, what was found at its end, and by
   how much the thought has moved. Every number has its name under it, and stays at its place. */

import { h, rebuild, setAttr, setText } from "../../lib/dom.js";
import { fixed } from "../../lib/numbers.js";
import { live } from "../../lib/view.js";

export function render({ model }) {
  const says = h("p", { class: "says num" }), note = h("p", { class: "caption num" }), words = h("p", { class: "words" });
  const lines = h("div", { class: "equation", "aria-hidden": "true" });
  const node = h("div", { class: "bellman" }, words, h("h2", {}, "The last update"), says, lines, note);
  let values = [];

  function build(equation) {
    values = [];
    return equation.map((line) => h("div", { class: "line" }, line.map((part) => {
      if (typeof part === "string") return h("span", { class: "mark" }, part);
      const value = h("b", {});
      values.push(value);
      return h("span", { class: `term ${part.kind}` }, value, h("small", {}, part.name));
    })));
  }
  const given = ["alpha", "gamma", "reward"]; // as somebody has set them; all else keeps its places
  const written = ({ kind, value }) => (given.includes(kind) || value === 0 ? String(Number(value.toPrecision(4))).replace("-", "−") : fixed(value, 4));

  live(model, (f) => {
    if (!f.lines) return;
    rebuild(lines, f.lines.map((line) => line.map((part) => part.name ?? part)), () => build(f.lines));
    f.lines.flat().filter((part) => part.kind).forEach((part, i) => {
      setText(values[i], written(part));
      setAttr(values[i], "class", `num ${part.value > 0 ? "pos" : part.value < 0 ? "neg" : ""}`);
    });
    setAttr(says, "aria-live", f.byHand ? "polite" : "off"); // who walks hears what came of it
    setText(says, f.says);
    setText(note, f.note);
    setText(words, f.words);
  });
  return node;
}
