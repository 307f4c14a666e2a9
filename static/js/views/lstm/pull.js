/* How much the last answer depends on the memory of every moment before it, for the LSTM and for a plain loop, on
   a scale of powers of ten. Flat means that nothing is lost on the way back; falling means that it fades. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { live } from "../../lib/view.js";

export function render({ model }) {
  const H = 170, TOP = 10, FLOOR = H - 22, LEFT = 40, RIGHT = 8;
  const grid = s("g", { class: "axis" }), lstm = s("path", { class: "lstm" }), plain = s("path", { class: "plain" });
  const svg = s("svg", { class: "picture", height: H, "aria-hidden": "true" }, grid, plain, lstm);
  const errors = h("p", { class: "small num", style: "margin:2px 0" }), words = h("p", { class: "words" });
  const node = h("div", { class: "pull" }, words, h("p", { class: "small", style: "margin:0 0 2px" }, h("b", {}, "Pull of the last answer on the memory")), svg,
    h("p", { class: "small key" }, h("span", { class: "lstm" }, "—— LSTM"), " ", h("span", { class: "plain" }, "- - plain loop")), errors,
    h("p", { class: "caption" }, "From the last moment, on the right, back to the first. A line that stays level loses nothing."));
  let width = 280;

  function draw() {
    const f = model.frame;
    if (!f.lstm) return;
    const logs = [f.lstm, f.plain].map((values) => Array.from(values, (v) => Math.max(-12, Math.min(12, Math.log10(Math.max(v, 1e-12))))));
    const high = Math.max(1, Math.ceil(Math.max(...logs.flat()))), low = Math.min(-3, Math.floor(Math.min(...logs.flat())));
    const x = (t) => LEFT + t / Math.max(1, f.lstm.length - 1) * (width - LEFT - RIGHT), y = (v) => TOP + (high - v) / (high - low) * (FLOOR - TOP);
    setAttr(svg, "viewBox", `0 0 ${width} ${H}`);
    const every = Math.max(1, Math.ceil((high - low) / 4)), marks = [];
    for (let v = Math.ceil(low / every) * every; v <= high; v += every) marks.push(s("line", { x1: LEFT, x2: width - RIGHT, y1: y(v), y2: y(v), class: v === 0 ? "zero" : "" }), s("text", { x: LEFT - 5, y: y(v) + 4, "text-anchor": "end" }, v === 0 ? "1" : v === 1 ? "10" : v === -1 ? "0.1" : `1e${v}`.replace("-", "−")));
    grid.replaceChildren(...marks, s("text", { x: LEFT, y: H - 5 }, "first moment"), s("text", { x: width - RIGHT, y: H - 5, "text-anchor": "end" }, "last"));
    const line = (values) => values.map((v, t) => `${t ? "L" : "M"}${x(t).toFixed(1)} ${y(v).toFixed(1)}`).join("");
    setAttr(lstm, "d", line(logs[0]));
    setAttr(plain, "d", line(logs[1]));
    setText(errors, `Exam: LSTM ${f.error}, plain loop ${f.plainError}.`);
    setText(words, f.words);
  }

  const sizes = new ResizeObserver(([entry]) => { width = Math.max(200, Math.round(entry.contentRect.width)); draw(); });
  sizes.observe(node);
  model.on("remove", () => sizes.disconnect());
  live(model, draw);
  return node;
}
