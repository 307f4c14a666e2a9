/* What every view has in common: how it speaks, when it is drawn, and how it ends.

   A view is a module with two functions. `build(ui)` makes its elements, once, and returns them: `node` is what the
   page shows, and whatever else it returns stands in `ui` from then on. `draw(frame, ui)` brings them up to date; it
   is called for every frame, when the theme changes, and when a size does that the view has asked to hear of. */

import { h, setText } from "./dom.js";
import { ramp } from "./canvas.js";
import { asking } from "./asking.js";
import { gesture } from "./gesture.js";
import { bringable, onLight, pointable, shine } from "./light.js";

/** @typedef {import("./types").Ui} Ui */

export const embedded = () => document.documentElement.classList.contains("np-embed");
export const dark = () => document.documentElement.dataset.theme === "dark";

/**
 * Show a view, styled by `sheets`, for the model of its component.
 * @param {{ build: (ui: Ui) => { node: HTMLElement }, draw: (frame: any, ui: any) => void }} view
 * @param {import("./types").Given} given
 * @param {CSSStyleSheet[]} sheets
 */
export function mount({ build, draw }, given, sheets) {
  const { model } = given;
  const root = given.root ?? /** @type {ShadowRoot} */ (given.el?.getRootNode());
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...sheets])];

  const onRemove = (act) => model.on("remove", act);
  let colours = null,
    coloursOf = null; // and the theme they belong to
  /** @type {Ui} */
  const ui = {
    get fixed() {
      return model.fixed;
    },
    document: given.view?.model.document,
    get frame() {
      return model.frame;
    },
    get colours() {
      if (coloursOf !== dark()) [colours, coloursOf] = [ramp(), dark()];
      return colours;
    },
    send: (type, more = {}) => model.send_msg({ type, gesture: gesture(), ...more }),
    ask: asking((message) => model.send_msg({ gesture: gesture(), ...message })),
    redraw,
    onRemove,
    listen(target, type, act) {
      target.addEventListener(type, act);
      onRemove(() => target.removeEventListener(type, act));
    },
    onResize(element, act = () => {}) {
      const sizes = new ResizeObserver(([entry]) => {
        act(entry.contentRect.width);
        // in the next frame: what is drawn may have another height, and a browser complains when that changes meanwhile
        requestAnimationFrame(redraw);
      });
      sizes.observe(element);
      onRemove(() => sizes.disconnect());
    },
  };

  const words = h("p", { class: "words" }); // the picture for those who cannot see it
  const parts = build(ui);
  for (const [name, part] of Object.entries(parts))
    Object.defineProperty(ui, name, { value: part, enumerable: true });

  function redraw() {
    const { frame } = model;
    if (!Object.keys(frame).length) return; // nothing has come yet
    draw(frame, ui);
    shine(parts.node); // what was made anew is as dark as it was made
    if (frame.words === undefined) return;
    if (!words.isConnected && words.parentNode !== parts.node) parts.node.prepend(words);
    setText(words, frame.words);
  }

  let asked = false;
  function ask() {
    // several changes in one tick draw once
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      redraw();
    });
  }
  model.on("frame", ask);
  const theme = new MutationObserver(ask);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  onRemove(() => theme.disconnect());
  onRemove(onLight(() => shine(parts.node)));
  onRemove(bringable(parts.node));
  ui.listen(globalThis, "np-frame", ({ detail }) => parts.node.classList.toggle("playing", detail.playing));
  pointable(parts.node);
  redraw();
  return parts.node;
}
