/* A world of cells, each cut into four triangles: one for every way out of it, coloured by what that way is worth.
   In the middle of a cell an arrow points to the best way known. The grid is one thing to focus: its arrow keys walk,
   or move the frame around a cell that is to be dug or paid for. Shapes (ice_shapes.js) are made when the world
   changes; from frame to frame only colours, numbers and places move. What is done by hand is in ice_hands.js, and
   the last update, beside the grid, in bellman.js. */

import { call } from "../../lib/light.js";
import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { fixed, num } from "../../lib/numbers.js";
import { token } from "../../lib/canvas.js";
import { dark } from "../../lib/view.js";
import { build as buildUpdate, draw as drawUpdate } from "./bellman.js";
import { WAYS, handle, here, place, quiet, value } from "./ice_hands.js";
import { READABLE, ROOMY, arrowPaths, badge, layOut, penguin, terrain, triangles } from "./ice_shapes.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const ARROWS = ["←", "↓", "→", "↑"];
const TRAIL = 24; // steps of the path that can be seen
const TRODDEN = [0.655, 0.69],
  STANDS = [0.745, 0.735],
  SWIMS = [0.5, 0.5]; // where in a cell the path leads and the penguin stands: beside the numbers and the arrow
const LETTER_PARTS = { S: "start", G: "goal", H: "hole" }; // data-part: what a text can point at
const PARTS = { learnt: 0, truth: 1, gap: 2 }; // of the numbers

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui;
  const state = {
    show: "learnt",
    tool: "walk",
    hovered: -1,
    asked: { state: 0, when: -Infinity }, // what is looked at, and how
    c: 0,
    cells: /** @type {any[]} */ ([]),
    paths: [],
    trail: [],
    agent: null,
    chosen: null,
    learnt: null, // what stands on the board; c is the size of a cell
    shades: /** @type {string[]} */ ([]),
    shadesOf: /** @type {boolean | null} */ (null),
    moved: 0,
    at: -1,
  };
  const choice = (label, names, pick) => {
    const buttons = Object.entries(names).map(([name, text]) =>
      h(
        "button",
        {
          type: "button",
          "data-name": name,
          onclick: () => {
            pick(name);
            ui.redraw();
          },
        },
        text,
      ),
    );
    return {
      buttons,
      node: h(
        "div",
        { class: "choice" },
        h("span", { class: "small" }, label),
        h("div", { class: "speeds", role: "group", "aria-label": label }, buttons),
      ),
    };
  };
  const svg = s("svg", {
    class: "picture board",
    role: "application",
    tabindex: 0,
    "data-keys": true,
    "data-part": "board",
    "aria-describedby": "ice-cell",
  });
  const shows = choice("Show", { learnt: "learnt Q", truth: "true Q*", gap: "Q − Q*" }, (name) => {
    state.show = name;
  });
  shows.node.classList.add("across");
  const agree = h("p", { class: "small soft agree num" });
  const tools = choice("A click on a tile", { walk: "walks", dig: "digs", reward: "rewards" }, (name) => {
    state.tool = name;
  });
  const pad = h(
    "div",
    {
      class: "pad",
      role: "group",
      "aria-label": "Walk yourself",
      title: "Arrow keys walk, too, when the grid is in focus",
    },
    WAYS.map((way, i) =>
      h(
        "button",
        {
          type: "button",
          class: `tool ${way}`,
          "aria-label": `Walk ${way}`,
          onclick: () => send("act", { action: i }),
        },
        ARROWS[i],
      ),
    ),
  );
  const title = h("b", {}),
    field = h("input", {
      type: "text",
      inputmode: "decimal",
      class: "num",
      id: "ice-reward",
      autocomplete: "off",
      "aria-describedby": "ice-wrong",
    });
  const dig = h("button", {
    type: "button",
    class: "tool",
    onclick: () => send("dig", { state: here(ui.frame, state) }),
  });
  const rows = WAYS.map((way, i) =>
    h("tr", {}, h("th", { scope: "row", "aria-label": way }, ARROWS[i]), h("td"), h("td"), h("td")),
  );
  const seen = h("caption");
  const table = h(
    "table",
    { class: "num" },
    seen,
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["", "learnt Q", "true Q*", "tried"].map((text) => h("th", { scope: "col" }, text)),
      ),
    ),
    h("tbody", {}, rows),
  );
  const wrong = h("p", { class: "error", id: "ice-wrong", role: "alert", hidden: true });
  const spoken = h("p", { class: "words", id: "ice-cell", "aria-live": "polite" });
  const scale = h("div", { class: "row scale small num" }, h("span"), h("i", { class: "ramp" }), h("span"));
  const cell = h(
    "div",
    { class: "cell row" },
    title,
    h("label", { class: "row small", for: "ice-reward" }, "Reward", field),
    dig,
  );
  const update = buildUpdate(ui);
  const node = h(
    "div",
    { class: "ice" },
    spoken,
    h("div", { class: "field" }, svg, scale),
    h(
      "div",
      { class: "panel" },
      h("div", {}, shows.node, agree),
      update.node,
      h(
        "div",
        { class: "row hands" },
        h("div", { class: "choice" }, h("span", { class: "small" }, "Walk yourself"), pad),
        tools.node,
      ),
    ),
    h(
      "div",
      { class: "below" },
      h(
        "p",
        { class: "caption" },
        "Triangle: one move, coloured by its Q-value · arrow: best move · ",
        h("b", { class: "grad" }, "violet"),
        ": last update · penguin: agent",
      ),
      cell,
      wrong,
      h("details", { class: "tile" }, h("summary", {}, "All Q-values of this tile"), table),
    ),
  );

  handle(ui, { svg, field, spoken, state }, () => drawInfo(ui.frame, /** @type {any} */ (ui)));
  ui.onResize(node);
  return { node, state, svg, update, shows, tools, agree, title, field, dig, rows, seen, wrong, scale };
}

/* --- building the board --------------------------------------------------------------------------------- */

const corner = (state, cols, c) => [1 + (state % cols) * c, 1 + Math.floor(state / cols) * c];
const within = (state, where, cols, c) => corner(state, cols, c).map((at, i) => at + where[i] * c);

function buildCell(f, state, c) {
  const letter = f.letters[state],
    m = c / 2,
    idle = quiet(f, state);
  const corners = triangles(c),
    ways = corners.map((d) => s("path", { class: "way", d }));
  const at = [
    [0.18, 0.5],
    [0.5, 0.87],
    [0.82, 0.5],
    [0.5, 0.13],
  ];
  const numbers = at.map(([u, v]) =>
    s("text", { class: c < ROOMY ? "value small" : "value", x: u * c, y: v * c + 4 }),
  );
  const halo = s("path", { class: "truth" }),
    arrow = s("path", { class: "arrow" }),
    disc = s("circle", { class: "disc", r: (15 * c) / 105 });
  const paid = s("text", { class: "paid", x: c - 4, y: letter === "G" ? c - 5 : c < READABLE ? 11 : 15 });
  const transform = `translate(${corner(state, f.cols, c).join(" ")})`;
  const under = s(
    "g",
    { transform, class: letter === "#" ? "wall" : null, "data-part": LETTER_PARTS[letter] },
    s("rect", { class: "floor", width: c, height: c }),
    idle ? [] : ways,
    terrain(letter, c),
    s("rect", { class: "edge", width: c, height: c }),
  );
  const over = s(
    "g",
    { transform },
    idle || c < READABLE ? [] : numbers,
    paid,
    letter === "S" ? badge(c) : [],
    s("g", { transform: `translate(${m} ${m})` }, idle || letter === "G" ? [] : [disc, halo, arrow]),
  );
  return { transform, under, over, ways, numbers, corners, halo, arrow, disc, paid, was: {} };
}

function buildBoard(f, { state, svg }) {
  const { c } = state,
    k = Math.max(0.5, c / 105);
  state.cells = Array.from(f.letters, (_, at) => buildCell(f, at, c));
  state.paths = arrowPaths(k);
  state.trail = Array.from({ length: TRAIL }, () => s("line", { class: "trail" }));
  state.learnt = s("path", { class: "learnt" });
  state.chosen = s("rect", { class: "chosen", width: c - 4, height: c - 4, rx: 4 });
  state.agent = s(
    "g",
    { class: "agent" },
    s("g", { transform: `scale(${Math.max(0.6, Math.min(1, c / 106)).toFixed(2)})` }, penguin()),
  );
  state.at = -1;
  const [width, height] = [f.cols * c + 2, f.rows * c + 2];
  svg.classList.toggle("small-cells", c < READABLE);
  svg.style.setProperty("--k", k.toFixed(2));
  setAttr(svg, "viewBox", `0 0 ${width} ${height}`);
  svg.style.width = svg.parentElement.style.width = `${width}px`;
  svg.style.height = `${height}px`;
  return [
    s(
      "g",
      { "aria-hidden": "true" },
      state.cells.map((cell) => cell.under),
      state.trail,
      state.learnt,
      state.chosen,
      state.cells.map((cell) => cell.over),
      state.agent,
    ),
  ];
}

/* --- drawing -------------------------------------------------------------------------------------------- */

/** 256 colours, paler than the tokens, so that a number on them can be read. */
function shades() {
  const [neg, zero, pos] = ["--neg", "--zero", "--pos"].map(token),
    most = dark() ? 0.52 : 0.72;
  return Array.from({ length: 256 }, (_, i) => {
    const x = ((i - 127.5) / 127.5) * most,
      end = x > 0 ? pos : neg;
    return `rgb(${zero.map((z, n) => Math.round(z + (end[n] - z) * Math.abs(x)))})`;
  });
}

function put(cell, what, key, write) {
  if (cell.was[what] !== key) {
    cell.was[what] = key;
    write(key);
  }
}

function drawCell(f, at, { cells, paths, shades, show, c }) {
  const cell = cells[at],
    gap = show === "gap",
    paid = f.rewards[at];
  put(cell, "paid", paid, () =>
    setText(cell.paid, paid ? `${paid > 0 ? "+" : "−"}${Number(Math.abs(paid).toPrecision(3))}` : ""),
  );
  if (quiet(f, at)) return;
  for (let way = 0; way < 4; way++) {
    const v = value(f, PARTS[show], at, way);
    const shade = Number.isNaN(v) ? -1 : Math.round(127.5 * (1 + Math.max(-1, Math.min(1, v / f.full))));
    put(cell, way, shade, () => setAttr(cell.ways[way], "fill", shade < 0 ? "none" : shades[shade]));
    if (c >= READABLE)
      put(
        cell,
        `text${way}`,
        Number.isNaN(v)
          ? ""
          : (gap && v > 0.005 ? "+" : "") + fixed(v, 2).replace("0.", c < ROOMY || gap ? "." : "0."),
        (text) => setText(cell.numbers[way], text),
      );
  }
  const mine = f.best[at],
    right = f.best[f.letters.length + at];
  put(cell, "arrow", mine, () => {
    setAttr(cell.arrow, "d", paths[mine]);
    cell.disc.classList.toggle("none", !mine);
  });
  put(cell, "halo", show === "learnt" ? 0 : right, (mask) =>
    setAttr(cell.halo, "d", mask ? paths[mask] : ""),
  );
  put(cell, "off", show !== "learnt" && mine > 0 && !f.good[at], (off) =>
    [cell.disc, cell.arrow].forEach((part) => part.classList.toggle("off", off)),
  );
}

/** The penguin, and the path behind it. A single step is a movement, unless many come at once. */
function drawAgent(f, { state }) {
  const { c, trail, agent, cells, learnt } = state,
    { cols } = f,
    now = performance.now();
  const [x, y] = within(f.place, f.letters[f.place] === "H" ? SWIMS : STANDS, cols, c);
  const far =
    state.at < 0 ||
    Math.abs((f.place % cols) - (state.at % cols)) +
      Math.abs(Math.floor(f.place / cols) - Math.floor(state.at / cols)) >
      1;
  agent.style.transition = far || now - state.moved < 120 ? "none" : "transform 0.16s";
  state.moved = now;
  state.at = f.place;
  agent.style.transform = `translate(${x}px, ${y}px)`;
  const { path } = f,
    first = path.length - 1 - TRAIL;
  trail.forEach((line, i) => {
    const from = path[first + i],
      to = path[first + i + 1],
      seen = first + i >= 0 && from !== to;
    setAttr(line, "display", seen ? null : "none");
    if (!seen) return;
    const [x1, y1] = within(from, TRODDEN, cols, c),
      [x2, y2] = within(to, TRODDEN, cols, c);
    for (const [name, v] of [
      ["x1", x1],
      ["y1", y1],
      ["x2", x2],
      ["y2", y2],
      ["opacity", (0.08 + (0.5 * (i + 1)) / TRAIL).toFixed(2)],
    ])
      setAttr(line, name, v);
  });
  const [at, way] = f.learnt,
    cell = at >= 0 && !quiet(f, at) ? cells[at] : null;
  setAttr(learnt, "d", cell ? cell.corners[way] : "");
  if (cell) setAttr(learnt, "transform", cell.transform);
}

/** The tile that is looked at, and the values of the one that is pointed at. */
function drawInfo(f, { state, fixed: { names }, title, seen, rows, field, dig, wrong }) {
  const cell = here(f, state),
    at = state.hovered >= 0 ? state.hovered : cell,
    [x, y] = corner(cell, f.cols, state.c);
  const named = (one) => `${place(f, one)} · ${names[f.letters[one]]}`;
  setText(title, named(cell));
  setText(seen, named(at));
  rows.forEach((row, way) => {
    const [learnt, truth] = [value(f, 0, at, way), value(f, 1, at, way)];
    const texts = Number.isNaN(learnt)
      ? ["", "", ""]
      : [fixed(learnt, 3), fixed(truth, 3), f.tried[at * 4 + way].toLocaleString("en")];
    texts.forEach((text, i) => setText(row.children[i + 1], text));
    setAttr(row, "class", (f.best[at] >> way) & 1 ? "best" : null);
  });
  if (field !== field.getRootNode().activeElement) field.value = String(Number(f.rewards[cell].toFixed(4)));
  setText(dig, f.dig);
  call(state.chosen, "tile");
  setAttr(state.chosen, "transform", `translate(${x + 2} ${y + 2})`);
  setText(wrong, f.wrong);
  wrong.hidden = !f.wrong;
}

/** @param {import("./frames").World} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { node, state, svg, update, shows, tools, agree, scale } = ui,
    { show, tool } = state;
  const { c, narrow } = layOut(node.clientWidth || 340, f.rows, f.cols);
  state.c = c;
  node.classList.toggle("narrow", narrow);
  if (state.shadesOf !== dark()) {
    state.shadesOf = dark();
    state.shades = shades();
    for (const cell of state.cells) cell.was = {};
  }
  rebuild(svg, [f.letters, Array.from(f.letters, (_, at) => quiet(f, at)), f.rows, c], () =>
    buildBoard(f, ui),
  );
  for (let at = 0; at < state.cells.length; at++) drawCell(f, at, state);
  drawAgent(f, ui);
  drawInfo(f, ui);
  drawUpdate(f.update, update);
  for (const { buttons, chosen } of [
    { ...shows, chosen: show },
    { ...tools, chosen: tool },
  ])
    for (const button of buttons) setAttr(button, "aria-pressed", String(button.dataset.name === chosen));
  svg.dataset.tool = tool;
  setText(agree, `${f.agree[0]} of ${f.agree[1]} arrows are optimal`);
  const gap = show === "gap";
  setText(scale.children[0], `${gap ? "too low" : "Q-value"} ${num(-f.full, 2)}`);
  setText(scale.children[2], `${gap ? "too high " : ""}+${num(f.full, 2)}`);
  setAttr(
    svg,
    "aria-label",
    tool === "walk"
      ? "The world. Arrow keys walk."
      : `The world. Arrow keys choose a tile, Enter ${tool === "dig" ? "digs there" : "sets its reward"}.`,
  );
}
