/* Where the polynomial leaves the sigmoid, and where on it the hidden neurons are. */

import { call } from "../../lib/light.js";
import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const WIDTH = 270,
  HEIGHT = 130,
  LEFT = 26,
  RIGHT = 8,
  TOP = 6,
  FLOOR = 20; // pixels
const LOW = -0.5,
  HIGH = 1.5; // of the upright axis

const x = (place) => LEFT + ((place + 6) / 12) * (WIDTH - LEFT - RIGHT);
const y = (value) =>
  TOP + ((HIGH - Math.min(3, Math.max(-2, value))) / (HIGH - LOW)) * (HEIGHT - TOP - FLOOR);

/** @param {Ui} _ui */
export function build(_ui) {
  const title = h("p", { class: "caption" });
  const grid = s("g", { "aria-hidden": "true" }),
    dots = s("g", { "data-part": "dots" }),
    truth = s("path", { class: "truth", "data-part": "truth" }),
    series = s("path", { class: "series", "data-part": "series" });
  for (const value of [0, 0.5, 1])
    grid.append(
      s("path", { class: "gridline", d: `M${LEFT} ${y(value)}H${WIDTH - RIGHT}` }),
      s("text", { x: LEFT - 4, y: y(value) + 4, "text-anchor": "end" }, String(value)),
    );
  for (const place of [-6, -3, 0, 3, 6])
    grid.append(
      s(
        "text",
        { x: x(place), y: HEIGHT - 6, "text-anchor": place === 6 ? "end" : "middle" },
        String(place).replace("-", "−"),
      ),
    );
  const clip = `taylor-${Math.random().toString(36).slice(2)}`;
  const svg = s(
    "svg",
    {
      class: "picture",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      "aria-label": "The sigmoid and the polynomial that stands for it",
    },
    s(
      "clipPath",
      { id: clip },
      s("rect", { x: LEFT, y: TOP, width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - FLOOR }),
    ),
    grid,
    s("g", { "clip-path": `url(#${clip})` }, truth, series, dots),
  );
  return { node: h("div", { class: "taylor" }, svg, title), truth, series, dots, title };
}

/** @param {import("./frames").Taylor} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { fixed, truth, series, dots, title }) {
  const path = (places, values) =>
    Array.from(
      values,
      (value, i) => `${i ? "L" : "M"}${x(places[i]).toFixed(1)} ${y(value).toFixed(1)}`,
    ).join("");
  setAttr(truth, "d", path(fixed.places, f.true));
  setAttr(series, "d", path(fixed.places, f.series));
  rebuild(dots, f.inputs.length, () => Array.from(f.inputs, () => s("circle", { class: "dot", r: 3.5 })));
  call(dots.children[f.told], "dots");
  f.inputs.forEach((place, i) => {
    const value = f.values[i],
      seen = [Math.min(6, Math.max(-6, place)), Math.min(HIGH, Math.max(LOW, value))];
    setAttr(dots.children[i], "cx", x(seen[0]).toFixed(1));
    setAttr(dots.children[i], "cy", y(seen[1]).toFixed(1));
    dots.children[i].classList.toggle("beyond", seen[0] !== place || seen[1] !== value);
  });
  setText(
    title,
    `Dashed: the sigmoid. Line: a polynomial of ${f.terms} terms. Dots: the hidden neurons; full ones at the edge are beyond it.`,
  );
}
