/* Rows on their way through a network with one hidden layer. A hidden neuron is a column: above, the weights
   into it, one tile each; below them what it says to each row, with its delta; at the foot the weight out of it.
   A row is read from left to right: inputs, hidden values, answer, target, error. */

const TILE = 33; // pixels that a tile needs for its numbers; a narrower one shows only a colour and a bar

/** A number of at most three digits. */
function plain(v) {
  if (!Number.isFinite(v)) return "∞";
  const a = Math.abs(v);
  const text = a === 0 ? "0" : a >= 9.995 ? v.toFixed(a >= 99.95 ? 0 : 1) : a >= 0.00995 ? v.toFixed(2) : a >= 0.000995 ? v.toFixed(3) : v.toExponential(0);
  return text.replaceAll("-", "−");
}
/** The same in a few characters less, for a tile on a phone: .17, −1.0, and +0 or −0 for next to nothing. */
function short(v) {
  const a = Math.abs(v);
  if (a > 0 && a < 0.000995) return v < 0 ? "−0" : "+0";
  return a >= 0.995 && a < 9.95 ? v.toFixed(1).replace("-", "−") : plain(v).replace(/^(−?)0\./, "$1.");
}
const share = (v) => v.toFixed(2);
const given = (v) => String(Number(v.toPrecision(4))).replace("-", "−");

/** How strongly a number colours what it stands on, in whole percent: enough to see, never too much to read. */
const tint = (v, scale) => Math.round(46 * Math.abs(v) / (Math.abs(v) + scale));

export function render({ model }) {
  const send = (type, more = {}) => model.send_msg({ type, ...more });
  const words = h("p", { class: "words" });
  const grid = h("div", { class: "grid num", role: "group", "aria-label": "The rows and the weights" });
  const box = h("div", { class: "scroll" }, grid);
  const field = h("input", { type: "text", inputmode: "decimal", class: "num", "aria-label": "Value of the chosen weight" });
  const name = h("b", {}), about = h("span", { class: "num" }), sum = h("p", { class: "sum num" });
  const chosen = h("div", { class: "chosen", "data-keys": true }, h("label", { class: "row" }, name, field), about);
  const node = h("div", { class: "rows" }, words, box, chosen, sum,
    h("p", { class: "caption" }, "A tile is a weight, ", h("b", { class: "pos" }, "blue"), " if positive, ", h("b", { class: "neg" }, "orange"), " if negative. In ",
      h("b", { class: "grad" }, "violet"), " what the next step is told on the way back: the slope of a weight, the delta of a neuron. ⇄ counts how often the update of a weight has changed direction. Pick a tile and drag it up or down, use the arrow keys, or type a number; press a row to follow it."));

  let f = model.frame, plan = null, tiles = [], cells = [], rowHeads = [], hand = null;

  /* --- what is where ---------------------------------------------------------------------------------- */
  const hidden = () => f.hidden, inputs = () => f.inputs.length, rows = () => f.targets.length;
  const ins = () => inputs() + (f.bias ? 1 : 0);
  const firstLayer = () => ins() * (hidden() || 1); // how many weights lie before those of the second layer
  function nameOf(index) {
    const source = (at, names) => names[at] ?? "bias";
    const behind = hidden() || 1;
    if (index < firstLayer()) return `${source(Math.floor(index / behind), f.inputs)} → ${hidden() ? `hidden ${index % behind + 1}` : f.output}`;
    return `${source(index - firstLayer(), Array.from({ length: hidden() }, (_, j) => `hidden ${j + 1}`))} → ${f.output}`;
  }
  /** The hidden neuron that a weight belongs to, counted from 0; −1 for the output's own weights. */
  const neuronOf = (index) => !hidden() ? -1 : index < firstLayer() ? index % hidden() : index - firstLayer() < hidden() ? index - firstLayer() : -1;

  function layOut() {
    const room = box.clientWidth || 320, small = room < 460, n = hidden();
    const wide = Math.max(...Array.from(f.X, (x) => given(x).length));
    const digits = 7 * wide + 6; // of the inputs
    const around = (tight) => small ? [16, Math.max(15, digits), 5, 39, 35, 35] : tight ? [24, Math.max(22, digits), 13, 48, 40, 48] : [26, Math.max(28, digits), 20, 60, 48, 60];
    const rest = ([head, input, gap, ...ends], apart) => room - head - inputs() * input - 2 * gap - ends[0] - ends[1] - ends[2] - apart * (inputs() + n + 5);
    const full = !n || rest(around(true), 2) / n >= TILE;
    const apart = full ? 2 : 1, sizes = around(rest(around(false), apart) / Math.max(1, n) < 50);
    const left = rest(sizes, apart), middle = !n ? 0 : full ? Math.min(left / n, 72) : Math.max(8, (left - 56) / (n - 1));
    const picked = full ? -1 : Math.max(0, neuronOf(f.weight)); // the one column that is wide enough to read
    const [head, input, gap, ...ends] = sizes;
    const columns = [head, ...Array(inputs()).fill(input), gap,
      ...Array.from({ length: n }, (_, j) => j === picked ? 56 : Math.floor(middle)), ...(n ? [gap] : []), ...ends];
    return { small, full, picked, apart, columns, read: small || (full && n && middle < 46) ? short : plain, first: inputs() + 3, answer: inputs() + 3 + (n ? n + 1 : 0) };
  }

  /* --- building --------------------------------------------------------------------------------------- */
  const at = (row, column, span = 1, tall = 1) => `grid-area:${row}/${column}/span ${tall}/span ${span}`;

  function tile(index, row, column) {
    const full = plan.full || column === plan.answer || column - plan.first === plan.picked;
    const value = h("span", { class: "v" }), slope = h("span", { class: "s" }), turns = h("span", { class: "t" });
    const element = h("div", { class: full ? "tile" : "tile thin", style: at(row, column), role: "spinbutton", tabindex: -1, "data-keys": true, "aria-label": nameOf(index), title: nameOf(index) }, full ? [value, slope, turns] : [h("i", {})]);
    element.addEventListener("focus", () => choose({ weight: index }));
    element.addEventListener("keydown", (event) => key(event, index));
    element.addEventListener("pointerdown", (event) => grab(event, index));
    tiles[index] = { element, full, value, slope, turns, was: [] };
    return element;
  }

  function cell(kind, row, column, full = true) {
    const value = h("span", { class: "v" }), delta = h("span", { class: "s" });
    const element = h("div", { class: `cell ${kind}${full ? "" : " thin"}`, style: at(row, column), "aria-hidden": "true" }, full ? [value, delta] : [h("i", {})]);
    return { element, full, value, delta, was: [] };
  }

  function build() {
    const n = hidden(), made = [], { first, answer } = plan;
    tiles = []; cells = []; rowHeads = [];
    const text = (what, row, column, span, kind = "") => made.push(h("div", { class: `label ${kind}`, style: at(row, column, span), title: what }, what));
    let row = 1;
    if (n) text(n === 1 ? "hidden neuron" : `${n} hidden neurons`, row, first, n, "top");
    row += 1;
    for (let i = 0; i < ins(); i++, row++) {
      text(`${f.inputs[i] ?? "bias"} ×`, row, 1, inputs() + 2, "from");
      for (let j = 0; j < (n || 1); j++) made.push(tile(i * (n || 1) + j, row, n ? first + j : answer));
    }
    row += 1; // names of the columns
    f.inputs.forEach((input, i) => text(input, row, 2 + i, 1, "name"));
    if (n && plan.full) for (let j = 0; j < n; j++) text(String(j + 1), row, first + j, 1, "name");
    else if (n) text(String(plan.picked + 1), row, first + plan.picked, 1, "name");
    text(f.output === "y" ? "answer" : f.output, row, answer, 1, "name");
    text("target", row, answer + 1, 1, "name");
    text("error", row, answer + 2, 1, "name");
    row += 1;
    for (let r = 0; r < rows(); r++, row++) {
      const band = h("div", { class: "band", style: at(row, 1, plan.columns.length), onclick: () => choose({ row: r }) });
      const head = h("button", { type: "button", class: "rowhead", style: at(row, 1), onclick: () => choose({ row: r }) }, String(r + 1));
      made.push(band, head);
      const line = { band, head, inputs: f.inputs.map((_, i) => cell("input", row, 2 + i)), hidden: [], answer: cell("answer", row, answer), target: cell("target", row, answer + 1), error: cell("miss", row, answer + 2) };
      for (let j = 0; j < n; j++) line.hidden.push(cell("value", row, first + j, plan.full || j === plan.picked));
      for (const column of n ? [first - 1, answer - 1] : [first - 1]) made.push(h("div", { class: "way", style: at(row, column), "aria-hidden": "true" }, h("span", {}, "›"), h("span", { class: "back" }, "‹")));
      cells.push(line);
      made.push(...line.inputs.map((c) => c.element), ...line.hidden.map((c) => c.element), line.answer.element, line.target.element, line.error.element);
      rowHeads.push(head);
    }
    if (f.unseen.length) {
      const asked = f.unseen.slice(0, inputs());
      made.push(h("div", { class: "label never", style: at(row, 1), title: "A row that is never shown to the network" }, "?"));
      asked.forEach((x, i) => made.push(h("div", { class: "cell input never", style: at(row, 2 + i) }, given(x))));
      if (n) made.push(h("div", { class: "label never", style: at(row, first, n) }, "never seen"));
      const asks = [cell("answer never", row, answer), cell("target never", row, answer + 1), cell("miss never", row, answer + 2)];
      cells.asked = asks;
      made.push(...asks.map((c) => c.element));
      row += 1;
    }
    if (n) {
      row += 1;
      text(`→ ${f.output === "y" ? "answer" : f.output}`, row, 1, inputs() + 2, "from");
      for (let j = 0; j < n; j++) made.push(tile(firstLayer() + j, row, first + j));
      if (f.bias) {
        made.push(tile(firstLayer() + n, row, answer));
        text("× bias", row, answer + 1, 2, "to");
      }
    }
    grid.style.gridTemplateColumns = plan.columns.map((width) => `${width}px`).join(" ");
    grid.style.columnGap = `${plan.apart}px`;
    grid.classList.toggle("small", plan.small);
    sum.classList.toggle("long", plan.small || rows() > 4);
    return made;
  }

  /* --- drawing ---------------------------------------------------------------------------------------- */
  /** Write only what has changed: `was` remembers what stands there. */
  function put(part, at, key, write) {
    if (part.was[at] !== key) { part.was[at] = key; write(key); }
  }
  function colour(part, v, scale) {
    put(part, 0, (v < 0 ? -1 : 1) * tint(v, scale), (k) => {
      part.element.style.setProperty("--k", `${Math.abs(k)}%`);
      part.element.style.setProperty("--hue", k < 0 ? "var(--neg)" : "var(--pos)");
      if (!part.full) {
        part.element.style.setProperty("--bar", (Math.abs(k) / 46).toFixed(2));
        part.element.classList.toggle("down", k < 0);
      }
    });
  }

  function drawTile(index) {
    const t = tiles[index], w = f.weights[index];
    if (!t) return;
    colour(t, w, 1.5);
    if (!t.full) return;
    put(t, 1, plan.read(w), (text) => setText(t.value, text));
    put(t, 2, plan.read(f.slopes[index]), (text) => setText(t.slope, text));
    put(t, 3, `⇄ ${f.turns[index]}`, (text) => setText(t.turns, plan.small ? text.replace(" ", "") : text));
  }

  function drawCell(c, v, delta, scale = 0.6, format = share) {
    colour(c, v, scale);
    if (!c.full) return;
    put(c, 1, format(v), (text) => setText(c.value, text));
    if (delta !== undefined) put(c, 2, plan.read(delta), (text) => setText(c.delta, text));
  }

  function drawRow(r) {
    const line = cells[r], n = hidden(), of = r * (n + 1);
    line.inputs.forEach((c, i) => drawCell(c, f.X[r * inputs() + i], undefined, 2, given));
    line.hidden.forEach((c, j) => {
      const off = f.silenced.length > 0 && f.silenced[r * n + j] === 1;
      drawCell(c, f.values[of + j], f.deltas[of + j], 0.6, off ? () => "off" : share);
      put(c, 3, off, () => c.element.classList.toggle("off", off));
    });
    drawCell(line.answer, f.values[of + n], f.deltas[of + n]);
    drawCell(line.target, f.targets[r], undefined, 0.6, given);
    drawCell(line.error, f.errors[r], undefined, 0.3, plan.read);
    setAttr(line.band, "data-on", r === f.row);
    setAttr(line.head, "aria-pressed", String(r === f.row));
    setAttr(line.head, "aria-label", `Row ${r + 1}: follow it`);
  }

  function drawUnseen() {
    if (!f.unseen.length) return;
    const [answer, target] = f.unseen.slice(-2), [a, t, e] = cells.asked;
    drawCell(a, answer);
    drawCell(t, target, undefined, 0.6, given);
    drawCell(e, answer - target, undefined, 0.3, plan.read);
  }

  /** The chosen weight, the values in front of it and the deltas behind it: what its slope is made of. */
  function drawChoice() {
    const [layer, source, target] = f.link, n = hidden();
    tiles.forEach((t, index) => {
      const on = index === f.weight;
      if (t.on === on) return;
      t.on = on;
      setAttr(t.element, "data-on", on);
      setAttr(t.element, "tabindex", on ? 0 : -1);
    });
    cells.forEach((line) => {
      const front = source < 0 ? null : layer === 0 ? line.inputs[source] : line.hidden[source];
      const behind = layer === 0 && n ? line.hidden[target] : line.answer;
      for (const c of [...line.inputs, ...line.hidden, line.answer]) {
        put(c, 4, c === front, (on) => setAttr(c.element, "data-front", on));
        put(c, 5, c === behind, (on) => setAttr(c.element, "data-behind", on));
      }
    });
    const mine = tiles[f.weight]?.element;
    if (mine) {
      setAttr(mine, "aria-valuenow", f.value.toFixed(4));
      setAttr(mine, "aria-valuetext", `${plain(f.value)}, slope ${num(f.slope, 4)}, changed direction ${f.turned} times`);
    }
    setText(name, f.name);
    if (field !== field.getRootNode().activeElement) showValue();
    setText(about, `slope ${num(f.slope, 5)} · next step ${f.move < 0 ? "−" : "+"}${num(Math.abs(f.move), 5)} · changed direction ${f.turned.toLocaleString("en")} ×`);
    const terms = f.terms.slice(0, 8).map(([value, delta]) => `${given(Number(value.toFixed(2)))}·${delta < 0 ? `(${num(delta, 3)})` : num(delta, 3)}`);
    setText(sum, `slope = Σ ${source < 0 ? "delta" : "value · delta"} = ${terms.join(" + ")}${f.terms.length > 8 || rows() > f.terms.length ? " + …" : ""}`);
  }

  function draw() {
    f = model.frame;
    if (!f.weights) return;
    plan = layOut();
    const key = [f.inputs, f.output, f.hidden, f.bias, rows(), f.unseen.slice(0, inputs()), plan.columns, plan.full, plan.picked];
    const held = tiles.findIndex((t) => t && t.element === t.element.getRootNode().activeElement);
    if (rebuild(grid, key, build) && held >= 0) tiles[Math.min(held, tiles.length - 1)]?.element.focus({ preventScroll: true });
    for (let index = 0; index < f.weights.length; index++) drawTile(index);
    for (let r = 0; r < rows(); r++) drawRow(r);
    drawUnseen();
    drawChoice();
    setText(words, f.words);
  }

  /* --- by hand ---------------------------------------------------------------------------------------- */
  const set = byHand((index, value) => send("set_weight", { index, value }));
  const near = (value) => Math.max(-1000, Math.min(1000, Number(value.toFixed(4))));
  function choose(what) {
    if ("weight" in what && what.weight === f.weight) return;
    send("choose", what);
  }

  function key(event, index) {
    const step = event.shiftKey ? 1 : 0.1, moves = { ArrowUp: step, ArrowDown: -step, PageUp: 1, PageDown: -1 };
    const jumps = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: f.weights.length - 1 };
    if (event.ctrlKey || event.metaKey) set.forget(); // an undo is coming
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in moves) set(index, near(set.at(index, f.weights[index]) + moves[event.key]));
    else if (event.key in jumps) tiles[Math.max(0, Math.min(f.weights.length - 1, jumps[event.key]))].element.focus();
    else if (event.key === "Enter" || /^[-−.0-9]$/.test(event.key)) {
      field.focus();
      aim = { index, text: written(f.weights[index]) }; // of this tile, though the frame that shows it as chosen may be under way
      field.value = event.key === "Enter" ? aim.text : event.key.replace("−", "-");
      if (event.key === "Enter") field.select();
    } else return;
    event.preventDefault();
  }

  function grab(event, index) {
    if (event.button) return;
    const { element } = tiles[index];
    event.preventDefault();
    const picked = index === f.weight;
    element.focus({ preventScroll: true });
    if (event.pointerType === "touch" && !picked) return; // the first touch picks, so that a finger can scroll the page
    hand = { index, y: event.clientY, value: f.weights[index] };
    element.setPointerCapture(event.pointerId);
    const move = (e) => {
      const by = (hand.y - e.clientY) * (e.shiftKey ? 0.2 : 0.04);
      if (Math.abs(hand.y - e.clientY) > 2 || hand.moved) { hand.moved = true; set(index, near(hand.value + by)); }
    };
    const stop = () => {
      set.flush();
      hand = null;
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", stop);
      element.removeEventListener("pointercancel", stop);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", stop);
    element.addEventListener("pointercancel", stop);
  }

  const written = (value) => num(value, 4).replaceAll("−", "-");
  let aim = { index: 0, text: "" }; // the weight that is typed into the field, and what it was
  field.addEventListener("focus", () => { aim = { index: f.weight, text: field.value }; });
  function showValue() { if (field.value !== written(f.value)) field.value = written(f.value); }
  const commit = () => {
    const text = field.value.trim().replaceAll("−", "-").replace(",", ".");
    if (text === "" || text === aim.text) return showValue();
    const value = Number(text);
    if (Number.isFinite(value)) send("set_weight", { index: aim.index, value });
    showValue(); // until the answer comes
  };
  field.addEventListener("change", commit);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.key === "Escape") showValue();
    tiles[aim.index]?.element.focus({ preventScroll: true }); // leaving the field commits it
    event.preventDefault();
  });

  // in the next frame: what is drawn here has another height, and a browser complains when that changes meanwhile
  const sizes = new ResizeObserver(() => requestAnimationFrame(() => draw()));
  sizes.observe(box);
  model.on("remove", () => sizes.disconnect());
  live(model, draw);
  return node;
}
