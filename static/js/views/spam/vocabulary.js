/* The words that speak most for spam, those that speak most for ham, and what became of the test messages. A weight
   is a bar; once it is encrypted there is nothing left of it but digits. Press a word to add it to the message. */

import { h, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const VERDICTS = [
  ["spam, reported", "true positive"],
  ["spam, missed", "false negative"],
  ["ham, reported", "false positive"],
  ["ham, let through", "true negative"],
];

/** @param {Ui} _ui */
export function build(_ui) {
  const title = h("p", { class: "small", style: "margin:0 0 4px" });
  const list = h("div", {
    class: "list num",
    role: "group",
    "aria-label": "Words: press one to add it to the message",
  });
  const counts = VERDICTS.map(() => h("td"));
  const table = h(
    "table",
    { class: "num" },
    h("caption", { class: "words" }, "The test messages"),
    h(
      "tbody",
      {},
      VERDICTS.map(([kind, means], i) =>
        h("tr", {}, h("th", { scope: "row" }, kind), counts[i], h("td", { class: "soft" }, means)),
      ),
    ),
  );
  const caption = h("p", { class: "caption" });
  const rows = []; // { button, name, bar, value }
  return {
    node: h(
      "div",
      { class: "vocabulary", "data-part": "vocabulary" },
      title,
      list,
      caption,
      h("details", {}, h("summary", {}, "Test messages: confusion matrix"), table),
    ),
    title,
    list,
    counts,
    caption,
    rows,
  };
}

function row(send) {
  const name = h("span", { class: "name" }),
    bar = h("i", {}),
    value = h("span", { class: "value" });
  const button = h(
    "button",
    { type: "button", onclick: () => send("add", { word: name.textContent }) },
    name,
    h("span", { class: "track", "aria-hidden": "true" }, bar),
    value,
  );
  return { button, name, bar, value };
}

/** @param {import("./frames").Vocabulary} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { send, title, list, counts, caption, rows }) {
  if (rows.length !== f.names.length) {
    rows.splice(0, rows.length, ...f.names.map(() => row(send)));
    list.replaceChildren(...rows.map((one) => one.button));
    list.style.setProperty("--rows", String(Math.ceil(rows.length / 2)));
  }
  const most = Math.max(1e-9, ...Array.from(f.weights, Math.abs));
  f.names.forEach((name, i) => {
    const one = rows[i],
      weight = f.weights[i],
      secret = f.secrets[i];
    const value = secret || (weight > 0 ? "+" : "") + num(weight, 2);
    setText(one.name, name);
    setText(one.value, value);
    setAttr(one.button, "class", secret ? "locked" : weight > 0 ? "for" : "against");
    setAttr(one.button, "aria-label", secret ? `${name}, encrypted` : `${name} ${value}`);
    one.bar.style.transform = `scaleX(${secret ? 1 : Math.abs(weight) / most})`;
  });
  const locked = f.encrypted === f.size,
    size = f.size.toLocaleString("en");
  setText(title, locked ? `${size} words, all encrypted` : `The largest weights of ${size} words`);
  setText(caption, locked ? "Nobody can read these weights." : "Blue: spam. Orange: ham. Press to add.");
  f.verdicts.forEach((count, i) => setText(counts[i], String(count)));
}
