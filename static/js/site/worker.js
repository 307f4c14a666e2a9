/* The worker: one Python for all labs of this site that are open, in every tab and frame.

   It fetches the runtime and the core's packages at once and side by side, tells how far they are, and then opens a
   session (apps/host/worker.py) for each page that asks. A page names the packages of its lab, which are fetched
   once, whoever needs them. It speaks over a port of its own; what it says is handled in the order in which it was
   said. `SITE`, put in front of this file by the site builder, lists the core's files with their sizes and sums. */

/** @import { Core, Failed, Handlers, Keep, Message, Packed, Post, Pyodide, Session, ToPage, ToWorker } from "./types" */
/** @typedef {MessagePort | DedicatedWorkerGlobalScope} Port */

/** @param {string} name */
const here = (name) => new URL(name, self.location.href).href;
const runtime = Promise.all(["pyodide.mjs", "pyodide.asm.js"].map((name) => import(here(SITE.runtime + name))));
const pages = /** @type {Set<Port>} */ (new Set()); // the ports of all pages

/* --- what is fetched, and how much of it has come -------------------------------------------------------- */

const arrivals = /** @type {Map<string, Promise<() => Response>>} */ (new Map()); // address -> promise of a function that makes a Response
let arrived = 0, total = 0, stage = "Fetching Python";
let broken = /** @type {{ type: "broken" } & ToPage["broken"] | null} */ (null);

/** Fetch a packed file, refuse it unless it is the one that was built, and unpack it. What does not come right is
    asked for once more, past what the browser has kept, which may be the wrong thing. @param {Packed} file */
async function bring(file) {
  total += file.bytes;
  return unpack(await fetchWhole(file, "default").catch(() => fetchWhole(file, "reload")));
}

/** @param {Core["files"][number]} file */
async function answerWith(file) {
  const natively = file.name === SITE.compiled.name && await fetchNatively(file).catch(() => null);
  if (natively) return natively;
  const unpacked = await bring(file), type = file.name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return () => new Response(unpacked, { headers: { "content-type": type } });
}

/** @param {Packed} file @param {RequestCache} cache @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function fetchWhole({ packed, name = packed, bytes, sha256 }, cache) {
  const whole = new Uint8Array(bytes);
  let at = 0;
  /** @param {string} why */
  const failed = (why) => {
    arrived -= at;
    return new Error(`${(name ?? packed).split("/").pop()} ${why}`);
  };
  let answer = cache === "default" ? await self.caches?.match(here(packed)) : undefined;
  try { answer ??= await usualFetch(here(packed), { cache }); } catch { throw failed("could not be fetched: the network does not answer."); }
  if (!answer.ok) throw failed(`could not be fetched: the server answers ${answer.status}.`);
  for (const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader(); ;) {
    const { done, value } = await reader.read().catch(() => { throw failed("broke off on its way here."); });
    if (done) break;
    if (at + value.length > bytes) throw failed("is longer than it should be.");
    whole.set(value, at);
    at += value.length;
    arrived += value.length;
    tellProgress();
  }
  if (at !== bytes) throw failed(`broke off after ${at.toLocaleString("en")} of ${bytes.toLocaleString("en")} bytes.`);
  if (self.crypto?.subtle) { // only where the page came by https or from this machine
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
    if (Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join("") !== sha256) throw failed("is not the file that this page was built with.");
  }
  return whole;
}

/** @param {BlobPart} bytes */
const unpack = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();

const usualFetch = self.fetch.bind(self);

/** Have the browser itself fetch Python's machine code, unpack it and check its sum: then it keeps what it has compiled
    of it, and the next start has that instead of compiling. Null where the server would send it unpacked, which is
    three times as much; `file` is its packed form. @param {Packed} file */
async function fetchNatively({ bytes }) {
  const { name, integrity } = SITE.compiled;
  const ask = /** @param {RequestCache} cache */ (cache) => usualFetch(here(name), { integrity, cache, mode: "same-origin" });
  let answer = await ask("only-if-cached").catch(() => null);
  if (!answer?.ok) {
    const told = await usualFetch(here(name), { method: "HEAD" }).catch(() => null); // null: without a network, perhaps kept
    if (told && !(told.ok && told.headers.has("content-encoding"))) return null;
    answer = await ask("default");
  }
  if (!answer.ok || answer.headers.get("content-type") !== "application/wasm") return null;
  total += bytes;
  arrived += bytes; // all at once: only what is whole has a sum
  tellProgress();
  return () => answer;
}
self.fetch = (what, options) => {
  const address = new URL(what instanceof Request ? what.url : String(what), self.location.href).href;
  const early = arrivals.get(address);
  return early ? early.then((answer) => answer()) : usualFetch(what, options);
};
for (const file of SITE.files) arrivals.set(here(file.name), answerWith(file));
for (const arrival of arrivals.values()) arrival.catch(() => {}); // told where it is waited for

let toldAt = 0;
function tellProgress() {
  if (performance.now() - toldAt < 60 && arrived < total) return;
  toldAt = performance.now();
  tellAll({ type: "progress", stage, arrived, total });
}
/** @param {string} what */
function begin(what) {
  stage = what;
  tellAll({ type: "progress", stage, arrived, total });
}
/** @param {Message<ToPage>} message */
function tellAll(message) { for (const port of pages) port.postMessage(message); }

/* --- Python ----------------------------------------------------------------------------------------------- */

// Chrome's stack switching has crashed Pyodide; without these two names it is not used.
delete WebAssembly.Suspending;
delete WebAssembly.promising;

const BEGIN = `
import gc, importlib, sys, sysconfig
from gzip import decompress
from io import BytesIO
from zipfile import ZipFile
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder

class More(MetaPathFinder):
    """Fetches the archive with all that no page has needed yet, the first time anything in it is asked for."""

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in later or name in absent or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        with ZipFile(BytesIO(decompress(fetch_more(name).to_bytes()))) as archive:
            archive.extractall(sysconfig.get_path("purelib"))
        importlib.invalidate_caches()
        return PathFinder.find_spec(name, path, target)

sys.meta_path.append(More())

gc.disable()  # thousands of classes are made, and all of them are kept
from apps.host.shims import import_panel
import_panel()

from apps.host.worker import Session
from pyodide.ffi import to_js

def open_session(lab, query, prefix, post, failed, keep):
    importlib.invalidate_caches()  # the lab's package has come since
    session = Session(lab, query, prefix, lambda text, arrays: post(text, to_js(arrays)), failed, keep)
    session.open()
    return session

gc.freeze()
gc.enable()
open_session
`;

async function start() {
  const [{ loadPyodide }] = await runtime;
  // whatever did not come says so better than what fails, or waits for ever, without it
  const all = Promise.all(arrivals.values()), missing = new Promise((_, refuse) => { all.catch(refuse); });
  const say = /** @param {string} text */ (text) => console.debug(text);
  const python = /** @type {Pyodide} */ (await Promise.race([missing, loadPyodide({
    indexURL: here(SITE.runtime),
    lockFileURL: here(SITE.lock),
    packages: SITE.native,
    args: ["-OO"], // as the packages were compiled: numpy looks
    enableRunUntilComplete: false,
    env: { HOME: "/home/pyodide", PANEL_CDN_ROOT: SITE.panel, PYTHONDONTWRITEBYTECODE: "1" },
    stdout: say,
    stderr: say,
  })]));
  await all;
  for (const wheel of SITE.pure) install(python, await (await self.fetch(here(wheel))).arrayBuffer());
  python._api.on_fatal = breakDown;
  begin("Starting Python");
  const names = python.toPy({
    later: SITE.later, // packages and modules of which something may still be fetched
    absent: SITE.absent, // modules that were looked for beforehand, and are not there
    /** @param {string} name */
    fetch_more(name) { // within an import, which cannot wait: one of the few places for a synchronous request
      console.debug(`${name} is not among the modules at hand: fetching the others`);
      const request = new XMLHttpRequest();
      request.open("GET", here(SITE.more), false);
      request.responseType = "arraybuffer";
      request.send();
      if (request.status >= 400) throw new Error(`The rest of the packages could not be fetched: ${request.status}.`);
      return request.response;
    },
  });
  return { python, open: python.runPython(BEGIN, { globals: names }) };
}

/** Put what is nothing but Python where Python looks for it. @param {Pyodide} python @param {ArrayBuffer} archive */
function install({ FS }, archive) {
  for (const [name, bytes] of filesOf(archive)) {
    const file = `${SITE.place}/${name}`, folder = file.slice(0, file.lastIndexOf("/"));
    if (!folders.has(folder)) FS.mkdirTree(folder);
    folders.add(folder);
    FS.writeFile(file, bytes, { canOwn: true });
  }
}
const folders = new Set();

const packages = /** @type {Map<string, Promise<void>>} */ (new Map()); // the name of a lab's package -> promise that it is installed

/** Have the package, which several labs may need. One that did not come is asked for again by the next page.
    @param {Packed} file @returns {Promise<void>} */
function need(file) {
  const known = packages.get(file.packed);
  if (known) return known;
  const installed = Promise.all([ready, bring(file)]).then(([{ python }, archive]) => install(python, archive));
  packages.set(file.packed, installed);
  installed.catch(() => packages.delete(file.packed));
  return installed;
}

/** This Python is beyond repair: say so everywhere, and make room for the next one, when every page has heard of it.
    That can be so soon that the first page is still on its way here. @param {any} error */
function breakDown(error) {
  if (broken) return;
  broken = { type: "broken", what: inALine(error), report: String(error.stack ?? error) };
  tellAll(broken);
  setTimeout(() => self.close(), 30_000); // in case that a page is gone without a word
}

const ready = Object.assign(self, { ready: start() }).ready; // by name also for a console: `(await ready).python.runPython("1 + 1")`
ready.catch(breakDown);

/** What a page is told of an error, in a line: Python says what happened in the last one, JavaScript in the first. @param {any} error */
function inALine(error) {
  const lines = String(error.message ?? error).trim().split("\n");
  return lines[lines[0].startsWith("Traceback") ? lines.length - 1 : 0];
}

/* --- pages ------------------------------------------------------------------------------------------------ */

// Held for as long as this worker lives: a page that is given this lock knows that the worker has died.
const life = `neural-playground python ${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
const living = new Promise(/** @param {(value?: unknown) => void} begun */ (begun) => navigator.locks?.request(life, () => { begun(); return new Promise(() => {}); }));

/** @param {Port} port */
function serve(port) {
  let session = /** @type {Session | null} */ (null), closed = false;
  /** @param {Message<ToPage>} message */
  const tell = (message) => port.postMessage(message);
  pages.add(port);
  tell(broken ?? { type: "progress", stage, arrived, total });
  living.then(() => tell({ type: "alive", life }));

  /** @type {Post} */
  const post = (text, buffers) => port.postMessage({ type: "patch", text, buffers }, buffers.map((array) => array.buffer));
  /** @type {Failed} */
  const failed = (what, report) => tell({ type: "failed", what, report });
  /** @type {Keep} */
  const keep = (query, packed, weights) => tell({ type: "state", query, packed, weights });
  const close = () => {
    closed = true;
    pages.delete(port);
    if (broken) return pages.size || self.close();
    session?.close();
    session?.destroy();
    session = null;
    port.close?.();
  };

  /** @type {Handlers<ToWorker>} */
  const handlers = {
    async open({ lab, packages, query, prefix, lock }) {
      const [{ open }] = await Promise.all([ready, ...packages.map(need)]);
      if (closed) return; // the page did not wait
      session = open(lab, query, prefix, post, failed, keep);
      tell({ type: "opened", models: session.models() });
      // The page holds this lock for as long as it lives: whoever gets it next knows that the page is gone.
      if (lock && navigator.locks) navigator.locks.request(lock, close);
    },
    whole() { if (session) tell({ type: "whole", doc: session.whole(), roots: session.roots() }); },
    start() { session?.start(); },
    patch({ text, buffers }) { session?.receive(text, Object.keys(buffers).length ? buffers : null); },
    close,
  };
  port.onmessage = async (/** @type {MessageEvent<Message<ToWorker>>} */ { data }) => {
    /** @type {((message: any) => unknown) | undefined} */
    const handle = handlers[data.type];
    try {
      if (data.type === "open" || data.type === "close" || session) await handle?.(data);
    } catch (error) {
      if (!broken) failed(inALine(error), String(/** @type {any} */ (error).message ?? error));
    }
  };
  if ("start" in port) port.start();
}

if ("onconnect" in self) self.onconnect = (/** @type {MessageEvent} */ event) => serve(event.ports[0]);
else serve(/** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self)));
