/* A locked box of numbers: what the owner knows, what everybody sees, the key, and what the owner reads with it. A
   button does one operation on what everybody sees. */

import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { brief, grouped } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const OPERATIONS = [
  ["transform", "Transform"],
  ["add", "Add y"],
  ["scale", "Scale"],
  ["product", "Times y"],
  ["inner", "Inner product with y"],
];

const NARROW = 480; // pixels: with less room numbers have less digits
const KEY =
  "M8 3a4 4 0 1 0 0 8 4 4 0 0 0 3.9-3H14v2h2V8h1V6h-5.1A4 4 0 0 0 8 3zm0 2.6a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8z";
const drawnKey = () =>
  s("svg", { class: "drawn-key", viewBox: "3 2 15 10", "aria-hidden": "true" }, s("path", { d: KEY }));

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui;
  const head = (text, note, kind, drawn = null) =>
    h("th", { scope: "col", class: kind }, h("b", {}, drawn, text), h("small", {}, note));
  const body = h("tbody");
  const table = h(
    "table",
    { class: "num" },
    h("caption", { class: "words" }, "Each place of the vector"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, h("span", { class: "words" }, "place")),
        head("plaintext", "should be", "truth"),
        head("ciphertext", "public", "seen"),
        head("of y", "public", "with"),
        head("key", "secret", "secret", drawnKey()),
        head("noise", "secret", "noise"),
        head("decrypted", "with the key", "read"),
      ),
    ),
    body,
  );
  const meter = h(
    "div",
    {
      class: "meter",
      role: "meter",
      "aria-label": "Noise budget",
      "aria-valuemin": 0,
      "aria-valuemax": 100,
    },
    h("i"),
  );
  const left = h("span", { class: "num" });
  const buttons = OPERATIONS.map(([operation, text]) =>
    h("button", { type: "button", class: "tool", onclick: () => send("apply", { operation }) }, text),
  );
  const node = h(
    "div",
    { class: "vectors" },
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": "The numbers, one row each" },
      table,
    ),
    h("div", { class: "room", "data-part": "budget" }, meter, left),
    h(
      "div",
      { class: "row", role: "group", "aria-label": "Compute with the ciphertext", "data-part": "compute" },
      buttons,
    ),
    h(
      "p",
      { class: "caption" },
      "A button does one step, with the ciphertexts alone; Play repeats the last one. To decrypt a place, the owner adds key × last number to its number, divides by w, and rounds. This cipher is for teaching: it is not secure.",
    ),
  );
  const size = { digits: 9 };
  ui.onResize(node, (width) => {
    size.digits = width < NARROW ? 6 : 9;
  });
  return { node, body, meter, left, buttons, size };
}

/** Of the first place, and of the number behind all places, the formulas speak. */
function row(i, last) {
  const first = i === 0;
  const bar = h("span", { class: "bar" }, h("i"));
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, last ? "last" : String(i + 1)),
    h("td", { class: "truth", "data-part": first && "plain" }),
    h(
      "td",
      { class: "seen", "data-part": first || last ? "cipher ciphertext" : "ciphertext" },
      h("span"),
      h("small"),
    ),
    h("td", { class: "with", "data-part": "ciphertext" }),
    h("td", { class: "secret", "data-part": "key" }),
    h(
      "td",
      { class: "noise", "data-part": first ? "noise budget" : "budget" },
      h("span", { class: "value" }),
      last ? null : bar,
    ),
    h("td", { class: "read", "data-part": first ? "read decrypted" : "decrypted" }),
  );
}

/** @param {import("./frames").Vectors} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { body, meter, left, buttons, size: { digits } }) {
  const write = (cell, number, mark = "") => {
    setText(cell, brief(number, digits) + mark);
    setAttr(cell, "title", number.length > digits ? grouped(number) : null);
  };
  rebuild(body, f.cipher.length, () => f.cipher.map((_, i) => row(i, i === f.plain.length)));
  f.cipher.forEach((number, i) => {
    const [, truth, seen, other, secret, noise, opened] = body.children[i].children;
    write(seen.firstChild, number);
    write(other, f.other[i]);
    setText(seen.lastChild, `y ${other.textContent}`);
    if (i === f.plain.length) return;
    const wrong = f.read[i] !== f.plain[i],
      used = Math.max(-1, Math.min(1, f.used[i]));
    write(truth, f.plain[i]);
    setText(secret, `× ${f.key[i]}`);
    write(noise.firstChild, f.noise[i]);
    setAttr(
      noise.lastChild.firstChild,
      "style",
      `left: ${50 + Math.min(0, used) * 50}%; width: ${Math.abs(used) * 50}%`,
    );
    setAttr(noise.lastChild, "class", Math.abs(f.used[i]) >= 1 ? "bar full" : "bar");
    write(opened, f.read[i], ` ${wrong ? "✗" : "✓"}`);
    setAttr(opened, "class", wrong ? "read wrong" : "read");
  });
  const room = Math.round(100 * Math.max(0, f.left));
  setAttr(meter.firstChild, "style", `width: ${room}%`);
  setAttr(meter, "class", room < 25 ? "meter low" : "meter");
  setAttr(meter, "aria-valuenow", room);
  setText(left, `${room} % of the noise budget is left (w ÷ 2 = ${grouped(String(f.half))})`);
  setText(buttons[0], `Transform: ${f.names.transform}`);
  setText(buttons[2], `Times ${String(f.factor).replace("-", "−")}`);
  setText(buttons[3], "Times y, place by place");
  buttons.forEach((button, i) =>
    setAttr(button, "class", OPERATIONS[i][0] === f.operation ? "tool on" : "tool"),
  );
}
