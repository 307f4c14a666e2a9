/* <neural-lab name="backprop" alpha="10"></neural-lab>: a lab of the playground in anybody's page.

   A picture and a button first: a lab costs its readers' machines nothing until one of them wants it, so
   start="click" is the default; start="auto" starts it when it scrolls into view. Attributes are settings, but
   for OWN_WORDS (and set-name="..." is a setting called name). docs/embedding/README.md explains the rest;
   the other end, inside the frame, is host.js, where commands are read and wait for one another. No letter here is
   outside ASCII: not every page says its encoding. */
(() => {
  const PROTOCOL = 1;
  const OWN_WORDS = "name theme base loading title class id style slot height start".split(" ");
  const script = /** @type {any} */ (document.currentScript)?.src;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const fromWeb = /^http/.test(location.protocol); // a file has no origin that messages could be checked by
  // Some hosts style [hidden] away, but hidden="8" is a setting: !important here is stronger than theirs.
  const STYLE = `:host{display:block!important;min-height:200px;border-radius:10px;overflow:hidden}
    img,iframe{display:block;width:100%;border:0}img{aspect-ratio:8/5;object-fit:cover;object-position:top}
    .dark img{filter:invert(.9) hue-rotate(180deg)}iframe{height:100%;position:absolute;inset:0;opacity:0}
    .on iframe{position:static;opacity:1}.on img{display:none}div{position:relative}
    button{position:absolute;inset:0;width:100%;border:0;background:none;cursor:pointer;font:600 16px system-ui}
    span{background:#2f5fd0;color:#fff;border-radius:24px;padding:12px 22px}
    button:focus-visible{outline:3px solid #2f5fd0;outline-offset:-3px}`;

  class NeuralLab extends HTMLElement {
    /** @type {any} An iframe, and in `absent` why it holds no lab; empty if it does. */
    #frame = null;
    #origin = "";
    #ready = false;
    /** @type {Map<number, { message: object, resolve: (value?: unknown) => void, reject: (why: Error) => void }>} */
    #asked = new Map(); // number -> what was asked and has no answer yet
    #number = 0;
    /** @type {AbortController | null} */
    #here = null; // ends what listens, when the element leaves the page

    base = "";

    connectedCallback() {
      const shadow = this.shadowRoot || this.attachShadow({ mode: "open" });
      const base = this.#of("base").replace(/[^/]$/, "$&/") || script,
        name = this.#of("name");
      /** @type {any} */
      let url;
      try {
        url = new URL(".", new URL(base, document.baseURI));
      } catch {
        /* no address */
      }
      if (!base || !/^[\w-]+$/.test(name) || !/^https?:/.test(url)) {
        shadow.innerHTML = `<style>${STYLE}</style><p>This lab needs a name, as in name="backprop" (and base="https://..." in a module).</p>`;
        return;
      }
      ({ href: this.base, origin: this.#origin } = url);
      shadow.innerHTML = `<style>${STYLE}</style><div><img alt="" loading="lazy"><button type="button"><span>&#9654; Start the lab</span></button></div>`;
      const [img, button] = /** @type {any} */ (this.#box).children;
      img.onerror = img.remove;
      img.src = `${this.base}images/${name}.png`;
      button.onclick = () => {
        this.#start();
        this.#frame.focus();
      };
      const { signal } = (this.#here = new AbortController()),
        theme = () => this.#theme();
      /** @param {MutationObserver | IntersectionObserver} observer @param {Element[]} targets */
      const watch = (observer, ...targets) => {
        targets.forEach((target) =>
          /** @type {MutationObserver} */ (observer).observe(target, { attributes: true }),
        );
        signal.addEventListener("abort", () => observer.disconnect());
      };
      addEventListener("message", (event) => this.#hear(event), { signal });
      system.addEventListener("change", theme, { signal });
      document.addEventListener("transitionend", theme, { signal }); // a page that fades from light to dark
      watch(new MutationObserver((changes) => this.#changed(changes)), root, document.body, this);
      if (this.#of("start") === "auto")
        watch(
          new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.#start()),
          this,
        );
      theme();
    }

    disconnectedCallback() {
      this.#here?.abort();
      this.#frame = null;
      this.#ready = false;
      this.#giveUp("The lab was taken out of the page.");
    }

    play() {
      return this.#ask("play");
    }
    pause() {
      return this.#ask("pause");
    }
    reset() {
      return this.#ask("reset");
    }
    /** @param {Record<string, unknown>} values */
    set(values) {
      return this.#ask("set", { values });
    }

    /** @param {string} name */
    #of(name) {
      return this.getAttribute(name) || "";
    }
    get #box() {
      return this.shadowRoot?.querySelector("div");
    }

    /* Light letters stand on a dark page, however the page is made; data-theme is believed first. */
    get #dark() {
      const asked = [this.#of("theme"), root.dataset.theme].find((theme) =>
        /^(dark|light)$/.test(/** @type {string} */ (theme)),
      );
      if (asked) return asked === "dark";
      const rgb = getComputedStyle(this).color.match(/^rgba?\((\d+), (\d+), (\d+)/);
      return rgb ? +rgb[1] + +rgb[2] + +rgb[3] > 382 : system.matches;
    }

    #theme() {
      this.#box?.classList.toggle("dark", this.#dark);
      if (this.#ready) this.#send({ type: "theme", dark: this.#dark });
    }

    #start() {
      if (this.#frame || !this.#box || !this.isConnected) return;
      const query = new URLSearchParams({ embed: "1", theme: this.#dark ? "dark" : "light" }),
        hash = new URLSearchParams(); // what is long: no server takes an address of any length
      fromWeb && query.set("host", location.origin);
      for (const { name, value } of this.attributes)
        setting(name) && (value.length > 2e3 ? hash : query).set(setting(name), value);
      const frame = /** @type {any} */ (document.createElement("iframe")),
        name = this.#of("name"),
        page = `${this.base}${name}.html`;
      frame.title = this.#of("title") || `Neural Playground: ${name}`;
      frame.src = `${page}?${query}#${hash}`;
      frame.style.height = `${parseInt(this.#of("height"), 10)}px`; // without one, no height that CSS would take
      frame.onload = () => {
        setTimeout(() => this.#box?.classList.add("on"), 3e3); // should it not tell its size
        setTimeout(
          () => frame.isConnected && (frame.absent ??= this.#giveUp(`There is no lab at ${page}.`)),
          15e3,
        ); // a lab tells at once that it is one
      };
      this.#box.lastElementChild?.replaceWith((this.#frame = frame));
    }

    /** @param {string} type @param {object} [more] */
    #ask(type, more) {
      this.#start();
      return new Promise((resolve, reject) => {
        const why = !this.#frame
          ? "This lab is not in the page."
          : fromWeb
            ? this.#frame.absent
            : "A page from a file cannot command a lab.";
        if (why) throw new Error(why);
        const ask = ++this.#number,
          message = structuredClone({ type, ask, ...more }); // which throws where there are functions
        this.#asked.set(ask, { message, resolve, reject });
        setTimeout(() => this.#asked.delete(ask) && reject(new Error("The lab does not answer.")), 18e4);
        if (this.#ready) this.#send(message);
      });
    }

    /** @param {string} why */
    #giveUp(why) {
      this.#asked.forEach(({ reject }) => reject(new Error(why)));
      this.#asked.clear();
      return why;
    }

    /** @param {object} message */
    #send(message) {
      this.#frame.contentWindow.postMessage({ np: PROTOCOL, ...message }, this.#origin);
    }

    /** @param {MessageEvent} event */
    #hear({ source, origin, data }) {
      if (source !== this.#frame?.contentWindow || origin !== this.#origin || data?.np !== PROTOCOL) return;
      const { np, type, height, ask, wrong, ...detail } = data;
      this.#frame.absent = "";
      if (type === "size" && height > 0 && height < 1e4 && !this.#of("height")) {
        this.#frame.style.height = `${height}px`;
        if (height > 200) this.#box?.classList.add("on");
      } else if (type === "answer") {
        const asked = this.#asked.get(ask);
        this.#asked.delete(ask);
        if (wrong) asked?.reject(new Error(wrong));
        else asked?.resolve();
      } else if (/^(ready|step|challenge)$/.test(type)) {
        if (type === "ready") {
          this.#ready = true;
          this.#theme();
          this.#asked.forEach(({ message }) => this.#send(message));
        }
        this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
      }
    }

    /** @param {MutationRecord[]} changes */
    #changed(changes) {
      const values = /** @type {Record<string, string>} */ ({});
      this.#theme();
      for (const { target, attributeName: name } of changes) {
        if (target !== this || !name) continue;
        if (/^(name|base)$/.test(name)) {
          this.disconnectedCallback();
          return this.connectedCallback();
        }
        if (setting(name) && this.hasAttribute(name)) values[setting(name)] = this.#of(name);
      }
      if (this.#frame && Object.keys(values)[0]) this.set(values).catch(console.warn);
    }
  }

  /** The setting that an attribute stands for, or "" if it is none. @param {string} name */
  const setting = (name) =>
    OWN_WORDS.includes(name) || /^(on|data-|aria-)/.test(name)
      ? ""
      : name.replace(/^set-/, "").replaceAll("-", "_");
  customElements.get("neural-lab") || customElements.define("neural-lab", NeuralLab);
})();
