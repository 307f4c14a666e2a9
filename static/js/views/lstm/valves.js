/* An LSTM as water: above, one unit at one moment as a pipe with three valves; below, all units at all moments.
   Time runs from left to right. A valve can be held open or shut. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";
import { call } from "../../lib/light.js";
import { paint } from "../../lib/canvas.js";
import { tickBox } from "../../lib/asking.js";
import { gently } from "../../lib/throttle.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const ROWS = [
  ["sees", "sees"],
  ["new memory", "new"],
  ["forget", "forget"],
  ["memory", "memory"],
  ["output", "output"],
  ["answer", "answer"],
  ["wanted", "wanted"],
];
const OF_UNITS = ["new", "forget", "memory", "output"]; // the rows with a line for each unit
/** What the formulas call the waters and the labels of the pipe. */
const PARTS = {
  forget: "forget",
  old: "old",
  now: "memory",
  add: "input",
  g: "candidate",
  o: "output",
  out: "says",
};
const NAMES = { forget: "Forget valve", input: "New-memory valve", output: "Output valve" };
const NEXT = { free: "shut", shut: "open", open: "free" };

const percent = (v) => `${Math.round(100 * v)} %`;

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui;
  const cycle = (valve) => send("hold", { valve, hand: NEXT[ui.frame.hands[valve] ?? "free"] });
  const pipe = buildPipe(cycle),
    time = buildChart(ui);

  const hands = Object.entries(NAMES).map(([valve, label]) => {
    const buttons = ["free", "shut", "open"].map((hand) =>
      h("button", { type: "button", onclick: () => send("hold", { valve, hand }) }, hand),
    );
    return {
      valve,
      buttons,
      element: h(
        "div",
        { class: "holder", role: "group", "aria-label": label },
        h("span", {}, label),
        h("div", { class: "speeds" }, buttons),
      ),
    };
  });
  const only = tickBox((on) => ui.ask("only_here", { on }));
  const verdict = h("p", { class: "verdict num", "aria-live": "polite" });

  const slider = (label, give) =>
    h("input", {
      type: "range",
      min: 0,
      step: 1,
      "data-keys": true,
      "aria-label": label,
      oninput: (event) => give(Number(event.target.value)),
    });
  const scrub = gently((moment) => send("look_at", { moment })),
    choose = gently((unit) => send("look_at", { unit }));
  const moment = slider("Moment", scrub),
    unit = slider("Unit", choose);
  const where = h("span", { class: "num" }),
    which = h("span", { class: "num" }),
    says = h("p", { class: "says num" });

  const node = h(
    "div",
    { class: "valves" },
    pipe.svg,
    h(
      "div",
      { class: "hands" },
      hands.map((hand) => hand.element),
    ),
    h("div", { class: "row under" }, h("label", { class: "row tick" }, only, "only at this moment"), verdict),
    h(
      "div",
      { class: "sliders" },
      h("label", {}, h("span", { class: "head" }, "Moment ", where), moment),
      h("label", {}, h("span", { class: "head" }, "Unit ", which), unit),
    ),
    says,
    time.chart,
    h(
      "div",
      { class: "row" },
      h(
        "button",
        { type: "button", class: "tool", onclick: () => send("look_at", { next: 1 }) },
        "Another sequence",
      ),
      h(
        "p",
        { class: "caption" },
        "A row is a unit, a column a moment. The bluer a valve, the wider it is open; memory is ",
        h("b", { class: "pos" }, "blue"),
        " above 0, ",
        h("b", { class: "neg" }, "orange"),
        " below. Press a place to look there.",
      ),
    ),
  );
  return { node, pipe, time, hands, only, verdict, moment, unit, where, which, says };
}

/* --- the pipe ------------------------------------------------------------------------------------------- */

function buildPipe(cycle) {
  const water = (x, y, width, height, upright = false) => ({
    x,
    y,
    width,
    height,
    upright,
    element: s("rect", { class: "water" }),
  });
  const waters = {
    old: water(8, 50, 87, 40),
    kept: water(95, 50, 105, 40),
    now: water(200, 50, 192, 40),
    g: water(184, 150, 32, 50, true),
    added: water(184, 90, 32, 60, true),
    squashed: water(294, 90, 32, 60, true),
    out: water(294, 150, 32, 50, true),
  };
  const walls = s("path", { class: "walls", d: "M8 50H392M8 90H184V200M216 200V90H294V200M326 200V90H392" });
  const valve = (name, x, y, upright = false) => {
    const leaf = s("path", { class: "leaf", d: "M-17 0H17" }),
      hand = s("circle", { class: "hand", r: 24 });
    const element = s(
      "g",
      {
        class: "valve",
        transform: `translate(${x} ${y})${upright ? " rotate(90)" : ""}`,
        "data-part": name,
        onclick: () => cycle(name),
      },
      hand,
      s("circle", { class: "body", r: 19 }),
      leaf,
    );
    return { element, leaf, hand };
  };
  const valves = {
    forget: valve("forget", 95, 70),
    input: valve("input", 200, 150, true),
    output: valve("output", 310, 150, true),
  };
  const text = (x, y, anchor = "middle") => s("text", { x, y, "text-anchor": anchor });
  const labels = {
    forget: text(95, 18),
    old: text(45, 42),
    kept: text(146, 42),
    now: text(262, 42),
    add: text(226, 148, "start"),
    g: text(200, 215),
    o: text(335, 148, "start"),
    out: text(310, 215),
  };
  for (const [name, part] of Object.entries(PARTS))
    for (const element of [waters[name]?.element, labels[name]]) call(element, part, Boolean(element));
  const svg = s(
    "svg",
    { class: "picture pipe", viewBox: "0 0 400 222", "aria-hidden": "true" },
    Object.values(waters).map((w) => w.element),
    walls,
    Object.values(valves).map((v) => v.element),
    Object.values(labels),
  );
  return { svg, waters, valves, labels };
}

/** As much water as `value` is of what fills the pipe. */
function pour(w, value, full) {
  const level = Math.min(1, Math.abs(value) / full),
    thick = level * (w.upright ? w.width : w.height);
  const box = w.upright
    ? { x: w.x + (w.width - thick) / 2, y: w.y, width: thick, height: w.height }
    : { x: w.x, y: w.y + w.height - thick, width: w.width, height: thick };
  for (const [name, v] of Object.entries(box)) setAttr(w.element, name, v.toFixed(2));
  w.element.classList.toggle("neg", value < 0);
}

function drawPipe(p, held, { waters, valves, labels }) {
  for (const name of ["old", "kept", "now"]) pour(waters[name], p[name], p.full);
  for (const name of ["g", "added", "squashed", "out"]) pour(waters[name], p[name], 1);
  for (const [name, opening] of [
    ["forget", p.f],
    ["input", p.i],
    ["output", p.o],
  ]) {
    setAttr(valves[name].leaf, "transform", `rotate(${(90 * (1 - opening)).toFixed(1)})`);
    valves[name].hand.classList.toggle("on", name in held);
  }
  const write = {
    forget: `forget: ${percent(p.f)} open`,
    old: `was ${num(p.old, 2)}`,
    kept: `kept ${num(p.kept, 2)}`,
    now: `is ${num(p.now, 2)}`,
    add: `new: ${percent(p.i)}`,
    g: `offers ${num(p.g, 2)}`,
    o: `out: ${percent(p.o)}`,
    out: `says ${num(p.out, 2)}`,
  };
  for (const [name, value] of Object.entries(write)) setText(labels[name], value);
}

/* --- time ----------------------------------------------------------------------------------------------- */

function buildChart(ui) {
  const tracks = ROWS.map(([label, name]) => ({ name, canvas: h("canvas", {}), label }));
  const cursor = h("div", { class: "cursor" }),
    chart = h("div", { class: "chart", "aria-hidden": "true" });
  for (const track of tracks) {
    const box = h("div", { class: `track ${track.name}` }, track.canvas);
    box.addEventListener("pointerdown", (event) => ui.send("look_at", picked(event, track.name, ui.frame)));
    chart.append(h("div", { class: "label" }, track.label), box);
  }
  chart.append(cursor);
  ui.onResize(chart);
  return { tracks, cursor, chart };
}

/** The moment that was pressed, and the unit where the row has a line for each. */
function picked(event, name, { moments, units }) {
  const box = event.currentTarget.getBoundingClientRect(),
    inside = (value, most) => Math.max(0, Math.min(most - 1, value));
  const moment = inside(Math.floor(((event.clientX - box.left) / box.width) * moments), moments);
  if (!OF_UNITS.includes(name)) return { moment };
  return { moment, unit: inside(Math.floor(((event.clientY - box.top) / box.height) * units), units) };
}

function drawChart(f, { tracks, cursor, chart }, colours) {
  for (const track of tracks) {
    const rows = f[track.name].length / f.moments;
    paint(track.canvas, f[track.name], f.moments, rows, colours);
    track.canvas.style.height = `${rows === 1 ? 14 : Math.max(18, Math.min(72, rows * 7))}px`;
  }
  const first = chart.children[1],
    left = first.offsetLeft,
    width = first.clientWidth;
  cursor.style.left = `${left + (width * f.moment) / f.moments}px`;
  cursor.style.width = `${width / f.moments}px`;
}

/** @param {import("./frames").Valves} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { hands, only, verdict, moment, unit, where, which, says } = ui;
  drawPipe(f.pipe, f.hands, ui.pipe);
  drawChart(f, ui.time, ui.colours);
  for (const { valve, buttons } of hands)
    for (const button of buttons)
      setAttr(button, "aria-pressed", String((f.hands[valve] ?? "free") === button.textContent));
  only.show(f.onlyHere);
  setText(verdict, f.held ? `Held: ${f.held}, free: ${f.free}` : `All valves are free: ${f.free}`);
  verdict.classList.toggle("on", Boolean(f.held));
  for (const [input, value, most] of [
    [moment, f.moment, f.moments - 1],
    [unit, f.unit, f.units - 1],
  ]) {
    setAttr(input, "max", most);
    if (input !== input.getRootNode().activeElement) input.value = value;
    input.style.setProperty("--done", `${most ? (100 * input.value) / most : 0}%`);
  }
  setText(where, `${f.moment + 1} of ${f.moments}`);
  setText(which, `${f.unit + 1} of ${f.units}`);
  setText(says, `Sequence ${f.sequence}, moment ${f.moment + 1}: ${f.says}.`);
}
