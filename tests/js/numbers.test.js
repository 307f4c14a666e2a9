import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, fixed, grouped, num } from "../../static/js/lib/numbers.js";

test("a number has four places, fewer if it is large, and a real minus", () => {
  assert.equal(num(0.5), "0.5000");
  assert.equal(num(-12.3456), "−12.35");
  assert.equal(num(1234.56), "1234.6");
  assert.equal(num(2, 0), "2");
});

test("what is very small or very large has a power of ten", () => {
  assert.equal(num(-0.00012), "−1.20e−4");
  assert.equal(num(2e6), "2.00e+6");
  assert.equal(num(0), "0.0000");
});

test("what is no number says so", () => {
  assert.equal(num(Number.NaN), "not a number");
  assert.equal(num(Number.POSITIVE_INFINITY), "not a number");
});

test("in a column, zero has no sign, and large numbers lose places", () => {
  assert.equal(fixed(-0.00001, 3), "0.000");
  assert.equal(fixed(-1.5, 3), "−1.500");
  assert.equal(fixed(12.3456, 3), "12.35");
  assert.equal(fixed(123.456, 3), "123.5");
});

test("a whole number is grouped by thousands, however long it is", () => {
  assert.equal(grouped("-1234567"), "−1,234,567");
  assert.equal(grouped("123"), "123");
  assert.equal(grouped("9007199254740993"), "9,007,199,254,740,993");
});

test("a whole number for which there is no room has a power of ten", () => {
  assert.equal(brief("-1234567", 7), "−1,234,567");
  assert.equal(brief("-12345678", 7), "−1.23·10⁷");
  assert.equal(brief("9007199254740993", 9), "9.01·10¹⁵");
});
