/* A locked box of numbers: what the owner knows, what everybody sees, what the key reads, and the noise in
   between. A button does one operation on what everybody sees. */

import { h, rebuild, setAttr, setText } from "../../lib/dom.js";
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

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui;
  const head = (text, note, kind) =>
    h("th", { scope: "col", class: kind }, h("b", {}, text), h("small", {}, note));
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
        head("should be", "the owner, in the open", "truth"),
        head("ciphertext", "what everybody sees", "seen"),
        head("noise", "behind the key", "noise"),
        head("reads", "opened with the key", "read"),
      ),
    ),
    body,
  );
  const meter = h(
    "div",
    {
      class: "meter",
      role: "meter",
      "aria-label": "Room left for noise",
      "aria-valuemin": 0,
      "aria-valuemax": 100,
    },
    h("i"),
  );
  const left = h("span", { class: "num" });
  const buttons = OPERATIONS.map(([operation, text]) =>
    h("button", { type: "button", class: "tool", onclick: () => send("apply", { operation }) }, text),
  );
  const other = h("p", { class: "caption num other" });
  const node = h(
    "div",
    { class: "vectors" },
    h("div", { class: "scroll" }, table),
    h("div", { class: "room" }, meter, left),
    other,
    h("div", { class: "row", role: "group", "aria-label": "Compute with the ciphertext" }, buttons),
    h(
      "p",
      { class: "caption" },
      "A button does one step with what everybody sees; Play repeats the last one. This cipher is for teaching: it is not secure.",
    ),
  );
  const size = { digits: 9 };
  ui.onResize(node, (width) => {
    size.digits = width < NARROW ? 6 : 9;
  });
  return { node, body, meter, left, buttons, other, size };
}

/** Of the first place, and of the number behind all places, the formulas speak. */
function row(i, last) {
  const first = i === 0;
  const bar = h("span", { class: "bar" }, h("i"));
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, last ? "+" : String(i + 1)),
    h("td", { class: "truth", "data-part": first && "plain" }),
    h("td", { class: "seen", "data-part": (first || last) && "cipher" }),
    h(
      "td",
      { class: "noise", "data-part": first && "noise" },
      h("span", { class: "value" }),
      last ? null : bar,
    ),
    h("td", { class: "read", "data-part": first && "read" }),
  );
}

/** @param {import("./frames").Vectors} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { body, meter, left, buttons, other, size: { digits } }) {
  const write = (cell, number, mark = "") => {
    setText(cell, brief(number, digits) + mark);
    setAttr(cell, "title", number.length > digits ? grouped(number) : null);
  };
  rebuild(body, f.cipher.length, () => f.cipher.map((_, i) => row(i, i === f.plain.length)));
  f.cipher.forEach((number, i) => {
    const [, truth, seen, noise, opened] = body.children[i].children;
    write(seen, number);
    if (i === f.plain.length) return;
    const wrong = f.read[i] !== f.plain[i],
      used = Math.max(-1, Math.min(1, f.used[i]));
    write(truth, f.plain[i]);
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
  setText(left, `${room} % of the room for noise is left (up to ${grouped(String(f.half))} either way)`);
  setText(buttons[0], `Transform: ${f.names.transform}`);
  setText(buttons[2], `Times ${String(f.factor).replace("-", "−")}`);
  setText(buttons[3], "Times y, place by place");
  buttons.forEach((button, i) =>
    setAttr(button, "class", OPERATIONS[i][0] === f.operation ? "tool on" : "tool"),
  );
  setText(other, `y, encrypted: ${f.other.map((number) => brief(number, digits)).join("   ")}`);
}
