/* What is done to a network by hand: neurons are looked at and pinned, inputs switched, layers changed, weights
   pointed at. Whatever can be reached is one of a few groups: Tab goes from group to group, arrow keys go inside. */

import { s, setAttr, setText } from "../../lib/dom.js";
import { num } from "../../lib/numbers.js";
import { byHand } from "../../lib/asking.js";
import { bend, nearest } from "./network_layout.js";

const SOON = 40,
  LATER = 120; // ms until the plane shows a neuron that is pointed at, and no longer shows it
const ANSWER = 1000; // ms that an answer may take

const same = (a, b) => Boolean(a && b && a[0] === b[0] && a[1] === b[1]);
/** The list with an item more or less, in the order of all. */
export const switched = (list, item, all) => all.filter((one) => list.includes(one) !== (one === item));

export function handle(ui, state, { svg, tip, pop, formula }) {
  const { send } = ui,
    { features } = ui.fixed;
  let asking = null,
    told = "",
    pinned = null;
  ui.onRemove(() => clearTimeout(asking));

  /** What the plane shows: this tile while it is pointed at, else the pinned one. */
  function look(at) {
    clearTimeout(asking);
    asking = setTimeout(
      () => {
        const shown = at || pinned || [-1, 0],
          key = shown.join();
        if (key === told) return;
        told = key;
        send("look", { column: shown[0], row: shown[1] });
      },
      at ? SOON : LATER,
    );
  }
  function showPin({ column, row, node }) {
    if (!column) return;
    setAttr(node, "aria-pressed", String(same(pinned, [column, row])));
    node.classList.toggle("pinned", same(pinned, [column, row]));
  }
  function unpin() {
    pinned = null;
    look(null);
  }

  /* A click may come before the last one has been answered: it counts from what was asked for then. */
  const wishes = {};
  function change(name, present, how) {
    const list = how(wishes[name] ?? present);
    if (!list) return;
    wishes[name] = list;
    setTimeout(() => {
      if (wishes[name] === list) delete wishes[name];
    }, ANSWER);
    send("set", { name, text: list.join(",") || (name === "hidden" ? "none" : "") });
  }
  /** A tile is pressed: an input is switched, a neuron pinned or let go. */
  function press(column, row) {
    if (column === 0)
      return change(
        "features",
        state.now.inputs.map((i) => features[i]),
        (list) => {
          const wanted = switched(list, features[row], features);
          if (!wanted.length) setText(formula, "A network needs at least one input to look at.");
          return wanted.length && wanted;
        },
      );
    pinned = same(pinned, [column, row]) ? null : [column, row];
    look(pinned);
    state.tiles.forEach(showPin);
  }

  /** One tab stop for all items; arrow keys move inside it, and to the group `near` (a step of −1 or 1). */
  function group(label, items, near) {
    const g = s("g", { role: "group", "aria-label": label, "data-keys": true }, items);
    const choose = (item) => {
      for (const other of items) setAttr(other, "tabindex", other === item ? 0 : -1);
    };
    choose(items[0]);
    g.addEventListener("focusin", (event) => {
      const item = event.target.closest("[tabindex]");
      if (item) choose(item);
    });
    g.addEventListener("keydown", (event) => {
      const at = items.indexOf(event.target),
        to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        items[Math.max(0, Math.min(items.length - 1, to))].focus();
      } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        event.preventDefault();
        near(event.key === "ArrowRight" ? 1 : -1)
          ?.querySelector('[tabindex="0"]')
          ?.focus();
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      }
    });
    return g;
  }

  /* --- weights ------------------------------------------------------------------------------------------ */
  const byKey = byHand((wire, value) =>
    ui.ask("set_weight", { layer: wire.layer, i: wire.i, j: wire.j, name: state.names.part(wire), value }),
  );
  function key(event, wire) {
    if (event.key !== "+" && event.key !== "-") return;
    byKey(
      wire,
      Number((byKey.at(wire, state.now.weights[wire.at]) + (event.key === "+" ? 0.1 : -0.1)).toFixed(3)),
    );
  }
  function edit(what, from, x, y) {
    tip.hidden = true;
    pop.edit(what, from, x, y);
  }
  function editWire(wire, x, y) {
    const { from, to } = bend(state.plan, wire.layer);
    edit(
      { layer: wire.layer, i: wire.i, j: wire.j },
      wire.node,
      x ?? (from + to) / 2,
      y ?? (wire.y + wire.z) / 2,
    );
  }
  function warm(wire, x = 0, y = 0) {
    const { plan, names, hot } = state;
    if (hot !== wire) {
      hot?.node.classList.remove("hot");
      wire?.node.classList.add("hot");
      state.hot = wire;
    }
    svg.style.cursor = wire ? "pointer" : "";
    tip.hidden = !wire || !pop.element.hidden;
    if (tip.hidden) return;
    setText(
      tip,
      `${names.source(wire.layer, wire.i)} → ${names.neuron(wire.layer + 1, wire.j)}: ${num(state.now.weights[wire.at], 3)}`,
    );
    tip.style.left = `${Math.min(x + 12, plan.width - tip.offsetWidth - 4)}px`;
    tip.style.top = `${y > plan.height - 40 ? y - 30 : y + 14}px`;
  }
  function under(event) {
    const frame = svg.getBoundingClientRect(),
      x = event.clientX - frame.left,
      y = event.clientY - frame.top;
    return { wire: nearest(state.plan, state.wires, x, y), x, y };
  }
  svg.addEventListener("pointermove", (event) => {
    const at = event.target.closest(".dot") ? { wire: null, x: 0, y: 0 } : under(event);
    warm(at.wire, at.x, at.y);
  });
  svg.addEventListener("pointerleave", () => warm(null));
  svg.addEventListener("click", (event) => {
    if (!event.detail || event.target.closest(".tile, .dot")) return;
    const at = under(event);
    if (at.wire) editWire(at.wire, at.x, at.y);
  });
  return { look, unpin, press, showPin, change, group, key, edit, editWire };
}
