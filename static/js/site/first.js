/* What stands on the page before Bokeh does. A page is a document of Bokeh's, whose script is a megabyte that takes
   half a second to be read. But our components are small modules that know nothing of Bokeh: they are told what to
   show, and answer with messages. So they are drawn at once, each before a stand-in for its model; and when Bokeh
   draws the document, each hands its elements over, with all that was typed and moved in them, to the real model. */

/** @import { Model } from "../lib/types" */
/** @import { Built } from "./types" */
/** @typedef {Map<string, any>} Known The models of a document, as JSON, by their identifiers. */

const first = (() => {
  /** The parts of a page that are ours alone, in the order in which they are drawn. */
  const FIRST = "picture transport guide essential settings formulas challenge tabs slow_motion".split(" ");
  /** @type {Map<string, Stand>} */
  const stands = new Map(); // the stand-ins by the identifiers of their models
  const said = /** @type {[Stand, object][]} */ ([]); // what was done meanwhile, in order
  let listening = false; // is the document there, so that what is said is heard?

  /** Answers a component like its model does, and later for it. */
  class Stand {
    /** @param {{ fixed: any, frame: any }} values @param {HTMLElement} host */
    constructor(values, host) {
      this.values = values;
      this.host = host;
      this.handlers = /** @type {Parameters<Model["on"]>[]} */ ([]);
      this.model = /** @type {Model | null} */ (null);
    }
    get fixed() { return this.model ? this.model.fixed : this.values.fixed; }
    get frame() { return this.model ? this.model.frame : this.values.frame; }
    /** @type {Model["on"]} */
    on(name, handler) { if (this.model) this.model.on(name, handler); else this.handlers.push([name, handler]); }
    /** @param {object} message */
    send_msg(message) { if (listening) this.model?.send_msg(message); else said.push([this, message]); }
  }

  /** Draw the components of a document (as JSON) into the places of its roots, the picture first, but not what is
      Bokeh's own, nor what stands beside it. @param {Built} built */
  async function draw({ doc, roots }) {
    /** @type {Known} */
    const known = new Map();
    remember(doc, known);
    const drawings = FIRST.filter((name) => roots[name]).flatMap((name) => {
      const place = /** @type {HTMLElement} */ (document.querySelector(`[data-root="${name}"]`));
      return [...components(known.get(roots[name]), known)].map((model) => prepare(model, place, known));
    });
    for (const drawing of drawings) {
      await drawing.then((drawNow) => drawNow()).catch(console.error); // then Bokeh will
      if (drawing === drawings[0]) await seen();
    }
    await seen();
  }

  /** The browser has drawn what is there (or does not draw, being out of sight). */
  function seen() {
    return new Promise(/** @param {(value?: unknown) => void} done */ (done) => {
      requestAnimationFrame(() => setTimeout(done));
      setTimeout(done, 200);
    });
  }

  /** All that takes time; what it returns draws the component. @param {any} component @param {HTMLElement} place
      @param {Known} known */
  async function prepare({ id, attributes }, place, known) {
    const stylesheets = attributes.stylesheets.map(/** @param {any} sheet */ (sheet) => known.get(sheet.id)?.attributes ?? sheet);
    const data = known.get(attributes.data.id).attributes;
    const [fixed = {}, frame = {}, module] = await Promise.all([
      decode(data.fixed), decode(data.frame), load(attributes.esm),
    ]);
    return () => {
      const host = document.createElement("div"), stand = new Stand({ fixed, frame }, host);
      const sheets = stylesheets.map(/** @param {any} sheet */ (sheet) => {
        const style = document.createElement(sheet.url ? "link" : "style");
        return Object.assign(style, sheet.url ? { rel: "stylesheet", href: sheet.url } : { textContent: sheet });
      });
      const root = host.attachShadow({ mode: "open" });
      root.append(...sheets, module.render({ model: stand, root }));
      place.append(host);
      stands.set(id, stand);
    };
  }

  /** Let a component that was drawn already go on under its real model; null if it was not.
      @param {{ model: Model, view: any }} given */
  function handOver({ model, view }) {
    const stand = stands.get(view.model.id);
    if (!stand) return null;
    stands.delete(view.model.id);
    stand.model = model;
    for (const [name, handler] of stand.handlers) model.on(name, handler);
    const { host } = stand, root = /** @type {ShadowRoot} */ (host.shadowRoot);
    const focused = /** @type {HTMLElement | null} */ (root.activeElement);
    view.shadow_el.adoptedStyleSheets = [...view.shadow_el.adoptedStyleSheets, ...root.adoptedStyleSheets];
    setTimeout(() => { host.remove(); focused?.focus(); }); // Bokeh has taken the element by then
    return root.lastElementChild;
  }

  /** The document listens from now on: tell it what was done before. */
  function listen() {
    listening = true;
    for (const { host } of stands.values()) host.remove(); // of what was not drawn again
    for (const [stand, message] of said.splice(0)) stand.model?.send_msg(message);
  }

  /* --- reading a document ---------------------------------------------------------------------------------- */

  /** A model is written out where it is first met, and referred to by its identifier elsewhere.
      @param {any} json @param {Known} known */
  function remember(json, known) {
    if (json === null || typeof json !== "object") return;
    if (json.type === "object" && json.id) known.set(json.id, json);
    for (const value of Object.values(json)) remember(value, known);
  }

  /** @param {any} model @param {Known} known @returns {Generator<any>} */
  function* components(model, known) {
    if (model?.attributes?.esm) yield model;
    else for (const child of model?.attributes?.children ?? []) yield* components(known.get(child.id), known);
  }

  /** The value that Bokeh would read; arrays are typed arrays, which travel compressed.
      @param {any} json @returns {Promise<any>} */
  async function decode(json) {
    if (json === null || typeof json !== "object") return json;
    if (Array.isArray(json)) return Promise.all(json.map(decode));
    if (json.type === "map") {
      return Object.fromEntries(await Promise.all((json.entries ?? []).map(/** @param {[string, any]} entry */ async ([key, value]) => [key, await decode(value)])));
    }
    if (json.type === "number") return { nan: NaN, "+inf": Infinity, "-inf": -Infinity }[/** @type {"nan" | "+inf" | "-inf"} */ (json.value)];
    if (json.type === "ndarray") {
      return Object.assign(new TYPES[/** @type {keyof typeof TYPES} */ (json.dtype)](await unpack(json.array.data)), { shape: json.shape });
    }
    throw new TypeError(`a value of the type ${json.type}`);
  }
  const TYPES = {
    bool: Uint8Array, uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array,
    uint32: Uint32Array, int32: Int32Array, float32: Float32Array, float64: Float64Array,
  };

  /** @param {string} base64 */
  function unpack(base64) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }

  /* --- modules --------------------------------------------------------------------------------------------- */

  /** @type {Map<string, Promise<any>>} */
  const modules = new Map();

  /** The module with this source; the same source is read once. @param {string} source */
  function load(source) {
    if (!modules.has(source)) {
      const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      modules.set(source, import(url).finally(() => URL.revokeObjectURL(url)));
    }
    return modules.get(source);
  }

  // Panel loads components with es-module-shims, for browsers that lack modules; every browser that runs Python has
  // them.
  window.importShim = Object.assign(/** @param {string} url */ async (url) => {
    const module = await import(url);
    return { render: /** @param {any} given */ (given) => handOver(given) ?? module.render(given) };
  }, { addImportMap() {} });

  return { draw, listen };
})();
