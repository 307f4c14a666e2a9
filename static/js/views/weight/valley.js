/* The error over the weight: a valley with a ball in it. The arrow leads to where the next round takes it, and what is
   left of the last rounds fades. Below lie the predictions of the weights above, and the goal. Ball, goal, the right wall
   and the end of the arrow are dragged, or moved by key: they are the weight, the goal, the input and the learning rate. */

import { byHand } from "../../lib/asking.js";
import { keyed, pulled } from "../../lib/hands.js";
import { h, s, setAttr, setText } from "../../lib/dom.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {import("./frames").Valley} Valley */

const HEIGHT = 300,
  TOP = 20,
  FLOOR = 214,
  LINE = 262, // of the predictions
  LEFT = 16,
  RIGHT = 16; // pixels
const TRAIL = 8;

/** Where a weight and a share of the height are in a picture of this width. @param {Valley} f @param {number} width */
function scales(f, width) {
  const inner = width - LEFT - RIGHT;
  return {
    x: (/** @type {number} */ place) => LEFT + ((place - f.low) / (f.high - f.low)) * inner,
    y: (/** @type {number} */ share) => FLOOR - Math.min(share, 1) * (FLOOR - TOP),
    place: (/** @type {number} */ at) => f.low + ((at - LEFT) / inner) * (f.high - f.low),
    inside: (/** @type {number} */ at) => Math.max(LEFT, Math.min(width - RIGHT, at)),
  };
}

const dots = (/** @type {number} */ count, /** @type {string} */ name) =>
  Array.from({ length: count }, () => s("circle", { class: name, r: 4 }));

/** @param {Ui} ui */
export function build(ui) {
  const curve = s("path", { class: "curve", "data-part": "curve" }),
    trail = dots(TRAIL, "trail"),
    tried = dots(2, "tried"),
    arrow = s("path", { class: "arrow", "data-part": "next" }),
    drop = s("path", { class: "drop" }),
    top = s("text", { class: "mark", x: LEFT, y: TOP - 8 });
  const tip = grip("tip", { "aria-label": "The learning rate" }, 16, s("circle", { class: "ghost", r: 8 }));
  const wall = grip(
    "wall",
    { "aria-label": "The input" },
    18,
    s("path", { class: "body", d: "M-9 0L-4 -5V5ZM9 0L4 -5V5ZM-1 -8H1V8H-1Z" }),
  );
  const ball = grip(
    "ball",
    { "aria-label": "The weight", "data-part": "weight" },
    20,
    s("circle", { class: "body", r: 9 }),
  );
  const floor = s("path", { class: "axis" }),
    line = s("path", { class: "axis" });
  const marks = [0, 1, 2].map((i) =>
    s("text", { class: "mark", "text-anchor": ["start", "middle", "end"][i] }),
  );
  const below = [0, 1, 2].map((i) =>
    s("text", { class: "mark", "text-anchor": ["start", "middle", "end"][i] }),
  );
  const flag = grip(
    "flag",
    { "aria-label": "The goal", "data-part": "goal" },
    16,
    s("path", { class: "cloth", d: "M0 6V-14L11 -9.500L0 -5" }),
  );
  const said = s("circle", { class: "said", r: 6, "data-part": "prediction" });
  const svg = s(
    "svg",
    { class: "picture", height: HEIGHT, role: "group", "aria-label": "The error over the weight" },
    [floor, line, marks, below, top, curve, drop, trail, tried, arrow, wall, tip, flag, said, ball].flat(),
  );
  const values = { input: h("b"), weight: h("b"), prediction: h("b"), goal: h("b"), error: h("b") };
  const says = h("p", { class: "caption says num" });
  const node = h(
    "div",
    { class: "valley" },
    h(
      "p",
      { class: "numbers num" },
      h("span", { "data-part": "input" }, "input ", values.input),
      h("span", { "data-part": "weight" }, "× weight ", values.weight),
      h("span", { "data-part": "prediction" }, "= prediction ", values.prediction),
      h("span", { "data-part": "goal" }, "goal ", values.goal),
      h("span", { "data-part": "error" }, "error ", values.error),
    ),
    svg,
    says,
    h(
      "p",
      { class: "key small soft" },
      "Valley: the error. Drag the ball (weight), the flag (goal), the ◂▸ on the wall (input), the end of the arrow",
    ),
  );
  const size = { width: 600 };
  handle(ui, ball, svg, size, {
    now: (f) => f.w,
    fine: (f) => f.fine,
    ends: (f) => [f.low, f.high],
    value: (place) => place,
    ask: (value) => ui.ask("set_weight", { value: within([-1e6, 1e6], value) }),
  });
  handle(ui, flag, svg, size, {
    now: (f) => f.aim,
    fine: (f) => f.fine * Math.abs(f.slope),
    ends: (f) => f.goals,
    value: (place, f) => place * f.slope,
    ask: (value) =>
      ui.ask("set", { name: "goal", text: String(within(/** @type {Valley} */ (ui.frame).goals, value)) }),
  });
  ui.onResize(node, (width) => {
    size.width = Math.max(260, Math.round(width));
  });
  handle(ui, wall, svg, size, {
    now: (f) => f.given,
    fine: () => 0.01,
    ends: (f) => f.wall.ends,
    value: (place, f) => within(f.wall.ends, f.wall.rise / place || f.given),
    ask: (value) => ui.ask("set", { name: "input", text: String(value) }),
  });
  handle(ui, tip, svg, size, {
    now: (f) => f.stride.now,
    fine: (f) => f.stride.now / 50,
    ends: (f) => f.stride.ends,
    value: (place, f) => within(f.stride.ends, (place - f.w) * f.stride.per),
    ask: (value) =>
      ui.ask("set", { name: /** @type {Valley} */ (ui.frame).stride.name, text: String(value) }),
  });
  return {
    top,
    wall,
    svg,
    node,
    curve,
    trail,
    tried,
    arrow,
    tip,
    drop,
    ball,
    floor,
    line,
    marks,
    below,
    flag,
    said,
    values,
    says,
    size,
  };
}

/** Something to take in the picture. @param {string} name @param {object} says @param {number} reach in pixels
    @param {SVGElement} body */
function grip(name, says, reach, body) {
  return s(
    "g",
    {
      class: name,
      role: "slider",
      tabindex: 0,
      "data-keys": true,
      "aria-orientation": "horizontal",
      ...says,
    },
    s("circle", { class: "reach", r: reach }),
    s("circle", { class: "focus", r: 14 }),
    body,
  );
}

/** @param {[number, number]} ends @param {number} value */
const within = ([low, high], value) => Math.max(low, Math.min(high, value));

/**
 * What can be dragged, or moved by key: what its number is now, by how much a key changes it, from where to where it goes,
 * what a place in the valley means for it, and how Python is asked for another one.
 * @typedef {{ now: (f: Valley) => number, fine: (f: Valley) => number, ends: (f: Valley) => [number, number],
 *   value: (place: number, f: Valley) => number, ask: (value: number) => Promise<string> }} Handle
 */

/** @param {Ui} ui @param {SVGElement} knob @param {SVGElement} svg @param {{ width: number }} size @param {Handle} what */
function handle(ui, knob, svg, size, { now, fine, ends, value, ask }) {
  const set = byHand((/** @type {string} */ _, /** @type {number} */ number) => ask(number));
  const f = () => /** @type {Valley} */ (ui.frame);
  keyed(knob, {
    set,
    now: () => now(f()),
    fine: () => fine(f()),
    ends: () => ends(f()),
    tidy: (number) => tidy(number, fine(f())),
  });
  /** @type {Valley | null} */
  let held = null; // the window as it was when it was taken: it must not run away under the hand
  pulled(knob, {
    take: () => {
      held = ui.frame;
    },
    pull: (event) => {
      if (!held) return;
      const box = svg.getBoundingClientRect(),
        { place, inside } = scales(held, size.width);
      const at = inside(((event.clientX - box.left) * size.width) / box.width);
      set("it", tidy(value(place(at), held), fine(held)));
    },
    leave: () => {
      held = null;
      set.flush();
    },
  });
}

/** As many digits as the picture can show. @param {number} value @param {number} fine */
function tidy(value, fine) {
  const digits = Math.max(0, Math.min(8, Math.ceil(-Math.log10(fine || 1)) + 1));
  return Number(value.toFixed(digits));
}

/** @param {Valley} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { width } = ui.size,
    { x, y, inside } = scales(f, width);
  setAttr(ui.svg, "viewBox", `0 0 ${width} ${HEIGHT}`);
  setAttr(ui.floor, "d", `M${LEFT} ${FLOOR}H${width - RIGHT}`);
  setAttr(ui.line, "d", `M${LEFT} ${LINE}H${width - RIGHT}`);
  for (const [texts, words, down, name] of /** @type {const} */ ([
    [ui.marks, f.marks, FLOOR + 18, "weight"],
    [ui.below, f.below, LINE + 20, "prediction"],
  ])) {
    texts.forEach((text, i) => {
      setAttr(text, "x", [LEFT, width / 2, width - RIGHT][i]);
      setAttr(text, "y", down);
      setText(text, i ? words[i] : `${name} ${words[i]}`);
    });
  }
  let path = "";
  for (let i = 0; i < f.heights.length; i++) {
    const at = LEFT + (i / (f.heights.length - 1)) * (width - LEFT - RIGHT);
    if (f.heights[i] > 1 && f.heights[Math.max(0, i - 1)] > 1 && !(f.heights[i + 1] <= 1)) continue; // above
    path += `${path ? "L" : "M"}${at.toFixed(1)} ${y(f.heights[i]).toFixed(1)}`;
  }
  setText(ui.top, `error ${f.top}`);
  setAttr(ui.curve, "d", path);
  drawSteps(f, ui);
  setAttr(ui.ball, "transform", `translate(${x(f.w)} ${y(f.height)})`);
  setAttr(ui.drop, "d", `M${x(f.w)} ${y(f.height)}V${LINE}`);
  setAttr(ui.said, "cx", x(f.w));
  setAttr(ui.said, "cy", LINE);
  const seen = f.best !== null && f.best >= f.low && f.best <= f.high;
  ui.flag.style.display = seen ? "" : "none";
  if (f.best !== null && seen) setAttr(ui.flag, "transform", `translate(${x(f.best)} ${LINE})`);
  const { place, rise, height } = f.wall,
    taken = place !== null && rise !== 0;
  ui.wall.style.display = taken ? "" : "none";
  if (taken) setAttr(ui.wall, "transform", `translate(${inside(x(place))} ${y(height)})`);
  for (const [name, value] of Object.entries(ui.values))
    setText(value, f[/** @type {"input" | "weight" | "prediction" | "goal" | "error"} */ (name)]);
  setText(ui.says, f.says);
  tell(ui.ball, [f.low, f.high], f.w, `${f.weight}, error ${f.error}`);
  tell(ui.flag, f.goals, f.aim, f.goal);
  tell(ui.wall, f.wall.ends, f.given, f.input);
  setAttr(ui.tip, "aria-label", f.stride.said);
  tell(ui.tip, f.stride.ends, f.stride.now, String(f.stride.now));
}

/** A slider's range and value, for whoever cannot see them.
    @param {SVGElement} knob @param {[number, number]} ends @param {number} now @param {string} text */
function tell(knob, [low, high], now, text) {
  setAttr(knob, "aria-valuemin", low);
  setAttr(knob, "aria-valuemax", high);
  setAttr(knob, "aria-valuenow", now);
  setAttr(knob, "aria-valuetext", text);
}

/** Where the next round leads, and where the last ones have been.
    @param {Valley} f @param {Ui & ReturnType<typeof build>} ui */
function drawSteps(f, { trail, tried, arrow, tip, size: { width } }) {
  const { x, y, inside } = scales(f, width);
  const from = x(f.w),
    to = inside(x(f.next)),
    high = y(f.height),
    way = Math.sign(to - from),
    head = Math.min(8, Math.abs(to - from) / 2);
  const away = Math.abs(to - from) > 4;
  setAttr(
    arrow,
    "d",
    away
      ? `M${from} ${high}L${to} ${y(f.next_height)}M${to - way * head} ${y(f.next_height) - head}L${to} ${y(f.next_height)}l${-way * head} ${head}`
      : "",
  );
  tip.style.display = away ? "" : "none";
  setAttr(tip, "transform", `translate(${to} ${y(f.next_height)})`);
  trail.forEach((dot, i) => {
    const at = f.trail.length - TRAIL + i;
    dot.style.display = at < 0 ? "none" : "";
    if (at < 0) return;
    setAttr(dot, "cx", inside(x(f.trail[at])));
    setAttr(dot, "cy", y(f.trail_heights[at]));
    setAttr(dot, "opacity", (0.15 + (0.5 * (i + 1)) / TRAIL).toFixed(2));
  });
  tried.forEach((dot, i) => {
    const spot = f.tried[i];
    dot.style.display = spot ? "" : "none";
    if (!spot) return;
    setAttr(dot, "cx", inside(x(spot[0])));
    setAttr(dot, "cy", y(spot[1]));
  });
}
