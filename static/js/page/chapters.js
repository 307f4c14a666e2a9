/* The menu of all labs opens under its button. Escape closes it, and so does whatever happens elsewhere; the arrow
   keys go from lab to lab. */
addEventListener("DOMContentLoaded", () => {
  const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-menu-button]"));
  const sheet = document.getElementById(button?.getAttribute("aria-controls") ?? "");
  if (!button || !sheet) return;
  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  const here = () =>
    /** @type {HTMLElement} */ (sheet.querySelector("[aria-current]") ?? sheet.querySelector("a"));

  const show = (open) => {
    if (open === isOpen()) return;
    button.setAttribute("aria-expanded", String(open));
    if (open) sheet.scrollTop = here().offsetTop - sheet.clientHeight / 2; // forty labs are longer than a phone is high
  };

  button.addEventListener("click", () => show(!isOpen()));
  addEventListener("click", (event) => {
    const path = event.composedPath(); // as it was, should what was clicked be gone by now
    if (
      !path.includes(button) &&
      (!path.includes(sheet) || path.some((one) => one instanceof HTMLAnchorElement))
    )
      show(false);
  });
  sheet.addEventListener("focusout", (event) => {
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (to && to !== button && !sheet.contains(to)) show(false);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    show(false);
    button.focus();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    show(true);
    here().focus();
  });
  sheet.addEventListener("keydown", (event) => {
    const links = [...sheet.querySelectorAll("a")],
      at = links.indexOf(/** @type {any} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    links[to]?.focus();
  });
});
