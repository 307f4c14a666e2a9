/* What can be seen to be wrong with a page, measured in the browser: see tests/looks.py, which puts this text
   into a function of its own, evaluates it in the page, and asks `faults()`, `remember()` or `moved()`.

   Everything is found by what it looks like (a border, a background, a clipped edge), nothing by where it stands:
   the page may be arranged in any way. */

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box in pixels of the window */
/** @typedef {{ element: Element, text: string, box: Box }} Line a text as far as it stands in one line */

const SLACK = 1.5; // pixels: what rounding makes
const CARDS = ".np-card, .np-header, .np-transport, .np-tabs";
const STAND_STILL = `${CARDS}, h1, h2, h3, h4, legend, label, button, input, select, textarea, summary, caption,
  [role=tab], [role=slider], svg.picture, .bk-Figure`;

/* ---- the elements of the page, those in shadow roots too ---- */

/** @param {Element} element */
const upwards = (element) =>
  element.assignedSlot ??
  element.parentElement ??
  /** @type {ShadowRoot} */ (element.getRootNode()).host ??
  null;

/** @param {Element} element @param {(one: Element) => boolean} asked @returns {Element | null} */
function above(element, asked) {
  for (let one = upwards(element); one; one = upwards(one)) if (asked(one)) return one;
  return null;
}

/** Whether it is for screen readers alone. @param {CSSStyleDeclaration} style */
const unseen = (style) =>
  style.clipPath === "inset(50%)" || style.visibility === "hidden" || style.opacity === "0";

/** All that can be seen, in the order of the document. @param {Document | ShadowRoot | Element} root @returns {Element[]} */
function visible(root) {
  return [...root.children].flatMap((one) => {
    const style = getComputedStyle(one);
    if (style.display !== "contents" && !one.checkVisibility()) return []; // in what is folded up, too
    if (unseen(style) || /^(SCRIPT|STYLE|HEAD|DEFS|OPTION|TITLE)$/i.test(one.tagName)) return [];
    return [one, ...(one.shadowRoot ? visible(one.shadowRoot) : []), ...visible(one)];
  });
}

/** @param {Element} element */
function named(element) {
  const of = above(element, (one) =>
    one.matches("svg.picture, .np-card, .np-header, .np-tabs, .np-transport"),
  );
  const name = (/** @type {Element} */ one) =>
    [one.tagName.toLowerCase(), one.id && `#${one.id}`, ...[...one.classList].map((word) => `.${word}`)].join(
      "",
    );
  return `${of ? `${name(of)} ` : ""}${name(element)}`;
}

/* ---- texts, line by line ---- */

/** @param {DOMRect} rect @returns {Box} */
const box = ({ left, right, top, bottom }) => ({ left, right, top, bottom });

/** The lines of one text node. The box of a line is that of its letters, without the space above and below.
    @param {Text} node @param {Element} element @returns {Line[]} */
function linesOf(node, element) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const seen = [...range.getClientRects()].filter(
    ({ width, height, right }) => width > 1 && height > 1 && right > 0,
  );
  return seen.map((rect) => {
    const trim = 0.18 * rect.height;
    return {
      element,
      text: node.data.trim(),
      box: { ...box(rect), top: rect.top + trim, bottom: rect.bottom - trim },
    };
  });
}

/** @param {Element} element */
const textsIn = (element) =>
  /** @type {Text[]} */ (
    [...element.childNodes].filter(
      (node) => node.nodeType === Node.TEXT_NODE && /** @type {Text} */ (node).data.trim(),
    )
  );

/** @param {Element[]} elements */
const allLines = (elements) =>
  elements.flatMap((element) => textsIn(element).flatMap((node) => linesOf(node, element)));

/** By how many pixels the first is beyond the second, sideways and up or down. @param {Box} inner @param {Box} outer */
const beyond = (inner, outer) => ({
  x: Math.max(outer.left - inner.left, inner.right - outer.right),
  y: Math.max(outer.top - inner.top, inner.bottom - outer.bottom),
});

/** How far two boxes lie over each other, in the direction in which it is less. @param {Box} a @param {Box} b */
const overlap = (a, b) =>
  Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
  );

/* ---- what is asked of a moment ---- */

/** @param {string} value */
const cuts = (value) => value === "hidden" || value === "clip";
/** @param {string} value */
const scrolls = (value) => value === "auto" || value === "scroll";

/** Whether it has a frame or a ground of its own, in which what it holds must lie. @param {CSSStyleDeclaration} style */
const isBox = (style) =>
  (style.borderLeftWidth !== "0px" && style.borderRightWidth !== "0px" && style.borderLeftStyle !== "none") ||
  !/^rgba\(.*, 0\)$|^transparent$/.test(style.backgroundColor);

/** Lines that lie outside a box that holds them, or that are cut off. A list that scrolls up and down may hold more than
    it shows; sideways only a drawing as large as somebody has made it, which says so (`data-wide`), and what is behind
    a tab.
    @param {Line[]} lines */
function outside(lines) {
  const found = [];
  for (const line of lines) {
    let rows = true,
      columns = true; // whether what is above holds it in this direction
    for (let one = line.element; one && (rows || columns); one = upwards(one)) {
      const style = getComputedStyle(one);
      if (style.display === "inline" || style.display === "contents") continue;
      const inSvg = one instanceof SVGElement;
      if (inSvg && !(one instanceof SVGSVGElement)) continue;
      const cut = cuts(style.overflowX) || (inSvg && style.overflow !== "visible");
      const { x, y } = beyond(line.box, box(one.getBoundingClientRect()));
      const wide = one.scrollWidth > one.clientWidth + 1;
      if (columns && scrolls(style.overflowX) && wide) {
        if (
          x > SLACK &&
          !one.hasAttribute("data-wide") &&
          above(one, (card) => card.matches(".np-picture, .np-side, .np-settings"))
        )
          found.push(`“${line.text}” can be seen only after scrolling sideways: ${named(one)}`);
        columns = false;
      }
      if (rows && scrolls(style.overflowY) && one.scrollHeight > one.clientHeight + 1) rows = false;
      if (!cut && !isBox(style) && style.position !== "fixed") continue;
      const ellipsis = style.textOverflow === "ellipsis" && one.hasAttribute("title");
      if (columns && x > SLACK && !ellipsis)
        found.push(`“${line.text}” is ${x.toFixed(0)} px beside ${named(one)}`);
      else if (rows && y > SLACK)
        found.push(`“${line.text}” is ${y.toFixed(0)} px above or below ${named(one)}`);
      else if (style.position !== "fixed") continue;
      break; // what is fixed in the window is held by nothing else
    }
  }
  return found;
}

/** Numbers in fields too narrow for them. @param {Element[]} elements */
const cutFields = (elements) =>
  elements
    .filter(
      (one) =>
        one instanceof HTMLInputElement &&
        /^[\d.e+−-]+$/.test(one.value) &&
        one.scrollWidth > one.clientWidth,
    )
    .map(
      (one) => `“${/** @type {HTMLInputElement} */ (one).value}” does not fit into its field ${named(one)}`,
    );

/** Lines over other lines, and over fields and buttons that are not theirs. What floats above the page is left out: it is
    over something because somebody asked for it. @param {Element[]} elements @param {Line[]} lines */
function over(elements, lines) {
  /** @param {Element} element */
  const floats = (element) =>
    /^(absolute|fixed|sticky)$/.test(getComputedStyle(element).position) &&
    getComputedStyle(element).zIndex !== "auto";
  /** @param {Element} element */
  const lies = (element) => !floats(element) && !above(element, floats) && !hiddenByScroll(element);
  const flat = lines.filter(({ element }) => lies(element));
  const found = [];
  flat.forEach((a, i) => {
    for (const b of flat.slice(i + 1))
      if (overlap(a.box, b.box) > SLACK)
        found.push(`“${a.text}” and “${b.text}” are on each other: ${named(a.element)}`);
  });
  const fields = "button, input:not([type=range]), select, textarea";
  const solid = elements.filter((one) => one.matches(fields) && lies(one));
  for (const one of solid)
    for (const line of flat)
      if (!contains(one, line.element) && overlap(line.box, box(one.getBoundingClientRect())) > SLACK)
        found.push(`“${line.text}” is under or over ${named(one)}`);
  return found;
}

/** @param {Element} outer @param {Element} inner */
const contains = (outer, inner) => outer === inner || above(inner, (one) => one === outer) !== null;

/** Whether it lies in the part of a list that is scrolled away. @param {Element} element */
function hiddenByScroll(element) {
  const at = box(element.getBoundingClientRect());
  return (
    above(element, (one) => {
      const style = getComputedStyle(one);
      if (!scrolls(style.overflowY) && !scrolls(style.overflowX)) return false;
      const { x, y } = beyond(at, box(one.getBoundingClientRect()));
      return Math.max(x, y) > SLACK;
    }) !== null
  );
}

/** Texts of a drawing over the edge of a shape of it: neither in it nor beside it. @param {Line[]} lines */
function overEdges(lines) {
  const found = [];
  for (const svg of new Set(
    lines.map(({ element }) => /** @type {any} */ (element).ownerSVGElement).filter(Boolean),
  )) {
    const shapes = [...svg.querySelectorAll("rect, circle, ellipse")].filter((shape) => {
      const style = getComputedStyle(shape),
        { width, height } = shape.getBoundingClientRect();
      return (
        width > 8 &&
        height > 8 &&
        shape.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
        style.stroke !== "none" &&
        style.strokeOpacity !== "0" &&
        !/rgba\(.*, 0\)/.test(style.stroke) &&
        !shape.matches(".focus, .chosen")
      );
    });
    for (const line of lines.filter(({ element }) => /** @type {any} */ (element).ownerSVGElement === svg))
      for (const shape of shapes) {
        const edge = box(shape.getBoundingClientRect()),
          { x, y } = beyond(line.box, edge);
        if (overlap(line.box, edge) > 2.5 && Math.max(x, y) > 2.5)
          found.push(`“${line.text}” is over the edge of ${named(shape)}`);
      }
  }
  return found;
}

const NUMBER =
  /[+−-]?\d(?:[\d.,\u2009\u202f\u00a0]*\d)?(?:[\u2009\u202f \u00a0]\d{3}(?!\d))*(?:e[+−-]?\d+)?(?:[\u00a0\u202f\u2009 ]%)?/gu;

/** Numbers that stand in two lines, but for those of code and of ciphers. @param {Element[]} elements */
function broken(elements) {
  const found = [];
  for (const element of elements.filter((one) => !one.matches("code, pre")))
    for (const node of textsIn(element))
      for (const { 0: number, index } of node.data.matchAll(NUMBER)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + number.length);
        const tops = [...range.getClientRects()]
          .filter(({ width }) => width > 0.5)
          .map(({ top }) => Math.round(top));
        if (Math.max(...tops) - Math.min(...tops) > 4)
          found.push(`“${number}” stands in two lines: ${named(element)}`);
      }
  return found;
}

/** Charts of Bokeh are canvases: their models are asked what the axes say, and where. */
function charts() {
  const found = [],
    pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  /** @param {any} view @returns {any[]} */
  const plots = (view) =>
    view.frame && view.renderer_views ? [view] : [...(view.children?.() ?? [])].flatMap(plots);
  const roots = /** @type {any} */ (globalThis).Bokeh?.index;
  for (const plot of Object.values(roots?.roots ?? roots ?? {}).flatMap(plots))
    for (const [axis] of plot.renderer_views) {
      if (!/Axis$/.test(axis.type) || !axis.visible) continue;
      const across = axis === plot.model.below[0];
      const range = across ? plot.frame.x_range : plot.frame.y_range,
        scale = across ? plot.frame.x_scale : plot.frame.y_scale;
      if (!axis.axis_label) found.push(`an axis from ${range.start} to ${range.end} says not what it shows`);
      const ticks = axis.ticker.get_ticks(range.start, range.end, range, Number.NaN).major;
      const overridden = new Map(
        [...axis.major_label_overrides].map(([at, text]) => [Number(at), String(text.text ?? text)]),
      );
      const plain = axis.formatter.doFormat(ticks, { loc: 0 });
      pen.font = `${axis.major_label_text_font_size} ${axis.major_label_text_font}`;
      let before = -Infinity;
      ticks.forEach((/** @type {number} */ tick, /** @type {number} */ i) => {
        const text = overridden.get(tick) ?? plain[i];
        if (/e[+-]?\d/.test(text)) found.push(`a chart's axis says “${text}”`);
        if (!across) return;
        const middle = scale.compute(tick),
          half = pen.measureText(text).width / 2;
        if (middle + half > plot.bbox.width + SLACK || middle - half < -SLACK)
          found.push(`“${text}” is cut off at a chart's edge`);
        if (middle - half < before) found.push(`“${text}” is over the number beside it on a chart's axis`);
        before = middle + half;
      });
    }
  return found;
}

/** All that is wrong with how the page looks now, a sentence each. */
function faults() {
  const root = document.documentElement,
    elements = visible(root),
    lines = allLines(elements);
  const sideways = root.scrollWidth - root.clientWidth;
  return [
    ...new Set([
      ...(sideways > 0 ? [`the page is ${sideways} px wider than its window`] : []),
      ...outside(lines),
      ...cutFields(elements),
      ...over(elements, lines),
      ...overEdges(lines),
      ...broken(elements),
      ...charts(),
    ]),
  ];
}

/* ---- what is asked of two moments ---- */

/** Cards, headings and controls, with where they are on the page. */
function places() {
  const found = new Map();
  for (const one of visible(document.documentElement)) {
    if (!one.matches(STAND_STILL) || (one instanceof SVGElement && one.tagName !== "svg")) continue;
    const { left, top, width, height } = one.getBoundingClientRect(),
      grows = one.matches(CARDS);
    // sticky parts move with the page, and the tests scroll it
    found.set(one, { left: left + scrollX, top: top + scrollY, ...(grows && { width, height }) });
  }
  return found;
}

/** Keeps where everything is now, for `moved()` in a window of the same width. */
function remember() {
  const page = /** @type {any} */ (globalThis);
  page.placesSeen = { ...page.placesSeen, [innerWidth]: places() };
}

/** What is elsewhere, or of another size, than at `remember()`; what has come or gone since is not asked. Of all that
    was moved together the first is named. */
function moved() {
  const found = new Map(),
    before = /** @type {any} */ (globalThis).placesSeen[innerWidth];
  for (const [one, now] of places())
    for (const [what, was] of Object.entries(before.get(one) ?? {})) {
      const by = Math.round(now[what] - was);
      if (Math.abs(now[what] - was) <= 1) continue;
      const alike = found.get(`${what} ${by}`) ?? { first: one, more: 0 };
      found.set(`${what} ${by}`, { ...alike, more: alike.more + 1 });
    }
  return [...found].map(
    ([change, { first, more }]) =>
      `changed its ${change} px: ${named(first)} “${(first.textContent ?? "").trim().slice(0, 30)}” (${more} such)`,
  );
}
