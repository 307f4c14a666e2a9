/* Three windows on one network: ciphertexts, the same decrypted with the key, which is drawn between them, and the
   twin in plaintext. */

import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { call } from "../../lib/light.js";
import { brief, grouped, num } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const SOURCES = ["1", "x₁", "x₂", "out"];
const WINDOWS = [
  {
    title: "The cloud sees",
    note: "ciphertexts: it trains them without the key",
    part: { "data-part": "cloud" },
  },
  { title: "The key holder sees", note: "decrypted", part: { "data-part": "holder" } },
  { title: "In the open", note: "plaintext twin", part: { "data-part": "open" } },
];

const NARROW = 480; // pixels: with less room numbers have less digits
const PARTS = ["cipher", "opened", "plain"]; // what the formulas call the first weight in the three windows
const cells = (body) => [...body.querySelectorAll("td")];

/** A weight or an answer, short also when it runs away: its column is narrow. */
const short = (v) =>
  Math.abs(v) < 1e3 ? num(v, 2) : v.toExponential(1).replaceAll("-", "−").replace("e+", "e");

/** @param {Ui} ui */
export function build(ui) {
  const key = h("p", { class: "key num", "data-part": "key" });
  const windows = WINDOWS.map(({ title, note, part }, i) => {
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
      { "aria-label": title, ...part },
      h("h2", {}, title, h("small", {}, note), h("small", { class: "loss" }, "loss ", loss)),
      h(
        "div",
        { class: "both" },
        h("table", { class: "num weights" }, h("caption", {}, i ? "Weights" : "Weights, encrypted"), weights),
        h("table", { class: "num answers" }, h("caption", {}, i ? "Answers" : "Errors, encrypted"), answers),
      ),
    );
    const [first, ...others] = cells(weights);
    call(first, PARTS[i]);
    if (!i) call(others[3], PARTS[i]); // a ciphertext is read with its last number
    return { weights, answers, loss, box };
  });
  const [cloud, holder, open] = windows;
  const node = h(
    "div",
    { class: "encrypted" },
    h("div", { class: "windows" }, cloud.box, key, holder.box, open.box),
    h(
      "p",
      { class: "caption" },
      "Rows: weights from 1 (always on), x₁ and x₂ to the four hidden neurons, and from these to the answer. ",
      h("b", { class: "pos" }, "Blue"),
      " is above 0, ",
      h("b", { class: "neg" }, "orange"),
      " below. This cipher is for teaching: it is not secure.",
    ),
  );
  const size = { digits: 7, places: 2 };
  ui.onResize(node, (width) => {
    Object.assign(size, width < NARROW ? { digits: 6, places: 1 } : { digits: 7, places: 2 });
  });
  return { node, windows, key, size };
}

const tone = (value) =>
  `--k: ${Math.round(Math.min(1, Math.abs(value) / 3) * 60)}%; --hue: var(${value < 0 ? "--neg" : "--pos"})`;

/** A key, and how it is used. */
function drawKey(key, f) {
  rebuild(key, [f.key, f.scale], () => [
    s(
      "svg",
      { viewBox: "0 0 34 16", class: "glyph", "aria-hidden": "true" },
      s("circle", { cx: 8, cy: 8, r: 5 }),
      s("path", { d: "M13 8H31M24 8V13M29 8V12" }),
    ),
    h("b", {}, "Secret key"),
    ` T = (${f.key.join(", ")}). With it, a weight is (cᵢ + Tᵢ · c₅) / ${grouped(String(f.scale))}.`,
  ]);
}

/** @param {import("./frames").Encrypted} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { fixed, windows, key, size: { digits, places } }) {
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
  drawKey(key, f);
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
