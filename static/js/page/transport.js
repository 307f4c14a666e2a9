/* The transport: what moves time. It also keeps the address of the page true, acknowledges frames, and is where
   the page around an embedded one (host.js) hears of frames and has its commands carried out. */

import { h, rebuild, s, setAttr, setText } from "../lib/dom.js";
import { gently } from "../lib/throttle.js";
import { fileInput } from "../lib/files.js";
import { dark, embedded } from "../lib/view.js";
import { copier, course } from "./course.js";

const ICONS = {
  play: "M5 3.5v11l9-5.5z",
  pause: "M4.5 3.5h3v11h-3zM10.5 3.5h3v11h-3z",
  step: "M4 3.5v11l7-5.5zM12 3.5h2v11h-2z",
  back: "M14 3.5v11l-7-5.5zM4 3.5h2v11H4z",
  reset: "M9 3a6 6 0 1 0 6 6h-2a4 4 0 1 1-4-4v3l5-4-5-4z",
  undo: "M7 3L2 7l5 4V8.5h3.5a2.5 2.5 0 0 1 0 5H6v2h4.500a4.500 4.500 0 0 0 0-9H7z",
};
const icon = (name) =>
  s("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" }, s("path", { d: ICONS[name] }));

/** @typedef {import("../lib/types").Ui} Ui */

const LONGEST_LINK = 30_000; // characters of a log: with more, most programs that pass links on cut them
const LARGEST_FILE = 1e6; // bytes, as apps/page/commands.py has it

/* Taken before replaceState drops it. */
const FIRST_HASH = location.hash;

const FIRST_WEIGHTS = /[#&](w=[\w-]*)/.exec(FIRST_HASH)?.[1].slice(2) ?? "";

/** The address of this page with another query, with settings that are too long for it, and with what else belongs
    behind the #: `w`, weights, or `log`, what was done. */
function address(query, packed, more = {}) {
  const url = new URL(location.href);
  url.search = query;
  const behind = Object.entries({ packed, ...more }).filter(([, text]) => text);
  url.hash = String(new URLSearchParams(behind));
  return url.href;
}
/** The settings in an address, without what only says how this page is shown. */
function settings({ query, packed }) {
  const found = new URLSearchParams(query);
  for (const name of ["embed", "host", "show", "theme"]) found.delete(name);
  if (packed) found.set("packed", packed);
  return found;
}

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui;
  const bare = embedded() || document.documentElement.classList.contains("np-show-large");
  const round = (name, title, keys, act) =>
    h(
      "button",
      {
        type: "button",
        class: "round",
        title: `${title} (${keys})`,
        "aria-label": title,
        "aria-keyshortcuts": keys,
        onclick: act,
      },
      icon(name),
    );

  const play = h("button", {
    type: "button",
    class: "play",
    "data-part": "play",
    "aria-keyshortcuts": "Space",
    onclick: () => toggle(),
  });
  const back = round("back", "Back one step", "ArrowLeft", () => send("back"));
  const step = round("step", "Step", "ArrowRight", () => send("step"));
  const slow = h(
    "button",
    {
      type: "button",
      class: "tool slow",
      title: "One step in slow motion: forward, loss, backward, update",
      onclick: () => send("slow_motion", { on: true }),
    },
    "slow motion",
  );
  const reset = round("reset", "Reset to step 0", "R", () => send("reset"));
  const undo = round("undo", "Undo", "Control+Z", () => send("undo"));
  const speeds = h(
    "span",
    { class: "speeds", role: "group", "aria-label": "Speed" },
    ui.fixed.speeds.map((name) =>
      h(
        "button",
        { type: "button", "data-speed": name, onclick: () => send("speed", { speed: name }) },
        name,
      ),
    ),
  );
  const status = h("p", { class: "status num", role: "status" });
  const seed = h("input", {
    type: "text",
    inputmode: "numeric",
    class: "num",
    "aria-label": "Seed",
    "aria-describedby": "notice",
    onchange: () => send("set", { name: "seed", text: seed.value }),
  });
  const share = h(
    "button",
    { type: "button", class: "tool", "aria-expanded": "false", onclick: () => open(sheet.hidden) },
    "Share",
  );
  const full = /** @type {HTMLAnchorElement} */ (document.querySelector(".np-open")); // to be seen on embedded pages
  const range = h("input", {
    type: "range",
    min: 0,
    max: 1,
    value: 0,
    step: 1,
    "aria-label": "Timeline",
    "data-part": "timeline",
  });
  const marks = h("div", { class: "marks", "aria-hidden": "true" });
  const notice = h("div", { class: "notice", id: "notice", hidden: true });
  const sheet = h("div", { class: "sheet", hidden: true, role: "dialog", "aria-label": "Share" });
  const rewind = gently((value) => send("rewind", { step: value }));
  range.addEventListener("input", () => {
    rewind(Number(range.value));
    mark(range);
  });

  const node = h(
    "div",
    { style: "position:relative", class: embedded() ? "embedded" : "" },
    h(
      "div",
      { class: "bar" },
      play,
      back,
      step,
      ui.fixed.phases && !embedded() ? slow : null,
      reset,
      undo,
      speeds,
      status,
      bare ? null : [h("label", { class: "seed num soft" }, "seed", seed), share],
    ),
    h("div", { class: "time" }, range, marks),
    notice,
    sheet,
  );

  function toggle() {
    state.shut = ""; // whoever presses Play at the end of a run is told why it has ended
    send(ui.frame.playing ? "pause" : "play");
  }

  /* --- the sheet with links ------------------------------------------------------------------------- */
  const keep = h("div", { class: "keep" });
  /** What keeps pictures is read when it is asked for first; a page that carries its scripts carries less. */
  async function offerToKeep() {
    if (keep.firstChild) return;
    try {
      const { keeping } = await globalThis.npModule("page/keep");
      keep.replaceChildren(...keeping(ui));
    } catch {
      /* nothing is served here but the page itself, as in a notebook */
    }
  }
  function open(yes) {
    sheet.hidden = !yes;
    share.setAttribute("aria-expanded", String(yes));
    if (yes) {
      offerToKeep();
      send("share");
    } else share.focus();
  }
  function fillSheet(link) {
    rebuild(sheet, [link, ui.frame.query, ui.frame.packed], () => {
      const field = (label, value) => {
        const input = h("input", { type: "text", readonly: true, value, onfocus: () => input.select() });
        return h(
          "label",
          {},
          label,
          h("span", { class: "row", style: "flex-wrap:nowrap" }, input, copier(input)),
        );
      };
      const complaint = h("p", { class: "error", role: "alert", hidden: true });
      const file = fileInput({
        accept: ".txt,text/plain",
        most: LARGEST_FILE,
        take: (bytes) => {
          send("load", { file: bytes });
          open(false);
        },
        complain: (why) => {
          setText(complaint, why);
          complaint.hidden = false;
        },
      });
      const save = () => {
        const a = h("a", {
          href: URL.createObjectURL(new Blob([link.weights], { type: "text/plain" })),
          download: `${ui.fixed.lab}-weights.txt`,
        });
        a.click();
      };
      return [
        field("The same settings, from step 0", address(ui.frame.query, ui.frame.packed)),
        link.weights
          ? field(
              "The network as it is now, weights included",
              address(link.query, ui.frame.packed, { w: link.weights }),
            )
          : null,
        link.weights
          ? h(
              "div",
              { class: "row" },
              h("button", { type: "button", class: "tool", onclick: save }, "Save weights"),
              h("button", { type: "button", class: "tool", onclick: () => file.click() }, "Load weights"),
              file,
              complaint,
            )
          : null,
        link.log?.length < LONGEST_LINK
          ? field(
              "This very run, made again as it was: what was done, step by step",
              address(ui.frame.query, "", { log: link.log }),
            )
          : link.log &&
            h(
              "p",
              { class: "soft small" },
              "This run is too long for a link that makes it again: it has too much data of its own, or too many changes by hand.",
            ),
        keep,
        course(ui.fixed.lab, ui.fixed.title, settings(ui.frame)),
      ].filter(Boolean);
    });
  }

  /* --- keys ------------------------------------------------------------------------------------------ */
  function key(event) {
    const target = event.composedPath()[0];
    const kind = target.tagName;
    if (event.key === "Escape" && !sheet.hidden) return open(false);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !/INPUT|TEXTAREA/.test(kind)) {
      event.preventDefault();
      return send("undo");
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/INPUT|TEXTAREA|SELECT/.test(kind) || target.isContentEditable || target.closest?.("[data-keys]"))
      return;
    if (event.key === " " && !/BUTTON|SUMMARY|A/.test(kind) && !target.hasAttribute?.("tabindex")) {
      event.preventDefault();
      toggle();
    } else if (event.key === " " && target === play) return;
    else if (event.key === "ArrowRight" && target.getAttribute?.("role") !== "tab") {
      event.preventDefault();
      send("step");
    } else if (event.key === "ArrowLeft" && target.getAttribute?.("role") !== "tab") {
      event.preventDefault();
      send("back");
    } else if (event.key.toLowerCase() === "r") send("reset");
  }
  ui.listen(document, "keydown", key);
  ui.listen(document, "visibilitychange", () => {
    if (document.hidden && ui.frame.playing) send("pause");
  });
  ui.listen(globalThis, "np-command", (event) => send(event.detail.type, event.detail));

  /* A connection that is lost does not come back: a server that was started again knows nothing of this page. */
  ui.document?.on_event("connection_lost", () => {
    notice.replaceChildren(
      h(
        "span",
        {},
        "The connection with the server is lost. The settings are in the address of this page: reload it to start again with them.",
      ),
      h("button", { type: "button", onclick: () => location.reload() }, "Reload"),
    );
    notice.className = "notice warn";
    notice.hidden = false;
  });

  const tellTheme = () => send("theme", { dark: dark() });
  const watcher = new MutationObserver(tellTheme);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  ui.onRemove(() => watcher.disconnect());
  /* The frame that was acknowledged last; whether Python has read the address, which may be replaced from then on; the
     settings in it, and the weights, which are those of the page until a setting is another one; what was said about
     the end of a run, once it has been put away. */
  const state = {
    told: 0,
    read: false,
    asked: /** @type {string | null} */ (null),
    weights: FIRST_WEIGHTS,
    shut: "",
  };
  async function greet() {
    if (state.read) return;
    const wrong = await ui.ask("hello", { dark: dark(), hash: FIRST_HASH }); // when the first frame is drawn
    if (!node.isConnected) return; // drawn before Python was there, and replaced since: its frame knows nothing
    state.read = true;
    if (wrong) state.weights = "";
    ui.redraw();
  }
  queueMicrotask(greet);
  ui.listen(globalThis, "np-ready", greet); // in the site, what is said while a page is put together may be lost
  return {
    node,
    play,
    back,
    undo,
    speeds,
    status,
    seed,
    full,
    range,
    marks,
    notice,
    sheet,
    fillSheet,
    state,
  };
}

/** The timeline is coloured as far as the run has come. */
function mark(range) {
  range.style.setProperty("--done", `${(100 * range.value) / Math.max(range.max, 1)}%`);
}

/** @param {any} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const {
    send,
    node,
    play,
    back,
    undo,
    speeds,
    status,
    seed,
    full,
    range,
    marks,
    notice,
    sheet,
    fillSheet,
    state,
  } = ui;
  if (f.frame === undefined) return;
  const name = f.playing ? "pause" : "play";
  if (rebuild(play, name, () => [icon(name)])) {
    setAttr(play, "aria-label", f.playing ? "Pause" : "Play");
    play.title = `${f.playing ? "Pause" : "Play"} (Space)`;
  }
  back.disabled = f.step <= 0;
  undo.disabled = !f.undo;
  undo.title = f.undo ? `Undo: ${f.undo} (Ctrl+Z)` : "Nothing to undo";
  for (const button of speeds.children)
    setAttr(button, "aria-pressed", String(button.dataset.speed === f.speed));
  setAttr(status, "aria-live", f.playing ? "off" : "polite");
  const parts = [["step", f.step.toLocaleString("en")], ...f.status];
  if (status.children.length !== parts.length)
    status.replaceChildren(...parts.map(() => h("span", {}, "", h("b"))));
  parts.forEach(([label, value], i) => {
    const span = status.children[i];
    const text = `${i ? " · " : ""}${label} `;
    if (span.firstChild.data !== text) span.firstChild.data = text;
    setText(span.lastChild, value);
  });
  setAttr(seed, "aria-invalid", String(f.seed_refused));
  if (document.activeElement !== seed && node.getRootNode().activeElement !== seed) seed.value = f.seed;
  range.max = Math.max(f.last, 1);
  range.disabled = f.last === 0;
  if (node.getRootNode().activeElement !== range || f.playing) range.value = f.step;
  setAttr(range, "aria-valuetext", `step ${f.step} of ${f.last}`);
  mark(range);
  rebuild(marks, [f.marks, f.last], () =>
    f.marks.map((at) => h("i", { style: `left:${(100 * at) / Math.max(f.last, 1)}%` })),
  );
  if (!f.stopped || f.playing) state.shut = "";
  const text = (f.stopped !== state.shut && f.stopped) || f.notice;
  const offer = !text && !f.playing ? globalThis.npRuns?.offer() : null; // what was done before a reload
  rebuild(notice, [text, f.stopped, offer], () =>
    [
      h("span", {}, offer ? `You had come to step ${offer.steps.toLocaleString("en")} here.` : text),
      offer
        ? h(
            "button",
            {
              type: "button",
              onclick: () => {
                globalThis.npRuns?.drop();
                send("again", { log: offer.log });
              },
            },
            "Make that run again",
          )
        : null,
      f.undo && !f.stopped && text
        ? h(
            "button",
            { type: "button", onclick: () => send("undo") },
            text.startsWith("Undone") ? "Undo one more" : "Undo",
          )
        : null,
      f.stopped ? h("button", { type: "button", onclick: () => send("reset") }, "Start again") : null,
      h(
        "button",
        {
          type: "button",
          "aria-label": "Dismiss",
          onclick: () => {
            if (offer) globalThis.npRuns?.drop();
            state.shut = ui.frame.stopped; // Play tells it again
            send("dismiss");
            ui.redraw();
          },
        },
        "✕",
      ),
    ].filter(Boolean),
  );
  notice.className = f.failed ? "notice warn" : "notice";
  notice.hidden = !text && !offer;
  if (!sheet.hidden) fillSheet(f.link);
  const asked = `${f.query}#${f.packed}`;
  if (state.read && state.asked !== asked) {
    if (state.asked !== null) state.weights = "";
    state.asked = asked;
    try {
      history.replaceState(null, "", address(f.query, f.packed, { w: state.weights }));
    } catch {
      /* a sandboxed frame has no address of its own */
    }
    full.href = address(String(settings({ query: f.query, packed: "" })), f.packed);
  }
  dispatchEvent(
    new CustomEvent("np-frame", {
      detail: { ...f, lab: ui.fixed.lab, challenges: ui.fixed.challenges, settings: () => settings(f) },
    }),
  );
  if (f.playing && f.frame >= state.told + 2) {
    // every other frame: Python sends four before it waits
    state.told = f.frame;
    requestAnimationFrame(() => send("drawn", { frame: state.told }));
  } else if (f.answers.length && f.frame > state.told) {
    // these are repeated until Python knows that they have arrived, also where nothing is drawn, being out of sight
    state.told = f.frame;
    setTimeout(() => send("drawn", { frame: f.frame }));
  }
}
