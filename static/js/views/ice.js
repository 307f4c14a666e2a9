/* A world of cells, each cut into four triangles: one for every way out of it, coloured by what that way is worth.
   In the middle of a cell an arrow points to the best way known. The grid is one thing to focus: its arrow keys walk,
   or move the frame around a cell that is to be dug or paid for. Shapes are made when the world changes; from frame
   to frame only colours, numbers and places move. */

const WAYS = ["left", "down", "right", "up"], ARROWS = ["←", "↓", "→", "↑"];
const STEPS = [[0, -1], [1, 0], [0, 1], [-1, 0]]; // rows and columns
const KEYS = { ArrowLeft: 0, ArrowDown: 1, ArrowRight: 2, ArrowUp: 3 };
const BOARD = 440, LARGEST = 110; // pixels of the whole grid and of a cell, at the most
const READABLE = 76; // pixels: in a smaller cell there is no room for four numbers
const ROOMY = 95; // pixels: in a smaller one they go without their first 0
const TRAIL = 24; // steps of the path that can be seen
const TRODDEN = [0.655, 0.69], STANDS = [0.745, 0.735], SWIMS = [0.5, 0.5]; // where in a cell the path leads and the penguin stands: beside the numbers and the arrow

/** Arrows from the middle of a cell, for every set of ways; one alone stands in the middle. */
function arrowPaths(k) {
  return Array.from({ length: 16 }, (_, mask) => {
    if (!mask) return "M0 0h0.01"; // a dot: nothing speaks for one way
    const alone = (mask & (mask - 1)) === 0, [tail, tip] = alone ? [-8, 8] : [4, 14], head = alone ? 6 : 4;
    return STEPS.map(([y, x], way) => {
      if (!(mask >> way & 1)) return "";
      const at = (along, across) => `${((x * along - y * across) * k).toFixed(1)} ${((y * along + x * across) * k).toFixed(1)}`;
      return `M${at(tail, 0)}L${at(tip, 0)}M${at(tip - head, -head)}L${at(tip, 0)}L${at(tip - head, head)}`;
    }).join("");
  });
}

/** What stands in a cell of size c, whatever the colours. */
function terrain(letter, c) {
  const p = (x, y) => `${(x * c).toFixed(1)} ${(y * c).toFixed(1)}`;
  if (letter === "H") return [s("ellipse", { class: "water", cx: c / 2, cy: c / 2, rx: 0.38 * c, ry: 0.33 * c }),
    s("path", { class: "wave", d: [0.4, 0.52, 0.64].map((y, i) => `M${p(0.34 + 0.04 * (i % 2), y)}q${p(0.06, -0.05)} ${p(0.12, 0)}t${p(0.12, 0)}`).join("") })];
  if (letter === "G") return [s("path", { class: "pole", d: `M${p(0.36, 0.84)}V${0.18 * c}` }), s("path", { class: "flag", d: `M${p(0.36, 0.18)}L${p(0.74, 0.33)}L${p(0.36, 0.48)}z` })];
  if (letter === "#") return [s("path", { class: "bricks", d: `M${p(0, 0.25)}H${c}M${p(0, 0.5)}H${c}M${p(0, 0.75)}H${c}` + [0, 1, 2, 3].map((row) => (row % 2 ? [0.5] : [0.25, 0.75]).map((x) => `M${p(x, row / 4)}v${c / 4}`).join("")).join("") })];
  return [];
}

const badge = (c) => {
  const r = c < READABLE ? 6 : 8;
  return [s("circle", { class: "badge", cx: r + 3, cy: r + 3, r }), s("text", { class: "start", x: r + 3, y: r + (c < READABLE ? 6.5 : 7), "font-size": c < READABLE ? 9 : 11 }, "S")];
};
const penguin = () => s("g", { class: "penguin" },
  s("ellipse", { class: "beak", cx: -5, cy: 14, rx: 4, ry: 2 }), s("ellipse", { class: "beak", cx: 5, cy: 14, rx: 4, ry: 2 }),
  s("ellipse", { class: "coat", rx: 10.5, ry: 14.5 }), s("ellipse", { class: "belly", cy: 4.5, rx: 6.5, ry: 8.5 }),
  s("circle", { class: "belly", cx: -3.4, cy: -6.5, r: 2 }), s("circle", { class: "belly", cx: 3.4, cy: -6.5, r: 2 }), s("path", { class: "beak", d: "M-3 -4H3L0 0.500z" }));

export function render({ model }) {
  const send = (type, more = {}) => model.send_msg({ type, ...more });
  const choice = (label, names, pick) => {
    const buttons = Object.entries(names).map(([name, text]) => h("button", { type: "button", "data-name": name, onclick: () => pick(name) }, text));
    return { buttons, node: h("div", { class: "choice" }, h("span", { class: "small" }, label), h("div", { class: "speeds", role: "group", "aria-label": label }, buttons)) };
  };
  const press = ({ buttons }, name) => buttons.forEach((button) => setAttr(button, "aria-pressed", String(button.dataset.name === name)));

  /* --- the parts that stay ---------------------------------------------------------------------------- */
  const words = h("p", { class: "words" });
  const svg = s("svg", { class: "picture board", role: "application", tabindex: 0, "data-keys": true, "aria-describedby": "ice-cell" });
  const shows = choice("Show", { learnt: "learnt", truth: "truth", gap: "gap" }, (name) => { show = name; draw(); });
  const agree = h("p", { class: "small soft agree" });
  const tools = choice("A click on a tile", { walk: "walks", dig: "digs", reward: "pays" }, (name) => { tool = name; draw(); });
  const pad = h("div", { class: "pad", role: "group", "aria-label": "Walk yourself" }, WAYS.map((way, i) =>
    h("button", { type: "button", class: `tool ${way}`, "aria-label": `Walk ${way}`, onclick: () => send("act", { action: i }) }, ARROWS[i])));
  const title = h("b", {}), field = h("input", { type: "text", inputmode: "decimal", class: "num", id: "ice-reward", autocomplete: "off", "aria-describedby": "ice-wrong" });
  const dig = h("button", { type: "button", class: "tool", onclick: () => send("dig", { state: here() }) });
  const rows = WAYS.map((way, i) => h("tr", {}, h("th", { scope: "row", "aria-label": way }, ARROWS[i]), h("td"), h("td"), h("td")));
  const seen = h("caption");
  const table = h("table", { class: "num" }, seen, h("thead", {}, h("tr", {}, ["", "learnt", "truth", "tried"].map((text) => h("th", { scope: "col" }, text)))), h("tbody", {}, rows));
  const wrong = h("p", { class: "error", id: "ice-wrong", role: "alert", hidden: true });
  const spoken = h("p", { class: "words", id: "ice-cell", "aria-live": "polite" });
  const scale = h("div", { class: "row scale small num" }, h("span"), h("i", { class: "ramp" }), h("span"));
  const cell = h("div", { class: "cell row" }, title, h("label", { class: "row small", for: "ice-reward" }, "Reward", field), dig);
  const board = h("div", { class: "field" }, svg, scale, cell, wrong);
  const node = h("div", { class: "ice" }, words, spoken, board,
    h("div", { class: "panel" }, h("div", {}, shows.node, agree), h("div", { class: "choice" }, h("span", { class: "small" }, "Walk yourself"), pad), tools.node, table),
    h("p", { class: "caption" }, "The penguin is the agent. A triangle is one way for it to leave a tile: ", h("b", { class: "pos" }, "blue"), " if it is worth going, ", h("b", { class: "neg" }, "orange"), " if it costs. The arrow is the best way known; the ",
      h("b", { class: "grad" }, "violet"), " edge is the value that was learnt last. Focus the grid to walk with the arrow keys."));

  let f = model.frame, show = "learnt", tool = "walk", hovered = -1, cells = [], paths = [], c = 0, colours = [], theme = null, last = 0;
  let asked = { state: 0, when: -Infinity }; // the tile that the page was told to look at, until its answer has had time to come
  const here = () => (performance.now() - asked.when < 500 && asked.state < f.letters.length ? asked.state : f.cell);
  let trail = [], agent = null, frame = null, learnt = null;
  const corner = (state) => [1 + state % f.cols * c, 1 + Math.floor(state / f.cols) * c];
  const within = (state, where) => corner(state).map((at, i) => at + where[i] * c);
  const value = (part, state, way) => f.numbers[(part * f.letters.length + state) * 4 + way];
  const walled = (state) => f.letters[state] === "#";
  const quiet = (state) => [0, 1, 2, 3].every((way) => Number.isNaN(value(0, state, way))); // nobody chooses a way here

  /* --- building --------------------------------------------------------------------------------------- */
  function buildCell(state) {
    const letter = f.letters[state], m = c / 2;
    const corners = [`M0 0L${m} ${m}L0 ${c}z`, `M0 ${c}L${m} ${m}L${c} ${c}z`, `M${c} 0L${m} ${m}L${c} ${c}z`, `M0 0L${m} ${m}L${c} 0z`];
    const triangles = corners.map((d) => s("path", { class: "way", d }));
    const at = [[0.18, 0.5], [0.5, 0.87], [0.82, 0.5], [0.5, 0.13]];
    const numbers = at.map(([u, v]) => s("text", { class: "value", x: u * c, y: v * c + 4 }));
    const halo = s("path", { class: "truth" }), arrow = s("path", { class: "arrow" }), disc = s("circle", { class: "disc", r: 15 * c / 105 });
    const paid = s("text", { class: "paid", x: c - 4, y: letter === "G" ? c - 5 : c < READABLE ? 11 : 15 });
    const transform = `translate(${corner(state).join(" ")})`, idle = quiet(state);
    const under = s("g", { transform, class: walled(state) ? "wall" : null }, s("rect", { class: "floor", width: c, height: c }), idle ? [] : triangles, terrain(letter, c), s("rect", { class: "edge", width: c, height: c }));
    const over = s("g", { transform }, idle || c < READABLE ? [] : numbers, paid, letter === "S" ? badge(c) : [], s("g", { transform: `translate(${m} ${m})` }, idle || letter === "G" ? [] : [disc, halo, arrow]));
    return { transform, under, over, triangles, numbers, corners, halo, arrow, disc, paid, was: {} };
  }

  function build() {
    cells = Array.from(f.letters, (_, state) => buildCell(state));
    paths = arrowPaths(Math.max(0.5, c / 105));
    trail = Array.from({ length: TRAIL }, () => s("line", { class: "trail" }));
    learnt = s("path", { class: "learnt" });
    frame = s("rect", { class: "chosen", width: c - 4, height: c - 4, rx: 4 });
    agent = s("g", { class: "agent" }, s("g", { transform: `scale(${Math.max(0.6, Math.min(1, c / 106)).toFixed(2)})` }, penguin()));
    const [width, height] = [f.cols * c + 2, f.rows * c + 2];
    svg.classList.toggle("small-cells", c < READABLE);
    svg.style.setProperty("--k", Math.max(0.5, c / 105).toFixed(2));
    setAttr(svg, "viewBox", `0 0 ${width} ${height}`);
    svg.style.width = board.style.width = `${width}px`;
    svg.style.height = `${height}px`;
    return [s("g", { "aria-hidden": "true" }, cells.map((cell) => cell.under), trail, learnt, frame, cells.map((cell) => cell.over), agent)];
  }

  /* --- drawing ---------------------------------------------------------------------------------------- */
  function shades() { // paler than the tokens, so that a number on them can be read
    const [neg, zero, pos] = ["--neg", "--zero", "--pos"].map(token), most = dark() ? 0.52 : 0.72;
    return Array.from({ length: 256 }, (_, i) => {
      const x = (i - 127.5) / 127.5 * most, end = x > 0 ? pos : neg;
      return `rgb(${zero.map((z, n) => Math.round(z + (end[n] - z) * Math.abs(x)))})`;
    });
  }
  function put(cell, what, key, write) {
    if (cell.was[what] !== key) { cell.was[what] = key; write(key); }
  }
  /** The best ways by the values of one part, as bits; none if nothing speaks for one of them. */
  function best(part, state) {
    const near = part ? 1e-6 * f.full : 0; // the truth is computed, and rounded; of what is learnt every digit counts
    let most = -Infinity, least = Infinity, mask = 0;
    for (let way = 0; way < 4; way++) {
      const v = value(part, state, way);
      if (v > most) most = v;
      if (v < least) least = v;
    }
    if (most - least <= near) return 0;
    for (let way = 0; way < 4; way++) if (value(part, state, way) >= most - near) mask |= 1 << way;
    return mask;
  }

  function drawCell(state) {
    const cell = cells[state], over = show === "gap";
    const paid = f.rewards[state];
    put(cell, "paid", paid, () => setText(cell.paid, paid ? `${paid > 0 ? "+" : "−"}${Number(Math.abs(paid).toPrecision(3))}` : ""));
    if (quiet(state)) return true;
    for (let way = 0; way < 4; way++) {
      const v = over ? value(0, state, way) - value(1, state, way) : value(show === "truth" ? 1 : 0, state, way);
      const shade = Number.isNaN(v) ? -1 : Math.round(127.5 * (1 + Math.max(-1, Math.min(1, v / f.full))));
      put(cell, way, shade, () => setAttr(cell.triangles[way], "fill", shade < 0 ? "none" : colours[shade]));
      if (c >= READABLE) put(cell, `text${way}`, Number.isNaN(v) ? "" : (over && v > 0.005 ? "+" : "") + fixed(v, 2).replace("0.", c < ROOMY ? "." : "0."), (text) => setText(cell.numbers[way], text));
    }
    const mine = best(0, state), right = best(1, state), good = !right || (mine && !(mine & ~right));
    put(cell, "arrow", mine, () => { setAttr(cell.arrow, "d", paths[mine]); cell.disc.classList.toggle("none", !mine); });
    put(cell, "halo", show === "learnt" ? 0 : right, (mask) => setAttr(cell.halo, "d", mask ? paths[mask] : ""));
    put(cell, "off", show !== "learnt" && mine > 0 && !good, (off) => [cell.disc, cell.arrow].forEach((part) => part.classList.toggle("off", off)));
    return good;
  }

  function drawAgent() {
    const now = performance.now(), [x, y] = within(f.place, f.letters[f.place] === "H" ? SWIMS : STANDS), far = agent.__at === undefined || Math.abs(f.place % f.cols - agent.__at % f.cols) + Math.abs(Math.floor(f.place / f.cols) - Math.floor(agent.__at / f.cols)) > 1;
    agent.style.transition = far || now - last < 120 ? "none" : "transform 0.16s";
    last = now;
    agent.__at = f.place;
    agent.style.transform = `translate(${x}px, ${y}px)`;
    const path = f.path, first = path.length - 1 - TRAIL;
    trail.forEach((line, i) => {
      const from = path[first + i], to = path[first + i + 1], seen = first + i >= 0 && from !== to;
      setAttr(line, "display", seen ? null : "none");
      if (!seen) return;
      const [x1, y1] = within(from, TRODDEN), [x2, y2] = within(to, TRODDEN);
      for (const [name, v] of [["x1", x1], ["y1", y1], ["x2", x2], ["y2", y2], ["opacity", (0.08 + 0.5 * (i + 1) / TRAIL).toFixed(2)]]) setAttr(line, name, v);
    });
    const [state, way] = f.learnt, cell = state >= 0 && !quiet(state) ? cells[state] : null;
    setAttr(learnt, "d", cell ? cell.corners[way] : "");
    if (cell) setAttr(learnt, "transform", cell.transform);
  }

  function place(state) { return `Row ${Math.floor(state / f.cols) + 1}, column ${state % f.cols + 1}`; }
  const named = (state) => `${place(state)} · ${model.fixed.names[f.letters[state]]}`;
  function drawInfo() {
    const cell = here(), state = hovered >= 0 ? hovered : cell, [x, y] = corner(cell);
    setText(title, named(cell));
    setText(seen, named(state));
    rows.forEach((row, way) => {
      const texts = quiet(state) || Number.isNaN(value(0, state, way)) ? ["", "", ""] : [fixed(value(0, state, way), 3), fixed(value(1, state, way), 3), f.tried[state * 4 + way].toLocaleString("en")];
      texts.forEach((text, i) => setText(row.children[i + 1], text));
      setAttr(row, "class", !quiet(state) && best(0, state) >> way & 1 ? "best" : null);
    });
    if (field !== field.getRootNode().activeElement) field.value = String(Number(f.rewards[cell].toFixed(4)));
    setText(dig, f.dig);
    frame.setAttribute("transform", `translate(${x + 2} ${y + 2})`);
    setText(wrong, f.wrong);
    wrong.hidden = !f.wrong;
  }

  function draw() {
    f = model.frame;
    if (!f.letters) return;
    const room = node.clientWidth || 340, wide = room < 560 ? room : Math.min(BOARD, room - 190);
    c = Math.max(24, Math.min(LARGEST, Math.floor((wide - 2) / f.cols), Math.floor(BOARD / f.rows)));
    node.classList.toggle("narrow", room < 560);
    if (theme !== dark()) { theme = dark(); colours = shades(); cells.forEach((cell) => { cell.was = {}; }); }
    rebuild(svg, [f.letters, Array.from(f.letters, (_, state) => quiet(state)), f.rows, c], build);
    let good = 0, all = 0;
    for (let state = 0; state < cells.length; state++) {
      const right = drawCell(state);
      if (!quiet(state) && f.letters[state] !== "G") { all += 1; good += right ? 1 : 0; }
    }
    drawAgent();
    drawInfo();
    press(shows, show);
    press(tools, tool);
    svg.dataset.tool = tool;
    setText(agree, `${good} of ${all} arrows are as good as the best`);
    const end = show === "gap" ? "±" : "";
    setText(scale.children[0], `${end ? "too low " : ""}${num(-f.full, 2)}`);
    setText(scale.children[2], `${end ? "too high " : ""}+${num(f.full, 2)}`);
    setAttr(svg, "aria-label", tool === "walk" ? "The world. Arrow keys walk." : `The world. Arrow keys choose a tile, Enter ${tool === "dig" ? "digs there" : "sets its reward"}.`);
    setText(words, f.words);
  }

  /* --- by hand ---------------------------------------------------------------------------------------- */
  function look(state) {
    if (state === here()) return;
    asked = { state, when: performance.now() };
    send("look", { state });
    drawInfo();
    setText(spoken, `${place(state)}, ${model.fixed.names[f.letters[state]]}` + (quiet(state) ? "" : `: ${WAYS.map((way, i) => [way, value(0, state, i)]).filter(([, v]) => !Number.isNaN(v)).map(([way, v]) => `${way} ${fixed(v, 2)}`).join(", ")}`));
  }
  function use(state) {
    look(state);
    if (tool === "dig") send("dig", { state });
    if (tool === "reward") { field.focus(); aim = state; field.value = String(f.rewards[state]); field.select(); }
    if (tool === "walk") {
      const way = STEPS.findIndex(([y, x]) => Math.floor(state / f.cols) - Math.floor(f.from / f.cols) === y && state % f.cols - f.from % f.cols === x);
      if (way >= 0) send("act", { action: way });
    }
  }
  const under = (event) => {
    const box = svg.getBoundingClientRect(), x = Math.floor((event.clientX - box.left - 1) / c), y = Math.floor((event.clientY - box.top - 1) / c);
    return x >= 0 && y >= 0 && x < f.cols && y < f.rows ? y * f.cols + x : -1;
  };
  svg.addEventListener("pointermove", (event) => { const at = under(event); if (event.pointerType !== "touch" && at !== hovered) { hovered = at; drawInfo(); } });
  svg.addEventListener("pointerleave", () => { hovered = -1; drawInfo(); });
  svg.addEventListener("click", (event) => { const at = under(event); if (at >= 0) use(at); });
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = KEYS[event.key];
    hovered = -1; // the keys have it now
    if (way !== undefined && tool === "walk") send("act", { action: way });
    else if (way !== undefined) {
      const [y, x] = [Math.floor(here() / f.cols) + STEPS[way][0], here() % f.cols + STEPS[way][1]];
      if (x >= 0 && y >= 0 && x < f.cols && y < f.rows) look(y * f.cols + x);
    } else if ((event.key === "Enter" || event.key === " ") && tool !== "walk") use(here());
    else return;
    event.preventDefault();
  });
  let aim = 0; // the cell whose reward is typed
  field.addEventListener("focus", () => { aim = here(); });
  const pay = () => {
    const text = field.value.trim().replaceAll("−", "-").replace(",", ".");
    if (text !== "" && Number(text) !== Number(f.rewards[aim].toFixed(4))) send("pay", { state: aim, value: text });
  };
  field.addEventListener("change", pay);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") field.value = String(f.rewards[aim]);
    if (event.key === "Enter" || event.key === "Escape") { event.preventDefault(); svg.focus({ preventScroll: true }); }
  });

  // in the next frame: what is drawn here has another height, and a browser complains when that changes meanwhile
  const sizes = new ResizeObserver(() => requestAnimationFrame(() => draw()));
  sizes.observe(node);
  model.on("remove", () => sizes.disconnect());
  live(model, draw);
  return node;
}
