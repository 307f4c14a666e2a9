/* The service worker: keeps all files of one build, and answers with them.

   A build is kept whole or not at all, under its own name. What has a sum in its name is taken from an older build
   if that has it; everything else is asked for again. While a page of the old build is open, the old build stays in
   charge; then, or when the page asks, the new one takes over and the old one goes. `SITE`, put in front of this file
   by the site builder, lists the files. */

const PREFIX = `neural-playground ${self.registration.scope} `; // other sites on this host keep theirs
const CACHE = PREFIX + SITE.build;
const LASTING = /^assets\//;
const address = (name) => new URL(name, self.registration.scope).href;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  const waiting = [...SITE.files];
  const fill = async () => {
    for (let name; (name = waiting.pop());) {
      const url = address(name), lasting = LASTING.test(name);
      const had = lasting && await caches.match(url);
      const answer = had || await fetch(url, { cache: lasting ? "default" : "no-cache" });
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      await cache.put(url, answer);
    }
  };
  await Promise.all(Array.from({ length: 4 }, fill));
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
})()));

self.addEventListener("message", (event) => { if (event.data === "take over") self.skipWaiting(); });

const known = new Set(SITE.files.map(address));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  url.search = url.hash = ""; // the settings in the address are the page's business
  if (url.href === self.registration.scope) url.pathname += "index.html";
  if (event.request.method !== "GET" || !known.has(url.href)) return;
  event.respondWith((async () => (await (await caches.open(CACHE)).match(url.href)) ?? fetch(event.request))());
});
