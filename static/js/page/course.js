/* "Use in my course": the lines that put this lab, with its present settings, into somebody's own pages.

   A lab is shown by <neural-lab> (embed.js) where a page may load a script, and by a plain <iframe> where it may
   not. The addresses are those of the page one is looking at, so they fit a server and a static site alike. */

import { h } from "../lib/dom.js";

const OWN_WORDS = "name theme base loading title class id style slot height start".split(" ");
const IFRAME_HEIGHT = 760; // px; an <iframe> does not follow its content, and scrolls inside if it is too low

const escaped = (text) => text.replace(/[&<>"\n]/g, (c) => `&#${c.charCodeAt(0)};`);
const indented = (text) => text.replace(/^/gm, "   ");

/** For each kind of course page: its name, what to paste, and where. `base` ends with a slash; among the `settings` may
    be those that are `packed`, as they are too long for a query. */
export function courseLines(base, lab, title, settings) {
  const attributes = [...settings].map(
    ([name, value]) => ` ${OWN_WORDS.includes(name) ? "set-" : ""}${name}="${escaped(value)}"`,
  );
  const query = [...settings].filter(([name]) => name !== "packed"),
    packed = settings.get("packed");
  const element = `<script src="${base}embed.js"></script>\n<neural-lab name="${lab}"${attributes.join("")}></neural-lab>`;
  const address = `${base}${lab}.html?${new URLSearchParams([["embed", "1"], ...query])}${packed ? `#packed=${packed}` : ""}`;
  const frame = `<iframe src="${escaped(address)}" title="${escaped(title)}" width="100%" height="${IFRAME_HEIGHT}" style="border: 0" loading="lazy"></iframe>`;
  return {
    HTML: [
      element,
      "Paste it where the lab is to stand. The script is needed once in a page, however many labs it shows.",
    ],
    iframe: [
      frame,
      "For pages that allow no scripts. Paste it where the lab is to stand, and change the height if you like.",
    ],
    MkDocs: [
      `\n${element}\n`,
      "Paste it into a Markdown file of docs/, with an empty line before and after it.",
    ],
    Sphinx: [
      `.. raw:: html\n\n${indented(element)}\n`,
      "Paste it into an .rst file, at the beginning of a line.",
    ],
    "Jupyter Book 1": [
      `\`\`\`{raw} html\n${element}\n\`\`\`\n`,
      "Paste it into a .md file or a Markdown cell; also right for MyST files in Sphinx.",
    ],
    "Jupyter Book 2": [
      `:::{iframe} ${address}\n:width: 100%\n:::\n`,
      "Paste it into a .md file or a Markdown cell, with an empty line before and after it.",
    ],
    Quarto: [
      `\`\`\`{=html}\n${element}\n\`\`\`\n`,
      "Paste it into a .qmd file, with an empty line before and after it.",
    ],
    Moodle: [
      frame,
      "In the text editor choose “View”, “Source code”, paste it where the lab is to stand, and save.",
    ],
    Canvas: [
      frame,
      "In the Rich Content Editor choose the HTML view (</>), paste it where the lab is to stand, and save.",
    ],
  };
}

/** A button that copies what `field` holds; where that is forbidden, it marks the text. */
export function copier(field) {
  const button = h(
    "button",
    {
      type: "button",
      class: "tool",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(field.value);
        } catch {
          field.select();
          if (!document.execCommand("copy")) return;
        }
        button.textContent = "Copied";
      },
    },
    "Copy",
  );
  field.addEventListener("input", () => {
    button.textContent = "Copy";
  });
  return button;
}

let lastKind = "HTML"; // the sheet is made anew when its links change

/** The part of the Share sheet that gives these lines. */
export function course(lab, title, settings) {
  const lines = courseLines(new URL(".", location.href).href, lab, title, settings);
  const kind = h(
    "select",
    { "aria-label": "Kind of course page", onchange: () => show() },
    Object.keys(lines).map((name) => h("option", {}, name)),
  );
  kind.value = lastKind;
  const text = h("textarea", {
    class: "lines",
    rows: 4,
    readonly: true,
    spellcheck: "false",
    "aria-label": "Lines to paste",
    onfocus: () => text.select(),
  });
  const where = h("p", { class: "caption", role: "status" });
  function show() {
    lastKind = kind.value;
    [text.value, where.textContent] = lines[kind.value];
    text.dispatchEvent(new Event("input"));
  }
  const node = h(
    "div",
    { class: "course" },
    h("div", { class: "row" }, h("span", {}, "Use in my course"), kind, copier(text)),
    text,
    where,
  );
  show();
  return node;
}
