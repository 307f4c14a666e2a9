/* <neural-lab name="backprop" alpha="10"></neural-lab>: a lab of the playground in anybody's page.

   A picture and a button first: a lab costs its readers' machines nothing until one of them wants it, so
   start="click" is the default; start="auto" starts it when it scrolls into view. Attributes are settings, but
   for OWN_WORDS (and set-name="..." is a setting called name). docs/embedding/README.md explains the rest;
   the other end, inside the frame, is host.js. No letter here is outside ASCII: not every page says its encoding. */
(() => {
  const PROTOCOL = 1;
  const OWN_WORDS = "name theme base loading title class id style slot height start".split(" ");
  const script = document.currentScript?.src;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const fromWeb = location.protocol.startsWith("http"); // a file has no origin that messages could be checked by
  // Some hosts style [hidden] away, but hidden="8" is a setting: !important here is stronger than theirs.
  const STYLE = `:host{display:block!important;min-height:200px;border-radius:10px;overflow:hidden}
    img,iframe{display:block;width:100%;border:0}img{aspect-ratio:8/5;object-fit:cover;object-position:top}
    .dark img{filter:invert(.9) hue-rotate(180deg)}iframe{height:100%;position:absolute;inset:0;opacity:0}
    .on iframe{position:static;opacity:1}.on img{display:none}.poster{position:relative}
    button{position:absolute;inset:0;width:100%;border:0;background:none;cursor:pointer;font:600 16px system-ui,sans-serif}
    span{background:#2f5fd0;color:#fff;border-radius:24px;padding:12px 22px;box-shadow:0 2px 12px #0005}
    button:focus-visible{outline:3px solid #2f5fd0;outline-offset:-3px}`;

  class NeuralLab extends HTMLElement {
    #frame = null;
    #origin = "";
    #ready = false;
    #asked = new Map(); // number -> what was asked and has no answer yet
    #number = 0;
    #undo = []; // what ends when the element leaves the page

    connectedCallback() {
      const shadow = this.shadowRoot || this.attachShadow({ mode: "open" });
      const base = this.#of("base").replace(/[^/]$/, "$&/") || script, name = this.#of("name");
      let url;
      try { url = new URL(".", new URL(base, document.baseURI)); } catch { /* no address */ }
      if (!base || !/^[\w-]+$/.test(name) || !/^https?:/.test(url)) {
        shadow.innerHTML = `<style>${STYLE}</style><p>This lab needs a name, as in name="backprop" (and base="https://..." in a module).</p>`;
        return;
      }
      ({ href: this.base, origin: this.#origin } = url);
      shadow.innerHTML = `<style>${STYLE}</style><div class="poster"><img alt="" loading="lazy"><button type="button"><span>&#9654; Start the lab</span></button></div>`;
      const [img, button] = this.#box.children;
      img.onerror = img.remove;
      img.src = `${this.base}images/${name}.png`;
      button.onclick = () => { this.#start(); this.#frame.focus(); };
      const on = (target, type, listener) => {
        target.addEventListener(type, listener);
        this.#undo.push(() => target.removeEventListener(type, listener));
      };
      const watch = (observer, ...targets) => {
        targets.forEach((target) => observer.observe(target, { attributes: true }));
        this.#undo.push(() => observer.disconnect());
      };
      on(window, "message", (event) => this.#hear(event));
      on(system, "change", () => this.#theme());
      on(document, "transitionend", () => this.#theme()); // a page that fades from light to dark
      watch(new MutationObserver(() => this.#theme()), root, document.body);
      watch(new MutationObserver((changes) => this.#changed(changes)), this);
      if (this.#of("start") === "auto") watch(new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) this.#start(); }), this);
      this.#theme();
    }

    disconnectedCallback() {
      this.#undo.splice(0).forEach((end) => end());
      this.#asked.forEach(({ reject }) => reject(new Error("The lab was taken out of the page.")));
      this.#asked.clear();
      this.#frame = null;
      this.#ready = false;
    }

    play() { return this.#ask("play"); }
    pause() { return this.#ask("pause"); }
    reset() { return this.#ask("reset"); }
    set(values) { return this.#ask("set", { values }); }

    #of(name) { return this.getAttribute(name) || ""; }
    get #box() { return this.shadowRoot?.querySelector("div"); }

    /* Light letters stand on a dark page, however the page is made; data-theme is believed first. */
    get #dark() {
      const asked = [this.#of("theme"), root.dataset.theme].find((theme) => theme === "dark" || theme === "light");
      if (asked) return asked === "dark";
      const rgb = getComputedStyle(this).color.match(/^rgba?\((\d+), (\d+), (\d+)/);
      return rgb ? +rgb[1] + +rgb[2] + +rgb[3] > 382 : system.matches;
    }

    #theme() {
      this.#box?.classList.toggle("dark", this.#dark);
      if (this.#ready) this.#send({ type: "theme", dark: this.#dark });
    }

    #start() {
      if (this.#frame || !this.#box) return;
      const query = new URLSearchParams({ embed: 1, theme: this.#dark ? "dark" : "light" });
      if (fromWeb) query.set("host", location.origin);
      for (const { name, value } of this.attributes) if (isSetting(name)) query.set(setting(name), value);
      const frame = document.createElement("iframe"), name = this.#of("name");
      frame.title = this.#of("title") || `Neural Playground: ${name}`;
      frame.src = `${this.base}${name}.html?${query}`;
      if (this.#of("height")) frame.style.height = `${parseInt(this.#of("height"))}px`;
      frame.onload = () => setTimeout(() => this.#box?.classList.add("on"), 3000); // should it not tell its size
      this.#box.querySelector("button").remove();
      this.#box.append(frame);
      this.#frame = frame;
    }

    #ask(type, more) {
      this.#start();
      return new Promise((resolve, reject) => {
        if (!this.#frame) throw new Error("This lab is not in the page.");
        if (!fromWeb) throw new Error("A page opened from a file can show a lab, but not command it.");
        const message = { type, ask: ++this.#number, ...more };
        this.#asked.set(message.ask, { message, resolve, reject });
        if (this.#ready) this.#send(message);
      });
    }

    #send(message) { this.#frame.contentWindow.postMessage({ np: PROTOCOL, ...message }, this.#origin); }

    #hear({ source, origin, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin || data?.np !== PROTOCOL) return;
      const { np, type, ...detail } = data;
      if (type === "size" && data.height > 0 && data.height < 1e4 && !this.#of("height")) {
        this.#frame.style.height = `${data.height}px`;
        if (data.height > 200) this.#box.classList.add("on");
      } else if (type === "answer") {
        const asked = this.#asked.get(data.ask);
        this.#asked.delete(data.ask);
        if (data.wrong) asked?.reject(new Error(data.wrong)); else asked?.resolve();
      } else if (["ready", "step", "challenge"].includes(type)) {
        if (type === "ready") {
          this.#ready = true;
          this.#theme();
          this.#asked.forEach(({ message }) => this.#send(message));
        }
        this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
      }
    }

    #changed(changes) {
      const names = [...new Set(changes.map((change) => change.attributeName))];
      if (names.includes("name") || names.includes("base")) {
        this.disconnectedCallback();
        return this.connectedCallback();
      }
      if (names.includes("theme")) this.#theme();
      const values = Object.fromEntries(names.filter((name) => isSetting(name) && this.hasAttribute(name)).map((name) => [setting(name), this.#of(name)]));
      if (this.#frame && Object.keys(values).length) this.set(values).catch((error) => console.warn(`<neural-lab>: ${error.message}`));
    }
  }

  const isSetting = (name) => !OWN_WORDS.includes(name) && !/^(on|data-|aria-)/.test(name);
  const setting = (name) => name.replace(/^set-/, "").replaceAll("-", "_");
  customElements.get("neural-lab") || customElements.define("neural-lab", NeuralLab);
})();
