/* Keeping what a lab shows: its picture, or what stands beside it, as a file. */

import { h, setText } from "../lib/dom.js";
import { asPng, still } from "../lib/still.js";

/** The parts of a page that can be kept, by the name of their root. */
const PARTS = { picture: "the picture", side: "what stands beside it" };

/** Give the reader a file. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The place of a part on the page. @param {string} part */
const placeOf = (part) => document.querySelector(`#${part}, .np-${part}`);

/** Buttons for each part. @param {import("../lib/types").Ui} ui of the transport */
export function keeping(ui) {
  const { lab, title } = ui.fixed;
  const complaint = h("p", { class: "error", role: "alert", hidden: true });
  /** @param {string} part @param {"svg" | "png"} kind */
  async function keep(part, kind) {
    complaint.hidden = true;
    const { step, query } = ui.frame,
      place = placeOf(part);
    if (!place) return;
    const settings = decodeURIComponent(query).replace(/^\?/, "").replaceAll("&", ", ");
    const print = [title, `step ${step.toLocaleString("en")}`, settings, "Neural Playground"]
      .filter(Boolean)
      .join(" · ");
    const name = `${lab}${part === "picture" ? "" : `-${part}`}-step-${step}.${kind}`;
    try {
      const picture = still(place, print);
      if (kind === "svg") download(new Blob([picture.text], { type: "image/svg+xml" }), name);
      else download(await asPng(picture), name);
    } catch {
      setText(
        complaint,
        kind === "png"
          ? "This browser makes no PNG of it: save the SVG instead."
          : "This browser cannot save it.",
      );
      complaint.hidden = false;
    }
  }
  const rows = Object.entries(PARTS)
    .filter(([part]) => placeOf(part)?.childElementCount)
    .map(([part, name]) =>
      h(
        "div",
        { class: "row" },
        h("span", {}, `Save ${name}`),
        ["svg", "png"].map((kind) =>
          h(
            "button",
            {
              type: "button",
              class: "tool",
              "aria-label": `Save ${name} as ${kind.toUpperCase()}`,
              onclick: () => keep(part, /** @type {"svg" | "png"} */ (kind)),
            },
            kind.toUpperCase(),
          ),
        ),
      ),
    );
  return [...rows, complaint];
}
