/* The settings: presets, and one control for each setting as the lab describes it. */

import { h, setAttr, setText } from "../lib/dom.js";
import { embedded } from "../lib/view.js";
import { controlsOf, showControls } from "./controls.js";

/** @typedef {import("../lib/types").Ui} Ui */

const OPEN_GROUPS = 3,
  OPEN_PRESETS = 5;

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui;
  const about = ui.fixed;
  const { control, controls } = controlsOf(ui);
  const groups = [...new Set(about.parameters.map((p) => p.group))].filter(Boolean);
  const chips = Object.keys(about.presets).map((name) =>
    h(
      "button",
      {
        type: "button",
        class: "chip",
        "data-name": name,
        title: about.about[name] || "",
        onclick: () => send("preset", { name }),
      },
      about.preset_labels[name],
    ),
  );
  /* The first presets are there at once; the others wait until they are asked for. */
  const folded = chips.length > OPEN_PRESETS + 1 ? chips.slice(OPEN_PRESETS) : [];
  const more = h(
    "button",
    {
      type: "button",
      class: "link",
      "aria-expanded": "false",
      onclick: () => {
        state.all = !state.all;
        ui.redraw();
      },
    },
    "",
  );
  const state = { all: false };
  const presets = h(
    "div",
    { class: "chips", role: "group", "aria-label": "Presets" },
    chips,
    folded.length ? more : null,
  );
  /* The first groups are open; the others wait, folded, for those who look for them. */
  const sets = groups.map((group, i) => {
    const inside = about.parameters
      .filter((p) => p.group === group && p.name !== "seed" && !about.above.includes(p.name))
      .map(control);
    if (i < OPEN_GROUPS) return h("fieldset", {}, h("legend", {}, group), inside);
    return h("details", { class: "group" }, h("summary", {}, group), inside);
  });

  /* In a page of somebody else's that wants the presets only. */
  const shown = document.documentElement.classList;
  const only = embedded() && shown.contains("np-show-presets") && !shown.contains("np-show-settings");
  const fold = h(
    "details",
    { class: "fold", open: innerWidth > 760 },
    h("summary", {}, "Settings and presets"),
    h("fieldset", {}, h("legend", {}, "Start from"), presets),
    only ? [] : sets,
  );
  const wide = matchMedia("(min-width: 761px)");
  const unfold = () => {
    if (wide.matches) fold.open = true;
  };
  ui.listen(wide, "change", unfold);
  return { node: fold, controls, sets, chips, folded, more, state };
}

/** @param {any} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { controls, sets, chips, folded, more, state }) {
  if (!f.values) return;
  showControls(f, controls);
  for (const set of sets)
    set.hidden = [...set.querySelectorAll(".setting")].every((setting) => setting.hidden); // no heading without settings
  for (const chip of chips) setAttr(chip, "aria-pressed", String(chip.dataset.name === f.preset));
  for (const chip of folded) chip.hidden = !state.all && chip.dataset.name !== f.preset;
  setText(more, state.all ? "fewer" : `${folded.filter((chip) => chip.hidden).length} more…`);
  setAttr(more, "aria-expanded", String(state.all));
}
