/* What is done to the world by hand: with the mouse, a finger or the keys one walks, digs, or sets what a tile pays. */

import { setText } from "../../lib/dom.js";
import { fixed } from "../../lib/numbers.js";
import { neighbour, wayTo } from "./ice_shapes.js";

export const WAYS = ["left", "down", "right", "up"];
const KEYS = { ArrowLeft: 0, ArrowDown: 1, ArrowRight: 2, ArrowUp: 3 };
const ANSWER = 500; // ms that an answer may take

export const value = (f, part, state, way) => f.numbers[(part * f.letters.length + state) * 4 + way];
export const quiet = (f, state) => WAYS.every((_, way) => Number.isNaN(value(f, 0, state, way))); // nobody chooses a way here
export const place = (f, state) => `Row ${Math.floor(state / f.cols) + 1}, column ${(state % f.cols) + 1}`;

/** The tile that is looked at: the one that the page was told, until its answer has had time to come. */
export function here(f, { asked }) {
  return performance.now() - asked.when < ANSWER && asked.state < f.letters.length ? asked.state : f.cell;
}

/** What a tile is and what is known of it, for a screen reader. */
function told(f, state, names) {
  const values = WAYS.map((way, i) => [way, value(f, 0, state, i)]).filter(([, v]) => !Number.isNaN(v));
  return (
    `${place(f, state)}, ${names[f.letters[state]]}` +
    (quiet(f, state) ? "" : `: ${values.map(([way, v]) => `${way} ${fixed(v, 2)}`).join(", ")}`)
  );
}

/** Let the grid and the field below it be handled; `drawInfo` shows which tile is looked at. */
export function handle(ui, { svg, field, spoken, state }, drawInfo) {
  const { send } = ui;
  let aim = 0; // the tile whose reward is typed

  function look(at) {
    const f = ui.frame;
    if (at === here(f, state)) return;
    state.asked = { state: at, when: performance.now() };
    send("look", { state: at });
    drawInfo();
    setText(spoken, told(f, at, ui.fixed.names));
  }
  function use(at) {
    const f = ui.frame;
    look(at);
    if (state.tool === "dig") send("dig", { state: at });
    if (state.tool === "reward") {
      field.focus();
      aim = at;
      field.value = String(f.rewards[at]);
      field.select();
    }
    const way = state.tool === "walk" ? wayTo(f.from, at, f) : -1;
    if (way >= 0) send("act", { action: way });
  }
  const under = (event) => {
    const box = svg.getBoundingClientRect(),
      { rows, cols } = ui.frame;
    const x = Math.floor((event.clientX - box.left - 1) / state.c),
      y = Math.floor((event.clientY - box.top - 1) / state.c);
    return x >= 0 && y >= 0 && x < cols && y < rows ? y * cols + x : -1;
  };
  const hover = (at) => {
    state.hovered = at;
    drawInfo();
  };

  svg.addEventListener("pointermove", (event) => {
    const at = under(event);
    if (event.pointerType !== "touch" && at !== state.hovered) hover(at);
  });
  svg.addEventListener("pointerleave", () => hover(-1));
  svg.addEventListener("click", (event) => {
    const at = under(event);
    if (at >= 0) use(at);
  });
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = KEYS[event.key];
    state.hovered = -1; // the keys have it now
    if (way !== undefined && state.tool === "walk") send("act", { action: way });
    else if (way !== undefined) {
      const to = neighbour(here(ui.frame, state), way, ui.frame);
      if (to >= 0) look(to);
    } else if ((event.key === "Enter" || event.key === " ") && state.tool !== "walk")
      use(here(ui.frame, state));
    else return;
    event.preventDefault();
  });

  field.addEventListener("focus", () => {
    aim = here(ui.frame, state);
  });
  field.addEventListener("change", () => {
    const text = field.value.trim().replaceAll("−", "-").replace(",", ".");
    if (text !== "" && Number(text) !== Number(ui.frame.rewards[aim].toFixed(4)))
      send("pay", { state: aim, value: text });
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") field.value = String(ui.frame.rewards[aim]);
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      svg.focus({ preventScroll: true });
    }
  });
}
