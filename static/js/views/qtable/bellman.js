/* The last update, written out with its numbers: what was thought of a move before, what was found at its end, and by
   how much the thought has moved. Every number has its name under it, and stays at its place. */

import { h, rebuild, setAttr, setText } from "../../lib/dom.js";
import { call } from "../../lib/light.js";
import { fixed } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const GIVEN = ["alpha", "gamma", "reward"]; // as somebody has set them; all else keeps its places

/** @param {Ui} _ui */
export function build(_ui) {
  const says = h("p", { class: "says num" }),
    note = h("p", { class: "caption num" });
  const lines = h("div", { class: "equation", "aria-hidden": "true" });
  const node = h(
    "div",
    { class: "bellman", "data-part": "update" },
    h("h2", {}, "The last update"),
    says,
    lines,
    note,
  );
  return { node, says, note, lines };
}

/** The number of a term, as it is written. */
export function read({ kind, value }) {
  return GIVEN.includes(kind) || value === 0
    ? String(Number(value.toPrecision(4))).replace("-", "−")
    : fixed(value, 4);
}

/** A line of the equation, without its numbers. */
function line(parts) {
  return h(
    "div",
    { class: "line" },
    parts.map((part) =>
      typeof part === "string"
        ? h("span", { class: "mark" }, part)
        : h(
            "span",
            { class: `term ${part.kind}`, "data-part": part.kind },
            h("b", {}),
            h("small", {}, part.name),
          ),
    ),
  );
}

/** @param {import("./frames").Update} f @param {Omit<ReturnType<typeof build>, "node">} parts */
export function draw(f, { says, note, lines }) {
  rebuild(
    lines,
    f.lines.map((parts) => parts.map((part) => (typeof part === "string" ? part : part.name))),
    () => f.lines.map(line),
  );
  lines.classList.toggle("long", f.long);
  const values = lines.querySelectorAll(".term > b");
  const terms = f.lines.flat().filter((part) => typeof part !== "string");
  terms.forEach((term, i) => {
    setText(values[i], read(term));
    setAttr(values[i], "class", `num ${term.value > 0 ? "pos" : term.value < 0 ? "neg" : ""}`);
  });
  setAttr(says, "aria-live", f.byHand ? "polite" : "off"); // who walks hears what came of it
  setText(says, f.says);
  setText(note, f.note);
  call(note, "miss", !terms.some((term) => term.kind === "miss")); // it tells the TD error
}
