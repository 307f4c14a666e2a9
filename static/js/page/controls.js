/* The controls of settings, one for each kind, as the lab describes them. */

import { h, rebuild, setAttr, setText } from "../lib/dom.js";
import { paint, ramp } from "../lib/canvas.js";
import { tickBox } from "../lib/asking.js";
import { gently } from "../lib/throttle.js";

/** @typedef {import("../lib/types").Ui} Ui */
/** A control: what stands beside its label, what stands below it, and how it shows a value.
    @typedef {{ head?: any, body?: any, inline?: boolean, show: (text: string, error?: string) => void }} Made */

const SEGMENTS = 26; // letters that fit side by side into a card

/** How a page writes a choice. */
const shown = (p, name) => p.labels[name] ?? name;

/** What makes the control of a setting. `row`: for the row above the picture, where there is less room.
    @param {Ui} ui */
export function controlsOf(ui, row = false) {
  const set = (name, text) => ui.send("set", { name, text: String(text) });
  const about = ui.fixed;
  const controls = {};

  const sliderOf = (p) => {
    const [low, high] = p.bounds,
      logarithmic = p.kind === "log";
    const there = logarithmic
      ? (v) => Math.log10(v / low) / Math.log10(high / low)
      : (v) => (v - low) / (high - low);
    const steps = p.step && !logarithmic ? Math.round((high - low) / p.step) : 200;
    const value = (at) => {
      if (logarithmic) return Number((low * (high / low) ** (at / steps)).toPrecision(2));
      return p.kind === "integer"
        ? Math.round(low + ((high - low) * at) / steps)
        : Number((low + ((high - low) * at) / steps).toPrecision(6));
    };
    return { there, steps, value };
  };

  function slider(p, id) {
    const { there, steps, value } = sliderOf(p);
    const range = h("input", {
      type: "range",
      id,
      min: 0,
      max: steps,
      step: 1,
      "aria-describedby": `${id}-why`,
    });
    const field = h("input", {
      type: "text",
      inputmode: "decimal",
      class: "value num",
      "aria-label": `${p.label}, as a number`,
      onchange: () => set(p.name, field.value),
    });
    const tell = gently((text) => set(p.name, text));
    let held = false;
    range.addEventListener("input", () => {
      held = true;
      field.value = value(Number(range.value));
      fillTrack();
      if (p.takes_effect === "next step") tell(field.value);
    });
    range.addEventListener("change", () => {
      held = false;
      set(p.name, value(Number(range.value)));
    });
    const fillTrack = () => range.style.setProperty("--done", `${(100 * range.value) / steps}%`);
    return {
      head: field,
      body: range,
      show(text, error) {
        if (held || error) return; // what was refused stays to be mended
        if (field !== field.getRootNode().activeElement) field.value = text; // else somebody types
        range.value = Math.round(there(Number(text)) * steps);
        range.setAttribute("aria-valuetext", text);
        fillTrack();
      },
    };
  }

  /** A few short words side by side, so that all of them are seen. */
  function segments(p) {
    const buttons = p.options.map((name) =>
      h("button", { type: "button", "data-name": name, onclick: () => set(p.name, name) }, shown(p, name)),
    );
    return {
      body: h("div", { class: "segments", role: "group", "aria-label": p.label }, buttons),
      show(text) {
        for (const button of buttons) setAttr(button, "aria-pressed", String(button.dataset.name === text));
      },
    };
  }

  /** @returns {Made} */
  function choice(p, id) {
    const select = h(
      "select",
      { id, "aria-describedby": `${id}-why`, onchange: () => set(p.name, select.value) },
      p.options.map((name) => h("option", { value: name }, shown(p, name))),
    );
    return {
      ...(row ? { body: select } : { head: select, inline: true }),
      show: (text) => {
        select.value = text;
      },
    };
  }

  function tiles(p) {
    const pictures = about.thumbnails[p.name];
    const buttons = p.options.map((name) => {
      const canvas = h("canvas", { "aria-hidden": "true" });
      return h(
        "button",
        {
          type: "button",
          title: shown(p, name),
          "aria-label": shown(p, name),
          "data-name": name,
          onclick: () => set(p.name, name),
        },
        pictures[name] ? canvas : shown(p, name),
      );
    });
    const value = h("span", { class: "value" });
    return {
      head: value,
      body: h("div", { class: "tiles", role: "group", "aria-label": p.label }, buttons),
      show(text) {
        setText(value, shown(p, text));
        const colours = ramp();
        buttons.forEach((button) => {
          setAttr(button, "aria-pressed", String(button.dataset.name === text));
          const picture = pictures[button.dataset.name];
          if (picture) paint(button.firstChild, picture, picture.shape[1], picture.shape[0], colours);
        });
      },
    };
  }

  function toggle(p, id) {
    const ask = (on) => ui.ask("set", { name: p.name, text: String(on) });
    const box = tickBox(ask, { id, "aria-describedby": `${id}-why` });
    return { head: box, inline: true, show: (text) => box.show(text === "true") };
  }

  function text(p, id) {
    const field =
      p.rows > 1 && !row
        ? h("textarea", {
            id,
            rows: p.rows,
            maxlength: p.longest,
            spellcheck: "false",
            "aria-describedby": `${id}-why`,
          })
        : h("input", {
            type: "text",
            id,
            maxlength: p.longest,
            spellcheck: "false",
            autocomplete: "off",
            "aria-describedby": `${id}-why`,
          });
    field.addEventListener("change", () => set(p.name, field.value));
    return {
      body: field,
      show: (value, error) => {
        if (field !== field.getRootNode().activeElement && !error) field.value = value;
      },
    };
  }

  function sizes(p, id) {
    const box = h("div", { class: "layers", id, role: "group", "aria-label": p.label });
    const value = h("span", { class: "value num" });
    return {
      head: value,
      body: box,
      show(text) {
        const list = text === "none" ? [] : text.split(",").map(Number);
        setText(value, list.join(", ") || "none");
        const tell = (changed) => set(p.name, changed.join(",") || "none");
        rebuild(box, list, () => [
          ...list.map((size, i) =>
            h(
              "span",
              { class: "stepper num" },
              h(
                "button",
                {
                  type: "button",
                  "aria-label": `Layer ${i + 1}: one neuron less`,
                  disabled: size <= 1,
                  onclick: () => tell(list.with(i, size - 1)),
                },
                "−",
              ),
              h("span", {}, String(size)),
              h(
                "button",
                {
                  type: "button",
                  "aria-label": `Layer ${i + 1}: one neuron more`,
                  disabled: size >= p.width,
                  onclick: () => tell(list.with(i, size + 1)),
                },
                "+",
              ),
            ),
          ),
          h(
            "span",
            { class: "row" },
            h(
              "button",
              {
                type: "button",
                class: "tool",
                disabled: list.length >= p.layers,
                onclick: () => tell([...list, Math.min(list.at(-1) || 4, p.width)]),
              },
              "+ layer",
            ),
            h(
              "button",
              {
                type: "button",
                class: "tool",
                disabled: !list.length,
                onclick: () => tell(list.slice(0, -1)),
              },
              "− layer",
            ),
          ),
        ]);
      },
    };
  }

  function control(p) {
    const id = `set-${p.name}`;
    const make =
      p.kind === "boolean"
        ? toggle
        : p.kind === "text"
          ? text
          : p.kind === "sizes"
            ? sizes
            : p.kind === "choice"
              ? about.thumbnails[p.name]
                ? tiles
                : row && p.options.map((name) => shown(p, name)).join("").length <= SEGMENTS
                  ? segments
                  : choice
              : slider;
    /** @type {Made} */
    const made = make(p, id);
    const explain = h(
      "p",
      { class: "explain", id: `${id}-why`, hidden: true },
      p.doc,
      p.takes_effect === "next reset"
        ? " Changing it starts the run again."
        : " Takes effect at the next step.",
    );
    const why = h(
      "button",
      {
        type: "button",
        class: "why",
        "aria-label": `What is ${p.label}?`,
        "aria-expanded": "false",
        title: p.doc,
        onclick: () => {
          explain.hidden = !explain.hidden;
          why.setAttribute("aria-expanded", String(!explain.hidden));
        },
      },
      "?",
    );
    const error = h("p", { class: "error", id: `${id}-error`, role: "alert", hidden: true });
    const node = h(
      "div",
      { class: made.inline ? "setting inline" : "setting", "data-setting": p.name, "data-part": p.name },
      h(
        "div",
        { class: "head" },
        h(
          "span",
          {},
          h(p.kind === "sizes" || made.body?.role === "group" ? "span" : "label", { for: id }, p.label),
          why,
        ),
        made.head,
      ),
      made.body,
      explain,
      error,
    );
    controls[p.name] = { ...made, node, error };
    return node;
  }

  return { control, controls, sliderOf };
}

/** Whoever cannot see that a complaint stands below a control is told of it there. */
function markAsRefused({ node, error }, refused) {
  for (const one of node.querySelectorAll("input, select, textarea, [role=group]")) {
    const described = (one.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .filter((id) => id && id !== error.id);
    if (refused) described.push(error.id);
    setAttr(one, "aria-describedby", described.join(" ") || null);
    if (one.role !== "group") setAttr(one, "aria-invalid", String(refused));
  }
}

/** Bring controls up to date. */
export function showControls(f, controls) {
  for (const [name, made] of Object.entries(controls)) {
    const error = f.errors[name] || "";
    made.show(f.values[name], error);
    made.node.hidden = f.irrelevant.includes(name);
    if (error) made.node.closest("details")?.setAttribute("open", "");
    setText(made.error, error);
    made.error.hidden = !error;
    markAsRefused(made, Boolean(error));
  }
}
