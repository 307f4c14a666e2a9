/* A network as a picture that is handled: a tile for what each neuron says all over the plane, a wire for
   each weight, a dot for each bias. Tiles are painted on one canvas; what can be touched is SVG above it.
   Nothing is built anew from frame to frame: only when the shape of the network or of the window changes. */

const HEAD = 84; // pixels for the headings of the columns
const LEFT = 46; // for the names of the features
const PITCH = 71; // columns come no nearer than this; beyond, the picture scrolls in its own box
const LOCK = { open: "M5 8V5.500a3 3 0 0 1 5.800-1M3.500 8h9v6.500h-9z", shut: "M5 8V5.500a3 3 0 0 1 6 0V8M3.500 8h9v6.500h-9z" };

/** Where everything is: columns of tiles, the inputs first. Unused features keep their place. */
function layOut(room, sizes, features, named) {
  const counts = [features, ...sizes.slice(1)], columns = counts.length;
  const right = named ? 62 : 10;
  const width = Math.max(room, LEFT + right + 44 + PITCH * (columns - 1));
  const body = Math.max(room < 520 ? 330 : 400, 33 * Math.max(...counts));
  const largest = Math.max(28, Math.min(60, (width / columns) * 0.44));
  const side = counts.map((n, c) => Math.min(c ? largest : Math.min(largest, 42), body / n - 11));
  const first = LEFT + side[0] / 2, last = width - right - Math.max(side.at(-1) / 2, named ? 0 : 30);
  const x = counts.map((_, c) => first + ((last - first) * c) / (columns - 1));
  const y = counts.map((n, c) => {
    const pitch = Math.min(body / n, side[c] + 44);
    return Array.from({ length: n }, (_, i) => HEAD + body / 2 + (i - (n - 1) / 2) * pitch);
  });
  return { width, height: HEAD + body + 8, side, x, y };
}

/** The wires of a gap all bend alike: at the same x they are at the same t. */
function bend(plan, layer) {
  const from = plan.x[layer] + plan.side[layer] / 2, to = plan.x[layer + 1] - plan.side[layer + 1] / 2;
  return { from, to, pull: (to - from) * 0.5 };
}
function wirePath({ from, to, pull }, y, z) {
  return `M${from} ${y}C${from + pull} ${y} ${to - pull} ${z} ${to} ${z}`;
}
function heightAt({ from, to, pull }, x) {
  let low = 0, high = 1;
  for (let k = 0; k < 16; k++) {
    const t = (low + high) / 2, u = 1 - t;
    const at = from * u * u * u + 3 * (from + pull) * u * u * t + 3 * (to - pull) * u * t * t + to * t * t * t;
    if (at < x) low = t; else high = t;
  }
  return low * low * (3 - 2 * low); // the share of the way from the height of one end to that of the other
}

export function render({ model }) {
  const send = (type, more = {}) => model.send_msg({ type, ...more });
  const { features, feature_names, most_layers, most_neurons } = model.fixed;
  const canvas = h("canvas", { "aria-hidden": "true" });
  const sheet = document.createElement("canvas"), inputs = document.createElement("canvas");
  const svg = s("svg", { class: "picture", role: "group", "aria-label": "The network" });
  const heads = h("div", { class: "heads" });
  const tip = h("div", { class: "tip num", hidden: true, "aria-hidden": "true" });
  const stage = h("div", { class: "stage" }, canvas, heads, svg, tip);
  const box = h("div", { class: "scroll" }, stage);
  const formula = h("p", { class: "formula num" });
  const words = h("p", { class: "words" });
  const node = h("div", { class: "network" }, words, box, formula,
    h("p", { class: "caption" }, "Each tile is what one neuron says all over the plane. A wire’s width is its weight: ",
      h("b", { class: "pos" }, "blue"), " and whole if positive, ", h("b", { class: "neg" }, "orange"), " and dashed if negative. The dot is the bias, the ",
      h("b", { class: "grad" }, "violet"), " bar the pull of the gradient (each third of it a factor of 100). Click a wire or a dot to set it, an input to switch it."));

  let plan = null, wires = [], tiles = [], dots = [], clip = null, colours = null, painted = "", hot = null;
  let pinned = null, told = "", now = null; // the frame that is drawn

  /* --- looking at one neuron -------------------------------------------------------------------------- */
  const same = (a, b) => Boolean(a && b && a[0] === b[0] && a[1] === b[1]);
  let asking = null;
  function look(at) { // what the plane shows: this tile while it is pointed at, else the pinned one
    clearTimeout(asking);
    asking = setTimeout(() => {
      const shown = at || pinned || [-1, 0], key = shown.join();
      if (key === told) return;
      told = key;
      send("look", { column: shown[0], row: shown[1] });
    }, at ? 40 : 120);
  }
  /* A click may come before the last one has been answered: it counts from what was asked for then. */
  const wishes = {};
  function change(name, present, how) {
    const list = how(wishes[name] ?? present);
    if (!list) return;
    wishes[name] = list;
    setTimeout(() => { if (wishes[name] === list) delete wishes[name]; }, 1000);
    send("set", { name, text: list.join(",") || (name === "hidden" ? "none" : "") });
  }
  const switched = (list, item, all) => all.filter((one) => list.includes(one) !== (one === item));
  function press(column, row) {
    if (column === 0) return change("features", now.inputs.map((i) => features[i]), (list) => {
      const wanted = switched(list, features[row], features);
      if (!wanted.length) setText(formula, "A network needs at least one input to look at.");
      return wanted.length && wanted;
    });
    pinned = same(pinned, [column, row]) ? null : [column, row];
    look(pinned);
    tiles.forEach(showPin);
  }
  function showPin({ column, row, node }) {
    if (!column) return;
    setAttr(node, "aria-pressed", String(same(pinned, [column, row])));
    node.classList.toggle("pinned", same(pinned, [column, row]));
  }

  /* --- one tab stop a group; arrow keys move inside it, and from group to group ----------------------- */
  function group(label, items, near) {
    const g = s("g", { role: "group", "aria-label": label, "data-keys": true }, items);
    const choose = (item) => { for (const other of items) setAttr(other, "tabindex", other === item ? 0 : -1); };
    choose(items[0]);
    g.addEventListener("focusin", (event) => { const item = event.target.closest("[tabindex]"); if (item) choose(item); });
    g.addEventListener("keydown", (event) => {
      const at = items.indexOf(event.target), to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
      if (to !== undefined) { event.preventDefault(); items[Math.max(0, Math.min(items.length - 1, to))].focus(); }
      else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        event.preventDefault();
        const there = near(event.key === "ArrowRight" ? 1 : -1);
        there?.querySelector('[tabindex="0"]')?.focus();
      } else if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.target.dispatchEvent(new MouseEvent("click", { bubbles: true })); }
    });
    return g;
  }

  /* --- building --------------------------------------------------------------------------------------- */
  const name = (column, row) => column === 0 ? feature_names[row] : now.names[column - 1][row];
  const nameIn = (layer, i) => name(layer, layer ? i : now.inputs[i]);

  function build() {
    const f = now, columns = f.sizes.length, groups = [];
    wires = []; tiles = []; dots = []; hot = null; clip = new Path2D();
    shut(false);
    stage.style.width = `${plan.width}px`;
    stage.style.height = `${plan.height}px`;
    for (const [attribute, value] of Object.entries({ viewBox: `0 0 ${plan.width} ${plan.height}`, width: plan.width, height: plan.height })) setAttr(svg, attribute, value);
    const beside = (at) => (step) => groups[at + step];
    for (let c = 0; c < columns; c++) {
      const items = plan.y[c].flatMap((y, row) => tileAt(c, row, y));
      groups.push(group(c ? `Neurons of ${columnName(c)}` : "Inputs", items, beside(groups.length)));
      if (c + 1 === columns) continue;
      const gap = group(`Weights into ${columnName(c + 1)}`, wiresFrom(c), beside(groups.length));
      if (gap.children.length > 64) gap.classList.add("dense");
      groups.push(gap);
    }
    const held = svg.getRootNode().activeElement?.getAttribute?.("data-place");
    svg.replaceChildren(...groups);
    if (held) svg.querySelector(`[data-place="${held}"]`)?.focus();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    canvas.width = plan.width * ratio;
    canvas.height = plan.height * ratio;
    canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    canvas.style.width = `${plan.width}px`;
    canvas.style.height = `${plan.height}px`;
  }
  const columnName = (c) => c === now.sizes.length - 1 ? "the output" : `layer ${c}`;

  function tileAt(column, row, y) {
    const side = plan.side[column], left = plan.x[column] - side / 2, top = y - side / 2, last = column === now.sizes.length - 1;
    clip.roundRect(left, top, side, side, 5);
    const bar = s("rect", { class: "pull", x: left, y: top + side + 3, width: 0, height: 3, rx: 1.5 });
    const label = column === 0 ? s("text", { x: left - 7, y: y + 4, "text-anchor": "end" }, feature_names[row])
      : last && now.outputs.length > 1 ? s("text", { x: left + side + 7, y: y + 4 }, now.outputs[row]) : null;
    const node = s("g", { role: "button", class: "tile", "data-place": `tile ${column} ${row}`, onclick: () => press(column, row), onfocus: () => look([column, row]), onblur: () => look(null),
      onpointerenter: () => look([column, row]), onpointerleave: () => look(null) },
      s("rect", { class: "focus", x: left, y: top, width: side, height: side, rx: 6 }), label, column ? bar : null);
    tiles.push({ column, row, node, bar, left, top, side });
    showPin(tiles.at(-1));
    if (!column) return [node];
    const shape = s("circle", { cx: left + 1, cy: top + side - 1, r: 4 });
    const dot = s("g", { role: "button", class: "dot", "data-place": `dot ${column} ${row}`, "aria-haspopup": "dialog", onclick: () => edit({ layer: column - 1, j: row, dot: true }, dot, left, top + side) },
      s("circle", { class: "reach", cx: left + 1, cy: top + side - 1, r: Math.min(12, side / 3) }), shape);
    dots.push({ layer: column - 1, j: row, node: dot, shape, shown: null });
    return [node, dot];
  }

  const byKey = byHand((wire, value) => send("set_weight", { layer: wire.layer, i: wire.i, j: wire.j, name: title(wire), value }));

  function wiresFrom(layer) {
    const curve = bend(plan, layer), [ins, outs] = [now.sizes[layer], now.sizes[layer + 1]], made = [];
    const widest = Math.max(2.5, Math.min(9, 60 / Math.sqrt(ins * outs)));
    for (let i = 0; i < ins; i++) for (let j = 0; j < outs; j++) {
      const y = plan.y[layer][layer ? i : now.inputs[i]], z = plan.y[layer + 1][j];
      const node = s("path", { class: "wire", role: "button", "data-place": `wire ${layer} ${i} ${j}`, "aria-haspopup": "dialog", d: wirePath(curve, y, z) });
      const wire = { at: wires.length, layer, i, j, y, z, node, widest, width: -1, sign: null };
      node.addEventListener("click", (event) => { if (!event.detail) { event.stopPropagation(); editWire(wire); } }); // by keyboard or screen reader
      node.addEventListener("keydown", (event) => {
        if (event.key !== "+" && event.key !== "-") return;
        byKey(wire, Number((byKey.at(wire, now.weights[wire.at]) + (event.key === "+" ? 0.1 : -0.1)).toFixed(3)));
      });
      wires.push(wire);
      made.push(node);
    }
    return made;
  }

  function buildHeads() {
    const f = now, hidden = f.sizes.slice(1, -1);
    const tell = (how) => change("hidden", hidden, how);
    const button = (text, label, disabled, onclick) => h("button", { type: "button", class: "mini", "aria-label": label, title: label, disabled, onclick }, text);
    const middle = hidden.length ? (plan.x[1] + plan.x[hidden.length]) / 2 : (plan.x[0] + plan.x[1]) / 2;
    const layers = h("div", { class: "head", style: `left:${middle}px;top:0` },
      button("−", "One layer less", !hidden.length, () => tell((list) => list.slice(0, -1))),
      h("span", {}, hidden.length ? `${hidden.length} hidden layer${hidden.length > 1 ? "s" : ""}` : "no hidden layer"),
      button("+", "One layer more", hidden.length >= most_layers, () => tell((list) => list.length < most_layers && [...list, 2])));
    const columns = f.sizes.map((size, c) => {
      if (c === 0) return h("div", { class: "head", style: `left:${plan.x[0]}px;top:30px` }, "inputs");
      const frozen = f.frozen.includes(c - 1);
      const lock = h("button", { type: "button", class: "mini", "aria-pressed": String(frozen), onclick: () => change("frozen", f.frozen.map((i) => i + 1), (list) => switched(list, c, f.sizes.slice(1).map((_, i) => i + 1))),
        "aria-label": `Freeze ${columnName(c)}`, title: frozen ? `${columnName(c)} does not learn; let it` : `Keep ${columnName(c)} from learning` },
        s("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, s("path", { d: frozen ? LOCK.shut : LOCK.open })));
      return h("div", { class: "head", style: `left:${plan.x[c]}px;top:30px` },
        c < f.sizes.length - 1 ? [
          button("−", `One neuron less in layer ${c}`, size <= 1, () => tell((list) => list[c - 1] > 1 && list.with(c - 1, list[c - 1] - 1))),
          h("span", { class: "num", title: `${size} neuron${size > 1 ? "s" : ""}` }, String(size)),
          button("+", `One neuron more in layer ${c}`, size >= most_neurons, () => tell((list) => list[c - 1] < most_neurons && list.with(c - 1, list[c - 1] + 1)))] : h("span", { class: "alone" }, "output"),
        h("div", { class: "under" }, f.activations[c - 1], lock));
    });
    return [layers, ...columns];
  }

  /* --- a small window to set a weight or a bias ------------------------------------------------------- */
  const field = h("input", { type: "number", "aria-label": "Value", step: "any", min: -100, max: 100, oninput: () => { typed = true; }, onchange: () => commit(field.value) });
  const range = h("input", { type: "range", "aria-label": "Value, from −5 to 5", min: -5, max: 5, step: 0.05 });
  const heading = h("b", {}), pull = h("div", { class: "small soft num" });
  const pop = h("div", { class: "pop", role: "dialog", hidden: true, "data-keys": true }, heading, field, range, pull,
    h("button", { type: "button", class: "mini close", "aria-label": "Close", onclick: () => shut(true) }, "✕"));
  stage.append(pop);
  let edited = null, origin = null, held = false, typed = false;
  const tellValue = gently((value) => commit(value));
  range.addEventListener("input", () => { held = true; field.value = range.value; track(); tellValue(range.value); });
  range.addEventListener("change", () => { held = false; tellValue(range.value); });
  pop.addEventListener("keydown", (event) => { if (event.key === "Escape" || (event.key === "Enter" && event.target === field)) { event.stopPropagation(); if (event.key === "Enter") commit(field.value); shut(true); } });
  document.addEventListener("pointerdown", outside);
  function outside(event) {
    if (!edited || event.composedPath().includes(pop)) return;
    if (typed) commit(field.value);
    shut(false);
  }
  model.on("remove", () => document.removeEventListener("pointerdown", outside));
  const track = () => range.style.setProperty("--done", `${Math.max(0, Math.min(100, (Number(range.value) + 5) * 10))}%`);

  const title = ({ layer, i, j, dot }) => dot ? `Bias of ${name(layer + 1, j)}` : `Weight ${nameIn(layer, i)} → ${name(layer + 1, j)}`;
  function commit(text) {
    const value = Number(text);
    if (!edited || text === "" || !Number.isFinite(value)) return;
    const { layer, i, j, dot } = edited;
    typed = false;
    if (dot) send("set_bias", { layer, j, name: title(edited), value });
    else send("set_weight", { layer, i, j, name: title(edited), value });
  }
  function edit(what, from, x, y) {
    edited = what; origin = from; held = typed = false;
    setText(heading, title(what));
    setAttr(pop, "aria-label", heading.textContent);
    pop.hidden = false;
    pop.style.left = `${Math.max(4, Math.min(plan.width - pop.offsetWidth - 4, x - pop.offsetWidth / 2))}px`;
    pop.style.top = `${y + 14 + pop.offsetHeight > plan.height ? y - pop.offsetHeight - 14 : y + 14}px`;
    tip.hidden = true;
    showValue(true);
    field.focus();
    field.select();
  }
  function shut(refocus) {
    if (!edited) return;
    edited = null;
    pop.hidden = true;
    if (refocus) origin?.focus();
  }
  function showValue(all) {
    if (!edited) return;
    const wire = edited.dot ? null : wires.find((w) => w.layer === edited.layer && w.i === edited.i && w.j === edited.j);
    const at = wire ? wire.at : dots.findIndex((d) => d.layer === edited.layer && d.j === edited.j);
    const value = (wire ? now.weights : now.biases)[at];
    const busy = held || field === field.getRootNode().activeElement;
    if (all || !busy) { field.value = Number(value.toFixed(4)); range.value = value; track(); }
    const slope = (wire ? now.pulls : now.bias_pulls)[at];
    setText(pull, slope === undefined ? "" : `gradient ${num(slope)}`);
  }
  const editWire = (wire, x, y) => {
    const curve = bend(plan, wire.layer);
    edit({ layer: wire.layer, i: wire.i, j: wire.j }, wire.node, x ?? (curve.from + curve.to) / 2, y ?? (wire.y + wire.z) / 2);
  };

  /* --- pointing at a wire: the nearest one, so that thin ones can be hit ------------------------------ */
  function nearest(event) {
    const frame = svg.getBoundingClientRect(), x = event.clientX - frame.left, y = event.clientY - frame.top;
    let found = null, distance = 11;
    const layer = plan.x.findIndex((_, c) => c + 1 < plan.x.length && x > plan.x[c] + plan.side[c] / 2 && x < plan.x[c + 1] - plan.side[c + 1] / 2 - 4);
    if (layer >= 0) {
      const share = heightAt(bend(plan, layer), x);
      for (const wire of wires) if (wire.layer === layer) {
        const off = Math.abs(wire.y + (wire.z - wire.y) * share - y);
        if (off < distance) { distance = off; found = wire; }
      }
    }
    return { wire: found, x, y };
  }
  function warm(wire, x, y) {
    if (hot !== wire) { hot?.node.classList.remove("hot"); wire?.node.classList.add("hot"); hot = wire; }
    svg.style.cursor = wire ? "pointer" : "";
    tip.hidden = !wire || !pop.hidden;
    if (tip.hidden) return;
    setText(tip, `${nameIn(wire.layer, wire.i)} → ${name(wire.layer + 1, wire.j)}: ${num(now.weights[wire.at], 3)}`);
    tip.style.left = `${Math.min(x + 12, plan.width - tip.offsetWidth - 4)}px`;
    tip.style.top = `${y > plan.height - 40 ? y - 30 : y + 14}px`;
  }
  svg.addEventListener("pointermove", (event) => { const at = event.target.closest(".dot") ? { wire: null } : nearest(event); warm(at.wire, at.x, at.y); });
  svg.addEventListener("pointerleave", () => warm(null));
  svg.addEventListener("click", (event) => {
    if (!event.detail || event.target.closest(".tile, .dot")) return;
    const at = nearest(event);
    if (at.wire) editWire(at.wire, at.x, at.y);
  });

  /* --- drawing ---------------------------------------------------------------------------------------- */
  function paintTiles(fresh) {
    const f = now, side = f.maps.shape[1], known = model.fixed.feature_maps, theme = [dark(), f.discretise].join();
    const context = canvas.getContext("2d");
    if (painted !== theme) {
      painted = theme;
      colours = ramp();
      if (f.discretise) colours = colours.map((_, i) => colours[i < 128 ? 0 : 255]);
      paint(inputs, known, known.shape[2], known.shape[0] * known.shape[1], colours);
      fresh = true;
    }
    paint(sheet, f.maps, side, f.maps.shape[0] * side, colours);
    const from = fresh ? 0 : plan.x[1] - plan.side[1] / 2 - 1; // what the inputs look like does not change
    context.clearRect(from, 0, plan.width, plan.height);
    context.save();
    context.clip(clip);
    let at = 0;
    for (const { column, row, left, top, side: size } of tiles) {
      if (!column && !fresh) continue;
      const n = column ? side : known.shape[1];
      if (!column) context.globalAlpha = f.inputs.includes(row) ? 1 : 0.22;
      context.drawImage(column ? sheet : inputs, 0, (column ? at++ : row) * n + 0.5, n, n - 1, left, top, size, size);
      context.globalAlpha = 1;
    }
    context.restore();
  }

  function drawWires() {
    const f = now;
    for (const wire of wires) {
      const value = f.weights[wire.at], sign = Math.sign(value);
      const width = Math.round(4 * Math.min(wire.widest, wire.widest * (0.08 + Math.abs(value) / 4))) / 4 || 0.25;
      if (sign !== wire.sign) { wire.sign = sign; setAttr(wire.node, "class", `wire ${sign > 0 ? "pos" : sign < 0 ? "neg" : "none"}${wire === hot ? " hot" : ""}`); }
      if (width !== wire.width) { wire.width = width; wire.node.setAttribute("stroke-width", width); }
    }
    dots.forEach((dot, k) => {
      const value = f.biases[k], size = Math.round(10 * (2.5 + Math.min(3.5, 2 * Math.abs(value)))) / 10, shown = `${Math.sign(value)} ${size}`;
      if (shown === dot.shown) return;
      dot.shown = shown;
      setAttr(dot.shape, "class", value < 0 ? "neg" : "pos");
      setAttr(dot.shape, "r", size);
    });
    let k = 0;
    for (const tile of tiles) if (tile.column) { // 1e-6 or less: nothing; 1: as long as the tile is wide
      const long = Math.max(0, Math.min(1, 1 + Math.log10(f.neuron_pulls[k++]) / 6));
      setAttr(tile.bar, "width", Math.round(long * tile.side));
    }
  }

  /* Names with numbers, for those who hear them; often enough to be true, seldom enough not to cost frames. */
  let naming = null;
  function nameAll() {
    naming = null;
    setText(words, now.words);
    for (const wire of wires) setAttr(wire.node, "aria-label", `weight from ${nameIn(wire.layer, wire.i)} to ${name(wire.layer + 1, wire.j)}: ${num(now.weights[wire.at], 3)}`);
    dots.forEach((dot, k) => setAttr(dot.node, "aria-label", `bias of ${name(dot.layer + 1, dot.j)}: ${num(now.biases[k], 3)}`));
    for (const { column, row, node } of tiles) {
      const on = now.inputs.includes(row);
      setAttr(node, "aria-label", column ? `neuron ${name(column, row)}` : `input ${feature_names[row]}`);
      if (!column) { setAttr(node, "aria-pressed", String(on)); node.classList.toggle("off", !on); }
    }
  }

  /** The parts of the one array of numbers, as Python has put them together. */
  function unpack({ sizes, numbers }) {
    const neurons = sizes.slice(1).reduce((sum, n) => sum + n, 0);
    const links = sizes.slice(1).reduce((sum, n, layer) => sum + n * sizes[layer], 0);
    let at = numbers.byteOffset;
    const take = (n) => new Float32Array(numbers.buffer, (at += 4 * n) - 4 * n, n);
    return { weights: take(links), biases: take(neurons), pulls: take(links), bias_pulls: take(neurons), neuron_pulls: take(neurons) };
  }

  let built = "", headed = "", room = 0;
  function draw(f) {
    if (!f.sizes || !room) return;
    now = { ...f, ...unpack(f) };
    const shape = JSON.stringify([room, f.sizes, f.inputs, f.outputs]);
    const fresh = shape !== built;
    if (fresh) {
      const key = JSON.stringify([f.sizes, f.outputs]);
      if (built && !built.includes(key.slice(1, -1))) { pinned = null; look(null); }
      built = shape;
      plan = layOut(room, f.sizes, features.length, f.outputs.length > 1);
      build();
    }
    const head = JSON.stringify([shape, f.frozen, f.activations]);
    if (head !== headed) { headed = head; keepFocus(heads, () => heads.replaceChildren(...buildHeads())); }
    paintTiles(fresh);
    drawWires();
    showValue(false);
    setText(formula, f.formula || "Point at a neuron to see its formula here and its picture in the plane.");
    if (fresh) nameAll();
    else if (naming === null) naming = setTimeout(nameAll, 700);
  }
  /** Buttons that are made anew keep the focus that one of them had. */
  function keepFocus(element, change) {
    const label = element.getRootNode().activeElement?.closest?.(".mini")?.getAttribute("aria-label");
    change();
    if (label) [...element.querySelectorAll(".mini")].find((button) => button.getAttribute("aria-label") === label)?.focus();
  }

  const watcher = new ResizeObserver(() => {
    const wide = Math.floor(box.clientWidth);
    // in the next frame: what is drawn has another height, and a browser complains when that changes meanwhile
    if (wide && wide !== room) { room = wide; requestAnimationFrame(() => draw(model.frame)); }
  });
  watcher.observe(box);
  model.on("remove", () => { watcher.disconnect(); clearTimeout(naming); clearTimeout(asking); });
  live(model, draw);
  return node;
}
