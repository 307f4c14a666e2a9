/* Runs in a page that is being measured, before anything of its own: it watches for the first picture, clicks
   Step, and notes when the click has been applied. Times are milliseconds since the navigation began.

   REPEAT is replaced by true or false: whether Step is clicked every 100 ms until a click is applied (a page
   that loses early clicks), or once, as early as there is such a button (a page that promises to keep it). */

if (window === window.top) {
  const boot = (window.__boot = { frame: null, clicks: 0, firstClick: null, applied: null, said: "" });

  /* The first element that matches, also inside shadow roots. */
  const find = (root, selector, test) => {
    for (const element of root.querySelectorAll(selector)) if (test(element)) return element;
    for (const element of root.querySelectorAll("*")) {
      const found = element.shadowRoot && find(element.shadowRoot, selector, test);
      if (found) return found;
    }
    return null;
  };
  const isVisible = (element, least = 1) => {
    const { width, height } = element.getBoundingClientRect();
    return width >= least && height >= least && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  /* A drawing, or a group of parts that has something in it (the rows and tiles of a table are such a one). */
  const isPicture = (element) => isVisible(element, 40) && (element.matches("canvas, img") || element.childElementCount > 0);
  const isStep = (button) =>
    (button.getAttribute("aria-label") ?? button.textContent).trim() === "Step" && !button.disabled && isVisible(button);

  const look = () => {
    const picture = document.getElementById("picture");
    if (boot.frame === null && picture && find(picture, "svg, canvas, img, [role=group]", isPicture)) boot.frame = performance.now();
    if (boot.clicks && find(document, "[role=status]", (line) => /^\s*step [1-9]/.test((boot.said = line.textContent)))) {
      boot.applied = performance.now();
      return;
    }
    requestAnimationFrame(look);
  };

  const click = () => {
    if (boot.applied !== null) return;
    const step = find(document, "button, [role=button]", isStep);
    if (step) {
      boot.firstClick ??= performance.now();
      boot.clicks += 1;
      step.click();
    }
    if (REPEAT || !step) setTimeout(click, REPEAT ? 100 : 10);
  };

  requestAnimationFrame(look);
  click();
}
