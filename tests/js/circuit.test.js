import assert from "node:assert/strict";
import { test } from "node:test";
import { digits } from "../../static/js/views/circuit/circuit.js";
import { unit } from "../../static/js/views/circuit/circuit_hands.js";
import { halves, layOut, wirePath } from "../../static/js/views/circuit/circuit_layout.js";
import { raised } from "../../static/js/lib/numbers.js";

/** x and y into a gate, and its value out. */
const PLAN = {
  columns: 2,
  rows: 1,
  output: 2,
  places: [
    { kind: "input", text: "x", wire: 0, column: 0, row: 0 },
    { kind: "input", text: "y", wire: 1, column: 0, row: 1 },
    { kind: "gate", text: "×", wire: 2, gate: 0, column: 1, row: 0.5 },
  ],
  wires: [
    {
      wire: 0,
      gate: 0,
      slot: 0,
      inputs: 2,
      path: [
        [0, 0],
        [1, 0.5],
      ],
    },
    {
      wire: 1,
      gate: 0,
      slot: 1,
      inputs: 2,
      path: [
        [0, 1],
        [1, 0.5],
      ],
    },
  ],
};

test("columns go across where there is room, and down on a phone", () => {
  const wide = layOut(PLAN, 700);
  const narrow = layOut(PLAN, 350);
  assert.equal(wide.down, false);
  assert.equal(narrow.down, true);
  assert.deepEqual(wide.point(3, 4), [3, 4]);
  assert.deepEqual(narrow.point(3, 4), [4, 3]);
  for (const { at, enter, leave } of [wide, narrow]) {
    assert.ok(enter[0] < at[0] && at[0] < leave[0] && leave[0] < enter[1] && enter[1] < at[1]);
  }
});

test("what is too wide is drawn smaller, but never too small to be read", () => {
  assert.equal(layOut(PLAN, 700).scale, 1);
  const columns = 12;
  const places = Array.from({ length: columns }, (_, column) => ({
    kind: "gate",
    text: "+",
    wire: column,
    gate: column,
    column,
    row: 0,
  }));
  const long = layOut({ columns, rows: 0, output: columns - 1, places, wires: [] }, 500);
  assert.ok(long.width > 500);
  assert.equal(long.scale, 0.86);
});

test("a wire begins behind its input and ends at the gate", () => {
  const place = layOut(PLAN, 700);
  const numbers = Array.from(wirePath(PLAN, place, PLAN.wires[0], 0).matchAll(/-?[\d.]+/g), Number);
  assert.deepEqual(numbers.slice(0, 2), [place.leave[0], place.row(0)]);
  const [along] = halves(PLAN.places[2], false);
  assert.ok(Math.abs(numbers[numbers.length - 2] - (place.at[1] - along * 0.8)) < 1e-9);
  assert.notEqual(wirePath(PLAN, place, PLAN.wires[0], 0), wirePath(PLAN, place, PLAN.wires[1], 0));
});

test("values are as short as they can be", () => {
  assert.deepEqual(
    [3, -0.5, 0, 0.12344, 12.3456, 12345.678, 1e7].map((v) => digits(v)),
    ["3", "−0.5", "0", "0.1234", "12.35", "12346", "1.0e7"],
  );
  assert.equal(digits(1.23456, 3), "1.23");
  assert.equal(digits(Number.NaN), "no number");
});

test("a step is a power of ten below the value", () => {
  assert.deepEqual([0, 0.05, 0.5, 3, -42].map(unit), [0.1, 0.1, 0.1, 1, 10]);
});

test("exponents are raised", () => {
  assert.equal(raised(-15), "⁻¹⁵");
  assert.equal(raised("07"), "⁰⁷");
});
