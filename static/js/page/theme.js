/* Runs before anything is drawn: takes the theme that was asked for, chosen before, or set in the system, and
   says whether the page stands in somebody else's (?embed=1), and what it is to show (?show=guide,text). */
(() => {
  const PARTS = ["question", "guide", "settings", "presets", "challenges", "text", "large"]; // as in apps/page/url.py
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let kept = null;
  try {
    kept = localStorage.getItem("np-theme");
  } catch {
    /* a sandboxed frame keeps nothing */
  }
  const query = new URLSearchParams(location.search),
    asked = query.get("theme");
  root.classList.toggle("np-embed", query.get("embed") === "1");
  const shown = (query.get("show") ?? "").split(/[ ,]+/);
  for (const part of PARTS) root.classList.toggle(`np-show-${part}`, shown.includes(part));
  if (asked === "dark" || asked === "light") kept = asked;
  const apply = () => {
    root.dataset.theme = kept || (system.matches ? "dark" : "light");
  };
  apply();
  system.addEventListener("change", () => {
    if (!kept) apply();
  });
  // A browser may keep a lab that one has left for its Back button, but not the connection with Python: begin anew,
  // with the settings that are in the address.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && document.querySelector("[data-lab]")) location.reload();
  });
  addEventListener("DOMContentLoaded", () => {
    root.lang = "en";
    document.querySelector("[data-theme-button]")?.addEventListener("click", () => {
      kept = root.dataset.theme === "dark" ? "light" : "dark";
      try {
        localStorage.setItem("np-theme", kept);
      } catch {
        /* see above */
      }
      apply();
    });
  });
})();
