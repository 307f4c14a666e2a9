/* The error over a single weight, all others held still: a curve with a ball on it. The arrow is the step that
   comes next, minus the learning rate times the gradient; the hollow ball is where it would land if no other weight moved. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";
import { byHand } from "../../lib/asking.js";
import { pulled } from "../../lib/hands.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const HEIGHT = 176,
  TOP = 12,
  FLOOR = HEIGHT - 24,
  LEFT = 46,
  RIGHT = 10; // pixels
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };

const label = (v) => String(Number(v.toPrecision(3))).replace("-", "−");

/** Where a weight and a loss are in a picture of this width, and back again. */
export function scales({ half, top }, width) {
  const inner = width - LEFT - RIGHT;
  return {
    x: (place) => LEFT + ((place / half + 1) / 2) * inner,
    y: (loss) => FLOOR - Math.min(loss / top, 1.02) * (FLOOR - TOP),
    place: (at) => (((at - LEFT) / inner) * 2 - 1) * half,
    inside: (at) => Math.max(LEFT, Math.min(width - RIGHT, at)),
  };
}

/** @param {Ui} ui */
export function build(ui) {
  const curve = s("path", { class: "curve" }),
    tangent = s("path", { class: "tangent" }),
    arrow = s("path", { class: "arrow" }),
    fall = s("path", { class: "fall" });
  const ghost = s("circle", { class: "ghost", r: 5.5 });
  const ball = s(
    "g",
    {
      class: "ball",
      role: "slider",
      tabindex: 0,
      "data-keys": true,
      "aria-label": "The weight",
      "aria-orientation": "horizontal",
    },
    s("circle", { class: "reach", r: 16 }),
    s("circle", { class: "focus", r: 10 }),
    s("circle", { class: "body", r: 6.5 }),
  );
  const grid = s("g", { class: "axis" }, s("path", { class: "floor" }), s("path", { class: "zero" }));
  const ticks = [0, 1, 2, 3, 4].map((i) => s("text", { "text-anchor": i < 3 ? "middle" : "end" }));
  const svg = s(
    "svg",
    {
      class: "picture",
      height: HEIGHT,
      role: "group",
      "aria-label": "The loss over one weight",
      "data-part": "curve",
    },
    grid,
    ticks,
    curve,
    fall,
    tangent,
    arrow,
    ghost,
    ball,
  );
  const title = h("b", {}),
    step = h("p", { class: "caption num" });
  const node = h(
    "div",
    { class: "one-weight" },
    h("p", { class: "small", style: "margin:0 0 2px" }, "Loss over the weight ", title),
    svg,
    step,
  );
  const size = { width: 280 };
  handle(ui, ball, svg, size);
  ui.onResize(node, (width) => {
    size.width = Math.max(200, Math.round(width));
  });
  return { node, svg, grid, ticks, curve, tangent, arrow, fall, ghost, ball, title, step, size };
}

/** The ball is dragged, or moved by key. */
function handle(ui, ball, svg, size) {
  const set = byHand((index, value) =>
    ui.ask("set_weight", { index, value: Math.max(-1000, Math.min(1000, Number(value.toFixed(4)))) }),
  );
  ball.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) set.forget(); // an undo is coming
    const by = STEPS[event.key],
      f = ui.frame,
      end = { Home: -f.half, End: f.half }[event.key];
    if (by === undefined && end === undefined) return;
    event.preventDefault();
    set(f.index, end ?? set.at(f.index, f.value) + (by * (event.shiftKey ? 5 : 1) * f.half) / 100);
  });
  const pull = (event) => {
    const box = svg.getBoundingClientRect(),
      { place, inside } = scales(ui.frame, size.width);
    set(ui.frame.index, place(inside(((event.clientX - box.left) * size.width) / box.width)));
  };
  pulled(ball, { pull, leave: set.flush });
}

/** @param {import("./frames").OneWeight} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const {
      svg,
      grid,
      ticks,
      curve,
      ghost,
      ball,
      size: { width },
    } = ui,
    { x, y } = scales(f, width);
  setAttr(svg, "viewBox", `0 0 ${width} ${HEIGHT}`);
  setAttr(grid.firstChild, "d", `M${LEFT} ${FLOOR}H${width - RIGHT}`);
  setAttr(grid.lastChild, "d", `M${x(0)} ${TOP - 6}V${FLOOR}`);
  const marks = [
    [x(-f.half) + 8, FLOOR + 16, -f.half],
    [x(0), FLOOR + 16, 0],
    [x(f.half) - 10, FLOOR + 16, f.half],
    [LEFT - 5, FLOOR + 4, 0],
    [LEFT - 5, y(f.top) + 4, f.top],
  ];
  marks.forEach(([at, down, value], i) => {
    setAttr(ticks[i], "x", at);
    setAttr(ticks[i], "y", down);
    setText(ticks[i], label(value));
  });
  let line = "";
  for (let i = 0; i < f.places.length; i++)
    line += `${i ? "L" : "M"}${x(f.places[i]).toFixed(1)} ${y(f.losses[i]).toFixed(1)}`;
  setAttr(curve, "d", line);
  drawStep(f, ui);
  setAttr(ball, "transform", `translate(${x(f.value)} ${y(f.loss)})`);
  setAttr(ghost, "cy", y(f.there));
  for (const [attribute, value] of Object.entries({
    valuemin: -f.half,
    valuemax: f.half,
    valuenow: Number(f.value.toFixed(4)),
    valuetext: `${f.name} at ${num(f.value, 3)}, loss ${num(f.loss, 4)}`,
  }))
    setAttr(ball, `aria-${attribute}`, value);
  setText(ui.title, f.name);
  setText(
    ui.step,
    `Loss ½ Σ error² = ${num(f.loss, 4)}. Next step: −rate × gradient = −${label(f.alpha)} × ${f.slope < 0 ? `(${num(f.slope, 4)})` : num(f.slope, 4)} = ${num(f.move, 4)}.${f.dropout ? " With dropout, each step has another curve." : ""}`,
  );
}

/** The tangent, 26 pixels to each side; the arrow of the next step, and where it lands. */
function drawStep(f, { tangent, arrow, fall, ghost, size: { width } }) {
  const { x, y, inside } = scales(f, width);
  const bx = x(f.value),
    by = y(f.loss),
    to = x(f.value + f.move),
    landed = inside(to),
    away = Math.abs(to - bx) > 3;
  const rise = ((f.slope / f.top) * (FLOOR - TOP)) / ((width - LEFT - RIGHT) / 2 / f.half),
    run = 26 / Math.hypot(1, rise);
  const [from, until] = [inside(bx - run), inside(bx + run)];
  setAttr(tangent, "d", `M${from} ${by + (bx - from) * rise}L${until} ${by - (until - bx) * rise}`);
  const way = Math.sign(landed - bx),
    head = Math.min(6, Math.abs(landed - bx) / 2);
  setAttr(
    arrow,
    "d",
    away
      ? `M${bx} ${by}H${landed}M${landed - way * head} ${by - head * 0.7}L${landed} ${by}L${landed - way * head} ${by + head * 0.7}`
      : "",
  );
  setAttr(fall, "d", away && landed === to ? `M${to} ${by}V${y(f.there)}` : "");
  ghost.style.display = away && landed === to ? "" : "none";
  setAttr(ghost, "cx", to);
}
