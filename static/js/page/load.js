/* Finds what a page's components are made of. Each is told in a line to be the view of a name (apps/page/components.py):
   `views/qtable/ice` is the module js/views/qtable/ice.js, styled by css/views/qtable.css and what all views share.
   A page loads each file once, however many components need it.

   The files are served beside the page, or lie beside it in the static site; then `data-files` of this script says
   where. Where nothing but the page itself is served, as by `panel serve`, it carries them as one text. */
(() => {
  const { files } = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;
  const find = files === undefined ? carried() : (name) => new URL(files + name, document.baseURI).href;

  /** Where to find a file that the page carries: it is made, behind those that it imports, when it is asked for. */
  function carried() {
    const made = new Map();
    let texts = null;
    return function place(name) {
      texts ??= JSON.parse(/** @type {HTMLElement} */ (document.getElementById("np-files")).textContent);
      if (!made.has(name)) {
        const there = (path) => new URL(path, `https://localhost/${name}`).pathname.slice(1);
        const whole = texts[name].replace(
          /( from |^import )"(\.[^"]+)"/gm,
          (_, word, path) => `${word}"${place(there(path))}"`,
        );
        const type = name.endsWith(".css") ? "text/css" : "text/javascript";
        made.set(name, URL.createObjectURL(new Blob([whole], { type })));
      }
      return made.get(name);
    };
  }

  const sheets = new Map(); // by name: promises of what all shadow roots of this page share
  function sheet(name) {
    if (!sheets.has(name)) {
      sheets.set(
        name,
        fetch(find(name)).then(async (answer) => new CSSStyleSheet().replace(await answer.text())),
      );
    }
    return sheets.get(name);
  }

  const module = async (name) => import(find(`js/${name}.js`));
  globalThis.npModule = module; // for what a page reads when it is asked for; fails where it is not carried

  /** What Panel, or the site's own script, takes for the module of a component. */
  globalThis.npView = async (name) => {
    const [room, lab] = name.split("/");
    const styles = ["css/components.css", ...(room === "views" ? [`css/views/${lab}.css`] : [])];
    const [{ mount }, view, ...shared] = await Promise.all([
      module("lib/view"),
      module(name),
      ...styles.map(sheet),
    ]);
    return { render: (given) => mount(view, given, shared) };
  };
})();
