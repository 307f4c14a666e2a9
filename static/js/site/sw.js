/* The service worker: keeps the files of one build, and answers with them.

   What every page needs, and the front page, are kept whole or not at all, under the build's own name. A lab's own
   files are kept once it has been visited, and those of the others when a page finds its browser idle; each lab is
   kept whole or not at all, too. What has a sum in its name is taken from an older build if that has it; everything
   else is asked for again. While a page of the old build is open, the old build stays in charge; then, or when the
   page asks, the new one takes over, with the labs that the old one had, and the old one goes. `SITE`, put in front
   of this file by the site builder, lists the files. */

/** @import { Kept } from "./types" */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PREFIX = `neural-playground ${worker.registration.scope} `; // other sites on this host keep theirs
const CACHE = PREFIX + SITE.build;
const LASTING = /^assets\//;
/** @param {string} name */
const address = (name) => new URL(name, worker.registration.scope).href;
/** @param {string} lab */
const pageOf = (lab) => address(`${lab}.html`);

/** Fetch a file as this build has it. @param {string} name */
async function bring(name) {
  const url = address(name), lasting = LASTING.test(name);
  const answer = (lasting && await caches.match(url)) || await fetch(url, { cache: lasting ? "default" : "no-cache" });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer;
}

/** Keep all of these files, or none. @param {string[]} names */
async function keep(names) {
  const waiting = [...names], answers = /** @type {[string, Response][]} */ ([]);
  const fetchAll = async () => {
    for (let name; (name = waiting.pop());) answers.push([name, await bring(name)]);
  };
  await Promise.all(Array.from({ length: 4 }, fetchAll));
  const cache = await caches.open(CACHE);
  await Promise.all(answers.map(([name, answer]) => cache.put(address(name), answer)));
}

/** @param {string} lab */
async function keepLab(lab) {
  if (await has(CACHE, lab)) return;
  const page = await bring(`${lab}.html`);
  // while this build is in charge, the server may have got another one, whose page would ask for other files
  if (!(await page.clone().text()).includes(`data-build="${SITE.build}"`)) throw new Error(`${lab}: of another build`);
  if (!await caches.has(CACHE)) throw new Error("another build has taken over");
  await keep(SITE.labs[lab].filter((name) => name !== `${lab}.html`));
  await (await caches.open(CACHE)).put(pageOf(lab), page); // comes last: who has the page has all
}

/** @param {string} cacheName @param {string} lab */
async function has(cacheName, lab) {
  return Boolean(await caches.match(pageOf(lab), { cacheName }));
}

async function olderCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
}

/** Of two forms of a file, the one that this server sends packed, and the worker has asked for. @param {Kept["either"]} forms */
async function better([plain, packed]) {
  const told = await fetch(address(plain), { method: "HEAD" });
  return told.ok && told.headers.has("content-encoding") ? plain : packed;
}

worker.addEventListener("install", (event) => event.waitUntil((async () => {
  await keep([...SITE.core, await better(SITE.either)]);
  for (const older of await olderCaches()) {
    for (const lab of Object.keys(SITE.labs)) if (await has(older, lab)) await keepLab(lab);
  }
})()));

worker.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await olderCaches()) await caches.delete(name);
})()));

/** The first of these labs that is not kept yet. @param {string[]} labs */
async function next(labs) {
  for (const lab of labs) if (!await has(CACHE, lab)) return lab;
}

/** The lab named, or the next that is not kept yet. Returns whether there may be another one.
    @param {string | null} asked */
async function keepOne(asked) {
  const names = Object.keys(SITE.labs);
  const lab = asked === null ? await next(names) : names.find((name) => name === asked);
  if (lab !== undefined) await keepLab(lab);
  return lab !== undefined;
}

worker.addEventListener("message", (event) => {
  if (event.data === "take over") worker.skipWaiting();
  else if (event.data?.type === "keep") {
    const answer = /** @param {boolean} more */ (more) => event.ports[0].postMessage(more);
    event.waitUntil(keepOne(event.data.lab).then(answer, () => answer(false)));
  }
});

const compiled = address(SITE.either[0]);
const known = new Set([...SITE.core, ...SITE.either, ...Object.values(SITE.labs).flat(), ...SITE.later].map(address));
const later = new Set(SITE.later.map(address));
worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  url.search = url.hash = ""; // the settings in the address are the page's business
  if (url.href === worker.registration.scope) url.pathname += "index.html";
  if (event.request.method !== "GET" || !known.has(url.href)) return;
  event.respondWith((async () => {
    const kept = await caches.match(url.href, { cacheName: CACHE });
    // The browser keeps compiled code for what it has in a cache of its own, not in this one, which is for the times
    // without a network.
    if (kept && url.href === compiled) return fetch(event.request).then((answer) => (answer.ok ? answer : kept), () => kept);
    if (kept) return kept;
    const answer = await fetch(event.request);
    if (answer.ok && later.has(url.href)) { // what only those need who ask for it
      const copy = answer.clone();
      caches.open(CACHE).then((cache) => cache.put(url.href, copy));
    }
    return answer;
  })());
});
