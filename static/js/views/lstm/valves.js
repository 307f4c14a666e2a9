/* An LSTM as water: above, one unit at one time step as a pipe with three valves, which are its gates; below, all
   units at all time steps. Time runs from left to right. A gate can be held open or shut. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";
import { paint } from "../../lib/canvas.js";
import { tickBox } from "../../lib/asking.js";
import { gently } from "../../lib/throttle.js";

/** @typedef {import("../../lib/types").Ui} Ui */

/** The rows of the chart: what they are called, what is in them, and how they are laid out. */
const ROWS = [
  { label: "input", name: "sees", part: { "data-part": "sees forward" } },
  { label: "input gate", name: "input", part: { "data-part": "input forward update" } },
  { label: "forget gate", name: "forget", part: { "data-part": "forget forward update" } },
  { label: "cell state", name: "memory", part: { "data-part": "memory forward" } },
  { label: "output gate", name: "output", part: { "data-part": "output forward update" } },
  { label: "answer", name: "answer", part: { "data-part": "answer forward" } },
  { label: "target", name: "wanted", part: { "data-part": "wanted loss" } },
];
const OF_UNITS = ["input", "forget", "memory", "output"]; // the rows with a line for each unit
const GATES = { forget: "Forget gate", input: "Input gate", output: "Output gate" };
const NEXT = { free: "shut", shut: "open", open: "free" };

const percent = (v) => `${Math.round(100 * v)} %`;

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui;
  const cycle = (valve) => send("hold", { valve, hand: NEXT[ui.frame.hands[valve] ?? "free"] });
  const pipe = buildPipe(cycle),
    time = buildChart(ui);

  const hands = Object.entries(GATES).map(([valve, label]) => {
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
  const moment = slider("Time step", scrub),
    unit = slider("Unit", choose);
  const where = h("span", { class: "num" }),
    which = h("span", { class: "num" }),
    says = h("p", { class: "says num" });
  const another = h(
    "button",
    { type: "button", class: "tool", onclick: () => send("look_at", { next: 1 }) },
    "Another sequence",
  );

  const node = h(
    "div",
    { class: "valves" },
    h(
      "div",
      { class: "unit" },
      pipe.svg,
      h(
        "div",
        { class: "hold" },
        hands.map((hand) => hand.element),
        h("label", { class: "row tick" }, only, "only at this time step"),
        verdict,
      ),
    ),
    h(
      "div",
      { class: "sliders" },
      h("label", {}, h("span", { class: "head" }, "Time step ", where), moment),
      h("label", {}, h("span", { class: "head" }, "Unit ", which), unit),
      another,
    ),
    says,
    time.chart,
    h(
      "p",
      { class: "caption" },
      "Column: time step. Line: unit. Gate: the bluer, the wider open. Cell state: ",
      h("b", { class: "pos" }, "blue"),
      " above 0, ",
      h("b", { class: "neg" }, "orange"),
      " below.",
    ),
  );
  return { node, pipe, time, hands, only, verdict, moment, unit, where, which, says };
}

/* --- the pipe ------------------------------------------------------------------------------------------- */

function buildPipe(cycle) {
  const water = (part, x, y, width, height, upright = false) => ({
    x,
    y,
    width,
    height,
    upright,
    element: s("rect", { class: "water", ...part }),
  });
  const waters = {
    old: water({ "data-part": "old" }, 8, 46, 102, 40),
    kept: water({}, 110, 46, 106, 40),
    now: water({ "data-part": "memory" }, 216, 46, 236, 40),
    g: water({ "data-part": "candidate" }, 200, 130, 32, 36, true),
    added: water({}, 200, 86, 32, 44, true),
    squashed: water({}, 330, 86, 32, 44, true),
    out: water({ "data-part": "says" }, 330, 130, 32, 36, true),
  };
  const walls = s("path", { class: "walls", d: "M8 46H452M8 86H200V166M232 166V86H330V166M362 166V86H452" });
  const valve = (name, part, x, y, upright = false) => {
    const leaf = s("path", { class: "leaf", d: "M-17 0H17" }),
      hand = s("circle", { class: "hand", r: 24 });
    const element = s(
      "g",
      {
        class: "valve",
        transform: `translate(${x} ${y})${upright ? " rotate(90)" : ""}`,
        onclick: () => cycle(name),
        ...part,
      },
      hand,
      s("circle", { class: "body", r: 19 }),
      leaf,
    );
    return { element, leaf, hand };
  };
  const valves = {
    forget: valve("forget", { "data-part": "forget" }, 110, 66),
    input: valve("input", { "data-part": "input" }, 216, 128, true),
    output: valve("output", { "data-part": "output" }, 346, 128, true),
  };
  const text = (part, x, y, anchor = "middle") => s("text", { x, y, "text-anchor": anchor, ...part });
  const labels = {
    forget: text({ "data-part": "forget" }, 110, 16),
    old: text({ "data-part": "old" }, 47, 38),
    kept: text({}, 163, 38),
    now: text({ "data-part": "memory" }, 345, 38),
    input: text({ "data-part": "input" }, 241, 124, "start"),
    opening: text({ "data-part": "input" }, 241, 140, "start"),
    g: text({ "data-part": "candidate" }, 216, 182),
    output: text({ "data-part": "output" }, 371, 124, "start"),
    shown: text({ "data-part": "output" }, 371, 140, "start"),
    out: text({ "data-part": "says" }, 346, 182),
  };
  setText(labels.input, "input gate");
  setText(labels.output, "output gate");
  const svg = s(
    "svg",
    { class: "picture pipe", viewBox: "0 0 460 188", "aria-hidden": "true" },
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
    forget: `forget gate ${percent(p.f)}`,
    old: `before ${num(p.old, 2)}`,
    kept: `kept ${num(p.kept, 2)}`,
    now: `cell state ${num(p.now, 2)}`,
    opening: percent(p.i),
    g: `candidate ${num(p.g, 2)}`,
    shown: percent(p.o),
    out: `hidden state ${num(p.out, 2)}`,
  };
  for (const [name, value] of Object.entries(write)) setText(labels[name], value);
}

/* --- time ----------------------------------------------------------------------------------------------- */

function buildChart(ui) {
  const tracks = ROWS.map((row) => ({ ...row, canvas: h("canvas", {}) }));
  const cursor = h("div", { class: "cursor" }),
    chart = h("div", { class: "chart", "aria-hidden": "true" });
  for (const { name, label, part, canvas } of tracks) {
    const box = h("div", { class: `track ${name}`, ...part }, canvas);
    box.addEventListener("pointerdown", (event) => ui.send("look_at", picked(event, name, ui.frame)));
    chart.append(h("div", { class: "label" }, label), box);
  }
  chart.append(cursor);
  ui.onResize(chart);
  return { tracks, cursor, chart };
}

/** The time step that was pressed, and the unit where the row has a line for each. */
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
    track.canvas.style.height = `${rows === 1 ? 12 : Math.max(16, Math.min(64, rows * 4.5))}px`;
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
  setText(verdict, f.held ? `Held: ${f.held}. Free: ${f.free}.` : `All gates are free: ${f.free}.`);
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
  setText(says, `Sequence ${f.sequence}, time step ${f.moment + 1}: ${f.says}.`);
}
