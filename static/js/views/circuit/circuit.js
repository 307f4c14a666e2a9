/* A circuit as a picture that is handled: inputs that can be dragged, gates that explain themselves, an
   output that can be pulled. Where things stand is worked out (circuit_layout.js) when the formula or the room
   changes; from frame to frame only numbers and colours move. What is done by hand is in circuit_hands.js. */

import { flow, h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { call } from "../../lib/light.js";
import { handle } from "./circuit_hands.js";
import { halves, layOut, wirePath } from "./circuit_layout.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const SHIFT = 6; // between a wire and the pull that runs back along it

/** Some digits, as steady as can be: short numbers short, all others with their zeros. */
export function digits(value, count = 4) {
  if (!Number.isFinite(value)) return "no number";
  const size = Math.abs(value),
    short = Math.round(value * 100) / 100;
  let text;
  if (size < 1e5 && (short || !value) && Math.abs(value - short) < 1e-9) text = String(short);
  else if (size >= 1e6 || size < 1e-3) text = value.toExponential(1);
  else if (size >= 1e4) text = value.toFixed(0);
  else text = size < 1 ? value.toFixed(count) : value.toPrecision(count);
  return text.replaceAll("-", "−").replace("e+", "e");
}
const tone = (value) => (value > 0 ? "pos" : value < 0 ? "neg" : "nil");
const thickness = (value) => (1.6 + 2 * Math.log10(1 + Math.min(Math.abs(value), 1e3))).toFixed(2);
const arrow = (value) => (value > 0 ? "▲" : value < 0 ? "▼" : "·");

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui;
  const formula = h("span", { class: "text" }),
    answer = h("b", { class: "num" });
  const svg = s("svg", { class: "picture", role: "group", "aria-label": "The circuit" });
  const editor = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "num editor",
    hidden: true,
    "data-keys": true,
    autocomplete: "off",
  });
  const box = h(
    "div",
    { class: "scroll", tabindex: "-1", "data-wide": true },
    h("div", { class: "stage" }, svg, editor),
  );
  const button = (text, title, act) =>
    h("button", { type: "button", class: "tool", title, onclick: act }, text);
  const forward = button("Forward ▸", "Let the next gate compute", () => send("walk", { where: "forward" }));
  const backward = button("◂ Backward", "Let the next gate hand its gradient back", () =>
    send("walk", { where: "backward" }),
  );
  const where = h("span", { class: "soft small num" });
  const follow = button("", "Move each input along its gradient, by one step", () => send("give_way"));
  const says = h("p", { class: "says" });
  const node = h(
    "div",
    { class: "circuit" },
    h("p", { class: "formula", "data-part": "answer" }, formula, h("span", {}, "\u00a0=\u00a0", answer)),
    h(
      "div",
      { class: "row walk" },
      h(
        "span",
        { class: "row", role: "group", "aria-label": "Walk through the gates", "data-part": "walk" },
        button("Empty", "Empty all wires but the inputs", () => send("walk", { where: "clear" })),
        backward,
        forward,
        button("Fill", "Compute everything, both ways", () => send("walk", { where: "all" })),
      ),
      where,
      follow,
    ),
    box,
    says,
    h(
      "p",
      { class: "caption" },
      "On each wire its value, ",
      h("b", { class: "pos" }, "blue"),
      " if positive, ",
      h("b", { class: "neg" }, "orange"),
      " if negative, and its ",
      h("b", { class: "grad" }, "gradient"),
      ": ▲ up, ▼ down. Drag an input, or click its number to type. Click a gate to ask what it does. Pull the answer up or down.",
    ),
  );

  const state = {
    plan: /** @type {any} */ (null),
    place: /** @type {any} */ (null), // what is drawn, and where
    labels: [],
    wires: [],
    gates: [],
    handles: [],
    pulls: /** @type {any[]} */ ([]), // its elements
    looked: -1, // the gate that explained itself last
  };
  const hand = handle(ui, state, editor);
  const more = () => box.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 4);
  box.addEventListener("scroll", more, { passive: true });
  ui.onResize(box, more);
  return { node, box, svg, formula, answer, backward, where, follow, says, state, hand, more };
}

/* --- building ------------------------------------------------------------------------------------------- */

function buildPlan({ state, svg, box, send, hand }) {
  const { plan } = state,
    place = (state.place = layOut(plan, Math.max(260, box.clientWidth || 560)));
  state.labels = [];
  state.gates = [];
  state.handles = [];
  setAttr(svg, "viewBox", `0 0 ${place.width} ${place.height}`);
  svg.classList.toggle("across", !place.down);
  svg.style.width = `${place.width * place.scale}px`;
  svg.style.height = `${place.height * place.scale}px`;
  const under = s("g", { "aria-hidden": "true" }),
    over = s("g");
  state.wires = plan.wires.map((wire, part) => {
    const value = s("path", { class: "wire", d: wirePath(plan, place, wire, 0) });
    const pull = !wire.pulled
      ? null
      : s("path", {
          class: "pull",
          "data-part": "gradients",
          d: wirePath(plan, place, wire, SHIFT),
          "marker-start": "url(#back)",
        });
    under.append(...[pull, value].filter(Boolean));
    return { ...wire, part, value, pull };
  });
  const along = (shift, wires) => wires.map((wire) => wirePath(plan, place, wire, shift));
  under.append(flow(along(0, plan.wires)));
  under.append(
    flow(
      along(
        SHIFT,
        plan.wires.filter((wire) => wire.pulled),
      ),
      true,
    ),
  );
  for (const [column, row] of plan.branches) {
    const [cx, cy] = place.point(place.leave[column], place.row(row));
    under.append(s("circle", { class: "branch", cx, cy, r: 3.5 }));
  }
  for (const p of plan.places) {
    const made =
      p.kind === "gate"
        ? gate(p, state, send)
        : p.kind === "input"
          ? input(p, state, hand)
          : body(p, place, { "aria-hidden": "true" }, name(p));
    if (p.kind === "gate" || p.kind === "input") under.append(...label(p, state, hand));
    over.append(made);
  }
  over.append(...tugs(state, send));
  const head = s(
    "marker",
    {
      id: "back",
      markerUnits: "userSpaceOnUse",
      markerWidth: 10,
      markerHeight: 10,
      refX: 4,
      refY: 5,
      orient: "auto-start-reverse",
    },
    s("path", { class: "head", d: "M0 0.5L9 5L0 9.5z" }),
  );
  svg.replaceChildren(s("defs", {}, head), under, over);
}

function body(p, place, attributes, ...inside) {
  const [x, y] = place.point(place.at[p.column], place.row(p.row)),
    [along, across] = halves(p, place.down);
  const [w, t] = place.down ? [across, along] : [along, across];
  const shape = s("rect", {
    class: "focus",
    x: -w,
    y: -t,
    width: 2 * w,
    height: 2 * t,
    rx: p.kind === "gate" ? t : p.kind === "input" ? 10 : 4,
  });
  return s(
    "g",
    { class: `place ${p.kind}`, transform: `translate(${x} ${y})`, ...attributes },
    shape,
    ...inside,
  );
}
const name = (p) => s("text", { class: "name" }, p.text);

/** What a button does, when it is an element of a drawing. */
const pressed = (act) => ({
  onclick: act,
  onkeydown: (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act();
    }
  },
});

function gate(p, { place, gates }, send) {
  const made = body(
    p,
    place,
    {
      tabindex: "0",
      role: "button",
      "data-keys": true,
      "data-part": "gates",
      ...pressed(() => send("explain", { gate: p.gate })),
    },
    name(p),
  );
  gates[p.gate] = { made, wire: p.wire, text: p.text, column: p.column, row: p.row };
  return made;
}

function input(p, { place, handles }, hand) {
  const side = halves(p, false)[0],
    force = s("path", { class: "force", "data-part": "gradients" });
  const made = body(
    p,
    place,
    { tabindex: "0", role: "spinbutton", "data-keys": true, "data-part": "inputs" },
    name(p),
    s("path", { class: "grip", d: `M${side - 9} -3l3.5 -4.5 3.5 4.5zM${side - 9} 3l3.5 4.5 3.5 -4.5z` }),
    force,
  );
  handles.push({ ...p, made, force, side });
  hand.input(p, made);
  return made;
}

/** The stub of wire behind a node, with its value on it and its pull below. */
function label(p, { place, labels }, hand) {
  const across = place.row(p.row),
    edge = place.at[p.column] + halves(p, place.down)[0],
    end = place.leave[p.column];
  const stub = (shift) => `M${place.point(edge, across + shift)}L${place.point(end, across + shift)}`;
  const [x, y] = place.down ? [across, edge + 14] : [edge + 4, across - 9];
  const value = s("text", { class: "value num", x, y }),
    pulled = s("text", {
      class: "pulled num",
      "data-part": "gradients",
      x,
      y: place.down ? y + 15 : across + SHIFT + 17,
    });
  const line = s("path", { class: "wire", d: stub(0) }),
    back = s("path", { class: "pull", "data-part": "gradients", d: stub(SHIFT) });
  labels[p.wire] = { value, pulled, line, back };
  if (p.kind === "input") {
    value.addEventListener("click", () => hand.edit(p));
    value.classList.add("typed");
  }
  return place.down ? [value, pulled] : [back, line, value, pulled];
}

/** The two handles at the output, to pull it up or down. */
function tugs(state, send) {
  const { plan, place } = state,
    p = plan.places.find((q) => q.wire === plan.output && q.kind !== "copy"),
    row = place.row(p.row);
  const [x, y] = place.down ? [row + 56, place.leave[p.column] - 10] : [place.leave[p.column] + 26, row];
  const rope = s("path", {
    class: "rope",
    d: place.down ? "" : `M${x - 26} ${y}H${x}`,
    "aria-hidden": "true",
  });
  state.pulls = [1, -1].map((way) => {
    const title = way > 0 ? "Pull the answer up" : "Pull the answer down";
    return s(
      "g",
      {
        class: "tug",
        transform: `translate(${x} ${y - way * 19})`,
        tabindex: "0",
        role: "button",
        "data-keys": true,
        "aria-label": title,
        "data-way": way,
        "data-part": "answer",
        ...pressed(() => send("tug", { pull: way })),
      },
      s("title", {}, title),
      s("circle", { class: "focus", r: 14 }),
      s("path", { d: way > 0 ? "M-6 3.5L0 -5L6 3.5z" : "M-6 -3.5L0 5L6 -3.5z" }),
    );
  });
  return [rope, ...state.pulls];
}

/* --- from frame to frame -------------------------------------------------------------------------------- */

function paintWire(path, known, value) {
  setAttr(path, "class", known ? `wire ${tone(value)}` : "wire empty");
  setAttr(path, "stroke-width", known ? thickness(value) : 1.5);
}
function paintPull(path, known, value) {
  setAttr(path, "class", known && value ? "pull" : "pull none");
  setAttr(path, "stroke-width", known ? thickness(value) : 1);
}

function drawWires(f, { labels, wires }) {
  labels.forEach((made, i) => {
    if (!made) return;
    setText(made.value, f.computed[i] ? digits(f.values[i]) : "");
    setAttr(
      made.value,
      "class",
      `value num ${tone(f.values[i])}${made.value.classList.contains("typed") ? " typed" : ""}`,
    );
    setText(made.pulled, f.pulled[i] ? `${arrow(f.pulls[i])}\u2009${digits(f.pulls[i], 3)}` : "");
    paintWire(made.line, f.computed[i], f.values[i]);
    paintPull(made.back, f.pulled[i], f.pulls[i]);
  });
  for (const wire of wires) {
    paintWire(wire.value, f.computed[wire.wire], f.values[wire.wire]);
    if (wire.pull) paintPull(wire.pull, f.handed[wire.part], f.parts[wire.part]);
  }
}

function drawGates(f, { gates, plan }) {
  gates.forEach(({ made, wire, text }, i) => {
    setAttr(made, "class", `place gate${i === f.gate ? " looked" : ""}${f.computed[wire] ? "" : " waiting"}`);
    setAttr(made, "aria-pressed", String(i === f.gate));
    setAttr(
      made,
      "aria-label",
      `Gate ${text}: ${plan.names[wire]}${f.computed[wire] ? ` is ${digits(f.values[wire])}` : ""}${f.pulled[wire] ? `, gradient ${digits(f.pulls[wire])}` : ""}. Explain`,
    );
  });
}

/** What the formulas speak of: the gate that is looked at, or the first, and what it is given and hands on; and the
    first input with the pull on it. */
function nameParts(f, { gates, labels, wires, handles, plan }) {
  const looked = Math.max(f.gate, 0);
  gates.forEach(({ made, wire }, i) => {
    call(made, "gate", i === looked);
    call(labels[wire]?.back, "pull", i === looked);
    call(labels[wire]?.pulled, "pull", i === looked);
  });
  for (const wire of wires) call(wire.pull, "handed", wire.gate === looked);
  for (const { made, force, wire } of handles) {
    call(made, "input", wire === plan.first);
    call(force, "arrives", wire === plan.first);
  }
}

/** Beside an input an arrow for the pull on it: up or down, and as long as it is strong. */
function drawForces(f, { handles, place }) {
  const strongest = Math.max(1e-300, ...handles.map((one) => Math.abs(f.pulls[one.wire])));
  for (const { wire, made, force, side, text } of handles) {
    const value = f.values[wire],
      pull = f.pulls[wire],
      known = f.pulled[wire];
    const x = place.down ? side + 8 : -side - 14,
      length = Math.sign(pull) * (9 + (17 * Math.abs(pull)) / strongest);
    const tip = -length,
      back = tip + Math.sign(length) * 7;
    setAttr(
      force,
      "d",
      !known
        ? ""
        : pull
          ? `M${x} ${length / 3}V${back}M${x - 5} ${back}L${x} ${tip}L${x + 5} ${back}z`
          : `M${x - 3} 0h6`,
    );
    setAttr(made, "aria-valuenow", Number.isFinite(value) ? value : 0);
    setAttr(made, "aria-valuetext", `${digits(value)}${known ? `, gradient ${digits(pull)}` : ""}`);
    setAttr(made, "aria-label", `Input ${text}`);
  }
}

/** In a circuit that is wider than its box, go where somebody looks. */
function bringIntoView(gate, { box, state: { place } }) {
  if (!gate || (box.scrollWidth <= box.clientWidth + 1 && box.scrollHeight <= box.clientHeight + 1)) return;
  const [x, y] = place.point(place.at[gate.column], place.row(gate.row)).map((at) => at * place.scale);
  box.scrollTo({
    left: x - box.clientWidth / 2,
    top: y - box.clientHeight / 2,
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
  });
}

/** @param {import("./frames").Circuit} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { fixed, state, svg, box, formula, answer, backward, where, follow, says, hand } = ui;
  if (f.key !== fixed.key) return; // the plan of this formula is still on its way
  if (
    rebuild(svg, [fixed.key, box.clientWidth], () => {
      hand.finish(false);
      return [];
    })
  ) {
    state.plan = fixed;
    buildPlan(ui);
    ui.more();
  }
  const output = fixed.output;
  setText(formula, fixed.formula);
  setText(answer, f.computed[output] ? digits(f.values[output]) : "?");
  setAttr(answer, "class", `num ${f.computed[output] ? tone(f.values[output]) : ""}`);
  drawWires(f, state);
  drawGates(f, state);
  drawForces(f, state);
  nameParts(f, state);
  for (const pull of state.pulls) setAttr(pull, "aria-pressed", String(Number(pull.dataset.way) === f.pull));
  setText(follow, f.pull > 0 ? "Follow the gradient ▲" : "Follow the gradient ▼");
  setText(where, f.where);
  backward.disabled = f.done;
  setAttr(says, "aria-live", f.where ? "polite" : "off");
  setText(says, f.says);
  if (f.gate !== state.looked && f.gate >= 0) bringIntoView(state.gates[f.gate], ui);
  state.looked = f.gate;
}
