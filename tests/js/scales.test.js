import assert from "node:assert/strict";
import { test } from "node:test";
import { powers } from "../../static/js/views/lstm/sensitivity.js";
import { share } from "../../static/js/views/recurrent/unrolled.js";

test("a pull is shown as a power of ten, between the edges of the picture", () => {
  const { logs, high, low } = powers([1, 0.1, 1e-40], [1, 100, 1e40]);
  assert.deepEqual(logs, [
    [0, -1, -12],
    [0, 2, 12],
  ]);
  assert.deepEqual([high, low], [12, -12]);
  assert.deepEqual([powers([1], [1]).high, powers([1], [1]).low], [1, -3], "the least that the axis shows");
});

test("the error signal fills its room on a scale of six powers of ten", () => {
  assert.equal(share(5, 5), 1);
  assert.ok(Math.abs(share(5e-3, 5) - 0.5) < 1e-12);
  assert.equal(share(1e-9, 5), 0);
  assert.equal(share(0, 5), 0);
  assert.equal(share(0, 0), 0);
});
