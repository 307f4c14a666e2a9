/* The few settings that matter most, in one row above the picture; the others are in settings.js. */

import { h } from "../lib/dom.js";
import { controlsOf, showControls } from "./controls.js";

/** @typedef {import("../lib/types").Ui} Ui */

/** @param {Ui} ui */
export function build(ui) {
  const { control, controls } = controlsOf(ui, true);
  return { node: h("div", { class: "cards" }, ui.fixed.parameters.map(control)), controls };
}

/** @param {any} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { controls }) {
  if (f.values) showControls(f, controls);
}
