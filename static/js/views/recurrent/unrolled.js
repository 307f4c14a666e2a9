/* An addition as one writes it, and under every column the network at that time step: its hidden state, what it
   answers, and what is left there of the error signal of one answer. Time runs from right to left, as on paper. */

import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { call } from "../../lib/light.js";
import { paint } from "../../lib/canvas.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const TALL = 56; // how high its bars may be, in the units of the drawing

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui;
  const field = (label) =>
    h("input", {
      type: "text",
      inputmode: "numeric",
      class: "num",
      "aria-label": label,
      autocomplete: "off",
    });
  const a = field("First number"),
    b = field("Second number"),
    said = h("b", { class: "num said" }),
    verdict = h("span", { class: "verdict" });
  const back = h(
    "button",
    { type: "button", class: "tool", onclick: () => send("next_sum") },
    "Next problem",
  );
  const complaint = h("p", { class: "error", role: "alert" });
  const canvas = h("canvas", { "aria-hidden": "true" });
  const svg = s("svg", { class: "delta", "aria-hidden": "true", preserveAspectRatio: "none" });
  const grid = h("div", { class: "grid num", role: "group", "aria-label": "The addition, column by column" });
  const flow = h("p", { class: "flow num" });
  const node = h(
    "div",
    { class: "unrolled" },
    h(
      "div",
      { class: "sum row", "data-part": "sum" },
      a,
      h("span", {}, "+"),
      b,
      h("span", {}, "="),
      said,
      verdict,
      back,
    ),
    complaint,
    grid,
    flow,
    h(
      "p",
      { class: "caption" },
      "Press an arrow ",
      h("b", {}, "←"),
      " to wipe the hidden state there, an answer to follow its ",
      h("b", { class: "grad" }, "error signal"),
      " back. Hidden state: ",
      h("b", { class: "pos" }, "blue"),
      " above the middle of the activation, ",
      h("b", { class: "neg" }, "orange"),
      " below. Digits are binary: they are worth 1, 2, 4, 8 … from the right.",
    ),
  );
  for (const input of [a, b]) {
    const give = () => {
      if (input.value.trim() !== (input === a ? ui.frame.a : ui.frame.b) || ui.frame.complaint)
        send("add", { a: a.value, b: b.value });
    };
    input.addEventListener("change", give);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        give();
        event.preventDefault();
      }
    });
  }
  const columns = []; // what is in the column of each moment
  return { node, a, b, said, verdict, back, complaint, canvas, svg, grid, flow, columns };
}

/** The grid, anew: made when the number of digits or of hidden neurons changes. */
function buildGrid({ bits, hidden }, { send, canvas, svg, grid, columns }) {
  const place = (t) => bits - t + 1; // the column of a time step: the first one is at the right
  const at = (row, column, span = 1) => `grid-area:${row}/${column}/auto/span ${span}`;
  const made = [];
  const label = (row, text, kind = "") =>
    made.push(h("div", { class: `label ${kind}`, style: at(row, 1) }, text));
  ["carried", "first", "second"].forEach((text, i) => label(i + 1, text, i ? "" : "truth"));
  label(4, "hidden state");
  label(5, "loop");
  label(6, "answer");
  label(7, "target", "truth");
  label(8, "error signal δ", "grad");
  columns.length = 0;
  for (let t = 0; t < bits; t++) {
    const cell = (row, kind, part = {}) =>
      h("div", { class: `cell ${kind}`, style: at(row, place(t)), ...part });
    const bar = h("i", {}),
      digit = h("span", {}),
      share = h("small", {});
    const column = {
      carried: cell(1, "truth small"),
      a: cell(2, "digit"),
      b: cell(3, "digit"),
      right: cell(7, "truth", { "data-part": "target loss" }),
      bar,
      digit,
      share,
      wipe: t
        ? h("button", {
            type: "button",
            class: "wipe",
            "data-part": "wipe",
            style: at(5, place(t)),
            onclick: () => send("wipe", { moment: t }),
          })
        : h("div", { class: "none", style: at(5, place(t)) }, "·"),
      answer: h(
        "button",
        {
          type: "button",
          class: "answer",
          "data-part": "answers forward",
          style: at(6, place(t)),
          onclick: () => send("follow", { moment: t }),
        },
        bar,
        digit,
        share,
      ),
    };
    made.push(column.carried, column.a, column.b, column.wipe, column.answer, column.right);
    columns.push(column);
  }
  made.push(
    h("div", { class: "memory", style: at(4, 2, bits), "data-part": "memory forward" }, canvas),
    h("div", { class: "flowbox", style: at(8, 2, bits), "data-part": "delta backward" }, svg),
  );
  grid.style.gridTemplateColumns = `max-content repeat(${bits}, minmax(0, 1fr))`;
  canvas.style.height = `${Math.max(64, Math.min(160, hidden * 8))}px`;
  return made;
}

function drawColumn(f, t, c) {
  const answer = f.answers[t],
    digit = answer > 0.5 ? 1 : 0,
    good = digit === f.targets[t];
  setText(c.carried, f.carried[t] ? "1" : "");
  setText(c.a, String(f.inputs[2 * t]));
  setText(c.b, String(f.inputs[2 * t + 1]));
  setText(c.right, String(f.targets[t]));
  setText(c.digit, String(digit));
  setText(c.share, answer.toFixed(2).replace(/^0/, ""));
  c.bar.style.height = `${(100 * answer).toFixed(1)}%`;
  c.answer.classList.toggle("wrong", !good);
  setAttr(c.answer, "aria-pressed", String(t === f.follow));
  setAttr(
    c.answer,
    "aria-label",
    `Digit ${t + 1}: ${answer.toFixed(2)}, so ${digit}, ${good ? "right" : "wrong"}. Follow its error signal`,
  );
  const told = t === f.follow; // the formulas speak of this time step
  for (const cell of [c.a, c.b]) call(cell, "inputs", told);
  call(c.wipe, "heard", told);
  call(c.answer, "answer", told);
  if (!t) return;
  const cut = f.wiped.includes(t);
  setText(c.wipe, cut ? "✕" : "←");
  setAttr(c.wipe, "aria-pressed", String(cut));
  setAttr(c.wipe, "aria-label", `Hidden state wiped before digit ${t + 1}`);
}

/** The share of its room that a value fills, on a scale of six powers of ten with the largest value at the top. */
export function share(value, largest) {
  return largest > 0 && value > 0 ? Math.max(0, 1 + Math.log10(value / largest) / 6) : 0;
}

/** The error signal at each time step. */
function drawDelta(f, svg) {
  const wide = 100 * f.bits,
    largest = Math.max(...f.norms);
  setAttr(svg, "viewBox", `0 0 ${wide} ${TALL}`);
  const bars = Array.from(f.norms, (v, t) => {
    const part = t <= f.follow ? share(v, largest) : 0,
      tall = part && Math.max(2, part * (TALL - 6));
    return s("rect", {
      x: wide - 100 * (t + 1) + 22,
      y: TALL - tall,
      width: 56,
      height: tall,
      class: t === f.follow ? "source" : "",
    });
  });
  const lines = [1, 2, 3]
    .map((i) => 6 + (i * (TALL - 6)) / 3)
    .map((y) => s("line", { x1: 0, x2: wide, y1: y, y2: y }));
  svg.replaceChildren(...lines, ...bars);
}

/** @param {import("./frames").Unrolled} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { node, a, b, said, verdict, back, complaint, canvas, grid, flow, columns } = ui;
  const held = node.getRootNode().activeElement?.getAttribute?.("aria-label");
  if (rebuild(grid, [f.bits, f.hidden], () => buildGrid(f, ui)) && held)
    [...grid.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === held)?.focus();
  paint(canvas, f.memory, f.bits, f.hidden, ui.colours);
  columns.forEach((column, t) => drawColumn(f, t, column));
  drawDelta(f, ui.svg);
  for (const [input, value] of [
    [a, f.a],
    [b, f.b],
  ]) {
    if (input !== input.getRootNode().activeElement && !f.complaint) input.value = value;
    setAttr(input, "aria-invalid", String(f.complaint !== ""));
  }
  setText(said, f.said);
  const good = f.said === f.right;
  setText(verdict, good ? "✓ right" : `✗ it is ${f.right}`);
  verdict.classList.toggle("wrong", !good);
  back.hidden = !f.own && !f.complaint;
  setText(complaint, f.complaint);
  complaint.hidden = !f.complaint;
  setText(flow, `${f.says} Each line: a factor of 100.`);
}
