/* The guide: what to do first, one sentence at a time, each with a button that does it. It waits, and can be put away
   and taken up again; this browser remembers that for each lab, where it keeps anything at all. */

import { h, rebuild, setAttr, setText } from "../lib/dom.js";
import { bring, light, onLight, shine } from "../lib/light.js";
import { inline } from "../lib/prose.js";

/** @typedef {import("../lib/types").Ui} Ui */

const NAME = "np-guide-1"; // in the browser's store: the labs whose guide has been put away, by name

function putAway() {
  try {
    return new Set(JSON.parse(localStorage.getItem(NAME) ?? "[]"));
  } catch {
    return new Set(); // no store, or not ours
  }
}

function remember(lab, away) {
  const labs = putAway();
  if (away) labs.add(lab);
  else labs.delete(lab);
  try {
    localStorage.setItem(NAME, JSON.stringify([...labs]));
  } catch {
    /* nothing is kept here, and everything else works */
  }
}

/** @param {Ui} ui */
export function build(ui) {
  const { fixed, send } = ui;
  const state = { away: putAway().has(fixed.lab) };
  const go = (step) => send("guide", { step });
  const button = (name, words, act) =>
    h("button", { type: "button", class: `tool ${name}`, onclick: act }, words);

  const place = h("button", {
    type: "button",
    class: "link place num",
    onclick: () => go(Math.max(0, at() - 1)),
  });
  const words = h("p", { class: "says", "aria-live": "polite" });
  const act = button("do", "", () => {
    send("guide_do", { step: at() });
    bring(lights() ?? ""); // on a phone it may be below what is seen
  });
  const next = button("next", "", () => {
    go(at() < fixed.steps.length ? at() + 1 : 0);
  });
  const close = h(
    "button",
    { type: "button", class: "tool close", "aria-label": "Put the guide away", onclick: () => put(true) },
    "✕",
  );
  const open = button("again", "Show me around", () => put(false));
  const card = h("div", { class: "steps" }, place, words, act, next, close);
  const at = () => ui.frame.at ?? 0;

  function put(away) {
    state.away = away;
    remember(fixed.lab, away);
    ui.redraw();
    (away ? open : act.hidden ? next : act).focus();
  }

  // its button stands for the part that it speaks of, as long as somebody is at it
  const lights = () => fixed.steps[at()]?.lights;
  for (const begins of ["pointerenter", "focusin"]) card.addEventListener(begins, () => light(lights()));
  for (const ends of ["pointerleave", "focusout"]) card.addEventListener(ends, () => light());
  ui.onRemove(onLight(() => shine(document))); // the page's own sections, which belong to no view
  return { node: h("div", {}, card, open), state, place, words, act, next, card, open };
}

/** @param {any} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { fixed, send, state, place, words, act, next, card, open }) {
  if (f.at === undefined) return;
  const { steps } = fixed,
    step = steps[f.at],
    done = f.done.includes(f.at);
  card.hidden = state.away;
  open.hidden = !state.away;
  card.classList.toggle("done", done);
  setText(place, step ? `${done ? "✓ " : ""}${f.at + 1} of ${steps.length}` : "✓");
  setAttr(place, "title", f.at ? "Back to the step before" : "");
  place.disabled = !f.at;
  rebuild(words, f.at, () =>
    step
      ? inline(step.text, send)
      : ["That was the guide. The challenge beside the picture goes on from here."],
  );
  act.hidden = !step?.button;
  setText(act, step?.button ?? "");
  act.classList.toggle("on", !done);
  setText(next, step ? "Next" : "From the start");
  next.classList.toggle("on", done);
}
