/* Both gradients side by side, and how wrong the measured one is for every nudge h: a curve to slide along. */

import { h, s, setAttr, setText } from "../../lib/dom.js";
import { num, raised } from "../../lib/numbers.js";
import { gently } from "../../lib/throttle.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const WIDTH = 270,
  HEIGHT = 118,
  LEFT = 39,
  RIGHT = 8,
  TOP = 8,
  FLOOR = 22; // pixels
const LOW = -16,
  HIGH = 2; // powers of ten on the upright axis
const STEPS = { ArrowRight: 0.5, ArrowUp: 0.5, ArrowLeft: -0.5, ArrowDown: -0.5, PageUp: 2, PageDown: -2 };

const x = (power) => LEFT + ((power + 15) / 15) * (WIDTH - LEFT - RIGHT);
const y = (error) => {
  const power = error > 0 ? Math.min(HIGH, Math.max(LOW, Math.log10(error))) : LOW;
  return TOP + ((HIGH - power) / (HIGH - LOW)) * (HEIGHT - TOP - FLOOR);
};

/** @param {Ui} ui */
export function build(ui) {
  const rows = h("tbody"),
    title = h("caption");
  const table = h(
    "table",
    { class: "num" },
    title,
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["input", "gradient", "numerical", "error"].map((text) => h("th", { scope: "col" }, text)),
      ),
    ),
    rows,
  );
  const line = s("path", { class: "errors" }),
    dot = s("circle", { class: "dot focus", r: 7 }),
    drop = s("path", { class: "drop" });
  const grid = s("g", { "aria-hidden": "true" }),
    handle = s(
      "g",
      {
        role: "slider",
        tabindex: "0",
        "data-keys": true,
        "aria-label": "Nudge h, as a power of ten",
        "aria-valuemin": -15,
        "aria-valuemax": 0,
      },
      drop,
      dot,
    );
  const svg = s(
    "svg",
    {
      class: "picture plot",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "group",
      "aria-label": "How wrong the numerical gradient is, for every nudge",
    },
    grid,
    line,
    handle,
  );
  for (const power of [-15, -10, -5, 0])
    grid.append(
      s(
        "text",
        { x: x(power), y: HEIGHT - 7, "text-anchor": power === 0 ? "end" : "middle" },
        power ? `10${raised(power)}` : "h = 1",
      ),
    );
  for (const power of [-15, -10, -5, 0])
    grid.append(
      s("path", { class: "gridline", d: `M${LEFT} ${y(10 ** power)}H${WIDTH - RIGHT}` }),
      s(
        "text",
        { x: LEFT - 5, y: y(10 ** power) + 4, "text-anchor": "end" },
        power ? `10${raised(power)}` : "1",
      ),
    );
  slide(ui, svg, handle);
  const turned = h(
    "p",
    { class: "caption", hidden: true },
    "The output is pulled down: in the picture each gradient has the other sign.",
  );
  const node = h(
    "div",
    { class: "slopes", "data-part": "numerical" },
    h("div", { class: "scroll" }, table),
    turned,
    svg,
    h(
      "p",
      { class: "caption" },
      "The largest error for each nudge h: on the left from rounding, on the right from curvature, where the formula bends. Slide along it.",
    ),
  );
  return { node, rows, turned, title, line, dot, drop, handle };
}

/** The nudge is slid along the curve, or moved by key. */
function slide(ui, svg, handle) {
  const choose = gently((power) =>
    ui.send("set", {
      name: "h",
      text: String(Number((10 ** Math.min(0, Math.max(-15, power))).toPrecision(3))),
    }),
  );
  let held = false;
  const from = (event) => {
    const box = svg.getBoundingClientRect(),
      at = ((event.clientX - box.left) / box.width) * WIDTH;
    choose(Math.round((((at - LEFT) / (WIDTH - LEFT - RIGHT)) * 15 - 15) * 4) / 4);
  };
  svg.addEventListener("pointerdown", (event) => {
    held = true;
    try {
      svg.setPointerCapture(event.pointerId);
    } catch {
      /* gone */
    }
    from(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (held) from(event);
  });
  for (const end of ["pointerup", "pointercancel"])
    svg.addEventListener(end, () => {
      held = false;
      choose.flush();
    });
  handle.addEventListener("keydown", (event) => {
    const way = STEPS[event.key],
      end = { Home: -15, End: 0 }[event.key];
    if (way === undefined && end === undefined) return;
    event.preventDefault();
    choose(end ?? Math.round((Math.log10(ui.frame.h) + way) * 2) / 2);
  });
}

/** @param {import("./frames").Slopes} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { fixed, rows, turned, title, line, dot, drop, handle }) {
  turned.hidden = !f.down;
  const power = Math.log10(f.h);
  setText(
    title,
    `Numerical gradient, h = ${f.h
      .toString()
      .replace("e-", " · 10⁻")
      .replace(/⁻(\d+)$/, (_, n) => `⁻${raised(n)}`)}`,
  );
  if (rows.children.length !== f.names.length)
    rows.replaceChildren(
      ...f.names.map(() => h("tr", {}, h("th", { scope: "row" }), h("td"), h("td"), h("td"))),
    );
  f.names.forEach((name, i) => {
    const cells = rows.children[i].children,
      off = Math.abs(f.pulls[i] - f.slopes[i]);
    setText(cells[0], name);
    setText(cells[1], num(f.pulls[i]));
    setText(cells[2], num(f.slopes[i]));
    setText(cells[3], off ? off.toExponential(0).replace("e-", "e−").replace("e+", "e") : "0");
  });
  setAttr(
    line,
    "d",
    Array.from(
      f.errors,
      (error, i) => `${i ? "L" : "M"}${x(Math.log10(fixed.nudges[i])).toFixed(1)} ${y(error).toFixed(1)}`,
    ).join(""),
  );
  const nearest = Array.from(fixed.nudges, (nudge, i) => [Math.abs(Math.log10(nudge) - power), i]).sort(
    (a, b) => a[0] - b[0],
  )[0][1];
  setAttr(dot, "cx", x(power));
  setAttr(dot, "cy", y(f.errors[nearest]));
  setAttr(drop, "d", `M${x(power)} ${TOP}V${HEIGHT - FLOOR}`);
  setAttr(handle, "aria-valuenow", power.toFixed(2));
  setAttr(handle, "aria-valuetext", `h = ${f.h}`);
}
