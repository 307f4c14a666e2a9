/* The challenges of a lab as the browser knows them: what was solved in this run, and what it remembers. */

/** @typedef {import("./types").Challenge} Challenge */
/** @typedef {import("./types").Solved} Solved */

/** The lab of this page. */
export const lab = () => /** @type {HTMLElement} */ (document.querySelector("[data-lab]"))?.dataset.lab;

/** What was solved before, by key: at which step (page/solved.js). */
export const remembered = () => globalThis.npSolved?.steps(lab() ?? "") ?? {};

/**
 * How a challenge was met in this run; undefined if it was not.
 * @param {Solved[]} solved @param {string} key
 */
export const met = (solved, key) => solved.find(([one]) => one === key);

/**
 * The first challenge after place `at` (going round) that is not done yet; -1 if all are.
 * @param {Challenge[]} challenges @param {(key: string) => boolean} isDone @param {number} at
 */
export function nextOpen(challenges, isDone, at = -1) {
  for (let i = 1; i <= challenges.length; i++) {
    const place = (at + i) % challenges.length;
    if (!isDone(challenges[place].key)) return place;
  }
  return -1;
}

/**
 * What came of a prediction, in words; an empty text where there was none.
 * @param {Pick<Challenge, "predict">} challenge @param {number | undefined} predicted @param {number} happened
 */
export function comparison({ predict }, predicted, happened) {
  const was = predict?.choices[happened];
  if (was === undefined) return "";
  if (predicted === undefined) return `It was: ${was}.`;
  return predicted === happened
    ? `As you predicted: ${was}.`
    : `You predicted: ${predict?.choices[predicted]}. It was: ${was}.`;
}
