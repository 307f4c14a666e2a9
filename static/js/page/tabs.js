/* The tabs under the picture: what is going on, the numbers, the code, the diagnosis, the challenges. */

import { comparison, lab, met, remembered } from "../lib/challenges.js";
import { h, rebuild, setAttr, setText } from "../lib/dom.js";
import { num } from "../lib/numbers.js";
import { prose } from "../lib/prose.js";

/** @typedef {import("../lib/types").Ui} Ui */

const TABS = {
  story: "What is going on",
  numbers: "Numbers",
  code: "Code",
  diagnosis: "Diagnosis",
  challenges: "Challenges",
};

/** A page in a frame that shows the challenges, and none of the other texts (theme.js). */
const ONLY_CHALLENGES = ".np-embed.np-show-challenges:not(.np-show-text)";

/** @param {Ui} ui */
export function build(ui) {
  const alone = document.documentElement.matches(ONLY_CHALLENGES);
  const state = { open: alone ? "challenges" : "story", before: remembered() };
  const tabs = Object.entries(TABS).map(([name, label]) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${name}`,
        "aria-controls": "panel",
        "data-name": name,
        onclick: () => choose(name),
        onkeydown: (event) => {
          const at = tabs.findIndex((tab) => tab.dataset.name === state.open);
          const to = event.key === "ArrowRight" ? at + 1 : event.key === "ArrowLeft" ? at - 1 : -1;
          if (to >= 0 && to < tabs.length) {
            event.preventDefault();
            event.stopPropagation();
            choose(tabs[to].dataset.name);
            tabs[to].focus();
          }
        },
      },
      label,
      name === "diagnosis" ? h("span", { class: "badge" }) : null,
    ),
  );
  const panel = h("div", { role: "tabpanel", id: "panel", tabindex: "0" });

  function choose(name) {
    state.open = name;
    rebuild(panel, null, () => []);
    ui.send("tab", { tab: name });
    ui.redraw();
  }

  ui.listen(globalThis, "np-solved", () => {
    state.before = remembered();
    ui.redraw();
  });
  return {
    node: h(
      "div",
      {},
      h("div", { role: "tablist", "aria-label": "Behind the picture", hidden: alone }, tabs),
      panel,
    ),
    tabs,
    panel,
    state,
  };
}

function table(t) {
  return h(
    "div",
    {},
    h(
      "table",
      { class: "num" },
      h("caption", {}, t.title),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          t.columns.map((c) => h("th", { scope: "col" }, c)),
        ),
      ),
      h(
        "tbody",
        {},
        t.rows.map((row) =>
          h(
            "tr",
            {},
            row.map((cell) => h("td", {}, typeof cell === "number" ? num(cell, 5) : cell)),
          ),
        ),
      ),
    ),
    t.note ? h("p", { class: "caption" }, t.note) : null,
  );
}

function check(c) {
  if (!c || c.error === undefined) return null;
  return h(
    "p",
    { class: "small" },
    h(
      "b",
      { style: `color:var(${c.ok ? "--good" : "--warn"})` },
      c.ok ? "✓ Gradient checked. " : "✗ The gradients disagree. ",
    ),
    `Each was nudged both ways; the slope so measured differs from the backward pass by ${c.error.toExponential(1)} at most (relative). First: backward ${num(c.analytic[0], 6)}, measured ${num(c.numerical[0], 6)}.`,
  );
}

/** What is in each tab; `before` are the challenges that were solved earlier. */
const CONTENT = {
  story: (_f, fixed, _before, send) => [
    h("div", { class: "prose" }, prose(fixed.story, send, fixed.terms)),
    h(
      "ul",
      { class: "sources" },
      fixed.sources.map((source) =>
        h("li", {}, "After ", source.text, source.note ? `: ${source.note}` : "", "."),
      ),
    ),
  ],
  numbers: (f) =>
    [check(f.check), h("div", { class: "tables" }, (f.tables || []).map(table))].filter(Boolean),
  code: (f) => {
    if (f.code === undefined) return [h("p", { class: "soft" }, "…")];
    const copy = h(
      "button",
      {
        type: "button",
        class: "tool",
        onclick: async () => {
          try {
            await navigator.clipboard.writeText(f.code);
            copy.textContent = "Copied";
          } catch {
            getSelection()?.selectAllChildren(listing);
          }
        },
      },
      "Copy",
    );
    const save = h(
      "button",
      {
        type: "button",
        class: "tool",
        onclick: () =>
          h("a", {
            href: URL.createObjectURL(new Blob([f.code], { type: "text/x-python" })),
            download: `${lab() || "lab"}.py`,
          }).click(),
      },
      "Download",
    );
    const listing = h(
      "pre",
      { tabindex: "0", "aria-label": "The script" },
      f.code.split("\n").flatMap((line) => {
        const at = line.indexOf("#");
        return [
          at < 0 ? line : line.slice(0, at),
          at < 0 ? "" : h("span", { class: "c" }, line.slice(at)),
          "\n",
        ];
      }),
    );
    const changed = f.altered?.length
      ? h(
          "p",
          { class: "error" },
          `This run was changed on the way (${f.altered.join(", ")}). The script trains from the start with the settings on screen; press Reset and play to see its numbers here.`,
        )
      : null;
    return [
      h(
        "p",
        { class: "small soft" },
        "This script needs nothing but numpy and prints the same numbers as the page.",
      ),
      changed,
      h("div", { class: "row", style: "margin-bottom:8px" }, copy, save),
      listing,
    ].filter(Boolean);
  },
  diagnosis: (f, fixed) =>
    f.findings.length
      ? f.findings.map((finding) =>
          h(
            "div",
            { class: "finding" },
            h(
              "h2",
              {},
              finding.title || finding.kind,
              finding.where ? h("span", { class: "soft" }, ` · ${finding.where}`) : null,
            ),
            h("div", {}, finding.evidence),
            h("div", { class: "soft" }, finding.meaning),
            h("div", {}, finding.advice),
          ),
        )
      : [h("p", { class: "soft" }, fixed.healthy)],
  challenges: (f, { challenges }, before) =>
    challenges.map((c, i) => {
      const solved = met(f.solved, c.key),
        done = isDone(f, c, before);
      return h(
        "div",
        { class: done ? "challenge done" : "challenge" },
        h("h2", {}, done ? h("span", { class: "mark" }, "✓") : `${i + 1}. `, c.text),
        solved
          ? h("div", { class: "soft" }, `Done at step ${solved[1].toLocaleString("en")}.`)
          : done &&
              h(
                "div",
                { class: "soft" },
                `You have done this before, at step ${before[c.key].toLocaleString("en")}.`,
              ),
        solved && c.predict && h("div", {}, comparison(c, undefined, solved[2])),
        done && h("div", {}, c.why),
        !done && c.hints.map((hint, n) => hintNumber(hint, n, c.hints.length)),
      );
    }),
};

/** A hint, folded; the last one says nearly everything. */
function hintNumber(hint, n, count) {
  const label = count > 1 ? `Hint ${n + 1} of ${count}` : "A hint";
  return h("details", {}, h("summary", { class: "soft" }, label), hint);
}

const isDone = (f, { key }, before) => Boolean(met(f.solved, key)) || before[key] >= 0;

/** @param {any} f @param {Ui & ReturnType<typeof build>} ui */
export function draw(f, { fixed, send, tabs, panel, state: { open, before } }) {
  if (!f.solved) return;
  tabs.forEach((tab) => {
    const mine = tab.dataset.name === open,
      badge = tab.querySelector(".badge");
    setAttr(tab, "aria-selected", String(mine));
    tab.tabIndex = mine ? 0 : -1;
    const { challenges } = fixed,
      done = challenges.filter((c) => isDone(f, c, before)).length;
    const ill = f.findings.filter((finding) => finding.severity !== "note").length; // a note is no illness
    if (badge) setText(badge, tab.dataset.name === "diagnosis" && ill ? String(ill) : "");
    if (tab.dataset.name === "challenges") tab.firstChild.data = `Challenges ${done}/${challenges.length}`;
  });
  setAttr(panel, "aria-labelledby", `tab-${open}`);
  const shown = {
    story: 0,
    numbers: [f.tables, f.check],
    code: [f.code, f.altered],
    diagnosis: f.findings,
    challenges: [f.solved, before],
  }[open];
  rebuild(panel, [open, shown], () => CONTENT[open](f, fixed, before, send));
}
