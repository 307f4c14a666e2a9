/* Notes on the picture, each with a line to what it tells of. They stand beside the output, where a network that ends
   in one neuron leaves room; where it leaves none, the words under the picture have to do. */

import { s } from "../../lib/dom.js";
import { bend, heightAt } from "./network_layout.js";

const NOTES = {
  above: ["width: weight", "dashed: negative"],
  below: ["a tile: what this neuron", "answers everywhere"],
};
const LINE = 15, // pixels from line to line
  AWAY = 46, // of a note from the tile of the output
  WIDEST = 144;

/** The notes for which there is room. @param {{ sizes: number[] }} f @param {any} plan of the layout */
export function notes(f, plan) {
  const last = f.sizes.length - 1,
    columns = bend(plan, last - 1);
  if (last < 2 || plan.y[last].length > 1 || columns.to - columns.from < 96) return [];
  const [middle] = plan.y[last],
    ends = plan.y[last - 1],
    right = plan.x[last] + plan.side[last] / 2,
    left = right - WIDEST;
  const from = Math.max(left - 8, columns.from + 4); // where the line of a note leaves it
  const wireAt = (x, y) => y + (middle - y) * heightAt(columns, x);
  const note = (lines, y, to) =>
    s(
      "g",
      { class: "note", "aria-hidden": "true" },
      s("path", { d: `M${to[0]} ${to[1]}L${to[2]} ${to[3]}` }),
      lines.map((text, i) => s("text", { x: right, y: y + LINE * i, "text-anchor": "end" }, text)),
    );
  const made = [];

  const first = ends[0],
    top = middle - plan.side[last] / 2 - AWAY - LINE,
    at = columns.from + (columns.to - columns.from) * 0.72;
  if (wireAt(from, first) > top + LINE + 8 && top > 76)
    made.push(note(NOTES.above, top, [right - 48, top + LINE + 6, at, wireAt(at, first)]));

  const lowest = ends[ends.length - 1],
    foot = middle + plan.side[last] / 2 + AWAY;
  if (wireAt(from, lowest) < foot - 18 && foot + LINE < plan.height - 4) {
    const [nearest] = [...ends].sort((a, b) => Math.abs(a - foot) - Math.abs(b - foot));
    made.push(note(NOTES.below, foot, [left, foot - 4, columns.from, nearest + 12]));
  }
  return made;
}
