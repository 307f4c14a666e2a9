/* The loss on a plane of weights: coloured over the training points, with lines of height over the test points. In it
   the network, its walk, the networks that were kept, and their middle. Beside it the learning rate over the cycles,
   and the loss on the way between two networks. The network is dragged, or moved by key; a network is looked at by a
   click. */

import { byHand } from "../../lib/asking.js";
import { paint } from "../../lib/canvas.js";
import { keyedAbout, oneOfSeveral, pulled } from "../../lib/hands.js";
import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {import("./frames").Surface} Surface */
/** @typedef {import("./frames").Way} Way */

const SIZE = 320,
  WIDE = 300, // of the drawings beside it
  CELLS = 33, // as apps/views/averaging.py has it
  RATE = 64, // heights
  WAY = 112,
  EDGE = 8; // pixels
const DIAMOND = "M0 -9L9 0L0 9L-9 0Z";

/** @param {Ui} ui */
export function build(ui) {
  const canvas = h("canvas", { "aria-hidden": "true", "data-part": "surface" }),
    contours = s("path", { class: "contours", "data-part": "contours" }),
    between = s("path", { class: "between", "data-part": "segment" }),
    walk = s("path", { class: "walk" }),
    kept = s("g", { "data-part": "kept" }),
    mean = s("path", { class: "mean", d: DIAMOND, "data-part": "mean" }),
    ball = network(ui);
  const svg = s(
    "svg",
    { class: "picture", viewBox: `0 0 ${SIZE} ${SIZE}`, role: "group", "aria-label": "The loss on a plane" },
    contours,
    walk,
    between,
    kept,
    mean,
    ball,
  );
  const axes = h("p", { class: "axes small soft" });
  const rate = {
    curve: s("path", { class: "curve" }),
    keeps: s("path", { class: "keeps" }),
    now: s("path", { class: "now" }),
    said: h("b", {}),
  };
  const way = {
    train: s("path", { class: "train" }),
    test: s("path", { class: "test" }),
    both: s("path", { class: "both-asked" }),
    marks: s("path", { class: "marks-of" }),
    ends: [0, 1].map(() => s("circle", { class: "end", r: 4 })),
    mean: s("path", { class: "mean small-mean", d: "M0 -6L6 0L0 6L-6 0Z" }),
    names: [0, 1].map(() => s("text", { class: "name", "text-anchor": "middle", y: WAY - 2 })),
    said: h("p", { class: "small num says" }),
  };
  const stat = (/** @type {string} */ name, /** @type {string} */ part) => {
    const value = h("b", {}),
      label = h("span", {}, name);
    return { node: h("div", { class: "stat", "data-part": part }, label, value), value, label };
  };
  const stats = {
    last: stat("last network", "network"),
    mean: stat("mean of weights", "mean"),
    together: stat("asked together", "together"),
    asked: stat("an answer asks", "asked"),
  };
  const keep = h(
    "button",
    { type: "button", class: "tool", "data-part": "keep", onclick: () => ui.ask("keep") },
    "Keep it",
  );
  const node = h(
    "div",
    { class: "averaging" },
    h(
      "div",
      { class: "stats num" },
      Object.values(stats).map((one) => one.node),
      keep,
    ),
    h(
      "div",
      { class: "beside" },
      h("div", { class: "left" }, h("div", { class: "plane" }, canvas, svg), axes),
      h(
        "div",
        { class: "right" },
        h("p", { class: "title small num" }, h("b", {}, "Learning rate"), " now ", rate.said),
        s(
          "svg",
          {
            class: "picture rate",
            viewBox: `0 0 ${WIDE} ${RATE}`,
            "aria-hidden": "true",
            "data-part": "rate",
          },
          rate.keeps,
          rate.curve,
          rate.now,
        ),
        h(
          "p",
          { class: "title small" },
          h("b", {}, "Between two networks"),
          h("span", { class: "of-test" }, "test"),
          h("span", { class: "of-train" }, "training"),
          h("span", { class: "of-both" }, "both"),
        ),
        s(
          "svg",
          {
            class: "picture way",
            viewBox: `0 0 ${WIDE} ${WAY}`,
            "aria-hidden": "true",
            "data-part": "segment",
          },
          way.marks,
          way.both,
          way.train,
          way.test,
          way.ends,
          way.mean,
          way.names,
        ),
        way.said,
      ),
    ),
    h(
      "p",
      { class: "key small soft" },
      "Blue: low training loss · lines: test loss · ball: the network · discs: the averaged · diamond: middle",
    ),
  );
  return { node, canvas, svg, contours, between, walk, kept, mean, ball, axes, rate, way, stats, keep };
}

/** Where places of the plane are, in pixels, and back. @param {{ middle: number[], half: number }} f */
const scale = ({ middle: [mx, my], half }) => ({
  px: (/** @type {number} */ x) => ((x - mx) / (2 * half) + 0.5) * SIZE,
  py: (/** @type {number} */ y) => (0.5 - (y - my) / (2 * half)) * SIZE,
  back: (/** @type {number} */ px, /** @type {number} */ py) => [
    mx + (px / SIZE - 0.5) * 2 * half,
    my + (0.5 - py / SIZE) * 2 * half,
  ],
});
const inside = (/** @type {number} */ px) => Math.max(EDGE, Math.min(SIZE - EDGE, px));
const at = (/** @type {number} */ px, /** @type {number} */ py) =>
  `translate(${px.toFixed(1)} ${py.toFixed(1)})`;

/** The network, and how it is moved. @param {Ui} ui */
function network(ui) {
  const set = byHand((/** @type {string} */ _which, /** @type {number[]} */ [x, y]) =>
    ui.ask("move", { x, y }),
  );
  const node = s(
    "g",
    {
      class: "ball",
      role: "button",
      tabindex: 0,
      "data-keys": true,
      "data-part": "network",
      "aria-label": "The network: move it with the arrow keys",
    },
    s("circle", { class: "reach", r: 18 }),
    s("circle", { class: "body", r: 8 }),
  );
  const now = () => /** @type {Surface} */ (ui.frame);
  keyedAbout(node, {
    set,
    which: "here",
    now: () => now().here,
    far: (shift) => now().half / (shift ? 8 : 40),
  });
  /** @type {{ middle: number[], half: number }} */
  let held; // the plane as it was when the network was taken
  const drag = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {SVGElement} */ (node.ownerSVGElement).getBoundingClientRect();
    set(
      "here",
      scale(held).back(
        inside(((event.clientX - box.left) / box.width) * SIZE),
        inside(((event.clientY - box.top) / box.height) * SIZE),
      ),
    );
  };
  pulled(node, {
    take: () => {
      held = now();
    },
    pull: drag,
    leave: set.flush,
  });
  return Object.assign(node, { place: (/** @type {Surface} */ f) => set.at("here", f.here) });
}

/** Lines through places, from a flat array of x and y. @param {Float32Array} places @param {(x: number) => number} px @param {(y: number) => number} py */
function polyline(places, px, py) {
  let d = "";
  for (let i = 0; i < places.length; i += 2)
    d += `${i ? "L" : "M"}${px(places[i]).toFixed(1)} ${py(places[i + 1]).toFixed(1)}`;
  return d;
}

/** @param {Surface} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { canvas, contours, between, walk, kept, mean, ball, stats } = ui;
  paint(canvas, f.field, CELLS, CELLS, ui.colours);
  if (contours.lines !== f.contours) {
    contours.lines = f.contours; // long, and hardly ever another
    let d = "";
    for (let i = 0; i < f.contours.length; i += 4) {
      const [x0, y0, x1, y1] = [0, 1, 2, 3].map((k) => (f.contours[i + k] * SIZE).toFixed(1));
      d += `M${x0} ${y0}L${x1} ${y1}`;
    }
    setAttr(contours, "d", d);
  }
  const { px, py } = scale(f),
    where = (/** @type {number} */ i) => [inside(px(f.kept[2 * i])), inside(py(f.kept[2 * i + 1]))];
  setAttr(walk, "d", polyline(f.walk, px, py));
  rebuild(kept, [f.count, f.gone], () => Array.from({ length: f.count }, (_, i) => disc(ui, f.gone + i, !i)));
  [...kept.children].forEach((node, i) => {
    const [x, y] = where(i);
    setAttr(node, "transform", at(x, y));
    node.classList.toggle("here", f.pair.includes(i));
  });
  const [one, two] = f.pair;
  setAttr(
    between,
    "d",
    f.way ? `M${where(one).map((v) => v.toFixed(1))}L${where(two).map((v) => v.toFixed(1))}` : "",
  );
  setAttr(mean, "visibility", f.mean.length ? "visible" : "hidden");
  if (f.mean.length) setAttr(mean, "transform", at(inside(px(f.mean[0])), inside(py(f.mean[1]))));
  setAttr(ball, "visibility", f.here.length ? "visible" : "hidden");
  if (f.here.length) {
    const [x, y] = ball.place(f);
    setAttr(ball, "transform", at(inside(px(x)), inside(py(y))));
  }
  setText(ui.axes, f.axes);
  setText(stats.last.value, f.last_loss);
  setText(stats.mean.value, f.mean_loss);
  setText(stats.mean.label, f.mean_of);
  setText(stats.together.label, f.together_of);
  setText(stats.together.value, f.together_loss);
  setText(stats.asked.value, f.asked === 1 ? "1 network" : `${f.asked} networks`);
  stats.mean.node.classList.toggle("chosen", f.method === "swa");
  stats.together.node.classList.toggle("chosen", ["snapshots", "fge", "ensemble"].includes(f.method));
  stats.last.node.classList.toggle("chosen", f.method === "none");
  ui.keep.disabled = !f.can_keep;
  drawRate(f, ui.rate);
  drawWay(f, ui.way);
}

/** A network that was kept; of several, one is reached by Tab. @param {Ui} ui @param {number} number
    @param {boolean} first */
const disc = (ui, number, first) => {
  const node = s(
    "g",
    {
      class: "kept",
      role: "button",
      tabindex: first ? 0 : -1,
      "data-keys": true,
      "aria-label": `Network ${number + 1}: look at the way from the one that is looked at. Page Down: the next`,
      onclick: () => ui.send("look_at", { network: number }),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter" || event.key === " ") ui.send("look_at", { network: number });
      },
    },
    s("circle", { class: "reach", r: 12 }),
    s("circle", { class: "disc", r: 5 }),
  );
  oneOfSeveral(node);
  return node;
};

/** @param {Surface} f @param {ReturnType<typeof build>["rate"]} rate */
function drawRate(f, { curve, keeps, now, said }) {
  const x = (/** @type {number} */ share) => EDGE + share * (WIDE - 2 * EDGE),
    y = (/** @type {number} */ factor) => RATE - EDGE - factor * (RATE - 2 * EDGE);
  setAttr(curve, "d", polyline(f.rates, x, y));
  setAttr(keeps, "d", Array.from(f.keeps, (share) => `M${x(share).toFixed(1)} 0V${RATE}`).join(""));
  setAttr(now, "d", `M${x(f.now).toFixed(1)} 0V${RATE}`);
  setText(said, f.rate);
}

/** @param {Surface} f @param {ReturnType<typeof build>["way"]} parts */
function drawWay(f, parts) {
  const shown = f.way,
    { train, test, both, marks, ends, mean, names, said } = parts;
  for (const one of [train, test, both, marks, mean, ...ends, ...names])
    setAttr(one, "visibility", shown ? "visible" : "hidden");
  if (!shown) {
    setText(
      said,
      f.can_keep
        ? "Two networks are needed: they are kept where the rate is lowest."
        : "This method has one network only, and keeps none.",
    );
    return;
  }
  const last = shown.test.length - 1,
    x = (/** @type {number} */ i) => EDGE + (i / last) * (WIDE - 2 * EDGE),
    y = (/** @type {number} */ loss) =>
      WAY - 18 - ((loss - shown.low) / (shown.high - shown.low)) * (WAY - 18 - 2 * EDGE);
  const line = (/** @type {Float32Array} */ losses) =>
    Array.from(losses, (v, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join("");
  setAttr(train, "d", line(shown.train));
  setAttr(test, "d", line(shown.test));
  const places = [last / 6, (5 * last) / 6], // of the two networks: a quarter of the way from the edges
    level = y(shown.both).toFixed(1);
  setAttr(both, "d", `M${x(places[0]).toFixed(1)} ${level}H${x(places[1]).toFixed(1)}`);
  setAttr(marks, "d", places.map((i) => `M${x(i).toFixed(1)} ${EDGE}V${WAY - 16}`).join(""));
  ends.forEach((end, i) => {
    setAttr(end, "cx", x(places[i]).toFixed(1));
    setAttr(end, "cy", y(shown.test[places[i]]).toFixed(1));
    setAttr(names[i], "x", x(places[i]).toFixed(1));
    setText(names[i], String(f.gone + f.pair[i] + 1));
  });
  setAttr(mean, "transform", at(x(last / 2), y(shown.test[last / 2])));
  setText(
    said,
    `Test loss ${shown.ends[0]} and ${shown.ends[1]} · mean of weights ${shown.middle} · asked together ${shown.together}`,
  );
}
