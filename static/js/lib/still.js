/* A still of what a page shows: an element with all that stands in it, and how it is styled, as one SVG that needs nothing
   else: no style sheet, no script, no font of ours. Pictures are made of SVG, of HTML and of canvases, within shadow
   roots; so everything is written as XHTML in a `foreignObject`, which browsers draw, and image editors mostly. */

const XHTML = "http://www.w3.org/1999/xhtml";

/* What decides how something looks. The rest of the three hundred properties would only make the file large. */
const STYLED = (
  "display position top right bottom left width height min-width min-height max-width margin-top margin-right " +
  "margin-bottom margin-left padding-top padding-right padding-bottom padding-left border-top border-right border-bottom " +
  "border-left border-radius border-collapse border-spacing box-sizing box-shadow background-color background-image color " +
  "opacity visibility overflow-x overflow-y flex-direction flex-wrap flex-grow flex-shrink flex-basis align-items align-self " +
  "align-content justify-content justify-items justify-self grid-template-columns grid-template-rows grid-template-areas grid-auto-flow " +
  "grid-column-start grid-column-end grid-row-start grid-row-end row-gap column-gap font-family font-size font-weight " +
  "font-style font-variant-numeric line-height letter-spacing text-align text-transform text-decoration-line white-space " +
  "vertical-align list-style-type table-layout z-index transform transform-origin image-rendering fill fill-opacity stroke " +
  "stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity paint-order transform-box vector-effect text-anchor dominant-baseline"
).split(" ");

/** What does not belong on paper: what is only there to be pressed, and what nobody sees. */
const LEFT_OUT = "script, style, link, template, noscript, .reach, .visually-hidden, .words";

/** A copy of a node in which nothing is hidden in shadow roots and nothing depends on a style sheet.
    @param {Node} node @returns {Node | null} */
function copyOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(/** @type {Text} */ (node).data);
  if (!(node instanceof Element) || node.matches(LEFT_OUT) || isFolded(node)) return null;
  const style = getComputedStyle(node);
  if (style.display === "none") return null;
  const copy = standIn(node),
    rules = STYLED.map((name) => `${name}:${style.getPropertyValue(name)}`);
  if (isOneLine(node, style)) rules.push("white-space:nowrap"); // letters may be a hair wider elsewhere
  if (style.display === "table-cell") rules.push(...asLargeAs(node));
  else if (/^table/.test(style.display)) rules.push("height:auto"); // that of a table has its caption in it
  copy.setAttribute("style", rules.join(";"));
  if (copy.localName === "img") return copy;
  for (const child of node.shadowRoot?.childNodes ?? node.childNodes) {
    const inside = copyOf(child);
    if (inside) copy.append(inside);
  }
  return copy;
}

/** @param {Element} element */
function asLargeAs(element) {
  const { width, height } = element.getBoundingClientRect();
  return ["box-sizing:border-box", `width:${width}px`, `height:${height}px`];
}

/** Whether an element is in a box that is folded away. @param {Element} element */
const isFolded = (element) =>
  element.localName !== "summary" &&
  element.parentElement instanceof HTMLDetailsElement &&
  !element.parentElement.open;

/** @param {Element} element @param {CSSStyleDeclaration} style */
const isOneLine = (element, style) =>
  element.namespaceURI === XHTML &&
  element.getBoundingClientRect().height <= 1.7 * parseFloat(style.lineHeight);

/** The element that stands for another one: a canvas is an image by now, and nothing can be pressed any more.
    @param {Element} element @returns {Element} */
function standIn(element) {
  if (element instanceof HTMLCanvasElement) {
    const image = document.createElementNS(XHTML, "img");
    image.setAttribute("src", element.toDataURL());
    return image;
  }
  if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) {
    const text = document.createElementNS(XHTML, "span");
    text.append(
      element instanceof HTMLSelectElement ? (element.selectedOptions[0]?.text ?? "") : element.value,
    );
    return text;
  }
  if (element.namespaceURI === XHTML)
    return document.createElementNS(XHTML, element.localName === "button" ? "span" : "div");
  const copy = /** @type {Element} */ (element.cloneNode(false));
  for (const { name } of [...copy.attributes])
    if (/^(on|aria-|data-|tabindex|role|class$)/.test(name)) copy.removeAttribute(name);
  return copy;
}

const escaped = (/** @type {string} */ text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const MARGIN = 16,
  CAPTION = 40; // pixels

/** An element as it is drawn now: an SVG with a line of small print, which is also its title.
    @param {Element} element @param {string} print @returns {{ text: string, width: number, height: number }} */
export function still(element, print) {
  const box = element.getBoundingClientRect(),
    width = Math.ceil(box.width) + 2 * MARGIN,
    height = Math.ceil(box.height) + 2 * MARGIN + CAPTION;
  const copy = copyOf(element);
  const paper = getComputedStyle(document.body),
    inside = copy ? new XMLSerializer().serializeToString(copy) : "";
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<title>${escaped(print)}</title>` +
    `<rect width="100%" height="100%" fill="${escaped(paper.backgroundColor)}"/>` +
    `<foreignObject x="${MARGIN}" y="${MARGIN}" width="${Math.ceil(box.width)}" height="${Math.ceil(box.height)}">${inside}</foreignObject>` +
    `<foreignObject x="${MARGIN}" y="${height - CAPTION}" width="${width - 2 * MARGIN}" height="${CAPTION}">` +
    `<div xmlns="${XHTML}" style="font:12px/16px sans-serif;color:${escaped(paper.color)}">${escaped(print)}</div></foreignObject></svg>`;
  return { text, width, height };
}

/** The same as an image that can be drawn. @param {ReturnType<typeof still>} picture */
export async function asImage({ text }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

/** The same as a PNG, with so many dots for a pixel. Fails where the browser refuses to draw such an SVG into an image.
    @param {ReturnType<typeof still>} picture @returns {Promise<Blob>} */
export async function asPng(picture, dots = 2) {
  const { width, height } = picture,
    image = await asImage(picture);
  const canvas = document.createElement("canvas");
  canvas.width = width * dots;
  canvas.height = height * dots;
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(
    image,
    0,
    0,
    canvas.width,
    canvas.height,
  );
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("there is no such image")))),
  );
}
