import assert from "node:assert/strict";
import { test } from "node:test";
import { switched } from "../../static/js/views/classifier/network_hands.js";
import {
  bend,
  heightAt,
  layOut,
  namesIn,
  nearest,
  unpack,
  wirePath,
} from "../../static/js/views/classifier/network_layout.js";

const SIZES = [2, 4, 1];

test("columns come one after the other, and tiles of a column do not touch", () => {
  for (const room of [300, 600, 900]) {
    const { x, y, side, width, height } = layOut(room, SIZES, 7, false);
    assert.equal(y[0].length, 7, "all features, used or not");
    for (let c = 1; c < x.length; c++) assert.ok(x[c] - side[c] / 2 > x[c - 1] + side[c - 1] / 2);
    y.forEach((tiles, c) => {
      for (let i = 1; i < tiles.length; i++) assert.ok(tiles[i] - tiles[i - 1] > side[c]);
      assert.ok(tiles[tiles.length - 1] + side[c] / 2 < height);
    });
    assert.ok(width >= room);
  }
});

test("the numbers come apart as Python has put them together", () => {
  const buffer = new Float32Array(3 + 12 + 5 + 12 + 5 + 5).map((_, i) => i);
  const { weights, biases, pulls, bias_pulls, neuron_pulls } = unpack({
    sizes: SIZES,
    numbers: buffer.subarray(3),
  });
  assert.deepEqual([...weights], [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  assert.deepEqual([...biases], [15, 16, 17, 18, 19]);
  assert.equal(pulls[0], 20);
  assert.equal(bias_pulls[0], 32);
  assert.deepEqual([...neuron_pulls], [37, 38, 39, 40, 41]);
});

test("half way along a wire is half way up, and it begins and ends level", () => {
  const curve = bend(layOut(600, SIZES, 2, false), 0);
  assert.ok(Math.abs(heightAt(curve, (curve.from + curve.to) / 2) - 0.5) < 1e-3);
  assert.ok(heightAt(curve, curve.from) < 1e-3);
  assert.ok(heightAt(curve, curve.to) > 1 - 1e-3);
  assert.match(wirePath(curve, 10, 20), /^M[\d.]+ 10C/);
});

test("the nearest wire is found, unless all are too far away", () => {
  const plan = layOut(600, SIZES, 2, false);
  const wires = [0, 1].map((i) => ({ layer: 0, i, y: plan.y[0][i], z: plan.y[1][0] }));
  const { from } = bend(plan, 0);
  assert.equal(nearest(plan, wires, from + 8, plan.y[0][1] - 3), wires[1]);
  assert.equal(nearest(plan, wires, from + 8, plan.y[0][1] + 40), null);
  assert.equal(nearest(plan, wires, 1, plan.y[0][1]), null, "left of all gaps");
});

test("weights and biases are called by their neurons", () => {
  const names = namesIn({ sizes: SIZES, inputs: [0, 3], names: [["a1", "a2", "a3", "a4"], ["out"]] }, [
    "x",
    "y",
    "x²",
    "y²",
  ]);
  assert.equal(names.part({ layer: 0, i: 1, j: 2 }), "Weight y² → a3");
  assert.equal(names.part({ layer: 1, i: 0, j: 0 }), "Weight a1 → out");
  assert.equal(names.part({ layer: 1, j: 0, dot: true }), "Bias of out");
  assert.equal(names.column(1), "layer 1");
  assert.equal(names.column(2), "the output");
});

test("an input is switched on and off in the order of all", () => {
  assert.deepEqual(switched(["y", "x"], "z", ["x", "y", "z"]), ["x", "y", "z"]);
  assert.deepEqual(switched(["x", "y"], "x", ["x", "y", "z"]), ["y"]);
});
