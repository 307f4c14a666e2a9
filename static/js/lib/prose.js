/* Texts of a lab, made as nodes: text stays text. They know paragraphs, ### headings, *stress*, `code`, and two kinds
   of words that do something: [the forget gate](forget) lights up that part of the picture while somebody points at
   it, and [raise the learning rate to 1000](?learning_rate=1000) is a button that does so. */

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

/** Paragraphs and headings. @param {string} text @param {(type: string, more?: object) => void} send */
export function prose(text, send) {
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
