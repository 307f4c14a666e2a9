/* A network as a picture that is handled: a tile for what each neuron says all over the plane, a wire for
   each weight, a dot for each bias. Tiles are painted on one canvas; what can be touched is SVG above it.
   Nothing is built anew from frame to frame: only when the shape of the network or of the window changes. Where
   everything stands is worked out in network_layout.js; what is done by hand is in network_hands.js and
   network_window.js. */

import { flow, h, s, setAttr, setText } from "../../lib/dom.js";
import { call } from "../../lib/light.js";
import { num } from "../../lib/numbers.js";
import { paint } from "../../lib/canvas.js";
import { dark } from "../../lib/view.js";
import { handle, switched } from "./network_hands.js";
import { bend, layOut, namesIn, unpack, wirePath } from "./network_layout.js";
import { notes } from "./network_notes.js";
import { valueWindow } from "./network_window.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const LOCK = {
  open: "M5 8V5.500a3 3 0 0 1 5.800-1M3.500 8h9v6.500h-9z",
  shut: "M5 8V5.500a3 3 0 0 1 6 0V8M3.500 8h9v6.500h-9z",
};
const SWITCH = 46; // pixels: how wide the switch of an input is
const BETWEEN_NAMES = 700; // ms: often enough to be true, seldom enough not to cost frames

/** @param {Ui} ui */
export function build(ui) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const svg = s("svg", { class: "picture", role: "group", "aria-label": "The network" });
  const heads = h("div", { class: "heads" });
  const tip = h("div", { class: "tip num", hidden: true, "aria-hidden": "true" });
  const state = {
    room: 0,
    plan: /** @type {any} */ (null),
    now: /** @type {any} */ (null),
    names: /** @type {any} */ (null), // the room, where things stand in it, and the frame that is drawn
    wires: [],
    tiles: [],
    dots: [],
    hot: null,
    clip: new Path2D(), // its elements; the wire that is pointed at
    built: "",
    headed: "",
    painted: "",
    told: "", // the neuron that the formulas speak of
    naming: /** @type {number | undefined} */ (undefined), // what was built, headed and painted last
    colours: new Uint32Array(256),
    sheet: document.createElement("canvas"),
    inputs: document.createElement("canvas"),
  };
  const pop = valueWindow(ui, state);
  const stage = h("div", { class: "stage" }, canvas, heads, svg, tip, pop.element);
  const box = h("div", { class: "scroll" }, stage);
  const formula = h("p", { class: "formula num" });
  const hand = handle(ui, state, { svg, tip, pop, formula });
  const node = h(
    "div",
    { class: "network" },
    box,
    formula,
    h(
      "p",
      { class: "caption" },
      "Tile: a neuron’s answer · wire: weight, ",
      h("b", { class: "pos" }, "positive"),
      " or ",
      h("b", { class: "neg" }, "negative"),
      " (dashed) · dot: bias · ",
      h(
        "b",
        { class: "grad", "data-part": "gradient backward", title: "Each third of a bar is a factor of 100" },
        "bar",
      ),
      ": gradient",
    ),
  );
  ui.onResize(box, () => {
    state.room = Math.floor(box.clientWidth) || state.room;
  });
  ui.onRemove(() => clearTimeout(state.naming));
  return { node, state, canvas, svg, heads, stage, formula, pop, hand };
}

/* --- building ------------------------------------------------------------------------------------------- */

function buildPicture(f, ui) {
  const { state, svg, stage, canvas, pop, hand } = ui,
    { plan, names } = state,
    groups = [];
  state.wires = [];
  state.tiles = [];
  state.dots = [];
  state.hot = null;
  state.clip = new Path2D();
  pop.shut(false);
  stage.style.width = `${plan.width}px`;
  stage.style.height = `${plan.height}px`;
  for (const [attribute, value] of Object.entries({
    viewBox: `0 0 ${plan.width} ${plan.height}`,
    width: plan.width,
    height: plan.height,
  }))
    setAttr(svg, attribute, value);
  const beside = (at) => (step) => groups[at + step];
  f.sizes.forEach((_, c) => {
    const items = plan.y[c].flatMap((y, row) => tileAt(f, c, row, y, ui));
    groups.push(hand.group(c ? `Neurons of ${names.column(c)}` : "Inputs", items, beside(groups.length)));
    if (c + 1 === f.sizes.length) return;
    const gap = hand.group(`Weights into ${names.column(c + 1)}`, wiresFrom(f, c, ui), beside(groups.length));
    if (gap.children.length > 64) gap.classList.add("dense");
    groups.push(gap);
  });
  const flows = plan.x
    .slice(1)
    .map((_, layer) =>
      flow(
        state.wires.filter((wire) => wire.layer === layer).map(({ node }) => node.getAttribute("d") ?? ""),
      ),
    );
  const held = svg.getRootNode().activeElement?.getAttribute?.("data-place");
  svg.replaceChildren(...notes(f, plan), ...groups, ...flows);
  if (held) svg.querySelector(`[data-place="${held}"]`)?.focus();
  const ratio = Math.min(devicePixelRatio || 1, 2);
  canvas.width = plan.width * ratio;
  canvas.height = plan.height * ratio;
  canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
  canvas.style.width = `${plan.width}px`;
  canvas.style.height = `${plan.height}px`;
}

/** The name of an input, written as mathematics on a switch: an input is used or not. */
function switchOf(name, left, y) {
  const [, upright, rest] = name.match(/^(sin )?(.+)$/);
  return s(
    "g",
    { class: "switch" },
    s("rect", { x: left - 6 - SWITCH, y: y - 12, width: SWITCH, height: 24, rx: 12 }),
    s(
      "text",
      { x: left - 6 - SWITCH / 2, y: y + 5, "text-anchor": "middle" },
      upright ? s("tspan", { class: "upright" }, upright) : null,
      rest,
    ),
  );
}

/** A neuron or an input, and the dot of its bias. */
function tileAt(f, column, row, y, { state: { plan, clip, tiles, dots }, fixed: { feature_names }, hand }) {
  const side = plan.side[column],
    left = plan.x[column] - side / 2,
    top = y - side / 2,
    last = column === f.sizes.length - 1;
  clip.roundRect(left, top, side, side, 5);
  const bar = s("rect", {
    class: "delta",
    "data-part": "gradient backward",
    x: left,
    y: top + side + 3,
    width: 0,
    height: 3,
    rx: 1.5,
  });
  const label =
    column === 0
      ? switchOf(feature_names[row], left, y)
      : last && f.outputs.length > 1
        ? s("text", { x: left + side + 7, y: y + 4 }, f.outputs[row])
        : null;
  const node = s(
    "g",
    {
      role: "button",
      class: "tile",
      "data-place": `tile ${column} ${row}`,
      "data-part": column === 0 ? "inputs forward" : last ? "output forward loss" : "hidden forward",
      onclick: () => hand.press(column, row),
      onfocus: () => hand.look([column, row]),
      onblur: () => hand.look(null),
      onpointerenter: () => hand.look([column, row]),
      onpointerleave: () => hand.look(null),
    },
    s("rect", { class: "focus", x: left, y: top, width: side, height: side, rx: 6 }),
    label,
    column ? bar : null,
  );
  const tile = { column, row, node, bar, left, top, side };
  tiles.push(tile);
  hand.showPin(tile);
  if (!column) return [node];
  const shape = s("circle", { cx: left + 1, cy: top + side - 1, r: 4 });
  const dot = s(
    "g",
    {
      role: "button",
      class: "dot",
      "data-place": `dot ${column} ${row}`,
      "aria-haspopup": "dialog",
      onclick: () => hand.edit({ layer: column - 1, j: row, dot: true }, dot, left, top + side),
    },
    s("circle", { class: "reach", cx: left + 1, cy: top + side - 1, r: Math.min(12, side / 3) }),
    shape,
  );
  dots.push({ layer: column - 1, j: row, node: dot, shape, shown: null });
  return [node, dot];
}

function wiresFrom(f, layer, { state: { plan, wires }, hand }) {
  const curve = bend(plan, layer),
    [ins, outs] = [f.sizes[layer], f.sizes[layer + 1]],
    made = [];
  const widest = Math.max(2.5, Math.min(9, 60 / Math.sqrt(ins * outs)));
  for (let i = 0; i < ins; i++)
    for (let j = 0; j < outs; j++) {
      const y = plan.y[layer][layer ? i : f.inputs[i]],
        z = plan.y[layer + 1][j];
      const node = s("path", {
        class: "wire",
        role: "button",
        "data-place": `wire ${layer} ${i} ${j}`,
        "data-part": "weights update",
        "aria-haspopup": "dialog",
        d: wirePath(curve, y, z),
      });
      const wire = { at: wires.length, layer, i, j, y, z, node, widest, width: -1, sign: null };
      node.addEventListener("click", (event) => {
        if (!event.detail) {
          event.stopPropagation();
          hand.editWire(wire);
        }
      }); // by keyboard or screen reader
      node.addEventListener("keydown", (event) => hand.key(event, wire));
      wires.push(wire);
      made.push(node);
    }
  return made;
}

/** Above the columns: how many layers and neurons there are, and the buttons that change that. */
function buildHeads(f, { state: { plan, names }, fixed: { most_layers, most_neurons }, hand }) {
  const hidden = f.sizes.slice(1, -1),
    last = f.sizes.length - 1;
  const tell = (how) => hand.change("hidden", hidden, how);
  const button = (text, label, disabled, onclick) =>
    h(
      "button",
      { type: "button", class: "mini", "aria-label": label, title: label, disabled, onclick },
      text,
    );
  const layers = h(
    "div",
    { class: "head layers", role: "group", "aria-label": "Hidden layers" },
    button("−", "One layer less", !hidden.length, () => tell((list) => list.slice(0, -1))),
    h(
      "span",
      { title: "Hidden layers: those between the inputs and the output" },
      `${hidden.length} layer${hidden.length === 1 ? "" : "s"}`,
    ),
    button("+", "One layer more", hidden.length >= most_layers, () =>
      tell((list) => list.length < most_layers && [...list, 2]),
    ),
  );
  const lockOf = (c) => {
    const frozen = f.frozen.includes(c - 1),
      all = f.sizes.slice(1).map((_, i) => i + 1);
    return h(
      "button",
      {
        type: "button",
        class: "mini",
        "aria-pressed": String(frozen),
        onclick: () =>
          hand.change(
            "frozen",
            f.frozen.map((i) => i + 1),
            (list) => switched(list, c, all),
          ),
        "aria-label": `Freeze ${names.column(c)}`,
        title: frozen ? `${names.column(c)} does not learn; let it` : `Keep ${names.column(c)} from learning`,
      },
      s(
        "svg",
        { viewBox: "0 0 16 16", "aria-hidden": "true" },
        s("path", { d: frozen ? LOCK.shut : LOCK.open }),
      ),
    );
  };
  const columns = f.sizes.map((size, c) => {
    if (c === 0) return h("div", { class: "head", style: `left:${plan.x[0]}px;top:26px` }, "inputs");
    return h(
      "div",
      { class: "head", style: `left:${plan.x[c]}px;top:0` },
      c < last
        ? [
            button("−", `One neuron less in layer ${c}`, size <= 1, () =>
              tell((list) => list[c - 1] > 1 && list.with(c - 1, list[c - 1] - 1)),
            ),
            h("span", { class: "num", title: `${size} neuron${size > 1 ? "s" : ""}` }, String(size)),
            button("+", `One neuron more in layer ${c}`, size >= most_neurons, () =>
              tell((list) => list[c - 1] < most_neurons && list.with(c - 1, list[c - 1] + 1)),
            ),
          ]
        : h("span", { class: "alone" }, "output"),
      h("div", { class: "under" }, f.activations[c - 1], lockOf(c)),
    );
  });
  return [layers, ...columns];
}

/* --- drawing -------------------------------------------------------------------------------------------- */

function paintTiles(f, fresh, { state, canvas, fixed: { feature_maps: known }, colours }) {
  const { plan, tiles, sheet, inputs } = state,
    side = f.maps.shape[1],
    theme = [dark(), f.discretise].join();
  const context = canvas.getContext("2d");
  if (state.painted !== theme) {
    state.painted = theme;
    state.colours = f.discretise ? colours.map((_, i) => colours[i < 128 ? 0 : 255]) : colours;
    paint(inputs, known, known.shape[2], known.shape[0] * known.shape[1], state.colours);
    fresh = true;
  }
  paint(sheet, f.maps, side, f.maps.shape[0] * side, state.colours);
  const from = fresh ? 0 : plan.x[1] - plan.side[1] / 2 - 1; // what the inputs look like does not change
  context.clearRect(from, 0, plan.width, plan.height);
  context.save();
  context.clip(state.clip);
  let at = 0;
  for (const { column, row, left, top, side: size } of tiles) {
    if (!column && !fresh) continue;
    const n = column ? side : known.shape[1];
    if (!column) context.globalAlpha = f.inputs.includes(row) ? 1 : 0.22;
    context.drawImage(
      column ? sheet : inputs,
      0,
      (column ? at++ : row) * n + 0.5,
      n,
      n - 1,
      left,
      top,
      size,
      size,
    );
    context.globalAlpha = 1;
  }
  context.restore();
}

function drawWires(f, { wires, dots, tiles, hot }) {
  for (const wire of wires) {
    const value = f.weights[wire.at],
      sign = Math.sign(value);
    const width =
      Math.round(4 * Math.min(wire.widest, wire.widest * (0.08 + Math.abs(value) / 4))) / 4 || 0.25;
    if (sign !== wire.sign) {
      wire.sign = sign;
      setAttr(
        wire.node,
        "class",
        `wire ${sign > 0 ? "pos" : sign < 0 ? "neg" : "none"}${wire === hot ? " hot" : ""}`,
      );
    }
    if (width !== wire.width) {
      wire.width = width;
      wire.node.setAttribute("stroke-width", width);
    }
  }
  dots.forEach((dot, k) => {
    const value = f.biases[k],
      size = Math.round(10 * (2.5 + Math.min(3.5, 2 * Math.abs(value)))) / 10,
      shown = `${Math.sign(value)} ${size}`;
    if (shown === dot.shown) return;
    dot.shown = shown;
    setAttr(dot.shape, "class", value < 0 ? "neg" : "pos");
    setAttr(dot.shape, "r", size);
  });
  let k = 0;
  for (const tile of tiles)
    if (tile.column) {
      // 1e-6 or less: nothing; 1: as long as the tile is wide
      const long = Math.max(0, Math.min(1, 1 + Math.log10(f.neuron_pulls[k++]) / 6));
      setAttr(tile.bar, "width", Math.round(long * tile.side));
    }
}

/** What the formulas speak of: a neuron with its bias and its error signal, and the weights into it. */
function nameParts(f, fresh, state) {
  const { wires, dots, tiles } = state,
    [column, row] = f.told;
  if (!fresh && state.told === `${f.told}`) return;
  state.told = `${f.told}`;
  for (const tile of tiles) {
    const on = tile.column === column && tile.row === row;
    call(tile.node, "neuron", on);
    call(tile.bar, "delta", on);
  }
  for (const dot of dots) call(dot.node, "bias", dot.layer + 1 === column && dot.j === row);
  for (const wire of wires) call(wire.node, "weight", wire.layer + 1 === column && wire.j === row);
}

/** Names with numbers, for those who hear them. */
function nameAll({ state, fixed: { feature_names } }) {
  const { now, names, wires, dots, tiles } = state;
  state.naming = undefined;
  for (const wire of wires)
    setAttr(
      wire.node,
      "aria-label",
      `weight from ${names.source(wire.layer, wire.i)} to ${names.neuron(wire.layer + 1, wire.j)}: ${num(now.weights[wire.at], 3)}`,
    );
  dots.forEach((dot, k) =>
    setAttr(
      dot.node,
      "aria-label",
      `bias of ${names.neuron(dot.layer + 1, dot.j)}: ${num(now.biases[k], 3)}`,
    ),
  );
  for (const { column, row, node } of tiles) {
    const on = now.inputs.includes(row);
    setAttr(
      node,
      "aria-label",
      column ? `neuron ${names.neuron(column, row)}` : `input ${feature_names[row]}`,
    );
    if (!column) {
      setAttr(node, "aria-pressed", String(on));
      node.classList.toggle("off", !on);
    }
  }
}

/** Buttons that are made anew keep the focus that one of them had. */
function keepFocus(element, change) {
  const label = element.getRootNode().activeElement?.closest?.(".mini")?.getAttribute("aria-label");
  change();
  if (label)
    [...element.querySelectorAll(".mini")]
      .find((button) => button.getAttribute("aria-label") === label)
      ?.focus();
}

/** @param {import("./frames").Network} frame @param {Ui & ReturnType<typeof build>} ui */
export function draw(frame, ui) {
  const { state, fixed, heads, formula, pop, hand } = ui,
    { room } = state;
  if (!room) return; // it is not on the page yet
  const f = (state.now = { ...frame, ...unpack(frame) });
  state.names = namesIn(f, fixed.feature_names);
  const shape = JSON.stringify([room, f.sizes, f.inputs, f.outputs]),
    fresh = shape !== state.built;
  if (fresh) {
    const network = JSON.stringify([f.sizes, f.outputs]);
    if (state.built && !state.built.includes(network.slice(1, -1))) hand.unpin();
    state.built = shape;
    state.plan = layOut(room, f.sizes, fixed.features.length, f.outputs.length > 1);
    buildPicture(f, ui);
  }
  const head = JSON.stringify([shape, f.frozen, f.activations]);
  if (head !== state.headed) {
    state.headed = head;
    keepFocus(heads, () => heads.replaceChildren(...buildHeads(f, ui)));
  }
  paintTiles(f, fresh, ui);
  drawWires(f, state);
  nameParts(f, fresh, state);
  pop.show(false);
  setText(formula, f.formula || "Point at a neuron: its formula is here, and its answer in the plane.");
  setAttr(formula, "title", f.formula || null);
  if (fresh) nameAll(ui);
  else if (state.naming === undefined) state.naming = setTimeout(() => nameAll(ui), BETWEEN_NAMES);
}
