/* The inside of an embedded page: it speaks with the page around it. It does nothing in a page of its own.

   Sizes are told to any parent, in our own words and in those that learning platforms know (lti.frameResize);
   they say nothing about the learner. All else goes only to the origin that the address names (?host=...), and
   only from there and from the parent itself are commands taken. Each is answered: that it was done, or why not.
   The other end is embed.js; the messages are listed in docs/embedding/README.md. */
(() => {
  if (parent === window) return;
  const PROTOCOL = 1,
    BETWEEN_STEPS = 250; // ms
  const named = new URLSearchParams(location.search).get("host");
  const host = (() => {
    try {
      return named && new URL(named).origin === named ? named : null;
    } catch {
      return null;
    }
  })();

  /* --- size ------------------------------------------------------------------------------------------ */
  const page = () => /** @type {HTMLElement} */ (document.querySelector(".np-page"));
  let height = 0,
    measuring = 0;
  function measure() {
    measuring = 0;
    const now = Math.ceil(page().getBoundingClientRect().height);
    if (now === height || now === 0) return;
    height = now;
    parent.postMessage({ np: PROTOCOL, type: "size", height }, "*");
    parent.postMessage({ subject: "lti.frameResize", height }, "*");
  }
  addEventListener("DOMContentLoaded", () => {
    new ResizeObserver(() => {
      measuring ||= setTimeout(measure, 60);
    }).observe(page());
  });

  if (!host || host === "null") return;
  const tell = (type, more) => parent.postMessage({ np: PROTOCOL, type, ...more }, host);
  tell("here");

  /* --- what happens here is told --------------------------------------------------------------------- */
  let told = null,
    last = 0,
    waiting = 0,
    shown = null;
  const solved = new Set();
  let again = 0; // the number of the run that was made again last

  function tellStep() {
    waiting = 0;
    last = performance.now();
    const metrics = shown.status.map(([name, value]) => `${name} ${value}`).join(" · ");
    const line = `${shown.step} ${shown.playing} ${metrics}`;
    if (line === told) return;
    told = line;
    tell("step", { lab: shown.lab, step: shown.step, playing: shown.playing, metrics });
  }

  addEventListener("np-frame", (/** @type {any} */ { detail }) => {
    if (!shown) tell("ready", { lab: detail.lab });
    shown = detail;
    waiting ||= setTimeout(tellStep, Math.max(0, BETWEEN_STEPS - (performance.now() - last)));
    for (const [number, wrong] of detail.answers) if (number === count && sent) settle(wrong);
    if (detail.again.number && detail.again.number !== again) {
      again = detail.again.number;
      tell("again", { lab: detail.lab, ...detail.again });
    }
    for (const [key, steps] of detail.solved) {
      if (solved.has(key)) continue;
      solved.add(key);
      tell("challenge", {
        lab: detail.lab,
        key,
        challenge: detail.challenges.find((one) => one.key === key).text,
        settings: Object.fromEntries(detail.settings()),
        steps,
      });
    }
  });

  /* --- what the host asks for is done ---------------------------------------------------------------- */
  const MOST = 50,
    LONGEST = 2000; // values at once; characters of one
  const short = (text) => {
    const all = String(text);
    return all.length > 40 ? `${all.slice(0, 39)}…` : all;
  };

  /** Why a command is not for us, in a sentence; an empty text if it is. */
  function refusal(type, values, log) {
    if (!shown) return "The lab is not ready yet.";
    if (["play", "pause", "reset"].includes(type)) return "";
    if (type === "again") return typeof log === "string" ? "" : "again takes the log of a run, a text.";
    if (type !== "set")
      return `There is no command “${short(type)}”; there is play, pause, reset, set and again.`;
    if (Object.prototype.toString.call(values) !== "[object Object]")
      return "set takes names with their values, as in {alpha: 5}.";
    const names = Object.keys(values);
    if (names.length > MOST)
      return `set takes at most ${MOST} values at once, not ${names.length.toLocaleString("en")}.`;
    for (const name of names) {
      const value = values[name];
      if (!/^\w{1,50}$/.test(name)) return `No setting is called “${short(name)}”.`;
      if (typeof value === "string" && value.length > LONGEST)
        return `${name} takes at most ${LONGEST.toLocaleString("en")} characters here, not ${value.length.toLocaleString("en")}.`;
      if (typeof value !== "string" && typeof value !== "boolean" && !Number.isFinite(value))
        return `${name} takes a text, a number, true or false.`;
    }
    return "";
  }

  /* One command is on its way at a time. Of those that wait, one that the next one makes pointless goes with it, and
     all the answers to it are those to the next one. Settings that wait are set together; should that be refused,
     one after the other, so that each is told what was wrong with it. */
  const POINTLESS = { play: ["play", "pause"], pause: ["play", "pause"], reset: ["play", "pause", "reset"] };
  const queue = []; // { type, asks, log } or, of settings, { type, parts }: names -> { values, asks }
  let sent = null,
    count = 0;

  function wait(type, ask, values, log) {
    const last = queue.at(-1);
    if (type === "set") {
      const key = Object.keys(values).sort().join();
      const together = last?.parts?.size < MOST && Object.keys(merged(last, values)).length <= MOST;
      const { parts } = together ? last : queue[queue.push({ type, parts: new Map() }) - 1];
      const asks = parts.get(key)?.asks || [];
      parts.delete(key); // and to the end: what is set later counts
      asks.push(ask);
      parts.set(key, { values, asks });
    } else if (POINTLESS[type]?.includes(last?.type)) {
      last.type = type;
      last.asks.push(ask);
    } else queue.push({ type, asks: [ask], log });
    next();
  }
  const merged = ({ parts }, values = {}) =>
    Object.fromEntries([...parts.values(), { values }].flatMap((part) => Object.entries(part.values)));

  function next() {
    if (sent || !queue.length) return;
    sent = queue.shift();
    const command = { type: sent.type, ask: ++count };
    if (sent.type === "again") Object.assign(command, { log: sent.log, number: sent.asks[0] });
    if (sent.parts) {
      command.type = "set_all";
      command.values = Object.fromEntries(
        Object.entries(merged(sent)).map(([name, value]) => [name, String(value)]),
      );
    }
    dispatchEvent(new CustomEvent("np-command", { detail: command }));
  }

  function settle(wrong) {
    const { type, parts, asks } = sent;
    sent = null;
    if (wrong && parts?.size > 1)
      queue.unshift(...[...parts].map((part) => ({ type, parts: new Map([part]) })));
    else
      for (const ask of asks || [...parts.values()].flatMap((part) => part.asks))
        tell("answer", { ask, wrong });
    next();
  }

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== host || data?.np !== PROTOCOL) return;
    const { type, ask, values, log, dark } = data;
    if (type === "theme") {
      if (typeof dark === "boolean") document.documentElement.dataset.theme = dark ? "dark" : "light";
    } else if (Number.isSafeInteger(ask)) {
      const wrong = refusal(type, values, log);
      if (wrong) tell("answer", { ask, wrong });
      else wait(type, ask, values, log);
    }
  });
})();
