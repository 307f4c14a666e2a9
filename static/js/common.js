/* Small helpers that every component has: they are put in front of its own file. */

/** An HTML element: h("button", {class: "tool", onclick: f}, "Play", [child, ...]). */
function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** Set what differs, so that focus, selection and screen readers are left alone. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
function setAttr(element, name, value) {
  const text = value === false || value == null ? null : value === true ? "" : String(value);
  if (text === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/** Rebuild the children of `element` only when `key` has changed. */
function rebuild(element, key, make) {
  const text = JSON.stringify(key);
  if (element.__key === text) return false;
  element.__key = text;
  element.replaceChildren(...make());
  return true;
}

/** A number as people read it; the minus is a real one. */
function num(value, digits = 4) {
  if (!Number.isFinite(value)) return "not a number";
  const size = Math.abs(value);
  let text;
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) text = value.toExponential(2);
  else text = value.toFixed(size >= 1000 ? 1 : size >= 10 ? Math.min(digits, 2) : digits);
  return text.replaceAll("-", "−");
}

/** A number with so many places, fewer if it is large: for columns in which nothing may jump. */
function fixed(value, places) {
  const size = Math.abs(value), text = value.toFixed(size >= 100 ? Math.max(0, places - 2) : size >= 10 ? places - 1 : places);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

const embedded = () => document.documentElement.classList.contains("np-embed");
const dark = () => document.documentElement.dataset.theme === "dark";

/** A colour token as [r, g, b]. */
function token(name) {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
}

/** 256 colours from orange (negative) over paper (zero) to blue (positive), as RGBA words for a canvas. */
function ramp() {
  const [neg, zero, pos] = ["--neg", "--zero", "--pos"].map(token);
  const words = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const x = (i - 127.5) / 127.5, end = x > 0 ? pos : neg, k = Math.abs(x);
    const [r, g, b] = zero.map((z, c) => Math.round(z + (end[c] - z) * k));
    words[i] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return words;
}

/** Draw bytes (0 most negative, 255 most positive; row 0 at the top), or colours [rows, columns, 3], on a canvas of their size. */
function paint(canvas, bytes, columns, rows, colours) {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const words = new Uint32Array(image.data.buffer);
  if (bytes.length === 3 * words.length) for (let i = 0, k = 0; i < words.length; i++, k += 3) words[i] = (255 << 24) | (bytes[k + 2] << 16) | (bytes[k + 1] << 8) | bytes[k];
  else for (let i = 0; i < words.length; i++) words[i] = colours[bytes[i]];
  context.putImageData(image, 0, 0);
}

/** Call `draw` now, whenever `frame` changes, and when the theme does. Several changes in one tick draw once. */
function live(model, draw, el) {
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

/** At most one call in ~33 ms, never losing the last one; `flush` makes that one now, as when a drag ends. */
function gently(send) {
  let timer = null, next = null, last = 0;
  const flush = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    last = performance.now();
    send(...next);
  };
  const ask = (...values) => {
    next = values;
    if (timer === null) timer = setTimeout(flush, Math.max(0, 33 - (performance.now() - last)));
  };
  return Object.assign(ask, { flush });
}

/** A box to tick, with `show(on)`. What was ticked by hand stays so until the answer has had time to come: a frame
    that was on its way already does not know of it. */
function tickBox(send) {
  let until = 0, wanted = false;
  const settle = () => { if (performance.now() >= until) box.checked = wanted; };
  const box = h("input", { type: "checkbox", onchange: () => {
    wanted = box.checked;
    until = performance.now() + 1000;
    setTimeout(settle, 1010);
    send(box.checked);
  } });
  box.show = (on) => { wanted = on; settle(); };
  return box;
}

/** `gently`, for values by hand: `set(which, value)` asks, and until the answer has had time to come
    `set.at(which, shown)` is what was asked for, so that a second key starts where the first one went.
    `set.forget()` when something else, as an undo, is to decide. */
function byHand(send) {
  const tell = gently(send);
  let asked = { which: null, value: 0, when: 0 };
  const set = (which, value) => {
    asked = { which, value, when: performance.now() };
    tell(which, value);
  };
  return Object.assign(set, {
    at: (which, shown) => (asked.which === which && performance.now() - asked.when < 500 ? asked.value : shown),
    forget: () => { asked.which = null; },
    flush: tell.flush,
  });
}
