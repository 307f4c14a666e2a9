/* Texts of a lab, made as nodes: text stays text. They know paragraphs, ### headings, *stress*, `code`, and two kinds
   of words that do something: [the forget gate](forget) lights up that part of the picture while somebody points at
   it, and [raise the learning rate to 1000](?learning_rate=1000) is a button that does so. The field's words are
   explained where they are used first. */

import { h } from "./dom.js";
import { pointing } from "./light.js";

const MARKS = /(\*[^*]+\*|`[^`]+`|\[[^\]]+\]\([^)]+\))/;

/** One line of text. `send(type, more)` speaks to Python.
    @param {string} line @param {(type: string, more?: object) => void} send @returns {(Node | string)[]} */
export function inline(line, send) {
  return line
    .trim()
    .replace(/\s+/g, " ")
    .split(MARKS)
    .filter(Boolean)
    .map((part) => {
      const [, words, target] = part.match(/^\[([^\]]+)\]\(([^)]+)\)$/) ?? [];
      if (target?.startsWith("?")) return action(words, target, send);
      if (target) return pointing(h("button", { type: "button", class: "pointer" }, words), target);
      const inside = part.slice(1, -1);
      if (part.length > 2 && part.startsWith("*") && part.endsWith("*")) return h("em", {}, inside);
      if (part.length > 2 && part.startsWith("`") && part.endsWith("`")) return h("code", {}, inside);
      return part;
    });
}

/** Words that set something: they are read as the query of an address is. */
function action(words, query, send) {
  const { preset, ...values } = Object.fromEntries(new URLSearchParams(query));
  const act = () => {
    if (preset !== undefined) send("preset", { name: preset });
    if (Object.keys(values).length) send("set_all", { values });
  };
  return h("button", { type: "button", class: "act", onclick: act }, words);
}

/** A word of the field, and what it means for whoever points at it, or has reached it by keyboard. */
function explained(word, meaning) {
  const id = `term-${word.toLowerCase().replace(/\W+/g, "-")}`;
  const hint = h("span", { role: "tooltip", id, class: "hint" }, meaning);
  const term = h("button", { type: "button", class: "term", "aria-describedby": id }, word, hint);
  const place = () => {
    hint.style.left = "0"; // and as far to the left as it takes to be seen whole
    const beyond = hint.getBoundingClientRect().right + 8 - document.documentElement.clientWidth;
    if (beyond > 0) hint.style.left = `${-beyond}px`;
  };
  for (const begins of ["pointerenter", "focus"]) term.addEventListener(begins, place);
  return term;
}

/** Finds a word of the field, or its plural, whatever its case. @param {string} word */
export const found = (word) =>
  new RegExp(`(?<!\\p{L})${word.replace(/[/\\^$*+?.()|[\]{}]/g, "\\$&")}(?:s|es)?(?!\\p{L})`, "iu");

/** The first use of each word in `terms`, pairs of a word and its meaning, is explained. */
function explain(nodes, terms) {
  for (const [word, meaning] of terms) {
    const pattern = found(word);
    first: for (const node of nodes) {
      const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      for (let at = texts.nextNode(); at; at = texts.nextNode()) {
        const text = /** @type {Text} */ (at);
        if (text.parentElement?.closest("button, code, h2")) continue;
        const match = text.data.match(pattern);
        if (!match) continue;
        const rest = text.splitText(match.index ?? 0);
        rest.splitText(match[0].length);
        rest.replaceWith(explained(match[0], meaning));
        break first;
      }
    }
  }
  return nodes;
}

/** Paragraphs and headings, with the words in `terms` explained.
    @param {string} text @param {(type: string, more?: object) => void} send @param {[string, string][]} [terms] */
export function prose(text, send, terms = []) {
  return explain(
    blocks(text, send),
    [...terms].sort((a, b) => b[0].length - a[0].length),
  );
}

function blocks(text, send) {
  return text
    .trim()
    .split(/\n\s*\n/)
    .flatMap((block) => {
      const [, heading, rest] = block.trim().match(/^(?:### (.*)\n?)?([^]*)$/);
      return [
        heading ? h("h2", {}, inline(heading, send)) : null,
        rest.trim() ? h("p", {}, inline(rest, send)) : null,
      ].filter(Boolean);
    });
}
