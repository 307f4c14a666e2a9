/* How much the last answer depends on the memory of every time step, for the LSTM and for a plain RNN, on a
   scale of powers of ten. Flat means that nothing is lost on the way back; falling means that it fades. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { raised } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const HEIGHT = 126,
  TOP = 10,
  FLOOR = HEIGHT - 22,
  LEFT = 44,
  RIGHT = 8; // pixels
const MOST = 12; // powers of ten either way: beyond, a line runs along the edge

/** @param {Ui} ui */
export function build(ui) {
  const grid = s("g", { class: "axis" }),
    lstm = s("path", { class: "lstm" }),
    plain = s("path", { class: "plain" });
  const svg = s("svg", { class: "picture", height: HEIGHT, "aria-hidden": "true" }, grid, plain, lstm);
  const mine = h("span", { class: "lstm" }),
    other = h("span", { class: "plain" });
  const node = h(
    "div",
    { class: "sensitivity", "data-part": "sensitivity backward" },
    h("p", { class: "small title" }, h("b", {}, "Sensitivity of the last answer")),
    svg,
    h("p", { class: "small key num" }, mine, other),
    h("p", { class: "caption" }, "To the memory of each time step."),
  );
  const size = { width: 280 };
  ui.onResize(node, (width) => {
    size.width = Math.max(200, Math.round(width));
  });
  return { node, svg, grid, lstm, plain, mine, other, size };
}

/** The values as powers of ten, and the least and the greatest power that the axis shows. */
export function powers(...all) {
  const logs = all.map((values) =>
    Array.from(values, (v) => Math.max(-MOST, Math.min(MOST, Math.log10(Math.max(v, 10 ** -MOST))))),
  );
  return {
    logs,
    high: Math.max(1, Math.ceil(Math.max(...logs.flat()))),
    low: Math.min(-3, Math.floor(Math.min(...logs.flat()))),
  };
}

/** @param {import("./frames").Sensitivity} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { svg, grid, lstm, plain, mine, other, size: { width } }) {
  const { logs, high, low } = powers(f.lstm, f.plain);
  const x = (t) => LEFT + (t / Math.max(1, f.lstm.length - 1)) * (width - LEFT - RIGHT);
  const y = (v) => TOP + ((high - v) / (high - low)) * (FLOOR - TOP);
  setAttr(svg, "viewBox", `0 0 ${width} ${HEIGHT}`);
  const every = Math.max(1, Math.ceil((high - low) / 4)),
    marks = [];
  for (let v = Math.ceil(low / every) * every; v <= high; v += every) {
    const text = v === 0 ? "1" : v === 1 ? "10" : v === -1 ? "0.1" : `10${raised(v)}`;
    marks.push(
      s("line", { x1: LEFT, x2: width - RIGHT, y1: y(v), y2: y(v), class: v === 0 ? "zero" : "" }),
      s("text", { x: LEFT - 5, y: y(v) + 4, "text-anchor": "end" }, text),
    );
  }
  grid.replaceChildren(
    ...marks,
    s("text", { x: LEFT, y: HEIGHT - 5 }, "first time step"),
    s("text", { x: width - RIGHT, y: HEIGHT - 5, "text-anchor": "end" }, "last"),
  );
  const line = (values) =>
    values.map((v, t) => `${t ? "L" : "M"}${x(t).toFixed(1)} ${y(v).toFixed(1)}`).join("");
  setAttr(lstm, "d", line(logs[0]));
  setAttr(plain, "d", line(logs[1]));
  setText(mine, `—— ${f.lstmError}`);
  setText(other, `- - ${f.plainError}`);
}
