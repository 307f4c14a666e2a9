/* The lab `spam`: how far its four parts are, and one message on its way. Every word is a row: its weight and the
   score so far, in plaintext, and the ciphertexts that stand for them. Who looks is chosen here; what that person
   cannot see is dots. A key is drawn where it is used. */

import { h, rebuild, s, setAttr, setText } from "../../lib/dom.js";
import { fileInput } from "../../lib/files.js";
import { num } from "../../lib/numbers.js";

/** @typedef {import("../../lib/types").Ui} Ui */

const PARTS = { learn: "Learn", key: "Make a key", encrypt: "Encrypt weights", judge: "Judge encrypted" };
const AFTER_TYPING = 300; // ms; a message is followed when typing pauses
const COLUMNS = [
  ["word", "words"],
  ["weight", "weights"],
  ["encrypted weight", "secrets"],
  ["score so far", "weights"],
  ["encrypted score", "secrets"],
];
const NAMED = { weight: "weight", "encrypted weight": "locked" }; // data-part of the cells of a column

const signed = (v) => (v > 0 ? "+" : "") + num(v, 3);

/** The picture of a key: of the public one, or of the one that its owner keeps. */
const keyShape = (kind) =>
  s(
    "svg",
    { class: `key ${kind}`, viewBox: "0 0 24 12", "aria-hidden": "true" },
    s("path", { d: "M5.5 1.5a4.5 4.5 0 1 0 4.3 6H15v3h3v-3h4v-3H9.8a4.5 4.5 0 0 0-4.3-3zM5.5 4.5v3" }),
  );

/** @param {Ui} ui */
export function build(ui) {
  const { send } = ui,
    { parties, longest, most } = ui.fixed;
  // who looks; whether the field takes the message that is to come; the number of the message that stands in it
  const state = { who: "everything", follow: false, written: ui.frame.number };

  /* --- the four parts -------------------------------------------------------------------------------- */
  const steps = Object.entries(PARTS).map(([name, title]) => {
    const bar = h("progress", { max: 1, value: 0, "aria-label": title }),
      says = h("span", { class: "small soft num" });
    return { name, bar, says, node: h("li", {}, h("b", {}, title), bar, says) };
  });
  const ahead = h("p", { class: "ahead small", hidden: true });

  /* --- the message ----------------------------------------------------------------------------------- */
  const field = h("textarea", {
    id: "letter",
    rows: 2,
    "data-part": "message",
    maxlength: longest,
    "aria-describedby": "letter-wrong",
  });
  const covered = h("p", { class: "covered unseen", hidden: true });
  const wrong = h("p", { class: "error", id: "letter-wrong", role: "alert", hidden: true });
  let timer = null;
  const write = () => {
    clearTimeout(timer);
    send("write", { text: field.value });
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (ui.frame.quick && field.value.trim()) timer = setTimeout(write, AFTER_TYPING);
  });
  field.addEventListener("change", write);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      write();
    }
  });
  const attack = h(
    "button",
    {
      type: "button",
      class: "tool",
      "data-part": "evade",
      onclick: () => {
        state.follow = true;
        send("attack");
      },
    },
    "Evade the filter",
  );
  const why = h("span", { class: "small soft" });

  /* --- who looks ------------------------------------------------------------------------------------- */
  const chips = Object.keys(parties).map((name) =>
    h(
      "button",
      {
        type: "button",
        class: "chip",
        onclick: () => {
          state.who = name;
          ui.redraw();
        },
      },
      name,
    ),
  );
  const about = h("p", { class: "caption about" });

  const body = h("tbody");
  const heads = COLUMNS.map(([name]) => h("th", { scope: "col" }, name));
  const box = h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "The message, word by word" },
    h("table", { class: "num" }, h("thead", {}, h("tr", {}, heads)), body),
  );
  const wire = h("p", { class: "wire" }),
    verdict = h("p", { class: "verdict", "aria-live": "polite", "data-part": "score" });

  const node = h(
    "div",
    { class: "letter" },
    h(
      "ol",
      { class: "parts", "data-part": "parts" },
      steps.map((step) => step.node),
    ),
    ahead,
    h(
      "div",
      { class: "write" },
      h("label", { for: "letter" }, "Write a message"),
      field,
      covered,
      h("div", { class: "evade" }, attack, why),
    ),
    wrong,
    h(
      "div",
      { class: "row who", "data-part": "who" },
      h("span", { id: "who" }, "Who looks?"),
      h("div", { class: "chips", role: "group", "aria-labelledby": "who" }, chips),
    ),
    about,
    box,
    wire,
    verdict,
    ownMessages(send, most),
  );
  return {
    node,
    state,
    steps,
    ahead,
    field,
    covered,
    wrong,
    attack,
    why,
    chips,
    about,
    body,
    heads,
    wire,
    verdict,
  };
}

/** One's own messages, from a file of at most so many bytes. */
function ownMessages(send, most) {
  const said = h("p", { class: "error", role: "alert", hidden: true });
  const complain = (text) => {
    setText(said, text);
    said.hidden = !text;
  };
  const file = fileInput({
    accept: ".csv,.tsv,.txt,text/csv,text/plain",
    most,
    take: (bytes) => {
      complain("");
      send("file", { file: bytes });
    },
    complain,
  });
  return h(
    "details",
    {},
    h("summary", {}, "Teach it other messages"),
    h(
      "p",
      { class: "caption" },
      "A text file with one message a line: spam or ham, a tab or a comma, then the message. Or choose the messages “my own” under Data, and paste them there.",
    ),
    h("button", { type: "button", class: "tool", onclick: () => file.click() }, "Load a file of messages"),
    file,
    said,
  );
}

function drawRows(f, sees, who, body, heads) {
  if (body.children.length !== f.pieces.length)
    body.replaceChildren(
      ...f.pieces.map(() =>
        h(
          "tr",
          {},
          COLUMNS.map(([name], i) => h(i ? "td" : "th", i ? { "data-part": NAMED[name] } : { scope: "row" })),
        ),
      ),
    );
  heads.forEach((head, i) => {
    head.hidden = COLUMNS[i][1] === "secrets" && !f.locked;
  });
  f.pieces.forEach((piece, i) => {
    const known = f.known[i];
    const texts = [
      piece,
      known ? signed(f.weights[i]) : "never learnt",
      known ? f.secrets[i] : "none",
      signed(f.totals[i]),
      f.sums[i],
    ];
    const cells = body.children[i].children;
    COLUMNS.forEach(([, sight], c) => {
      const seen = sees.includes(sight);
      cells[c].hidden = heads[c].hidden;
      setText(cells[c], seen ? texts[c] : "•••");
      setAttr(cells[c], "title", seen ? null : `The ${who} cannot see this`);
      const value = seen && (c === 1 && known ? f.weights[i] : c === 3 ? f.totals[i] : 0);
      setAttr(
        cells[c],
        "class",
        !seen ? "unseen" : sight === "secrets" ? "secret" : value > 0 ? "pos" : value < 0 ? "neg" : null,
      );
    });
  });
}

/** @param {import("./frames").Letter} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, ui) {
  const { state, steps, ahead, field, covered, wrong, attack, why, chips, about, wire, verdict } = ui,
    { who } = state;
  f.parts.forEach(([, done, of, says], i) => {
    steps[i].bar.value = of ? done / of : 0;
    setText(steps[i].says, says);
    setAttr(steps[i].node, "aria-current", f.part === steps[i].name ? "step" : null);
  });
  setText(
    ahead,
    f.ahead && `${f.ahead} Pause stops it at any time. A key of 256 bits shows the same at once.`,
  );
  ahead.hidden = !f.ahead;

  const typing = field === field.getRootNode().activeElement;
  if ((!typing && !f.wrong) || (state.follow && f.number !== state.written)) {
    field.value = f.text;
    state.follow = false;
  }
  state.written = f.number;
  setText(wrong, f.wrong);
  wrong.hidden = !f.wrong;

  const over = f.score > f.threshold;
  attack.disabled = !f.readable || !over;
  setText(
    why,
    !f.readable
      ? "Encrypted: nobody can tell which words to add."
      : over
        ? "Adds words whose weights are negative."
        : "It passes as it is.",
  );

  chips.forEach((chip) => setAttr(chip, "aria-pressed", String(chip.textContent === who)));
  const { about: told, ...sights } = ui.fixed.parties[who],
    sees = sights[f.locked ? "locked" : "open"];
  setText(about, told);
  const reads = sees.includes("words"); // or the message stands there for all to read
  field.hidden = !reads;
  covered.hidden = reads;
  setText(covered, `••• The ${who} cannot read the message.`);
  drawRows(f, sees, who, ui.body, ui.heads);

  rebuild(wire, [f.locked, f.sent, f.score, f.key], () =>
    f.locked
      ? [
          "Sent to the officer, encrypted with the public key ",
          h("span", { "data-part": "key", class: "held" }, keyShape("public"), h("code", {}, f.key)),
          ", different each time:",
          h("code", { class: "sent" }, f.sent),
        ]
      : [
          "Sent to the officer in plaintext, for anybody on the way to read and to change:",
          h("code", { class: "sent" }, num(f.score, 3)),
        ],
  );
  const result = over ? "spam, reported to the officer" : "ham, and nobody reads it";
  const sign = over ? "above" : "not above";
  rebuild(verdict, [sees.includes("score"), f.score, f.threshold, f.locked], () =>
    sees.includes("score")
      ? [
          f.locked
            ? h(
                "span",
                { "data-part": "secret-key", class: "held" },
                keyShape("secret"),
                "Decrypted with the secret key: ",
              )
            : "Score: ",
          h("b", { class: "num" }, num(f.score, 3)),
          `, ${sign} ${num(f.threshold, 1)}: `,
          h("b", {}, result),
          ".",
        ]
      : [`The ${who} does not learn the verdict.`],
  );
}
