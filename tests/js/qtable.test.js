import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../../static/js/views/qtable/bellman.js";
import { here, place, quiet, value } from "../../static/js/views/qtable/ice_hands.js";
import { arrowPaths, layOut, neighbour, wayTo } from "../../static/js/views/qtable/ice_shapes.js";

const LEFT = 0;
const DOWN = 1;
const RIGHT = 2;
const UP = 3;
const world = { rows: 3, cols: 4 };

test("from a cell one comes to its neighbours, and no further than the border", () => {
  assert.deepEqual(
    [LEFT, DOWN, RIGHT, UP].map((way) => neighbour(5, way, world)),
    [4, 9, 6, 1],
  );
  assert.equal(neighbour(4, LEFT, world), -1);
  assert.equal(neighbour(3, RIGHT, world), -1, "not to the beginning of the next row");
  assert.equal(neighbour(11, DOWN, world), -1);
});

test("the way to a neighbour is known, and there is none to any other cell", () => {
  for (const way of [LEFT, DOWN, RIGHT, UP]) assert.equal(wayTo(5, neighbour(5, way, world), world), way);
  assert.equal(wayTo(5, 5, world), -1);
  assert.equal(wayTo(5, 0, world), -1);
  assert.equal(wayTo(3, 4, world), -1, "which is in another row");
});

test("cells are as large as the room allows", () => {
  assert.deepEqual(layOut(800, 4, 4), { narrow: false, c: 86 });
  assert.deepEqual(layOut(360, 4, 4), { narrow: true, c: 86 });
  assert.equal(layOut(360, 12, 12).c, 28);
  assert.equal(layOut(10, 4, 4).c, 24, "never smaller than that");
});

test("there is an arrow for every set of ways", () => {
  const paths = arrowPaths(1);
  assert.equal(paths.length, 16);
  assert.equal(new Set(paths).size, 16);
  assert.equal(paths[1 << RIGHT], "M-8.0 0.0L8.0 0.0M2.0 -6.0L8.0 0.0L2.0 6.0");
});

test("values are found by part, tile and way", () => {
  const f = {
    letters: "SF",
    cols: 2,
    cell: 1,
    numbers: Float64Array.from({ length: 24 }, (_, i) => (i >= 4 && i < 8 ? Number.NaN : i)),
  };
  assert.equal(value(f, 1, 1, 2), 14);
  assert.deepEqual([quiet(f, 0), quiet(f, 1)], [false, true]);
  assert.equal(place(f, 1), "Row 1, column 2");
  assert.equal(here(f, { asked: { state: 0, when: -Infinity } }), 1);
  assert.equal(here(f, { asked: { state: 0, when: performance.now() } }), 0, "until the answer comes");
  assert.equal(here(f, { asked: { state: 7, when: performance.now() } }), 1, "which is not in this world");
});

test("what is given is written as it was given, all else with four places", () => {
  assert.equal(read({ kind: "alpha", value: 0.1 }), "0.1");
  assert.equal(read({ kind: "old", value: 0.1 }), "0.1000");
  assert.equal(read({ kind: "reward", value: -1 }), "−1");
  assert.equal(read({ kind: "old", value: 0 }), "0");
});
