/* Lets the service worker keep the site: the second visit needs nothing from the network that has not changed, and
   the third needs no network at all. This page's lab is kept at once, the others while the browser has nothing else
   to do, and only for a page that is the site's own: a course page with one lab brings no others along. A new build is offered, never forced: somebody may be training. */

(() => {
  const { lab } = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;
  if (!("serviceWorker" in navigator)) return; // not offered by http, or switched off: all works without
  const register = async () => {
    /** @type {ServiceWorkerRegistration} */
    let kept;
    await after(window === window.top ? 1 : 5); // a course page may show many labs, which start one after another
    await idle(20);
    try { kept = await navigator.serviceWorker.register("sw.js"); } catch { return; } // refused: as above
    let asked = false;
    const offer = () => {
      if (!kept.waiting || !navigator.serviceWorker.controller || asked || window !== window.top) return;
      asked = true;
      const box = document.createElement("div");
      box.className = "np-update";
      const words = document.createElement("span");
      words.textContent = "There is a new version of this site.";
      /** @param {string} text @param {() => void} act */
      const button = (text, act) => Object.assign(document.createElement("button"), { type: "button", className: "np-tool", textContent: text, onclick: act });
      box.append(words, button("Load it", () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
        kept.waiting?.postMessage("take over");
      }), button("Later", () => box.remove()));
      document.body.append(box);
    };
    kept.addEventListener("updatefound", () => kept.installing?.addEventListener("statechange", offer));
    offer();
    keepLabs();
  };

  /** @param {number} seconds @returns {Promise<void>} */
  const after = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

  async function keepLabs() {
    const { active } = await navigator.serviceWorker.ready;
    /** @param {string | null} which @returns {Promise<boolean>} */
    const keep = (which) => new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data: more }) => done(more);
      active?.postMessage({ type: "keep", lab: which }, [port2]);
    });
    if (lab) await keep(lab);
    if (window !== window.top || navigator.connection?.saveData) return;
    do await idle(Infinity); while (await keep(null));
  }

  /** Nothing is drawn, and nobody waits; or that takes longer than so many seconds. While a lab plays, there is less
      time than this between two frames. @param {number} most */
  async function idle(most) {
    const began = performance.now();
    if (!window.requestIdleCallback) return after(2);
    const room = /** @returns {Promise<number>} */ () => new Promise((done) => requestIdleCallback((idle) => done(idle.timeRemaining()), { timeout: 1000 }));
    while (await room() < 30 && performance.now() - began < 1000 * most) await after(0.5);
  }

  // the first frame and Python come first
  if (lab) addEventListener("np-ready", register);
  else addEventListener("load", register);
})();
