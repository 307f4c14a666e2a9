/* Lighting up a part of the picture: a word in a text, a symbol in a formula or a step of the guide points at it.

   A part is whatever bears its name: `data-part="forget"`, or several names with spaces between them. Whoever points
   calls `light`, and every view of the page marks its own parts of that name with the class `lit`. */

import { setAttr } from "./dom.js";

const LIT = "np-light";

/** What is lit up now, for what is drawn later, and whether all else is dimmed. */
let lit = "",
  dims = false;
/** What is lit again when nobody points any more. @type {[string, boolean]} */
let lasting = ["", false];

/** Light up a part in every view of this page, as long as somebody points; nothing, or an empty name, ends that.
    With `lasts`, true or false, it stays lit when nobody points, and with true all else is dimmed.
    @param {string | null} [part] @param {boolean} [lasts] */
export function light(part, lasts) {
  if (lasts !== undefined) lasting = [part ?? "", lasts];
  [lit, dims] = part ? [part, lasts ?? false] : lasting;
  dispatchEvent(new CustomEvent(LIT, { detail: lit }));
}

/** Point at `part` for as long as somebody points at `element`, or has its focus.
    @template {Element} E @param {E} element @param {string} part @returns {E} */
export function pointing(element, part) {
  for (const begins of ["pointerenter", "focusin"]) element.addEventListener(begins, () => light(part));
  for (const ends of ["pointerleave", "focusout"]) element.addEventListener(ends, () => light());
  return element;
}

/** Light up whatever part under `root` somebody points at, or has the focus on, by the first of its names.
    @param {Element} root @returns {void} */
export function pointable(root) {
  let mine = "";
  const point = (/** @type {string} */ part) => {
    if (part === mine && (!part || part === lit)) return; // what others have lit up stays lit
    mine = part;
    light(part);
  };
  const at = (/** @type {any} */ event) =>
    point(event.target.closest("[data-part]")?.getAttribute("data-part").split(" ")[0] ?? "");
  for (const begins of ["pointerover", "focusin"]) root.addEventListener(begins, at);
  for (const ends of ["pointerleave", "focusout"]) root.addEventListener(ends, () => point(""));
}

/** Mark what is lit under `root`, and nothing else there. @param {ParentNode} root */
export function shine(root) {
  for (const old of root.querySelectorAll(".lit")) if (!names(old).includes(lit)) old.classList.remove("lit");
  if (root instanceof Element) root.classList.toggle("dimmed", dims);
  if (!lit) return;
  for (const part of root.querySelectorAll(`[data-part~="${CSS.escape(lit)}"]`)) part.classList.add("lit");
}

/** Hear of what is to be lit up. @param {(part: string) => void} act @returns {() => void} to stop it */
export function onLight(act) {
  const heard = (/** @type {any} */ event) => act(event.detail);
  addEventListener(LIT, heard);
  return () => removeEventListener(LIT, heard);
}

const BRING = "np-bring";

/** Bring a part of the picture into sight, as far as that needs, unless some of it is to be seen already. A setting is
    left where it is: what it does is to be seen in the picture.
    @param {string} part */
export function bring(part) {
  /** @type {Element[]} */
  const found = [];
  dispatchEvent(new CustomEvent(BRING, { detail: { part, found } }));
  const places = found.map((element) => ({ element, box: element.getBoundingClientRect() }));
  const shown = places.filter(({ box, element }) => box.height && !element.matches(".setting"));
  if (!shown.length || shown.some(({ box }) => box.top >= 0 && box.bottom <= innerHeight)) return;
  shown.sort((one, other) => Math.abs(one.box.top) - Math.abs(other.box.top));
  shown[0].element.scrollIntoView({ block: "nearest" });
}

/** Let parts under `root` be brought into sight. @param {ParentNode} root @returns {() => void} to stop it */
export function bringable(root) {
  const heard = (/** @type {any} */ { detail }) => {
    if (detail.part) detail.found.push(...root.querySelectorAll(`[data-part~="${CSS.escape(detail.part)}"]`));
  };
  addEventListener(BRING, heard);
  return () => removeEventListener(BRING, heard);
}

/** Give `element` one more name as a part of the picture, before those that it has, or take that name from it.
    @param {Element | null | undefined} element @param {string} name @param {boolean} [on] */
export function call(element, name, on = true) {
  if (!element) return;
  const others = names(element).filter((other) => other && other !== name);
  setAttr(element, "data-part", (on ? [name, ...others] : others).join(" ") || null);
}

const names = (/** @type {Element} */ part) => (part.getAttribute("data-part") ?? "").split(" ");
