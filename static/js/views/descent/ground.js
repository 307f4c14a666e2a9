/* The ground with its balls. Over one number it is a curve, coloured by the valley into which a ball rolls from there;
   over two, bands of equal height. An arrow leads to where the next step takes a ball, and what it has come along fades.
   A ball is dragged, or moved by key; a click on the ground puts the one there that is looked at. */

import { byHand } from "../../lib/asking.js";
import { paint } from "../../lib/canvas.js";
import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { handle } from "./ground_hands.js";
import { FLOOR, ROOM, SIDE, TOP, scales, shares } from "./ground_layout.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {import("./frames").Ground} Ground */

const LINE = 300, // pixels: the height of the picture of a curve
  PLANE = 290, // and the most for that of a plane
  COLOURS = 6, // of valleys
  FEW = 12, // balls that are drawn large
  RIVALS = 4;

/** @param {Ui} ui */
export function build(ui) {
  const canvas = h("canvas", { "aria-hidden": "true" }),
    basins = s("g", { class: "basins", "data-part": "valleys" }),
    curve = s("path", { class: "curve", "data-part": "ground" }),
    floor = s("path", { class: "axis" }),
    marks = [0, 1, 2].map((i) => s("text", { class: "mark", "text-anchor": ["start", "middle", "end"][i] })),
    top = s("text", { class: "mark", x: SIDE, y: 14 }),
    counts = s("g", { class: "counts" }),
    rivals = s("g", { "data-part": "rivals" }),
    trail = s("path", { class: "trail" }),
    dots = s("g", { class: "dots" }),
    tangent = s("path", { class: "tangent", "data-part": "slope" }),
    arrows = s("path", { class: "arrows", "data-part": "next" }),
    ghosts = s("g", { class: "ghosts" }),
    balls = s("g", { "data-part": "ball" });
  for (let i = 0; i < RIVALS; i++)
    rivals.append(s("path", { class: `rival r${i}` }), s("circle", { class: `head r${i}`, r: 5 }));
  const svg = s(
    "svg",
    { class: "picture", role: "group", "aria-label": "The ground" },
    [basins, curve, floor, top, counts, rivals, trail, dots, tangent, arrows, ghosts, balls, marks].flat(),
  );
  const values = { place: h("b"), height: h("b"), slope: h("b"), step: h("b") },
    which = h("i", { class: "which" }),
    says = h("p", { class: "caption says num" }),
    legend = h("ul", { class: "legend num" }),
    key = h("p", { class: "key small soft" });
  const race = h("input", {
    type: "checkbox",
    onchange: () => ui.send("rivals", { shown: race.checked ? 1 : 0 }),
  });
  const side = h("div", { class: "side" }, h("label", {}, race, " other optimizers"), legend);
  const node = h(
    "div",
    { class: "descent" },
    h(
      "p",
      { class: "numbers num" },
      h("span", { "data-part": "ball" }, which, "at ", values.place),
      h("span", { "data-part": "ground" }, "height ", values.height),
      h("span", { "data-part": "slope" }, "slope ", values.slope),
      h("span", { "data-part": "next" }, "next step ", values.step),
    ),
    h("div", { class: "both" }, h("div", { class: "ground" }, canvas, svg), side),
    says,
    key,
  );
  const set = byHand((/** @type {string} */ ball, /** @type {number[]} */ place) =>
    ui.ask("put", { ball: Number(ball), x: place[0], y: place[1] ?? 0 }),
  );
  const size = { width: 600, height: LINE, room: 600 };
  ui.onResize(node, (width) => {
    size.room = Math.max(260, Math.round(width));
  });
  handle(ui, svg, set, size);
  return {
    node,
    canvas,
    svg,
    basins,
    curve,
    floor,
    marks,
    top,
    counts,
    rivals,
    trail,
    dots,
    tangent,
    arrows,
    ghosts,
    balls,
    values,
    which,
    says,
    legend,
    key,
    race,
    side,
    set,
    size,
  }; // prettier-ignore
}

/** Pairs of shares as a path. @param {ArrayLike<number>} places @param {ReturnType<typeof scales>} scale */
function path(places, { x, y }) {
  let text = "";
  for (let i = 0; i < places.length; i += 2)
    text += `${i ? "L" : "M"}${x(places[i]).toFixed(1)} ${y(places[i + 1]).toFixed(1)}`;
  return text;
}

/** @param {Ground} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const line = f.kind === "line",
    few = f.valleys.length <= FEW,
    { size } = ui;
  size.width = line ? size.room : Math.round(Math.min(size.room, PLANE * f.aspect));
  size.height = line ? LINE : Math.round(size.width / f.aspect);
  ui.node.classList.toggle("plane", !line);
  setAttr(ui.svg, "viewBox", `0 0 ${size.width} ${size.height}`);
  setAttr(ui.svg, "width", size.width);
  setAttr(ui.svg, "height", size.height);
  if (line) drawCurve(f, ui);
  else drawPlane(f, ui);
  drawBalls(f, ui);
  setText(ui.which, f.valleys.length > 1 ? `ball ${f.ball + 1} ` : "");
  for (const name of /** @type {const} */ (["place", "height", "slope", "step"]))
    setText(ui.values[name], f[name]);
  setText(ui.says, f.says);
  setText(
    ui.key,
    line
      ? `Curve: the height · colour: the valley that a ball rolls into from there · ${few ? "dashes: the slope · arrow: the next step" : "numbers: the balls in it"}`
      : `From (${f.marks.map((axis) => axis[0]).join(", ")}) to (${f.marks.map((axis) => axis[2]).join(", ")}) · bands: the height, lowest where the colour fades · line: where ${f.valleys.length > 1 ? `ball ${f.ball + 1}` : "the ball"} has been`,
  );
}

/** @param {Ground} f @param {Ui & ReturnType<typeof build>} ui */
function drawCurve(f, ui) {
  const scale = scales(f, ui.size),
    { x, y } = scale,
    last = f.curve.length - 1;
  /** @type {string[]} */
  const areas = [];
  let curve = "",
    from = 0;
  for (let i = 0; i <= last; i++) {
    if (f.curve[i] >= 0)
      curve += `${i && f.curve[i - 1] >= 0 ? "L" : "M"}${x(i / last).toFixed(1)} ${y(f.curve[i]).toFixed(1)}`;
    if (i < last && f.basins[i + 1] === f.basins[from]) continue;
    let area = `M${x(from / last).toFixed(1)} ${FLOOR}`;
    for (let k = from; k <= Math.min(i + 1, last); k++)
      area += `L${x(k / last).toFixed(1)} ${y(Math.max(0, f.curve[k])).toFixed(1)}`;
    areas.push(`${f.basins[from] % COLOURS} ${area}V${FLOOR}Z`);
    from = i + 1;
  }
  rebuild(ui.basins, areas, () => areas.map((area) => s("path", { class: `v${area[0]}`, d: area.slice(2) })));
  setAttr(ui.curve, "d", curve);
  setAttr(ui.floor, "d", `M${SIDE} ${FLOOR}H${ui.size.width - SIDE}`);
  ui.marks.forEach((mark, i) => {
    setAttr(mark, "x", [SIDE, ui.size.width / 2, ui.size.width - SIDE][i]);
    setAttr(mark, "y", FLOOR + 18);
    setAttr(mark, "text-anchor", ["start", "middle", "end"][i]);
    setText(mark, i ? f.marks[0][i] : `x = ${f.marks[0][i]}`);
  });
  setText(ui.top, `height ${f.top}`);
  rebuild(ui.counts, [f.held, ui.size.width], () =>
    f.held.map(([share, count]) =>
      s("text", { x: x(share), y: FLOOR - 6, "text-anchor": "middle" }, `${count}`),
    ),
  );
  const trail = [];
  for (let i = 0; i < f.trail.length; i += 2) trail.push([x(f.trail[i]), y(f.trail[i + 1])]);
  const few = trail.slice(-16);
  rebuild(ui.dots, few, () =>
    few.map(([cx, cy], i) => s("circle", { cx, cy, r: 3.5, opacity: 0.1 + (0.7 * i) / few.length })),
  );
  setAttr(ui.trail, "d", "");
  ui.side.style.display = "none";
  setAttr(ui.rivals, "visibility", "hidden");
}

/** @param {Ground} f @param {Ui & ReturnType<typeof build>} ui */
function drawPlane(f, ui) {
  const scale = scales(f, ui.size),
    { x, y } = scale;
  paint(ui.canvas, f.field, f.cells, f.cells, ui.colours);
  ui.canvas.style.width = `${ui.size.width}px`;
  ui.canvas.style.height = `${ui.size.height}px`;
  for (const part of [ui.curve, ui.floor]) setAttr(part, "d", "");
  rebuild(ui.basins, [], () => []);
  rebuild(ui.dots, [], () => []);
  rebuild(ui.counts, [], () => []);
  setText(ui.top, "");
  for (const mark of ui.marks) setText(mark, "");
  setAttr(ui.trail, "d", path([...f.trail, ...f.balls.slice(2 * f.ball, 2 * f.ball + 2)], scale));
  setAttr(ui.rivals, "visibility", "visible");
  const [...parts] = ui.rivals.children;
  for (let i = 0; i < RIVALS; i++) {
    const run = f.rivals[i] ?? [];
    setAttr(parts[2 * i], "d", path(run, scale));
    setAttr(parts[2 * i + 1], "visibility", run.length ? null : "hidden");
    if (!run.length) continue;
    setAttr(parts[2 * i + 1], "cx", x(run[run.length - 2]).toFixed(1));
    setAttr(parts[2 * i + 1], "cy", y(run[run.length - 1]).toFixed(1));
  }
  ui.side.style.display = f.racing ? "" : "none";
  if (ui.race.checked !== f.raced) ui.race.checked = f.raced;
  rebuild(ui.legend, f.rival_names, () =>
    f.rival_names.map((name, i) =>
      h("li", {}, h("span", { class: `swatch r${i}` }), h("span", { class: "name" }, name), h("b", {})),
    ),
  );
  [...ui.legend.querySelectorAll("b")].forEach((value, i) => {
    setText(value, f.rival_heights[i]);
  });
}

/** The balls, and where the next step takes them. @param {Ground} f @param {Ui & ReturnType<typeof build>} ui */
function drawBalls(f, ui) {
  const { x, y } = scales(f, ui.size),
    line = f.kind === "line",
    few = f.valleys.length <= FEW,
    r = few ? 9 : 5.5,
    lift = line ? r : 0; // a ball lies on its curve
  rebuild(ui.balls, [f.valleys.length], () =>
    Array.from(f.valleys, (_, i) =>
      s(
        "g",
        {
          role: "button",
          "data-ball": i,
          "data-keys": true,
          "aria-label": `Ball ${i + 1}: move it with the arrow keys`,
        },
        s("circle", { class: "reach", r: few ? 20 : 9 }),
        s("circle", { class: "focus", r: r + 4 }),
        s("circle", { class: "body", r }),
      ),
    ),
  );
  [...ui.balls.children].forEach((ball, i) => {
    const asked = ui.set.at(String(i), null),
      [across, up] = asked ? shares(f, asked) : [f.balls[2 * i], f.balls[2 * i + 1]];
    setAttr(
      ball,
      "class",
      `ball v${f.valleys[i] % COLOURS}${i === f.ball ? " here" : ""}${f.valleys.length > 1 ? "" : " single"}`,
    );
    setAttr(ball, "tabindex", i === f.ball ? 0 : -1);
    setAttr(ball, "transform", `translate(${x(across).toFixed(1)} ${(y(up) - lift).toFixed(1)})`);
  });
  let arrows = "";
  const ends = [];
  for (let i = 0; i < f.starts.length; i += 2) {
    const [x1, y1] = [x(f.starts[i]), y(f.starts[i + 1]) - lift],
      [x2, y2] = [x(f.next[i]), y(f.next[i + 1]) - lift],
      far = Math.hypot(x2 - x1, y2 - y1);
    ends.push([x2.toFixed(1), y2.toFixed(1)]);
    if (far < 2) continue;
    const bow = line ? Math.min(30, far / 3) : 0; // over the ground
    const [mx, my] = [(x1 + x2) / 2, Math.max(4, Math.min(y1, y2) - bow)];
    arrows += line
      ? `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${mx.toFixed(1)} ${my.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`
      : `M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}`;
    const [ux, uy] = line ? [x2 - mx, y2 - my] : [x2 - x1, y2 - y1],
      long = Math.hypot(ux, uy) || 1,
      head = Math.min(7, far / 2);
    for (const way of [2.6, -2.6]) {
      const [hx, hy] = [
        (ux * Math.cos(way) - uy * Math.sin(way)) / long,
        (ux * Math.sin(way) + uy * Math.cos(way)) / long,
      ];
      arrows += `M${x2.toFixed(1)} ${y2.toFixed(1)}l${(head * hx).toFixed(1)} ${(head * hy).toFixed(1)}`;
    }
  }
  setAttr(ui.arrows, "d", arrows);
  rebuild(ui.ghosts, [ends, r], () => ends.map(([cx, cy]) => s("circle", { cx, cy, r: r - 2 })));
  const [across, up] = [f.balls[2 * f.ball], f.balls[2 * f.ball + 1]];
  const dx = 46,
    sloping = line && few && f.tangent.length > 0,
    dy = sloping ? (-f.tangent[0] * dx * (FLOOR - ROOM - TOP)) / (ui.size.width - 2 * SIDE) : 0,
    short = dx / Math.hypot(dx, dy);
  setAttr(
    ui.tangent,
    "d",
    sloping
      ? `M${(x(across) - short * dx).toFixed(1)} ${(y(up) - short * dy).toFixed(1)}l${(2 * short * dx).toFixed(1)} ${(2 * short * dy).toFixed(1)}`
      : "",
  );
}
