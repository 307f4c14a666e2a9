/* An addition as one writes it, and under every column the network at that moment: what it remembers, what it
   answers, and what is left there of the blame for one of the answers. Time runs from right to left, as on paper. */

import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";
import { paint, ramp } from "../../lib/canvas.js";
import { dark, live } from "../../lib/view.js";

export function render({ model }) {
  const send = (type, more = {}) => model.send_msg({ type, ...more });
  const field = (label) => h("input", { type: "text", inputmode: "numeric", class: "num", "aria-label": label, autocomplete: "off" });
  const a = field("First number"), b = field("Second number"), said = h("b", { class: "num said" }), verdict = h("span", { class: "verdict" });
  const back = h("button", { type: "button", class: "tool", onclick: () => send("next_sum") }, "Next problem");
  const complaint = h("p", { class: "error", role: "alert" });
  const canvas = h("canvas", { "aria-hidden": "true" });
  const svg = s("svg", { class: "blame", "aria-hidden": "true", preserveAspectRatio: "none" });
  const grid = h("div", { class: "grid num", role: "group", "aria-label": "The addition, column by column" });
  const words = h("p", { class: "words" }), flow = h("p", { class: "flow num" });
  const node = h("div", { class: "unrolled" }, words,
    h("div", { class: "sum row" }, a, h("span", {}, "+"), b, h("span", {}, "="), said, verdict, back), complaint, grid, flow,
    h("p", { class: "caption" }, "Each column is one moment, from right to left. Press an arrow ", h("b", {}, "←"), " to wipe the memory there; press an answer to follow its ",
      h("b", { class: "grad" }, "blame"), " back. In the memory ", h("b", { class: "pos" }, "blue"), " is above the middle of the squashing, ", h("b", { class: "neg" }, "orange"), " below."));

  let f = model.frame, columns = [], colours = null, theme = null;

  /** The grid's column of a moment: the first one is at the right. */
  const place = (t) => f.bits - t + 1;
  const at = (row, column, span = 1) => `grid-area:${row}/${column}/auto/span ${span}`;

  function build() {
    const { bits } = f, made = [];
    const label = (row, text, kind = "") => made.push(h("div", { class: `label ${kind}`, style: at(row, 1) }, text));
    ["carried", "first", "second"].forEach((text, i) => label(i + 1, text, i ? "" : "truth"));
    label(4, "memory"); label(5, "hears"); label(6, "answer"); label(7, "right", "truth"); label(8, "blame", "grad");
    columns = Array.from({ length: bits }, (_, t) => {
      const cell = (row, kind) => h("div", { class: `cell ${kind}`, style: at(row, place(t)) });
      const column = { carried: cell(1, "truth small"), a: cell(2, "digit"), b: cell(3, "digit"), right: cell(7, "truth") };
      column.wipe = t ? h("button", { type: "button", class: "wipe", style: at(5, place(t)), onclick: () => send("wipe", { moment: t }) }) : h("div", { class: "none", style: at(5, place(t)) }, "·");
      column.bar = h("i", {});
      column.digit = h("span", {});
      column.share = h("small", {});
      column.answer = h("button", { type: "button", class: "answer", style: at(6, place(t)), onclick: () => send("follow", { moment: t }) }, column.bar, column.digit, column.share);
      made.push(column.carried, column.a, column.b, column.wipe, column.answer, column.right);
      return column;
    });
    const memory = h("div", { class: "memory", style: at(4, 2, bits) }, canvas);
    made.push(memory, h("div", { class: "flowbox", style: at(8, 2, bits) }, svg));
    grid.style.gridTemplateColumns = `max-content repeat(${bits}, minmax(0, 1fr))`;
    canvas.style.height = `${Math.max(72, Math.min(208, f.hidden * 11))}px`;
    return made;
  }

  function drawColumn(t) {
    const c = columns[t], answer = f.answers[t], digit = answer > 0.5 ? 1 : 0, good = digit === f.targets[t];
    setText(c.carried, f.carried[t] ? "1" : "");
    setText(c.a, String(f.inputs[2 * t]));
    setText(c.b, String(f.inputs[2 * t + 1]));
    setText(c.right, String(f.targets[t]));
    setText(c.digit, String(digit));
    setText(c.share, answer.toFixed(2).replace(/^0/, ""));
    c.bar.style.height = `${(100 * answer).toFixed(1)}%`;
    c.answer.classList.toggle("wrong", !good);
    setAttr(c.answer, "aria-pressed", String(t === f.follow));
    setAttr(c.answer, "aria-label", `Digit ${t + 1}: ${answer.toFixed(2)}, so ${digit}, ${good ? "right" : "wrong"}. Follow its blame`);
    if (!t) return;
    const cut = f.wiped.includes(t);
    setText(c.wipe, cut ? "✕" : "←");
    setAttr(c.wipe, "aria-pressed", String(cut));
    setAttr(c.wipe, "aria-label", `Memory wiped before digit ${t + 1}`);
  }

  /** The blame at each moment on a scale of powers of ten, its largest value at the top. */
  function drawBlame() {
    const W = 100 * f.bits, H = 84, largest = Math.max(...f.norms), height = (v) => largest > 0 && v > 0 ? Math.max(0, 1 + Math.log10(v / largest) / 6) : 0;
    setAttr(svg, "viewBox", `0 0 ${W} ${H}`);
    const bars = Array.from(f.norms, (v, t) => {
      const tall = v > 0 && t <= f.follow ? Math.max(2, height(v) * (H - 6)) : 0;
      return s("rect", { x: W - 100 * (t + 1) + 22, y: H - tall, width: 56, height: tall, class: t === f.follow ? "source" : "" });
    });
    svg.replaceChildren(...[1, 2, 3].map((i) => s("line", { x1: 0, x2: W, y1: 6 + i * (H - 6) / 3, y2: 6 + i * (H - 6) / 3 })), ...bars);
  }

  function draw() {
    f = model.frame;
    if (!f.answers) return;
    const held = node.getRootNode().activeElement?.getAttribute?.("aria-label");
    if (rebuild(grid, [f.bits, f.hidden], build) && held) [...grid.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === held)?.focus();
    if (theme !== dark() || !colours) { theme = dark(); colours = ramp(); }
    paint(canvas, f.memory, f.bits, f.hidden, colours);
    for (let t = 0; t < f.bits; t++) drawColumn(t);
    drawBlame();
    for (const [input, value] of [[a, f.a], [b, f.b]]) if (input !== input.getRootNode().activeElement && !f.complaint) input.value = value;
    setText(said, f.said);
    const good = f.said === f.right;
    setText(verdict, good ? "✓ right" : `✗ it is ${f.right}`);
    verdict.classList.toggle("wrong", !good);
    back.hidden = !f.own && !f.complaint;
    setText(complaint, f.complaint);
    complaint.hidden = !f.complaint;
    const where = f.follow ? `. At the first digit ${num(f.norms[0], 4)} arrives: × ${num(f.factor, 3)} with every step back` : "";
    setText(flow, `Blame for digit ${f.follow + 1}: ${num(f.norms[f.follow], 4)}${where}. Each line is a factor of 100.`);
    setText(words, f.words);
  }

  for (const input of [a, b]) {
    const give = () => { if (input.value.trim() !== (input === a ? f.a : f.b) || f.complaint) send("add", { a: a.value, b: b.value }); };
    input.addEventListener("change", give);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") { give(); event.preventDefault(); } });
  }
  live(model, draw);
  return node;
}
