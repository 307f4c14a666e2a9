/* What stands in the cells of the world, and how large they are: shapes that know nothing of values. */

import { s } from "../../lib/dom.js";

export const READABLE = 76; // pixels: in a smaller cell there is no room for four numbers
export const ROOMY = 95; // pixels: in a smaller one they go without their first 0
const BOARD = 346,
  LARGEST = 90; // pixels of the whole grid and of a cell, at the most: so that all of it is seen at once
const NARROW = 600; // pixels: with less room the panel stands below the grid
const PANEL = 310; // pixels that it needs beside the grid
const STEPS = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
]; // rows and columns

/** How large a cell is where there is so much room, and whether the panel stands below. */
export function layOut(room, rows, cols) {
  const narrow = room < NARROW,
    wide = narrow ? room : Math.min(BOARD, room - PANEL);
  return {
    narrow,
    c: Math.max(24, Math.min(LARGEST, Math.floor((wide - 2) / cols), Math.floor(BOARD / rows))),
  };
}

/** The cell one step from `state` in a direction; −1 at the border. */
export function neighbour(state, way, { rows, cols }) {
  const y = Math.floor(state / cols) + STEPS[way][0],
    x = (state % cols) + STEPS[way][1];
  return x >= 0 && y >= 0 && x < cols && y < rows ? y * cols + x : -1;
}

/** The direction in which `to` lies next to `from`; −1 if it does not. */
export function wayTo(from, to, world) {
  return from === to ? -1 : STEPS.findIndex((_, way) => neighbour(from, way, world) === to);
}

/** Arrows from the middle of a cell, for every set of ways (as bits); one alone stands in the middle. */
export function arrowPaths(k) {
  return Array.from({ length: 16 }, (_, mask) => {
    if (!mask) return "M0 0h0.01"; // a dot: nothing speaks for one way
    const alone = (mask & (mask - 1)) === 0,
      [tail, tip] = alone ? [-8, 8] : [4, 14],
      head = alone ? 6 : 4;
    return STEPS.map(([y, x], way) => {
      if (!((mask >> way) & 1)) return "";
      const at = (along, across) =>
        `${((x * along - y * across) * k).toFixed(1)} ${((y * along + x * across) * k).toFixed(1)}`;
      return `M${at(tail, 0)}L${at(tip, 0)}M${at(tip - head, -head)}L${at(tip, 0)}L${at(tip - head, head)}`;
    }).join("");
  });
}

/** The four triangles of a cell of size c, one for each way. */
export function triangles(c) {
  const m = c / 2;
  return [
    `M0 0L${m} ${m}L0 ${c}z`,
    `M0 ${c}L${m} ${m}L${c} ${c}z`,
    `M${c} 0L${m} ${m}L${c} ${c}z`,
    `M0 0L${m} ${m}L${c} 0z`,
  ];
}

/** What stands in a cell of size c, whatever the colours. */
export function terrain(letter, c) {
  const p = (x, y) => `${(x * c).toFixed(1)} ${(y * c).toFixed(1)}`;
  if (letter === "H")
    return [
      s("ellipse", { class: "water", cx: c / 2, cy: c / 2, rx: 0.38 * c, ry: 0.33 * c }),
      s("path", {
        class: "wave",
        d: [0.4, 0.52, 0.64]
          .map((y, i) => `M${p(0.34 + 0.04 * (i % 2), y)}q${p(0.06, -0.05)} ${p(0.12, 0)}t${p(0.12, 0)}`)
          .join(""),
      }),
    ];
  if (letter === "G")
    return [
      s("path", { class: "pole", d: `M${p(0.36, 0.84)}V${0.18 * c}` }),
      s("path", { class: "flag", d: `M${p(0.36, 0.18)}L${p(0.74, 0.33)}L${p(0.36, 0.48)}z` }),
    ];
  if (letter === "#")
    return [
      s("path", {
        class: "bricks",
        d:
          `M${p(0, 0.25)}H${c}M${p(0, 0.5)}H${c}M${p(0, 0.75)}H${c}` +
          [0, 1, 2, 3]
            .map((row) => (row % 2 ? [0.5] : [0.25, 0.75]).map((x) => `M${p(x, row / 4)}v${c / 4}`).join(""))
            .join(""),
      }),
    ];
  return [];
}

/** The mark of the start. */
export function badge(c) {
  const r = c < READABLE ? 6 : 8;
  return [
    s("circle", { class: "badge", cx: r + 3, cy: r + 3, r }),
    s(
      "text",
      { class: "start", x: r + 3, y: r + (c < READABLE ? 6.5 : 7), "font-size": c < READABLE ? 9 : 11 },
      "S",
    ),
  ];
}

export function penguin() {
  return s(
    "g",
    { class: "penguin" },
    s("ellipse", { class: "beak", cx: -5, cy: 14, rx: 4, ry: 2 }),
    s("ellipse", { class: "beak", cx: 5, cy: 14, rx: 4, ry: 2 }),
    s("ellipse", { class: "coat", rx: 10.5, ry: 14.5 }),
    s("ellipse", { class: "belly", cy: 4.5, rx: 6.5, ry: 8.5 }),
    s("circle", { class: "belly", cx: -3.4, cy: -6.5, r: 2 }),
    s("circle", { class: "belly", cx: 3.4, cy: -6.5, r: 2 }),
    s("path", { class: "beak", d: "M-3 -4H3L0 0.500z" }),
  );
}
