/* Lets the service worker keep the site: the second visit needs nothing from the network that has not changed, and
   the third needs no network at all. A new build is offered, never forced: somebody may be training. */

(() => {
  if (!("serviceWorker" in navigator)) return; // not offered by http, or switched off: all works without
  const register = async () => {
    let kept;
    try { kept = await navigator.serviceWorker.register("sw.js"); } catch { return; } // refused: as above
    let asked = false;
    const offer = () => {
      if (!kept.waiting || !navigator.serviceWorker.controller || asked || window !== window.top) return;
      asked = true;
      const box = document.createElement("div");
      box.className = "np-update";
      const words = document.createElement("span");
      words.textContent = "There is a new version of this site.";
      const button = (text, act) => Object.assign(document.createElement("button"), { type: "button", className: "np-tool", textContent: text, onclick: act });
      box.append(words, button("Load it", () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
        kept.waiting?.postMessage("take over");
      }), button("Later", () => box.remove()));
      document.body.append(box);
    };
    kept.addEventListener("updatefound", () => kept.installing?.addEventListener("statechange", offer));
    offer();
  };
  // the first frame and Python come first
  if (document.currentScript.dataset.lab) addEventListener("np-ready", register);
  else addEventListener("load", register);
})();
