/* The patient: its pulse (loss and accuracy, with chance marked), the instruments, what the last of them shows, and below
   it the ill to be named. An instrument that has been paid for stays lit, and shows the patient as it is by now. */

import { paint } from "../../lib/canvas.js";
import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";

/** @typedef {import("../../lib/types").Ui} Ui */
/** @typedef {import("./frames").Ward} Ward */

const WIDE = 300, // the curve of two examples, pixels
  HIGH = 120;

/** A gauge: a name, a number, and a bar with a mark at chance.
    @param {string} name @param {number} chance @param {object} place */
function gauge(name, chance, place) {
  const said = h("b", { class: "num" }),
    fill = h("i", {});
  const mark = h("u", { "data-part": "chance", style: `left: ${100 * chance}%` });
  const node = h(
    "div",
    { class: "gauge", ...place },
    h("span", {}, name, " ", said),
    h("div", { class: "bar" }, fill, mark),
  );
  return { node, said, fill };
}

/** @param {Ui} ui */
export function build(ui) {
  const { ills, instruments, by_chance } = ui.fixed;
  const title = h("b", {}),
    age = h("span", { class: "num soft" }),
    tally = h("span", { class: "num tally" }),
    loss = gauge("loss", 0.5, { "data-part": "loss" }),
    accuracy = gauge("accuracy", by_chance, { "data-part": "accuracy" });
  const buttons = instruments.map((/** @type {string[]} */ [key, label]) =>
    h("button", { type: "button", onclick: () => ui.send("take_look", { instrument: key }) }, label),
  );
  const asks = h("p", { class: "asks" }),
    lines = h("div", { class: "lines num" }),
    images = h("div", { class: "images" }),
    bars = h("div", { class: "bars num" }),
    canvas = h("canvas", { "aria-hidden": "true" }),
    rows = h("div", { class: "names num" }),
    axis = h("div", { class: "axis num small soft" }),
    grid = h("div", { class: "grid" }, rows, h("div", {}, canvas, axis)),
    line = s("path", { class: "curve" }),
    curve = s(
      "svg",
      {
        class: "picture alone",
        preserveAspectRatio: "none",
        viewBox: `0 0 ${WIDE} ${HIGH}`,
        "aria-hidden": "true",
      },
      [1, 2, 3, 4, 5, 6, 7].map((i) => s("path", { class: "level", d: `M0 ${(i * HIGH) / 8}H${WIDE}` })),
      line,
    );
  const choice = h(
    "select",
    { "aria-label": "What the patient has" },
    h("option", { value: "" }, "choose an ill"),
    ills.map((/** @type {string[]} */ [key, name]) => h("option", { value: key }, name)),
  );
  const name = h(
    "button",
    {
      type: "button",
      class: "tool",
      onclick: () => choice.value && ui.send("name_ill", { ill: choice.value }),
    },
    "Name it",
  );
  const next = h(
    "button",
    { type: "button", class: "tool", onclick: () => ui.send("call_next") },
    "Next patient",
  );
  const verdict = h("p", { class: "verdict", "aria-live": "polite" }),
    beside = h("p", { class: "beside num small soft", "data-part": "cured" });
  const node = h(
    "div",
    { class: "clinic" },
    h("div", { class: "head" }, title, age, tally),
    h("div", { class: "gauges" }, loss.node, accuracy.node),
    h(
      "div",
      { class: "looks", role: "group", "aria-label": "Instruments", "data-part": "instruments" },
      buttons,
    ),
    h("div", { class: "panel", "data-part": "panel" }, asks, images, bars, grid, curve, lines),
    h("div", { class: "naming", "data-part": "name" }, choice, name, next),
    verdict,
    beside,
  );
  return {
    node,
    title,
    age,
    tally,
    loss,
    accuracy,
    buttons,
    asks,
    lines,
    images,
    bars,
    canvas,
    rows,
    axis,
    grid,
    line,
    curve,
    choice,
    name,
    next,
    verdict,
    beside,
  }; // prettier-ignore
}

/** Pictures of rows and columns, each with what stands below it. @param {Ward} f @param {Ui & ReturnType<typeof build>} ui */
function pictures(f, ui) {
  const [rows, columns] = ui.fixed.size,
    size = rows * columns;
  rebuild(ui.images, f.captions, () =>
    f.captions.map((caption) =>
      h("figure", {}, h("canvas", { "aria-hidden": "true" }), h("figcaption", { class: "num" }, caption)),
    ),
  );
  setAttr(
    ui.images,
    "class",
    f.captions.length > 10 ? "images" : f.captions.length > 2 ? "images ten" : "images few",
  );
  ui.images
    .querySelectorAll("canvas")
    .forEach((/** @type {HTMLCanvasElement} */ canvas, /** @type {number} */ i) => {
      paint(
        canvas,
        new Uint8Array(f.images.buffer, f.images.byteOffset + i * size, size),
        columns,
        rows,
        ui.colours,
      );
    });
}

/** Bars with names and numbers; of a gradient check each has a button. @param {Ward} f @param {any} ui */
function bars(f, ui) {
  rebuild(ui.bars, [f.shown, f.names, f.points], () =>
    f.names.map((name, i) =>
      h(
        "div",
        { class: "line" },
        h("span", { class: "name", "data-part": f.points ? "gradients" : null }, name),
        h("span", { class: "bar" }, h("i", {})),
        h("span", { class: "value" }),
        f.points &&
          h(
            "button",
            { type: "button", class: "tool", onclick: () => ui.send("suspect", { layer: i }) },
            "It is this one",
          ),
      ),
    ),
  );
  [...ui.bars.children].forEach((row, i) => {
    row.querySelector("i").style.width = `${100 * f.shares[i]}%`;
    setText(row.querySelector(".value"), f.texts[i]);
    const button = row.querySelector("button");
    if (button) {
      button.disabled = f.suspected >= 0;
      setAttr(button, "aria-pressed", String(f.suspected === i));
    }
  });
  setAttr(ui.bars, "class", `bars num${f.points ? " long" : ""}${f.rows.length ? " half" : ""}`);
}

/** @param {Ward} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  setText(ui.title, f.title);
  setText(ui.age, f.age);
  setText(ui.tally, `looks ${f.here} · named ${f.named}`);
  setText(ui.loss.said, f.loss);
  setText(ui.accuracy.said, f.accuracy);
  ui.loss.fill.style.width = `${100 * f.loss_share}%`;
  ui.accuracy.fill.style.width = `${100 * f.accuracy_share}%`;
  ui.buttons.forEach((/** @type {HTMLElement} */ button, /** @type {number} */ i) => {
    setAttr(button, "aria-pressed", String(ui.fixed.instruments[i][0] === f.shown));
    button.classList.toggle("paid", f.opened[i]);
  });
  setText(
    ui.asks,
    f.asks || "Nothing has been looked at yet. Each instrument costs a look, once for a patient.",
  );
  rebuild(ui.lines, f.lines, () => f.lines.map((line) => h("p", {}, line)));
  ui.images.hidden = !f.captions.length;
  ui.bars.hidden = !f.names.length;
  ui.grid.hidden = !f.rows.length;
  setAttr(ui.curve, "hidden", !f.curve.length);
  if (f.captions.length) pictures(f, ui);
  if (f.names.length) bars(f, ui);
  if (f.rows.length) {
    paint(ui.canvas, f.grid, f.grid.length / f.rows.length, f.rows.length, ui.colours);
    rebuild(ui.rows, f.rows, () => f.rows.map((row) => h("span", {}, row)));
    rebuild(ui.axis, f.axis, () => f.axis.map((mark) => h("span", {}, mark)));
  }
  if (f.curve.length)
    setAttr(
      ui.line,
      "d",
      [...f.curve]
        .map(
          (y, i) =>
            `${i ? "L" : "M"}${((i / (f.curve.length - 1)) * WIDE).toFixed(1)} ${(HIGH * (1 - y)).toFixed(1)}`,
        )
        .join(""),
    );
  const named = f.said >= 0;
  if (named) ui.choice.value = ui.fixed.ills[f.said][0];
  else if (ui.choice.disabled) ui.choice.value = "";
  ui.choice.disabled = ui.name.disabled = named;
  setText(ui.verdict, f.verdict);
  setAttr(ui.verdict, "class", `verdict${named ? (f.right ? " good" : " bad") : ""}`);
  setText(ui.beside, f.beside);
}
