/* The challenge to try next, beside the picture: what it asks, what the learner expects, hints in stages; and, once it
   is solved, that it is, and why it worked. Both states lie in one place, so that nothing moves when it is solved. */

import { comparison, met, nextOpen, remembered } from "../lib/challenges.js";
import { h, rebuild, setText } from "../lib/dom.js";

/** @typedef {import("../lib/types").Ui} Ui */

/** @param {Ui} ui */
export function build(ui) {
  const ask = h("div", { class: "ask" }),
    won = h("div", { class: "won" });
  // polite and atomic, which is all that the role "status" means
  const said = h("p", { class: "words", "aria-live": "polite", "aria-atomic": "true" });
  const state = {
    at: -2, // the place of the challenge that is shown; -1: all are done; -2: nothing has come yet
    seen: new Set(), // the keys that were solved in this run, as of the last frame
    predicted: {}, // by key: the place of the choice
    hints: {}, // by key: how many are shown
    log: "", // of this run
  };
  ui.listen(globalThis, "np-solved", () => ui.redraw()); // what is remembered has changed
  return { node: h("div", { class: "next" }, said, ask, won), ask, won, said, state };
}

/** @param {any} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { ask, won, said, state, fixed } = ui;
  if (!f.solved) return;
  globalThis.npSolved?.logs(f.logs);
  if (f.log !== undefined && f.log !== state.log) {
    state.log = f.log;
    globalThis.npRuns?.keep(f.log, f.steps);
  }
  const challenges = fixed.challenges,
    before = remembered(),
    isDone = (key) => before[key] >= 0 || Boolean(met(f.solved, key));

  const fresh = f.solved.filter(([key]) => !state.seen.has(key)).at(-1);
  for (const [key] of f.solved) state.seen.add(key);
  if (state.at === -2) state.at = nextOpen(challenges, isDone);
  else if (fresh) {
    state.at = challenges.findIndex(({ key }) => key === fresh[0]);
    setText(said, spoken(challenges[state.at], state.at, outcome(challenges[state.at])));
  } else if (state.at === -1) state.at = nextOpen(challenges, isDone); // if some were forgotten

  const challenge = challenges[state.at],
    solved = challenge && met(f.solved, challenge.key),
    onward = nextOpen(challenges, isDone, state.at);
  ask.classList.toggle("gone", Boolean(solved) || !challenge);
  won.classList.toggle("gone", !solved && Boolean(challenge));

  function outcome({ key }) {
    const [, , happened] = met(f.solved, key) ?? [key, 0, -1];
    return comparison(challenges[state.at], state.predicted[key], happened);
  }
  const go = (place, first) => {
    state.at = place;
    ui.redraw();
    /** @type {HTMLElement} */ (first.querySelector("h2"))?.focus();
  };
  if (!challenge) {
    rebuild(ask, null, () => []);
    rebuild(won, "all", () => [
      h(
        "h2",
        { tabindex: "-1" },
        h("span", { class: "mark" }, "✓"),
        `All ${challenges.length} challenges are solved`,
      ),
    ]);
    return;
  }
  const { key } = challenge,
    predicted = state.predicted[key],
    hints = state.hints[key] ?? 0;
  // on the way to being solved nothing of this changes, so that the focus stays where it is
  rebuild(ask, [key, predicted, hints, onward !== state.at && onward >= 0], () => [
    h(
      "h2",
      { tabindex: "-1" },
      `Challenge ${state.at + 1}`,
      h("span", { class: "soft" }, ` · ${stage(challenge, predicted)}`),
    ),
    h("p", {}, challenge.text),
    challenge.predict && prediction(challenge.predict, predicted, (choice) => predict(ui, key, choice)),
    h(
      "ol",
      {},
      challenge.hints.slice(0, hints).map((hint) => h("li", {}, hint)),
    ),
    h(
      "div",
      { class: "row" },
      hints < challenge.hints.length &&
        h(
          "button",
          { type: "button", class: "link hint", onclick: () => showHint(ui, key) },
          hints ? "One more hint" : "A hint",
        ),
      onward !== state.at &&
        onward >= 0 &&
        h("button", { type: "button", class: "link", onclick: () => go(onward, ask) }, "Skip this one"),
    ),
  ]);
  rebuild(won, [key, solved, predicted, onward], () => [
    h(
      "h2",
      { tabindex: "-1" },
      h("span", { class: "mark" }, "✓"),
      `Challenge ${state.at + 1}`,
      h("span", { class: "soft" }, " · solved"),
    ),
    comparable(challenge) && h("p", {}, solved ? outcome(challenge) : comparable(challenge)),
    h("p", {}, challenge.why),
    h(
      "button",
      { type: "button", class: "tool", onclick: () => go(onward, onward < 0 ? won : ask) },
      onward < 0 ? "All are solved" : "To the next challenge",
    ),
  ]);
}

/** What the learner is to do now. */
function stage(challenge, predicted) {
  if (challenge.predict && predicted === undefined) return "predict first";
  return challenge.warm_up ? "a warm-up" : "try it";
}

/** The question that comes first, with its choices; another can be made until it is solved. */
function prediction({ question, choices }, predicted, choose) {
  return h(
    "div",
    { role: "group", "aria-label": "Your prediction" },
    h("p", {}, question),
    h(
      "div",
      { class: "chips" },
      choices.map((choice, i) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": String(i === predicted),
            onclick: () => choose(i),
          },
          choice,
        ),
      ),
    ),
  );
}

/** @param {Ui & ReturnType<typeof build>} ui @param {string} key @param {number} choice */
function predict(ui, key, choice) {
  ui.state.predicted[key] = choice;
  ui.redraw();
  /** @type {HTMLElement} */ (ui.ask.querySelectorAll(".chip")[choice]).focus(); // they have been made anew
}

/** @param {Ui & ReturnType<typeof build>} ui @param {string} key */
function showHint(ui, key) {
  const { state, fixed, said, ask } = ui;
  state.hints[key] = (state.hints[key] ?? 0) + 1;
  ui.redraw();
  const { hints } = fixed.challenges[state.at];
  setText(said, hints[state.hints[key] - 1]);
  /** @type {HTMLElement} */ (ask.querySelector(".hint") ?? ask.querySelector("h2")).focus();
}

/** The longest sentence that can come of a prediction: it keeps the room for the one that does. */
function comparable({ predict }) {
  const said = (predict?.choices ?? []).flatMap((_, a) =>
    predict.choices.map((_, b) => comparison({ predict }, a, b)),
  );
  return said.sort((a, b) => b.length - a.length)[0] ?? "";
}

/** What is said aloud when it is solved. */
function spoken(challenge, at, outcome) {
  return ["Solved: challenge", `${at + 1}.`, challenge.text, outcome, challenge.why]
    .filter(Boolean)
    .join(" ");
}
