/* The inside of an embedded page: it speaks with the page around it. It does nothing in a page of its own.

   Sizes are told to any parent, in our own words and in those that learning platforms know (lti.frameResize);
   they say nothing about the learner. All else goes only to the origin that the address names (?host=...), and
   only from there, from the parent itself, and in the expected form are commands taken. The other end is
   embed.js; the messages are listed in docs/embedding/README.md. */
(() => {
  if (parent === window) return;
  const PROTOCOL = 1, BETWEEN_STEPS = 250; // ms
  const named = new URLSearchParams(location.search).get("host");
  const host = (() => {
    try { return new URL(named).origin === named ? named : null; } catch { return null; }
  })();

  /* --- size ------------------------------------------------------------------------------------------ */
  let height = 0, measuring = 0;
  function measure() {
    measuring = 0;
    const now = Math.ceil(document.querySelector(".np-page").getBoundingClientRect().height);
    if (now === height || now === 0) return;
    height = now;
    parent.postMessage({ np: PROTOCOL, type: "size", height }, "*");
    parent.postMessage({ subject: "lti.frameResize", height }, "*");
  }
  addEventListener("DOMContentLoaded", () => {
    new ResizeObserver(() => { measuring ||= setTimeout(measure, 60); }).observe(document.querySelector(".np-page"));
  });

  if (!host || host === "null") return;
  const tell = (type, more) => parent.postMessage({ np: PROTOCOL, type, ...more }, host);

  /* --- what happens here is told --------------------------------------------------------------------- */
  let told = null, last = 0, waiting = 0, shown = null;
  const solved = new Set(), asked = new Set();

  function tellStep() {
    waiting = 0;
    last = performance.now();
    const metrics = shown.status.map(([name, value]) => `${name} ${value}`).join(" · ");
    const line = `${shown.step} ${shown.playing} ${metrics}`;
    if (line === told) return;
    told = line;
    tell("step", { lab: shown.lab, step: shown.step, playing: shown.playing, metrics });
  }

  addEventListener("np-frame", ({ detail }) => {
    if (!shown) tell("ready", { lab: detail.lab });
    shown = detail;
    waiting ||= setTimeout(tellStep, Math.max(0, BETWEEN_STEPS - (performance.now() - last)));
    for (const [ask, wrong] of detail.answers) if (asked.delete(ask)) tell("answer", { ask, wrong });
    for (const [number, steps] of detail.solved) {
      if (solved.has(number)) continue;
      solved.add(number);
      tell("challenge", { lab: detail.lab, challenge: detail.challenges[number], settings: Object.fromEntries(detail.settings()), steps });
    }
  });

  /* --- what the host asks for is done ---------------------------------------------------------------- */
  const isValue = (value) => (typeof value === "string" && value.length <= 2000) || typeof value === "boolean" || Number.isFinite(value);
  const areSettings = (values) => values !== null && typeof values === "object" && Object.keys(values).length <= 50
    && Object.entries(values).every(([name, value]) => /^\w{1,50}$/.test(name) && isValue(value));

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== host || data?.np !== PROTOCOL) return;
    const { type, ask, values, dark } = data;
    if (type === "theme" && typeof dark === "boolean") document.documentElement.dataset.theme = dark ? "dark" : "light";
    if (!shown || !Number.isSafeInteger(ask)) return; // before `ready` there is nothing to command
    let command = null;
    if (["play", "pause", "reset"].includes(type)) command = { type, ask };
    else if (type === "set" && areSettings(values)) command = { type: "set_all", values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])), ask };
    if (!command) return;
    asked.add(ask);
    dispatchEvent(new CustomEvent("np-command", { detail: command }));
  });
})();
