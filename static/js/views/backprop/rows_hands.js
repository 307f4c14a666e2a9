/* What is done to the weights by hand: a tile is picked, dragged up and down, moved by key, or its number typed. */

import { num } from "../../lib/numbers.js";
import { byHand } from "../../lib/asking.js";

const near = (value) => Math.max(-1000, Math.min(1000, Number(value.toFixed(4))));
const written = (value) => num(value, 4).replaceAll("−", "-");

/** What the tiles and the field do. `state.tiles` are the tiles as they stand, by the index of their weight. */
export function handle(ui, state, field) {
  const { send } = ui;
  const set = byHand((index, value) => ui.ask("set_weight", { index, value }));
  let aim = { index: 0, text: "" }; // the weight that is typed into the field, and what it was

  /** Follow another weight, or another row. */
  function choose(what) {
    if ("weight" in what && what.weight === ui.frame.weight) return;
    send("choose", what);
  }

  function key(event, index) {
    const { weights } = ui.frame;
    const step = event.shiftKey ? 1 : 0.1,
      moves = { ArrowUp: step, ArrowDown: -step, PageUp: 1, PageDown: -1 };
    const jumps = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: weights.length - 1 };
    if (event.ctrlKey || event.metaKey) set.forget(); // an undo is coming
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in moves) set(index, near(set.at(index, weights[index]) + moves[event.key]));
    else if (event.key in jumps)
      state.tiles[Math.max(0, Math.min(weights.length - 1, jumps[event.key]))].element.focus();
    else if (event.key === "Enter" || /^[-−.0-9]$/.test(event.key)) {
      field.focus();
      aim = { index, text: written(weights[index]) }; // of this tile, though the frame that shows it as chosen may be under way
      field.value = event.key === "Enter" ? aim.text : event.key.replace("−", "-");
      if (event.key === "Enter") field.select();
    } else return;
    event.preventDefault();
  }

  function grab(event, index) {
    if (event.button) return;
    const { element } = state.tiles[index],
      { weight, weights } = ui.frame;
    event.preventDefault();
    element.focus({ preventScroll: true });
    if (event.pointerType === "touch" && index !== weight) return; // the first touch picks, so that a finger can scroll the page
    const from = { y: event.clientY, value: weights[index] };
    let moved = false;
    element.setPointerCapture(event.pointerId);
    const move = (e) => {
      const way = from.y - e.clientY;
      moved ||= Math.abs(way) > 2;
      if (moved) set(index, near(from.value + way * (e.shiftKey ? 0.2 : 0.04)));
    };
    const stop = () => {
      set.flush();
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", stop);
      element.removeEventListener("pointercancel", stop);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", stop);
    element.addEventListener("pointercancel", stop);
  }

  function showValue() {
    const text = written(ui.frame.value);
    if (field.value !== text) field.value = text;
  }
  field.addEventListener("focus", () => {
    aim = { index: ui.frame.weight, text: field.value };
  });
  field.addEventListener("change", () => {
    const text = field.value.trim().replaceAll("−", "-").replace(",", ".");
    if (text === "" || text === aim.text) return showValue();
    const value = Number(text);
    if (Number.isFinite(value)) send("set_weight", { index: aim.index, value });
    showValue(); // until the answer comes
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.key === "Escape") showValue();
    state.tiles[aim.index]?.element.focus({ preventScroll: true }); // leaving the field commits it
    event.preventDefault();
  });
  return { choose, key, grab, showValue };
}
