/* A circuit as a picture that is handled: inputs that can be dragged, gates that explain themselves, an
   output that can be pulled. Columns go across where there is room, and down on a phone. Where things stand
   is worked out when the formula or the room changes; from frame to frame only numbers and colours move. */

import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { byHand } from "../../lib/throttle.js";
import { live } from "../../lib/view.js";

const NARROW = 470; // pixels: below, the columns go down
const SHIFT = 6; // between a wire and the pull that runs back along it
const RADIUS = 20;
const SMALLEST = 0.86; // of full size: letters stay above 11 pixels

/** Some digits, as steady as can be: short numbers short, all others with their zeros. */
function digits(value, count = 4) {
  if (!Number.isFinite(value)) return "no number";
  const size = Math.abs(value), short = Math.round(value * 100) / 100;
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

/** Half the length of a place along the columns and across them. */
function halves(place, down) {
  const length = place.text.length;
  const width = place.kind === "gate" ? (length < 3 ? RADIUS : 8 + 4.2 * length)
    : place.kind === "input" ? Math.max(22, 15 + 4.5 * length) : Math.max(12, 7 + 3.8 * length);
  const height = place.kind === "gate" ? RADIUS : place.kind === "input" ? 18 : 12;
  return down ? [height, width] : [width, height];
}

/** Positions in pixels: `at` the middle of each column, `enter` and `leave` its sides, `row` those across.
    What is a little too wide is drawn smaller; what is far too wide scrolls in its box. */
function layOut(plan, room) {
  const down = room < NARROW, labelled = (place) => place.kind === "gate" || place.kind === "input";
  const columns = Array.from({ length: plan.columns }, (_, c) => plan.places.filter((place) => place.column === c));
  const half = columns.map((places) => Math.max(8, ...places.map((place) => halves(place, down)[0])));
  const label = columns.map((places) => (places.some(labelled) ? (down ? 38 : 50) : 0));
  const start = down ? 16 : 40, end = down ? 30 : 50, sum = (list) => list.reduce((a, b) => a + b, 0);
  const spare = (room - start - end - 2 * sum(half) - sum(label)) / Math.max(1, plan.columns - 1);
  const gap = down ? 34 : Math.min(Math.max(spare, 26), 96);
  const at = [];
  half.forEach((size, c) => at.push(c ? at[c - 1] + half[c - 1] + label[c - 1] + gap + size : start + size));
  const leave = at.map((middle, c) => middle + half[c] + label[c]);

  let pitch = plan.rows > 3 ? 78 : 100, before = 46, after = 52;
  if (down) {
    const side = (place) => Math.max(halves(place, true)[1] + 4, labelled(place) ? 30 : 0);
    const first = Math.max(...plan.places.map((p) => side(p) - p.row * 60)), out = plan.places.find((p) => p.wire === plan.output && labelled(p));
    after = Math.max(...plan.places.map((p) => side(p) + 10 - (plan.rows - p.row) * 60), 74 - (plan.rows - out.row) * 60);
    pitch = Math.min(120, (room - first - after) / Math.max(1, plan.rows));
    for (const places of columns) {
      places.forEach((p, i) => { if (i) pitch = Math.max(pitch, (side(p) + side(places[i - 1])) / (p.row - places[i - 1].row)); });
    }
    before = Math.max(first, (room - plan.rows * pitch) / 2);
    after = Math.max(after, room - before - plan.rows * pitch);
  }
  const along = leave.at(-1) + end, across = before + plan.rows * pitch + after;
  const left = down ? 0 : Math.max(0, (room - along) / 2); // a short circuit stands in the middle
  const width = down ? across : along + 2 * left, height = down ? along : across;
  return {
    down, pitch, width, height, at: at.map((x) => x + left), enter: at.map((x, c) => x - half[c] + left), leave: leave.map((x) => x + left),
    row: (r) => before + r * pitch, scale: Math.max(SMALLEST, Math.min(1, room / width)),
  };
}

export function render({ model }) {
  const send = (type, more = {}) => model.send_msg({ type, ...more });
  const formula = h("span", { class: "text" }), answer = h("b", { class: "num" });
  const svg = s("svg", { class: "picture", role: "group", "aria-label": "The circuit" });
  const editor = h("input", { type: "text", inputmode: "decimal", class: "num editor", hidden: true, "data-keys": true, autocomplete: "off" });
  const stage = h("div", { class: "stage" }, svg, editor);
  const box = h("div", { class: "scroll", tabindex: "-1" }, stage);
  const button = (text, title, act) => h("button", { type: "button", class: "tool", title, onclick: act }, text);
  const forward = button("Forward ▸", "Let the next gate compute", () => send("walk", { where: "forward" }));
  const backward = button("◂ Backward", "Let the next gate hand its pull back", () => send("walk", { where: "backward" }));
  const where = h("span", { class: "soft small num" });
  const follow = button("", "Move every input the way it is pulled, by one step", () => send("give_way"));
  const says = h("p", { class: "says" });
  const words = h("p", { class: "words" });
  const node = h("div", { class: "circuit" }, words, h("p", { class: "formula" }, formula, h("span", {}, "\u00a0=\u00a0", answer)), box,
    h("div", { class: "row walk" },
      h("span", { class: "row", role: "group", "aria-label": "Walk through the gates" },
        button("Empty", "Empty all wires but the inputs", () => send("walk", { where: "clear" })), backward, forward,
        button("Fill", "Compute everything, both ways", () => send("walk", { where: "all" })), where),
      follow),
    says,
    h("p", { class: "caption" }, "On a wire its value, ", h("b", { class: "pos" }, "blue"), " if positive, ", h("b", { class: "neg" }, "orange"), " if negative; and in ",
      h("b", { class: "grad" }, "violet"), " the pull that comes back: ▲ wants to go up, ▼ down. Drag an input, click its number to type one, click a gate to hear what it does, pull the answer up or down."));

  let plan = null, place = null, labels = [], wires = [], gates = [], handles = [], now = null, editing = null, looked = -1;
  const point = (along, across) => (place.down ? [across, along] : [along, across]);

  /* --- building ---------------------------------------------------------------------------------------- */

  function curve(from, to, bulge = 0) { // each [along, across]
    const middle = (from[0] + to[0]) / 2;
    return `C${point(middle, from[1] + bulge)} ${point(middle, to[1] + bulge)} ${point(...to)}`;
  }
  function wirePath(wire, shift) {
    const [[column, row], ...rest] = wire.path, end = rest.pop();
    const source = wire.copy && plan.places.find((p) => p.wire === wire.wire && p.column === column && p.row === row);
    let here = [source ? place.at[column] + halves(source, place.down)[0] : place.leave[column], place.row(row) + shift];
    let d = `M${point(...here)}`;
    const bend = (to, bulge) => { d += curve(here, to, bulge); here = to; };
    for (const [c, r] of rest) { // past the gates of a column the wire goes straight
      bend([place.enter[c], place.row(r) + shift]);
      here = [place.leave[c], here[1]];
      d += `L${point(...here)}`;
    }
    const gate = plan.places.find((p) => p.gate === wire.gate), [along, across] = halves(gate, place.down);
    const side = wire.inputs === 2 ? (wire.slot ? 1 : -1) : 0, deep = side && along === across ? 0.8 : 1;
    const twin = plan.wires.some((other) => other !== wire && other.gate === wire.gate && other.wire === wire.wire);
    bend([place.at[end[0]] - along * deep, place.row(end[1]) + side * across * (deep < 1 ? 0.6 : 0.45) + shift], twin ? side * place.pitch * 0.34 : 0);
    return d;
  }

  function build() {
    place = layOut(plan, Math.max(260, box.clientWidth || 560));
    labels = []; gates = []; handles = [];
    setAttr(svg, "viewBox", `0 0 ${place.width} ${place.height}`);
    svg.style.width = `${place.width * place.scale}px`;
    svg.style.height = `${place.height * place.scale}px`;
    const under = s("g", { "aria-hidden": "true" }), over = s("g");
    wires = plan.wires.map((wire, part) => {
      const value = s("path", { class: "wire", d: wirePath(wire, 0) });
      const pull = !wire.pulled ? null : s("path", { class: "pull", d: wirePath(wire, SHIFT), "marker-start": "url(#back)" });
      under.append(...[pull, value].filter(Boolean));
      return { ...wire, part, value, pull };
    });
    for (const [column, row] of plan.branches) {
      const [cx, cy] = point(place.leave[column], place.row(row));
      under.append(s("circle", { class: "branch", cx, cy, r: 3.5 }));
    }
    for (const p of plan.places) {
      const made = p.kind === "gate" ? gate(p) : p.kind === "input" ? input(p) : peg(p);
      if (p.kind === "gate" || p.kind === "input") under.append(...label(p));
      over.append(made);
    }
    over.append(...tugs());
    svg.replaceChildren(s("defs", {}, s("marker", { id: "back", markerUnits: "userSpaceOnUse", markerWidth: 10, markerHeight: 10, refX: 4, refY: 5, orient: "auto-start-reverse" }, s("path", { class: "head", d: "M0 0.5L9 5L0 9.5z" }))), under, over);
  }

  function body(p, attributes, ...inside) {
    const [x, y] = point(place.at[p.column], place.row(p.row)), [along, across] = halves(p, place.down);
    const [w, t] = place.down ? [across, along] : [along, across];
    const shape = s("rect", { class: "focus", x: -w, y: -t, width: 2 * w, height: 2 * t, rx: p.kind === "gate" ? t : p.kind === "input" ? 10 : 4 });
    return s("g", { class: `place ${p.kind}`, transform: `translate(${x} ${y})`, ...attributes }, shape, ...inside);
  }
  const name = (p) => s("text", { class: "name" }, p.text);

  function gate(p) {
    const choose = () => send("explain", { gate: p.gate });
    const made = body(p, { tabindex: "0", role: "button", "data-keys": true, onclick: choose, onkeydown: (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); }
    } }, name(p));
    gates[p.gate] = { made, wire: p.wire, text: p.text, column: p.column, row: p.row };
    return made;
  }

  const peg = (p) => body(p, { "aria-hidden": "true" }, name(p));

  /** The stub of wire behind a node, with its value on it and its pull below. */
  function label(p) {
    const across = place.row(p.row), edge = place.at[p.column] + halves(p, place.down)[0], end = place.leave[p.column];
    const stub = (shift) => `M${point(edge, across + shift)}L${point(end, across + shift)}`;
    const [x, y] = place.down ? [across, edge + 14] : [end - 25, across - 9];
    const value = s("text", { class: "value num", x, y }), pulled = s("text", { class: "pulled num", x: place.down ? x : x + 3, y: place.down ? y + 15 : across + SHIFT + 17 });
    const line = s("path", { class: "wire", d: stub(0) }), back = s("path", { class: "pull", d: stub(SHIFT) });
    labels[p.wire] = { value, pulled, line, back };
    if (p.kind === "input") value.addEventListener("click", () => edit(p));
    if (p.kind === "input") value.classList.add("typed");
    return place.down ? [value, pulled] : [back, line, value, pulled];
  }

  /* --- inputs ------------------------------------------------------------------------------------------ */

  const unit = (value) => 10 ** Math.max(-1, Math.floor(Math.log10(Math.max(Math.abs(value), 0.1))));
  const set = byHand((which, value) => send("set_input", { name: which, value }));
  function put(p, value, step) {
    if (Number.isFinite(value)) set(p.text, Number((Math.round(value / step) * step).toPrecision(12)));
  }

  function input(p) {
    const side = halves(p, false)[0];
    const force = s("path", { class: "force" });
    const made = body(p, { tabindex: "0", role: "spinbutton", "data-keys": true }, name(p),
      s("path", { class: "grip", d: `M${side - 9} -3l3.5 -4.5 3.5 4.5zM${side - 9} 3l3.5 4.5 3.5 -4.5z` }), force);
    handles.push({ ...p, made, force, side });
    let held = null;
    made.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // the page stays where it is
    made.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      held = { y: event.clientY, value: now.values[p.wire], moved: false };
      try { made.setPointerCapture(event.pointerId); } catch { /* the pointer is gone already */ }
    });
    made.addEventListener("pointermove", (event) => {
      if (!held) return;
      const way = held.y - event.clientY, step = unit(held.value) / 10;
      if (Math.abs(way) > 3) held.moved = true;
      if (held.moved) put(p, held.value + way * step / 4, step / 2);
    });
    const release = (event) => { set.flush(); set.forget(); if (held && !held.moved && event.type === "pointerup") edit(p); held = null; };
    made.addEventListener("pointerup", release);
    made.addEventListener("pointercancel", release);
    made.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey) set.forget(); // an undo is coming: what was asked for is not true any more
      const value = set.at(p.text, now.values[p.wire]), step = unit(value) / 10;
      const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (way) { event.preventDefault(); put(p, value + way * step * (event.shiftKey ? 10 : 1), step); }
      else if (event.key === "Enter" || event.key === " ") { event.preventDefault(); edit(p); }
      else if (/^[-−\d.]$/.test(event.key) && !event.ctrlKey && !event.metaKey) { event.preventDefault(); edit(p, event.key); }
    });
    return made;
  }

  function edit(p, begun) {
    const [x, y] = point(place.at[p.column], place.row(p.row));
    editing = p;
    editor.hidden = false;
    editor.style.left = `${Math.max(0, x * place.scale - 46)}px`;
    editor.style.top = `${y * place.scale - 17}px`;
    editor.value = begun ?? String(now.values[p.wire]).replace("-", "−");
    setAttr(editor, "aria-label", `${p.text}, as a number`);
    editor.focus();
    if (begun === undefined) editor.select();
  }
  function finish(keep) {
    if (!editing) return;
    const p = editing, text = editor.value.trim().replace("−", "-").replace(",", ".");
    editing = null;
    const had = editor === editor.getRootNode().activeElement;
    editor.hidden = true;
    if (keep && text !== "" && text !== String(now.values[p.wire])) send("set_input", { name: p.text, value: text });
    if (had) handles.find((handle) => handle.wire === p.wire)?.made.focus();
  }
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); finish(true); }
    if (event.key === "Escape") { event.stopPropagation(); finish(false); }
  });
  editor.addEventListener("blur", () => finish(true));

  /* --- the output ------------------------------------------------------------------------------------- */

  let pulls = [];
  function tugs() {
    const p = plan.places.find((q) => q.wire === plan.output && q.kind !== "copy"), row = place.row(p.row);
    const [x, y] = place.down ? [row + 56, place.leave[p.column] - 10] : [place.leave[p.column] + 26, row];
    const rope = s("path", { class: "rope", d: place.down ? "" : `M${x - 26} ${y}H${x}`, "aria-hidden": "true" });
    pulls = [1, -1].map((way) => s("g", { class: "tug", transform: `translate(${x} ${y - way * 19})`, tabindex: "0", role: "button", "data-keys": true,
      "aria-label": way > 0 ? "Pull the answer up" : "Pull the answer down", "data-way": way,
      onclick: () => send("tug", { pull: way }), onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); send("tug", { pull: way }); } } },
      s("title", {}, way > 0 ? "Pull the answer up" : "Pull the answer down"),
      s("circle", { class: "focus", r: 14 }), s("path", { d: way > 0 ? "M-6 3.5L0 -5L6 3.5z" : "M-6 -3.5L0 5L6 -3.5z" })));
    return [rope, ...pulls];
  }

  /* --- from frame to frame ----------------------------------------------------------------------------- */

  function paintWire(path, known, value) {
    setAttr(path, "class", known ? `wire ${tone(value)}` : "wire empty");
    setAttr(path, "stroke-width", known ? thickness(value) : 1.5);
  }
  function paintPull(path, known, value) {
    setAttr(path, "class", known && value ? "pull" : "pull none");
    setAttr(path, "stroke-width", known ? thickness(value) : 1);
  }

  function draw(f, fixed) {
    if (!f.values || f.key !== fixed.key) return;
    now = f;
    if (rebuild(svg, [fixed.key, box.clientWidth], () => { plan = fixed; finish(false); return []; })) { build(); more(); }
    setText(formula, fixed.formula);
    setText(answer, f.computed[plan.output] ? digits(f.values[plan.output]) : "?");
    setAttr(answer, "class", `num ${f.computed[plan.output] ? tone(f.values[plan.output]) : ""}`);
    labels.forEach((made, i) => {
      if (!made) return;
      setText(made.value, f.computed[i] ? digits(f.values[i]) : "");
      setAttr(made.value, "class", `value num ${tone(f.values[i])}${made.value.classList.contains("typed") ? " typed" : ""}`);
      setText(made.pulled, f.pulled[i] ? `${arrow(f.pulls[i])}\u2009${digits(f.pulls[i], 3)}` : "");
      paintWire(made.line, f.computed[i], f.values[i]);
      paintPull(made.back, f.pulled[i], f.pulls[i]);
    });
    for (const wire of wires) {
      paintWire(wire.value, f.computed[wire.wire], f.values[wire.wire]);
      if (wire.pull) paintPull(wire.pull, f.handed[wire.part], f.parts[wire.part]);
    }
    gates.forEach(({ made, wire, text }, i) => {
      setAttr(made, "class", `place gate${i === f.gate ? " looked" : ""}${f.computed[wire] ? "" : " waiting"}`);
      setAttr(made, "aria-pressed", String(i === f.gate));
      setAttr(made, "aria-label", `Gate ${text}: ${plan.names[wire]}${f.computed[wire] ? ` is ${digits(f.values[wire])}` : ""}${f.pulled[wire] ? `, pull ${digits(f.pulls[wire])}` : ""}. Explain`);
    });
    const strongest = Math.max(1e-300, ...handles.map((handle) => Math.abs(f.pulls[handle.wire])));
    for (const handle of handles) showForce(handle, f.values[handle.wire], f.pulls[handle.wire], f.pulled[handle.wire], strongest);
    for (const pull of pulls) setAttr(pull, "aria-pressed", String(Number(pull.dataset.way) === f.pull));
    setText(follow, f.pull > 0 ? "Follow the pull ▲" : "Follow the pull ▼");
    setText(where, f.where);
    backward.disabled = f.done;
    setAttr(says, "aria-live", f.where ? "polite" : "off");
    setText(says, f.says);
    setText(words, f.words);
    if (f.gate !== looked && f.gate >= 0) bringIntoView(gates[f.gate]);
    looked = f.gate;
  }

  /** Beside an input an arrow for the pull on it: up or down, and as long as it is strong. */
  function showForce(handle, value, pull, known, strongest) {
    const x = place.down ? handle.side + 8 : -handle.side - 14, length = Math.sign(pull) * (9 + 17 * Math.abs(pull) / strongest);
    const tip = -length, back = tip + Math.sign(length) * 7;
    setAttr(handle.force, "d", !known ? "" : pull ? `M${x} ${length / 3}V${back}M${x - 5} ${back}L${x} ${tip}L${x + 5} ${back}z` : `M${x - 3} 0h6`);
    setAttr(handle.made, "aria-valuenow", Number.isFinite(value) ? value : 0);
    setAttr(handle.made, "aria-valuetext", `${digits(value)}${known ? `, pull ${digits(pull)}` : ""}`);
    setAttr(handle.made, "aria-label", `Input ${handle.text}`);
  }

  /** In a circuit that is wider than its box, go where somebody looks. */
  function bringIntoView(gate) {
    if (!gate || (box.scrollWidth <= box.clientWidth + 1 && box.scrollHeight <= box.clientHeight + 1)) return;
    const [x, y] = point(place.at[gate.column], place.row(gate.row)).map((at) => at * place.scale);
    box.scrollTo({ left: x - box.clientWidth / 2, top: y - box.clientHeight / 2, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  const more = () => box.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 4);
  box.addEventListener("scroll", more, { passive: true });
  const watcher = new ResizeObserver(() => { if (now) draw(model.frame, model.fixed); more(); });
  watcher.observe(box);
  model.on("remove", () => watcher.disconnect());
  live(model, draw);
  return node;
}
