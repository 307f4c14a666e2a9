import assert from "node:assert/strict";
import { test } from "node:test";
import { scales } from "../../static/js/views/backprop/one_weight.js";
import {
  firstLayer,
  given,
  layOut,
  nameOf,
  neuronOf,
  plain,
  short,
} from "../../static/js/views/backprop/rows_layout.js";

const frame = (more) => ({
  inputs: ["x", "y"],
  output: "answer",
  hidden: 3,
  bias: true,
  X: new Float64Array([0, 1, 1, 0]),
  weight: 0,
  ...more,
});

test("a weight is called by what it joins", () => {
  const f = frame();
  assert.equal(firstLayer(f), 9);
  const names = Array.from({ length: 13 }, (_, index) => nameOf(f, index));
  assert.deepEqual(names.slice(0, 3), ["x → hidden 1", "x → hidden 2", "x → hidden 3"]);
  assert.equal(names[8], "bias → hidden 3");
  assert.deepEqual(names.slice(9), [
    "hidden 1 → answer",
    "hidden 2 → answer",
    "hidden 3 → answer",
    "bias → answer",
  ]);
  assert.equal(new Set(names).size, 13);
});

test("without hidden neurons the inputs lead to the answer", () => {
  const f = frame({ hidden: 0 });
  assert.deepEqual(
    [0, 1, 2].map((index) => nameOf(f, index)),
    ["x → answer", "y → answer", "bias → answer"],
  );
  assert.equal(neuronOf(f, 1), -1);
});

test("a weight belongs to the hidden neuron it leads to, or comes from", () => {
  const f = frame();
  assert.deepEqual(
    [0, 1, 2, 3, 8, 9, 11, 12].map((index) => neuronOf(f, index)),
    [0, 1, 2, 0, 2, 0, 2, -1],
  );
});

test("the columns fit into the room, and all can be read where there is enough of it", () => {
  for (const room of [390, 600, 900]) {
    for (const hidden of [0, 1, 4, 12, 32]) {
      const f = frame({ hidden });
      const { columns, apart, full, picked, first, answer } = layOut(f, room);
      assert.equal(columns.length, 1 + 2 + 1 + hidden + (hidden ? 1 : 0) + 3);
      assert.equal(answer + 2, columns.length);
      assert.equal(full, picked < 0);
      if (!full) assert.equal(columns[first - 1 + picked], 56);
      const wide = columns.reduce((sum, width) => sum + width, 0) + apart * (columns.length - 1);
      if (hidden <= 12) assert.ok(wide <= room + 1, `${hidden} neurons in ${room} pixels take ${wide}`);
    }
  }
  assert.ok(layOut(frame(), 900).full);
  assert.ok(!layOut(frame({ hidden: 32 }), 390).full);
});

test("numbers are as short as their tiles", () => {
  assert.deepEqual([0, 0.5, -0.5, 12.34, 123.4, 0.001, 1e-6].map(plain), [
    "0",
    "0.50",
    "−0.50",
    "12.3",
    "123",
    "0.001",
    "1e−6",
  ]);
  assert.equal(plain(Number.NaN), "∞");
  assert.deepEqual([0.17, -0.17, -1.04, 3e-4, -1e-5].map(short), [".17", "−.17", "−1.0", "3e−4", "−1e−5"]);
  assert.deepEqual([-6e-11, 1e-10, 0, 2e-9].map(short), ["≈0", "≈0", "0", "2e−9"]);
  assert.equal(given(-0.1 - 0.2), "−0.3");
});

test("where a weight is on its axis, and which weight is there", () => {
  const { x, y, place, inside } = scales({ half: 2, top: 0.5 }, 300);
  for (const weight of [-2, -0.3, 0, 1.7]) assert.ok(Math.abs(place(x(weight)) - weight) < 1e-12);
  assert.ok(y(0) > y(0.25) && y(0.25) > y(0.5), "a larger error is higher up");
  assert.equal(inside(-50), x(-2));
  assert.equal(inside(1e4), x(2));
});
