/* One of the lab's formulas, in symbols and, if somebody wants to see them, with the numbers of the run. A symbol that
   has a place in the picture lights it up, and the other way round (lib/light.js). */

import { h, rebuild, setAttr, setText } from "../lib/dom.js";
import { showMath } from "../lib/mathml.js";

/** @typedef {import("../lib/types").Ui} Ui */

const LONG = { symbols: 30, numbers: 50 }; // signs, from which on a formula has a line for itself

/** @param {Ui} ui */
export function build({ send }) {
  const names = h("div", { class: "chips", role: "group", "aria-label": "Which formula" });
  const ways = ["symbols", "numbers"].map((way) =>
    h("button", { type: "button", onclick: () => send("formula", { numbers: way === "numbers" }) }, way),
  );
  const line = (/** @type {string} */ label) =>
    h("div", { class: "math", role: "group", tabindex: "0", "aria-label": label });
  const symbols = line("In symbols"),
    numbers = line("In numbers"),
    about = h("p", { class: "caption about" });
  const lines = h("div", { class: "lines" }, symbols, numbers, about);
  const node = h(
    "div",
    { class: "formulas" },
    h(
      "div",
      { class: "row head" },
      names,
      h("div", { class: "speeds", role: "group", "aria-label": "Symbols or numbers" }, ways),
    ),
    lines,
  );
  const state = { told: "", long: false }; // what is shown, and whether it has needed two lines
  return { node, state, names, ways, lines, symbols, numbers, about };
}

const length = (/** @type {Element} */ line) => line.textContent?.length ?? 0;

/** @param {import("./frames").Formulas} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { send, state, names, ways, lines, symbols, numbers, about }) {
  rebuild(names, f.names, () =>
    f.names.map((name) =>
      h("button", { type: "button", class: "chip", onclick: () => send("formula", { name }) }, name),
    ),
  );
  for (const chip of names.children) setAttr(chip, "aria-pressed", String(chip.textContent === f.name));
  for (const way of ways)
    setAttr(way, "aria-pressed", String((way.textContent === "numbers") === Boolean(f.numbers)));
  showMath(symbols, f.symbols);
  showMath(numbers, f.numbers);
  const told = `${f.name} ${Boolean(f.numbers)}`;
  if (state.told !== told) state.long = false; // else it stays: no number moves what is below
  state.told = told;
  state.long ||= length(symbols) > LONG.symbols || length(numbers) > LONG.numbers;
  lines.classList.toggle("long", state.long);
  numbers.hidden = !f.numbers;
  about.hidden = Boolean(f.numbers);
  setText(about, f.about);
}
