/* Keeping what a lab shows: its picture, or what stands beside it, as a file; or the picture while it moves, as a film. */

import { h, setText } from "../lib/dom.js";
import { asImage, asPng, still } from "../lib/still.js";

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

const SECONDS = 10, // of a film
  BETWEEN_STILLS = 120; // ms

/** The kind of film that this browser can record; an empty text if it can record none. */
const filmKind = () =>
  ["video/webm", "video/mp4"].find((kind) => globalThis.MediaRecorder?.isTypeSupported(kind)) ?? "";

/** Record the picture as it is drawn, until the time is up or `goesOn` says no.
    @param {Element} place @param {string} print @param {(left: number) => boolean} goesOn @returns {Promise<Blob>} */
async function film(place, print, goesOn) {
  const canvas = h("canvas", {}),
    pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const draw = async () => {
    const image = await asImage(still(place, print));
    if (!canvas.dataset.sized) {
      canvas.dataset.sized = "yes"; // what is drawn later may be higher; a film has one size, of even numbers
      canvas.width = 2 * Math.ceil(image.width / 2);
      canvas.height = 2 * Math.ceil(image.height / 2);
    }
    pen.drawImage(image, 0, 0);
  };
  await draw();
  pen.getImageData(0, 0, 1, 1); // fails at once where the browser lets nobody have what was drawn
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: filmKind() }),
    parts = /** @type {Blob[]} */ ([]);
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((done) => {
    recorder.onstop = done;
  });
  recorder.start();
  const end = performance.now() + 1000 * SECONDS;
  for (let now = performance.now(); now < end && goesOn((end - now) / 1000); now = performance.now()) {
    await draw();
    await new Promise((done) => setTimeout(done, Math.max(0, BETWEEN_STILLS - (performance.now() - now))));
  }
  recorder.stop();
  await ended;
  return new Blob(parts, { type: filmKind() });
}

/** The button that records, plays if nothing plays, and ends it when it is pressed again.
    @param {import("../lib/types").Ui} ui @param {HTMLElement} complaint */
function filming(ui, complaint) {
  const NAME = `Film the picture for ${SECONDS} seconds`,
    button = h("button", { type: "button", class: "tool", hidden: !filmKind() }, NAME);
  let on = false;
  button.onclick = async () => {
    if (on) {
      on = false;
      return;
    }
    on = true;
    complaint.hidden = true;
    const played = ui.frame.playing;
    if (!played) ui.send("play");
    try {
      const made = await film(/** @type {Element} */ (placeOf("picture")), ui.fixed.title, (left) => {
        setText(button, `Stop filming (${Math.ceil(left)} s left)`);
        return on;
      });
      download(made, `${ui.fixed.lab}.${filmKind().split("/")[1]}`);
    } catch {
      setText(complaint, "This browser makes no film of it.");
      complaint.hidden = false;
    }
    if (!played) ui.send("pause");
    on = false;
    setText(button, NAME);
  };
  return h("div", { class: "row" }, button);
}

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
  return [...rows, filming(ui, complaint), complaint];
}
