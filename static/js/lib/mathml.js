/* Formulas, which come from Python as MathML in text. The browser draws them itself. */

const parser = new DOMParser();
const shown = new WeakMap(); // what stands in an element, as text

/** Show a formula in `box`. If only its numbers have changed, only these are written anew: what somebody points at or
    has the focus on stays what it is. @param {Element} box @param {string} text */
export function showMath(box, text) {
  if (shown.get(box) === text) return;
  shown.set(box, text);
  if (!text) {
    box.replaceChildren();
    return;
  }
  const { documentElement } = parser.parseFromString(text, "application/xml");
  if (!isMathematics(documentElement)) return box.replaceChildren();
  const fresh = document.importNode(documentElement, true);
  const old = box.firstElementChild;
  if (old && sameForm(old, fresh)) return rewrite(old, fresh);
  for (const part of fresh.querySelectorAll("[data-part]")) part.setAttribute("tabindex", "0");
  box.replaceChildren(fresh);
}

/** Whether there is nothing but mathematics in it: no element of another kind, and no attribute that acts or leads
    somewhere. @param {Element} root */
const isMathematics = (root) =>
  [root, ...root.querySelectorAll("*")].every(
    (one) =>
      one.namespaceURI === "http://www.w3.org/1998/Math/MathML" &&
      [...one.attributes].every(({ name }) => !/^on|href|src|style|actiontype/i.test(name)),
  );

/** @param {Element} old @param {Element} fresh @returns {boolean} */
function sameForm(old, fresh) {
  return (
    old.nodeName === fresh.nodeName &&
    old.getAttribute("data-part") === fresh.getAttribute("data-part") &&
    old.children.length === fresh.children.length &&
    [...old.children].every((child, i) => sameForm(child, fresh.children[i]))
  );
}

/** @param {Element} old @param {Element} fresh */
function rewrite(old, fresh) {
  if (old.children.length) {
    [...old.children].forEach((child, i) => rewrite(child, fresh.children[i]));
  } else if (old.textContent !== fresh.textContent) {
    old.textContent = fresh.textContent;
    old.classList.toggle("neg", fresh.classList.contains("neg"));
  }
}
