/* Elements: they are made, filled, and changed only where they differ. */

/** An HTML element: h("button", {class: "tool", onclick: f}, "Play", [child, ...]). */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

export function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...present(children));
  return element;
}

/** Children as they are written: lists are opened, and what is not there is left out. */
const present = (children) => children.flat().filter((child) => child != null && child !== false);

/** What runs along wires while a lab plays: values forward, or gradients back. @param {string[]} paths */
export const flow = (paths, back = false) =>
  s("path", { class: back ? "stream back" : "stream", d: paths.join(""), "aria-hidden": "true" });

/** Set what differs, so that focus, selection and screen readers are left alone. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
export function setAttr(element, name, value) {
  const text = value === false || value == null ? null : value === true ? "" : String(value);
  if (text === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

const keys = new WeakMap(); // what the children of an element were made for

/** Rebuild the children of `element` only when `key` has changed. */
export function rebuild(element, key, make) {
  const text = JSON.stringify(key);
  if (keys.get(element) === text) return false;
  keys.set(element, text);
  element.replaceChildren(...present(make()));
  return true;
}
