/* The page's side of a lab that runs in the browser. The worker is called before anything else, so that Python is
   on its way while the page is drawn; the page is drawn at once, from the document that was built into it; and what
   is done to it meanwhile is kept, and told to Python when it is there. */

/** @import { Handlers, Message, Packed, ToPage, ToWorker } from "./types" */

(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript), root = document.documentElement;
  const { lab, worker: address, build, libraries, ...told } = /** @type {Record<string, string>} */ (script.dataset);
  const packages = /** @type {Packed[]} */ (JSON.parse(told.packages));
  const prefix = `np${crypto.getRandomValues(new Uint32Array(2)).join("")}_`; // of this page's models
  // What else an address may say; all other names are settings, and other values are complained of.
  const OURS = new Map(Object.entries({ embed: /^[01]$/, theme: /^(auto|light|dark)$/, host: /^https?:\/\/[^\s/?#@]+$/ }));
  const query = new URLSearchParams(location.search);
  const asked = [...query].some(([name, value]) => !OURS.get(name)?.test(value));

  let port = /** @type {MessagePort | Worker | null} */ (null), doc = /** @type {any} */ (null), live = false, patching = 0;
  let kept = /** @type {Message<ToWorker>[]} */ ([]), models = "", theirs = "", stopped = false;
  let lastState = /** @type {ToPage["state"] | null} */ (null);

  /* --- the worker ----------------------------------------------------------------------------------------- */

  function call() {
    if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
      return say("This browser cannot run Python: it lacks WebAssembly or workers. A current Firefox, Chrome, Edge or Safari can.");
    }
    const url = new URL(address, document.baseURI);
    const failed = () => trouble("Python could not be started.", `The worker ${url} did not start.`);
    try {
      if (typeof SharedWorker !== "function") throw new TypeError("no shared workers");
      const worker = new SharedWorker(url, { type: "module", name: build });
      worker.onerror = failed;
      port = worker.port;
    } catch {
      port = new Worker(url, { type: "module", name: build });
      port.onerror = failed;
    }
    port.onmessage = ({ data }) => hear(data);
    /** @param {string | null} lock */
    const open = (lock) => tell({ type: "open", lab, packages, query: location.search.slice(1), prefix, lock });
    const lock = `neural-playground ${prefix}`;
    if (navigator.locks) navigator.locks.request(lock, () => { open(lock); return new Promise(() => {}); });
    else open(null);
  }
  /** @param {Message<ToWorker>} message */
  const tell = (message) => port?.postMessage(message);
  addEventListener("pagehide", (event) => { if (!event.persisted) tell({ type: "close" }); });

  /** @type {Handlers<ToPage>} */
  const handlers = {
    progress({ stage, arrived, total }) {
      if (arrived === total && stage !== "Fetching Python") isStarting();
      const megabytes = /** @param {number} bytes */ (bytes) => (bytes / 1e6).toFixed(1);
      say(`${stage}…`, arrived / total, arrived < total ? `${megabytes(arrived)} of ${megabytes(total)} MB` : "");
    },
    opened(message) { whenDrawn(() => takeOver(message)); },
    async whole({ doc: text, roots }) {
      await show(JSON.parse(text), JSON.parse(roots));
      kept = kept.flatMap(meant(models, theirs));
      begin();
    },
    patch({ text, buffers }) {
      const { patch, buffers: names } = /** @type {{ patch: object, buffers: string[] }} */ (JSON.parse(text));
      patching += 1;
      try { doc.apply_json_patch(patch, new Map(names.map((name, i) => [name, buffers[i].buffer]))); } finally { patching -= 1; }
    },
    failed({ what, report }) { trouble(`The lab stopped: ${what}`, report); },
    broken({ what, report }) { trouble(what, report); tell({ type: "close" }); }, // the last to leave closes
    state(state) { lastState = state; },
    alive({ life }) {
      const report = "The worker ended without a word; it may have needed more memory than there is.";
      navigator.locks.request(life, () => trouble("Python has stopped: the browser ended it.", report));
    },
  };

  /** @param {Message<ToPage>} message */
  function hear(message) {
    /** @type {((message: any) => unknown) | undefined} */
    const handle = handlers[message.type];
    handle?.(message);
  }

  /* --- the document ---------------------------------------------------------------------------------------- */

  /** @param {number} time @returns {Promise<void>} */
  const after = (time) => new Promise((done) => setTimeout(done, time));
  // Until then (in ms) Python has both cores of a small machine to itself, and starts sooner. A course page may show
  // many labs, which are all drawn by one core: there is no time to lose.
  const PATIENCE = window === window.top ? 1500 : 0;
  let isStarting = () => {};
  const started = new Promise(/** @param {(value?: unknown) => void} done */ (done) => { isStarting = done; });

  let drawn = false;
  const waiting = /** @type {(() => void)[]} */ ([]);
  /** @param {() => void} act */
  function whenDrawn(act) { if (drawn) act(); else waiting.push(act); }

  addEventListener("DOMContentLoaded", async () => {
    const text = /** @type {HTMLElement} */ (document.getElementById("np-document"));
    const built = /** @type {import("./types").Built} */ (JSON.parse((text.textContent ?? "").replaceAll('"np0_', `"${prefix}`)));
    text.remove(); // with several labs on a page, room counts
    models = JSON.stringify(built.models);
    await first.draw(built);
    await Promise.race([started, after(PATIENCE)]);
    try {
      await Promise.all(libraries.split(" ").map(load));
    } catch (error) {
      return trouble("The page could not be drawn.", /** @type {Error} */ (error).message);
    }
    await released();
    await show(built.doc, built.roots);
    first.listen();
    drawn = true;
    for (const act of waiting) act();
  });

  /** Nobody holds a slider, which would slip away under the finger when it is handed over. */
  let pressed = false;
  for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
    addEventListener(type, () => { pressed = type === "pointerdown"; }, { capture: true, passive: true });
  }
  async function released() {
    while (pressed) await after(50);
  }

  /** A script; those that are asked for together run in their order. @param {string} source */
  function load(source) {
    return new Promise((done, failed) => {
      const script = Object.assign(element("script"), { src: source, async: false, onload: done });
      script.onerror = () => failed(new Error(`${script.src} could not be loaded.`));
      document.head.append(script);
    });
  }

  /** Draw a document into the places of its roots, instead of the one that may stand there.
      @param {any} json @param {Record<string, string>} roots */
  async function show(json, roots) {
    for (const view of [...Bokeh.index.roots]) view.remove();
    const places = /** @type {Record<string, string>} */ ({});
    for (const [name, id] of Object.entries(roots)) {
      const place = /** @type {HTMLElement} */ (document.querySelector(`[data-root="${name}"]`));
      place.id = `root-${name}`;
      places[id] = place.id;
    }
    const item = { docid: prefix, roots: places, root_ids: Object.values(roots) };
    const [views] = await Bokeh.embed.embed_items({ [prefix]: json }, [item]);
    doc = [...views.roots.values()][0].model.document;
    doc.on_change(changed, false);
  }

  /** Python is there. It has made the same models as the page was built with, unless the address asks for more.
      @param {ToPage["opened"]} message */
  function takeOver(message) {
    theirs = JSON.stringify(JSON.parse(message.models));
    if (!asked && theirs === models) begin();
    else tell({ type: "whole" });
  }

  /** What was done to the page as it was built, as if it had been done to the one that Python has made: for each model
      of the former there is the one of its kind in the latter, or what was said of it means nothing there.
      @param {string} built @param {string} made @returns {(message: Message<ToWorker>) => Message<ToWorker>[]} */
  function meant(built, made) {
    const places = /** @type {Map<string, string[]>} */ (new Map()); // of a kind, the identifiers in order
    for (const [id, kind] of JSON.parse(made)) places.set(kind, [...(places.get(kind) ?? []), id]);
    const now = new Map(JSON.parse(built).map(/** @param {[string, string]} model */ ([id, kind]) => [id, places.get(kind)?.shift()]));
    return (message) => {
      if (message.type !== "patch") return [message];
      let whole = true;
      const text = message.text.replace(new RegExp(`(?<=")${prefix}\\d+(?=")`, "g"), (id) => {
        whole &&= now.has(id) && now.get(id) !== undefined;
        return now.get(id) ?? id;
      });
      return whole ? [{ ...message, text }] : [];
    };
  }

  function begin() {
    if (stopped) return;
    tell({ type: "start" });
    live = true;
    for (const message of kept) tell(message);
    kept = [];
    say("");
    root.dataset.python = "ready";
    dispatchEvent(new Event("np-ready"));
  }

  /** Something happened on the page: tell Python, or keep it until Python is there. @param {any} event */
  function changed(event) {
    if (patching) return;
    const events = (event.events ?? [event]).filter(/** @param {any} one */ (one) => one.sync !== false);
    if (!events.length) return;
    const buffers = /** @type {ToWorker["patch"]["buffers"]} */ ({});
    const text = JSON.stringify(doc.create_json_patch(events), (_, value) => {
      if (!(value?.buffer instanceof ArrayBuffer) || typeof value.to_base64 !== "function") return value;
      const id = `${Object.keys(buffers).length}`;
      buffers[id] = value.buffer;
      return { id };
    });
    const message = /** @type {Message<ToWorker>} */ ({ type: "patch", text, buffers });
    if (live) tell(message);
    else kept.push(message);
  }

  /* --- what is said meanwhile ------------------------------------------------------------------------------ */

  /** @template {keyof HTMLElementTagNameMap} Tag @param {Tag} name */
  const element = (name) => document.createElement(name);
  const box = element("div"), words = element("span"), figures = element("span"), bar = element("progress");
  box.className = "np-wait";
  words.setAttribute("aria-live", "polite");
  box.hidden = true;
  figures.setAttribute("aria-hidden", "true"); // they change too often to be read aloud
  figures.className = "num";
  box.append(words, figures, bar);
  addEventListener("DOMContentLoaded", () => document.body.append(box));

  let said = /** @type {[text: string, share: number, numbers: string] | null} */ (null); // of the progress

  /** @param {string} text @param {number | null} share of what is to come @param {string} numbers */
  function say(text, share = null, numbers = "") {
    if (stopped) return; // what has gone wrong stays to be read
    said = share === null ? null : [text, share, numbers];
    const follows = asked ? "your settings" : navigator.userActivation?.hasBeenActive ? "what you did" : "";
    const also = share !== null && follows ? ` Then ${follows} will follow.` : "";
    if (words.textContent !== text + also) words.textContent = text + also;
    figures.textContent = numbers;
    bar.hidden = share === null;
    if (share !== null) bar.value = share;
    box.hidden = !text;
  }

  // Who does something is told at once that it is not lost, though nothing more may have arrived meanwhile.
  for (const type of ["click", "input", "keyup"]) {
    addEventListener(type, () => { if (said) say(...said); }, { capture: true, passive: true });
  }

  /** @param {string} what has happened @param {string} report */
  function trouble(what, report) {
    if (stopped) return; // the rest follows from that
    live = false;
    say(what);
    stopped = true;
    box.classList.add("np-trouble");
    /** @param {string} label @param {() => void} act */
    const button = (label, act) => Object.assign(document.createElement("button"), { type: "button", textContent: label, className: "np-tool", onclick: act });
    const again = button("Try again", () => {
      if (lastState) {
        const { query, packed, weights } = lastState;
        const behind = new URLSearchParams({ ...(packed && { packed }), ...(weights && { w: weights }) });
        history.replaceState(null, "", `?${query}#${behind}`);
      }
      location.reload();
    });
    const copy = button("Copy the report", async () => {
      const text = [what, report, location.href, navigator.userAgent].join("\n");
      try { await navigator.clipboard.writeText(text); copy.textContent = "Copied"; } catch { words.textContent = text; }
    });
    box.querySelectorAll("button").forEach((old) => old.remove());
    box.append(again, copy);
  }

  call();
})();
