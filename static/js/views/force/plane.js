/* The plane with its points, the line that divides it and its two margins. A point that pulls has an arrow: the way in
   which it wants its score to grow or to fall. Beside the plane stands every parameter with the forces on it. Points and
   parameters are dragged, or moved by key. The other picture is the loss over a and b, with where they are in it. */

import { byHand } from "../../lib/asking.js";
import { keyedAbout, knob, oneOfSeveral, pulled } from "../../lib/hands.js";
import { paint } from "../../lib/canvas.js";
import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {import("./frames").Plane} Plane */

const SIZE = 320, // pixels
  RANGE = 3, // of a and b in the picture of the loss, as apps/views/force.py has it
  REACH = 3, // of a knob
  RIM = 8, // pixels from the middle of a disc
  ARROW = 26; // pixels for a pull of 1

/** @param {Ui} ui */
export function build(ui) {
  const canvas = h("canvas", { "aria-hidden": "true" }),
    svg = s("svg", {
      class: "picture",
      viewBox: `0 0 ${SIZE} ${SIZE}`,
      role: "group",
      "aria-label": "The plane",
    }),
    lines = ["margin", "line", "margin"].map((name, i) =>
      s("path", { class: name, "data-part": i === 1 ? "line" : "margin" }),
    ),
    ball = s("circle", { class: "ball", r: 7 }),
    slope = s("path", { class: "slope" }),
    dots = s("g", { "data-part": "points" });
  svg.append(...lines, slope, dots, ball);
  const plane = h("div", { class: "plane" }, canvas, svg),
    table = h("table", { class: "num" }),
    says = h("p", { class: "caption says num" }),
    loss = h("b", {}),
    key = h("p", { class: "key small soft" });
  const buttons = ["forces", "loss"].map((shown) =>
    h("button", { type: "button", "data-shown": shown, onclick: () => ui.send("plane", { shown }) }, shown),
  );
  const set = byHand((/** @type {string} */ which, /** @type {any} */ value) =>
    which.startsWith("point ")
      ? ui.ask("move_point", { point: Number(which.slice(6)), x: value[0], y: value[1] })
      : ui.ask("set_parameter", { index: Number(which), value }),
  );
  const node = h(
    "div",
    { class: "force" },
    h(
      "div",
      { class: "row" },
      h("span", { class: "segments", role: "group", "aria-label": "What the plane shows" }, buttons),
      h("span", { class: "num", "data-part": "loss" }, "loss ", loss),
    ),
    h("div", { class: "both" }, plane, h("div", { class: "scroll" }, table)),
    says,
    key,
  );
  /** @type {{ parts: ((f: Plane) => void)[], set: typeof set }} */
  const state = { parts: [], set };
  return { node, canvas, svg, lines, ball, slope, dots, table, says, loss, key, buttons, state };
}

/** Where places of the plane are, in pixels, and back. @param {number} half */
const scale = (half) => ({
  x: (/** @type {number} */ place) => ((place + half) / (2 * half)) * SIZE,
  y: (/** @type {number} */ place) => ((half - place) / (2 * half)) * SIZE,
  back: (/** @type {number} */ px, /** @type {number} */ py) => [
    (px / SIZE) * 2 * half - half,
    half - (py / SIZE) * 2 * half,
  ],
});
const inside = (/** @type {number} */ px) => Math.max(8, Math.min(SIZE - 8, px));

/** The line a x + b y + c = level, from edge to edge; nothing where there is none.
    @param {number[]} flat @param {number} level @param {number} half */
function border([a, b, c], level, half) {
  const { x, y } = scale(half),
    far = 3 * half,
    size = Math.hypot(a, b);
  if (size < 1e-9) return "";
  const [u, v] = [a / size, b / size],
    away = (level - c) / size;
  if (Math.abs(away) > 2 * half) return "";
  return `M${x(u * away - v * far).toFixed(1)} ${y(v * away + u * far).toFixed(1)}L${x(u * away + v * far).toFixed(1)} ${y(v * away - u * far).toFixed(1)}`;
}

/** An arrow from the rim of a disc at 0, 0. @param {number} u @param {number} v its direction, of length 1 @param {number} long */
function pointing(u, v, long) {
  const [x, y] = [u * (RIM + long), v * (RIM + long)],
    wing = (/** @type {number} */ way) =>
      `M${x.toFixed(1)} ${y.toFixed(1)}l${(5 * (-u + way * v)).toFixed(1)} ${(5 * (-v - way * u)).toFixed(1)}`;
  return `M${(u * RIM).toFixed(1)} ${(v * RIM).toFixed(1)}L${x.toFixed(1)} ${y.toFixed(1)}${wing(0.6)}${wing(-0.6)}`;
}

/** A point: its disc, its arrow, and how it is moved. @param {Ui & ReturnType<typeof build>} ui @param {number} i @param {number} label */
function point(ui, i, label) {
  const { set, parts } = ui.state,
    name = `point ${i}`,
    arrow = s("path", { class: "arrow", "data-part": "pull" }),
    disc = s("circle", { r: 7, class: label > 0 ? "pos" : "neg" }),
    sign = s("path", { class: "sign", d: label > 0 ? "M-3.500 0H3.500M0 -3.500V3.500" : "M-3.500 0H3.500" });
  const node = s(
    "g",
    {
      class: "point",
      role: "button",
      tabindex: i ? -1 : 0,
      "data-keys": true,
      "aria-label": `Point ${i + 1}, labelled ${label > 0 ? "+1" : "−1"}: move it with the arrow keys. Page Down: the next`,
      onpointerenter: () => ui.send("look_at", { point: i }),
      onfocus: () => ui.send("look_at", { point: i }),
    },
    s("circle", { class: "reach", r: 14 }),
    arrow,
    disc,
    sign,
  );
  const now = () => /** @type {Plane} */ (ui.frame);
  oneOfSeveral(node);
  keyedAbout(node, { set, which: name, now: () => now().X[i], far: (shift) => (shift ? 0.5 : 0.1) });
  let held = 0; // half of the plane as it was when the point was taken
  const pull = (/** @type {PointerEvent} */ event) => {
    const box = ui.svg.getBoundingClientRect();
    set(
      name,
      scale(held).back(
        inside(((event.clientX - box.left) / box.width) * SIZE),
        inside(((event.clientY - box.top) / box.height) * SIZE),
      ),
    );
  };
  const take = () => {
    held = now().half;
  };
  pulled(node, { take, pull, leave: set.flush });
  parts.push((f) => {
    const at = scale(held && set.at(name, null) ? held : f.half),
      [x, y] = set.at(name, f.X[i]),
      [px, py] = [inside(at.x(x)), inside(at.y(y))];
    setAttr(node, "transform", `translate(${px.toFixed(1)} ${py.toFixed(1)})`);
    const [a, b] = f.flat,
      size = Math.hypot(a, b) || 1,
      long = f.kind === "line" ? ARROW * Math.max(-2, Math.min(2, f.pulls[i])) : 0;
    setAttr(
      arrow,
      "d",
      long ? pointing((a / size) * Math.sign(long), (-b / size) * Math.sign(long), Math.abs(long)) : "",
    );
    node.classList.toggle("here", f.point === i);
    node.classList.toggle("last", f.last === i);
    node.classList.toggle("pulls", f.pulls[i] !== 0);
  });
  return node;
}

/** A parameter, how it can be moved, and the forces on it. @param {Ui & ReturnType<typeof build>} ui @param {number} i @param {string} name */
function parameter(ui, i, name) {
  const { set, parts } = ui.state,
    slider = knob(set, String(i), `Parameter ${name}`, REACH),
    value = h("td", { "data-part": "parameters" }),
    points = h("td", { "data-part": "pull" }),
    springs = h("td", { "data-part": "springs" });
  parts.push((f) => {
    setText(value, f.values[i]);
    setText(points, f.by_points[i]);
    setText(springs, f.by_springs[i]);
    slider.show(f.flat[i], f.values[i]);
  });
  return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, slider), value, points, springs);
}

/** @param {Plane} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { canvas, lines, ball, slope, dots, table, says, loss, key, buttons, state } = ui,
    forces = f.shown === "forces";
  rebuild(ui.node, [f.X.length, f.labels, f.names], () => {
    state.parts = [];
    dots.replaceChildren(...f.labels.map((label, i) => point(ui, i, label)));
    table.replaceChildren(
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["", "", "value", "points", "spring"].map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      h(
        "tbody",
        {},
        f.names.map((name, i) => parameter(ui, i, name)),
      ),
    );
    return [...ui.node.children];
  });
  paint(canvas, f.field, 41, 41, ui.colours);
  lines.forEach((line, i) =>
    setAttr(line, "d", forces && f.kind === "line" ? border(f.flat, i - 1, f.half) : ""),
  );
  setAttr(dots, "visibility", forces ? "visible" : "hidden");
  setAttr(ball, "visibility", forces ? "hidden" : "visible");
  const { x, y } = scale(RANGE),
    [bx, by] = [inside(x(f.flat[0])), inside(y(f.flat[1]))];
  setAttr(ball, "cx", bx.toFixed(1));
  setAttr(ball, "cy", by.toFixed(1));
  setAttr(
    slope,
    "d",
    forces
      ? ""
      : `M${bx.toFixed(1)} ${by.toFixed(1)}l${(24 * f.both[0]).toFixed(1)} ${(-24 * f.both[1]).toFixed(1)}`,
  );
  for (const button of buttons) {
    setAttr(button, "aria-pressed", String(button.dataset.shown === f.shown));
    setAttr(
      button,
      "title",
      f.kind === "net" && button.dataset.shown === "loss"
        ? "Only of a line: a net has too many parameters"
        : null,
    );
    button.disabled = f.kind === "net" && button.dataset.shown === "loss";
  }
  for (const part of state.parts) part(f);
  setText(says, f.says);
  setText(loss, f.loss);
  setText(
    key,
    forces
      ? "Disc: a point, + or − · arrow: its pull · thick line: score 0 · thin: the margins, ±1 · colour: the score"
      : "The loss over a (to the right) and b (upwards), for the present c · dot: where they are · arrow: the forces on them",
  );
}
