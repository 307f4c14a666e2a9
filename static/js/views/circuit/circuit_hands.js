/* What is done to a circuit by hand: its inputs are dragged, moved by key or typed. */

import { setAttr } from "../../lib/dom.js";
import { byHand } from "../../lib/asking.js";

const BELOW = 22; // pixels from the middle of an input to its editor: its name stays in sight
const WAYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 };

/** The size of the steps around a value: a power of ten, 0.1 at least. */
export const unit = (value) => 10 ** Math.max(-1, Math.floor(Math.log10(Math.max(Math.abs(value), 0.1))));

/** Let inputs be handled: `input(p, element)` for each, `edit(p)` to type into it, `finish(keep)` to have done so.
    `state.place` says where they stand, `state.handles` which elements they are. */
export function handle(ui, state, editor) {
  const { send } = ui;
  const set = byHand((which, value) => ui.ask("set_input", { name: which, value }));
  let editing = null;
  const present = (p) => ui.frame.values[p.wire];

  function put(p, value, step) {
    if (Number.isFinite(value)) set(p.text, Number((Math.round(value / step) * step).toPrecision(12)));
  }

  function input(p, element) {
    let held = null;
    element.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // the page stays where it is
    element.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      held = { y: event.clientY, value: present(p), moved: false };
      try {
        element.setPointerCapture(event.pointerId);
      } catch {
        /* the pointer is gone already */
      }
    });
    element.addEventListener("pointermove", (event) => {
      if (!held) return;
      const way = held.y - event.clientY,
        step = unit(held.value) / 10;
      if (Math.abs(way) > 3) held.moved = true;
      if (held.moved) put(p, held.value + (way * step) / 4, step / 2);
    });
    const release = (event) => {
      set.flush();
      set.forget();
      if (held && !held.moved && event.type === "pointerup") edit(p);
      held = null;
    };
    element.addEventListener("pointerup", release);
    element.addEventListener("pointercancel", release);
    element.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey) set.forget(); // an undo is coming: what was asked for is not true any more
      const value = set.at(p.text, present(p)),
        step = unit(value) / 10,
        way = WAYS[event.key];
      if (way) {
        event.preventDefault();
        put(p, value + way * step * (event.shiftKey ? 10 : 1), step);
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        edit(p);
      } else if (/^[-−\d.]$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        edit(p, event.key);
      }
    });
  }

  function edit(p, begun) {
    const { place } = state,
      [x, y] = place.point(place.at[p.column], place.row(p.row));
    editing = p;
    editor.hidden = false;
    editor.style.left = `${Math.max(0, x * place.scale - 46)}px`;
    editor.style.top = `${(y + BELOW) * place.scale}px`;
    editor.value = begun ?? String(present(p)).replace("-", "−");
    setAttr(editor, "aria-label", `${p.text}, as a number`);
    editor.focus();
    if (begun === undefined) editor.select();
  }
  function finish(keep) {
    if (!editing) return;
    const p = editing,
      text = editor.value.trim().replace("−", "-").replace(",", ".");
    editing = null;
    const had = editor === editor.getRootNode().activeElement;
    editor.hidden = true;
    if (keep && text !== "" && text !== String(present(p))) send("set_input", { name: p.text, value: text });
    if (had) state.handles.find((one) => one.wire === p.wire)?.made.focus();
  }
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      finish(true);
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      finish(false);
    }
  });
  editor.addEventListener("blur", () => finish(true));
  return { input, edit, finish };
}
