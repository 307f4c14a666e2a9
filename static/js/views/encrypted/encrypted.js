/* Three windows on one network: ciphertexts, the same opened with the key, and the twin in the open. */

import { h, rebuild, setAttr, setText } from "../../lib/dom.js";
import { call } from "../../lib/light.js";
import { brief, grouped, num } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const SOURCES = ["1", "x₁", "x₂", "out"];
const WINDOWS = [
  ["The cloud sees", "it trains these"],
  ["The key holder sees", "the same, opened"],
  ["In the open", "the twin, never encrypted"],
];

const NARROW = 480; // pixels: with less room numbers have less digits
const PARTS = ["cipher", "opened", "plain"]; // what the formulas call the first weight in the three windows
const cells = (body) => [...body.querySelectorAll("td")];

/** A weight or an answer, short also when it runs away: its column is narrow. */
const short = (v) =>
  Math.abs(v) < 1e3 ? num(v, 2) : v.toExponential(1).replaceAll("-", "−").replace("e+", "e");

/** @param {Ui} ui */
export function build(ui) {
  const windows = WINDOWS.map(([title, note], i) => {
    const weights = h(
      "tbody",
      {},
      SOURCES.map((name) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, name),
          Array.from({ length: i ? 4 : 5 }, () => h("td")),
        ),
      ),
    );
    const answers = h("tbody"),
      loss = h("b", { class: "num" });
    const box = h(
      "section",
      { "aria-label": title },
      h("h2", {}, title, h("small", {}, note)),
      h(
        "div",
        { class: "both" },
        h("table", { class: "num weights" }, h("caption", {}, i ? "Weights" : "Weights, encrypted"), weights),
        h("table", { class: "num answers" }, h("caption", {}, i ? "Answers" : "Misses, encrypted"), answers),
      ),
      h("p", { class: "caption" }, "Loss ", loss),
    );
    const [first, ...others] = cells(weights);
    call(first, PARTS[i]);
    if (!i) call(others[3], PARTS[i]); // a ciphertext is read with its last number
    return { weights, answers, loss, box };
  });
  const node = h(
    "div",
    { class: "encrypted" },
    h(
      "div",
      { class: "windows" },
      windows.map((view) => view.box),
    ),
    h(
      "p",
      { class: "caption" },
      "The weights go from 1 (always on), x₁ and x₂ to the hidden neurons, and from these out to the answer. Blue is positive, orange negative. The three windows show one step; the cloud can read none of it. This cipher is for teaching: it is not secure.",
    ),
  );
  const size = { digits: 7, places: 2 };
  ui.onResize(node, (width) => {
    Object.assign(size, width < NARROW ? { digits: 6, places: 1 } : { digits: 7, places: 2 });
  });
  return { node, windows, size };
}

const tone = (value) =>
  `--k: ${Math.round(Math.min(1, Math.abs(value) / 3) * 60)}%; --hue: var(${value < 0 ? "--neg" : "--pos"})`;

/** @param {import("./frames").Encrypted} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { fixed, windows, size: { digits, places } }) {
  for (const { answers } of windows)
    rebuild(answers, fixed.rows, () =>
      fixed.rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row), h("td"))),
    );
  const [cloud, holder, open] = windows;
  const write = (cell, number) => {
    setText(cell, brief(number, digits, places));
    setAttr(cell, "title", number.length > digits ? grouped(number) : null);
  };
  cells(cloud.weights).forEach((cell, i) => write(cell, f.cipher[i]));
  cells(cloud.answers).forEach((cell, i) => write(cell, f.said[i]));
  setText(cloud.loss, grouped(f.cipher_loss.toFixed(0)));
  for (const { view, weights, answers, loss } of [
    { view: holder, weights: f.opened, answers: f.answers, loss: f.losses[0] },
    { view: open, weights: f.plain, answers: f.plain_answers, loss: f.losses[1] },
  ]) {
    cells(view.weights).forEach((cell, i) => {
      setText(cell, short(weights[i]));
      setAttr(cell, "style", tone(weights[i]));
    });
    cells(view.answers).forEach((cell, i) => {
      const right = Math.abs(answers[i] - fixed.targets[i]) < 0.5;
      setText(cell, `${short(answers[i])} ${right ? "✓" : "✗"}`);
      setAttr(cell, "class", right ? "right" : "wrong");
    });
    setText(view.loss, num(loss, 3));
  }
}
