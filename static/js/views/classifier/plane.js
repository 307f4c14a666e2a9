/* Below the plane: what its colours mean, the value at one place, what to show, and drawing points. */

import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { tickBox } from "../../lib/asking.js";
import { fileInput } from "../../lib/files.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const SHAPES = {
  // in a box of 16
  square: "M3 3h10v10H3z",
  circle: "M8 2.500a5.500 5.500 0 1 0 .001 0z",
  triangle: "M8 2.500l6 11H2z",
  diamond: "M8 1.500l5 6.500-5 6.500-5-6.500z",
  inverted_triangle: "M8 13.500l6-11H2z",
  hex: "M5 2.800h6l3 5.200-3 5.200H5L2 8z",
};

const followed = new WeakSet(); // figures, for a picture may be drawn more than once

/** The crosshair goes where the mouse is, and so does the place whose value is told, at most 20 times a second.
    A `CustomJS` of Bokeh's would do the same, but is made from text, which a strict site forbids. */
function follow(figure, here) {
  if (followed.has(figure)) return;
  followed.add(figure);
  let next = null,
    timer = null;
  figure.on_event("mousemove", ({ x, y }) => {
    next = { x: [x], y: [y] };
    timer ??= setTimeout(() => {
      timer = null;
      if (next) here.data = next;
    }, 50);
  });
  figure.on_event("mouseleave", () => {
    next = null;
    if (here.data.x.length) here.data = { x: [], y: [] };
  });
}

const glyph = (kind) =>
  s(
    "svg",
    { class: "glyph", viewBox: "0 0 16 16", "aria-hidden": "true" },
    s("path", { d: SHAPES[kind.marker], fill: kind.colour }),
  );

/** @param {Ui} ui */
export function build(ui) {
  const { send, document: drawn } = ui;
  follow(drawn.get_model_by_name("plane"), drawn.get_model_by_name("here"));

  const meaning = h("div", { class: "meaning num" });
  const coordinate = (name) =>
    h("input", {
      type: "number",
      class: "num",
      min: -6,
      max: 6,
      step: 0.1,
      "aria-label": `${name} of the place whose value is told`,
      "aria-describedby": "said",
    });
  const x = coordinate("x"),
    y = coordinate("y"),
    said = h("p", { class: "said num", id: "said" });
  for (const field of [x, y])
    field.addEventListener("change", () => {
      const place = [x, y].map((f) => (f.value === "" ? 0 : Number(f.value)));
      if (place.every(Number.isFinite)) send("spot", { x: place[0], y: place[1] });
    });
  const box = (label, name) => {
    const input = tickBox((on) => ui.ask("plane", { [name]: on }));
    return { input, label: h("label", { class: "row tick" }, input, label) };
  };
  const discrete = box("Discretise", "discretise"),
    test = box("Test points", "show_test");

  const pens = h("div", { class: "chips", role: "group", "aria-label": "Draw points of" });
  const file = fileInput({
    accept: ".csv,.tsv,.txt,text/csv,text/plain",
    most: ui.fixed.most,
    take: (bytes) => send("csv", { file: bytes }),
    complain: (why) => setText(said, why),
  });
  const drawing = h("button", {
    type: "button",
    class: "tool",
    onclick: () => send("plane", { drawing: !ui.frame.drawing }),
  });
  const drawer = h(
    "div",
    { class: "drawer", hidden: true },
    pens,
    h(
      "p",
      { class: "caption" },
      "Tap the plane to put a point there; tap a point to take it away. By keyboard: choose the data set “own” and write them as text, one a line, under Data.",
    ),
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: "tool", onclick: () => send("scratch") }, "Start from scratch"),
      h("button", { type: "button", class: "tool", onclick: () => file.click() }, "Load a CSV file"),
      file,
    ),
  );
  const node = h(
    "div",
    { class: "plane" },
    meaning,
    said,
    h(
      "details",
      {},
      h("summary", {}, "Test points, own points, one place"),
      h("div", { class: "row" }, discrete.label, test.label),
      h("div", { class: "row spot" }, h("label", {}, "at x", x), h("label", {}, "y", y)),
      drawing,
      drawer,
    ),
  );
  return { node, meaning, x, y, said, discrete, test, pens, drawing, drawer };
}

/** What the colours stand for: classes by their markers, or a ramp with its ends. */
function meanings(f) {
  if (f.by_class) return f.labels.map((name, i) => h("span", { class: "kind" }, glyph(f.pens[i]), name));
  const two = f.labels.length === 2 && f.ends[0] === f.labels[0]; // the ends of the ramp are classes
  return [
    two ? glyph(f.pens[0]) : null,
    f.ends[0].replace(/^-/, "−"),
    h("span", { class: f.discretise ? "ramp two" : "ramp" }),
    f.ends[1],
    two ? glyph(f.pens[1]) : null,
  ].filter(Boolean);
}

/** @param {import("./frames").Plane} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { send, node, meaning, x, y, said, discrete, test, pens, drawing, drawer }) {
  const typing = (field) => field === node.getRootNode().activeElement;
  rebuild(meaning, [f.by_class, f.labels, f.ends, f.pens, f.discretise], () => meanings(f));
  for (const [field, at] of [
    [x, 0],
    [y, 1],
  ])
    if (!typing(field)) field.value = f.spot ? f.spot[at] : "";
  setText(said, f.said || "Point at the plane for the value there.");
  discrete.input.show(f.discretise);
  test.input.show(f.show_test);
  setText(test.label.lastChild, `Test points (${f.counts[1]})`);
  setText(drawing, f.drawing ? "Done drawing" : "Draw my own points");
  setAttr(drawing, "aria-pressed", String(f.drawing));
  drawing.classList.toggle("on", f.drawing);
  drawer.hidden = !f.drawing;
  rebuild(pens, [f.pens, f.pen, f.labels], () =>
    f.pens.map((kind, i) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-pressed": String(i === f.pen),
          onclick: () => send("plane", { pen: i }),
        },
        glyph(kind),
        i < (f.labels.length || f.pens.length) ? kind.name : `new: ${kind.name}`,
      ),
    ),
  );
}
