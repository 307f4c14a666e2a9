/* What every view has in common. */

export const embedded = () => document.documentElement.classList.contains("np-embed");
export const dark = () => document.documentElement.dataset.theme === "dark";

/** Call `draw` now, whenever `frame` changes, and when the theme does. Several changes in one tick draw once. */
export function live(model, draw, el) {
  let asked = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => { asked = false; draw(model.frame, model.fixed); });
  };
  model.on("frame", ask);
  const watcher = new MutationObserver(ask);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  model.on("remove", () => watcher.disconnect());
  draw(model.frame, model.fixed);
}

/** Show a view, styled by `sheets`, for the model of its component. */
export function mount({ render }, given, sheets) {
  const root = given.root ?? given.el.getRootNode();
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...sheets])];
  return render(given);
}
