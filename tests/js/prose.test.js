/* Texts: where a word of the field is found. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { found } from "../../static/js/lib/prose.js";

test("a word is found as it is, in the plural, and in capitals", () => {
  assert.equal("A neuron adds".match(found("neuron"))?.[0], "neuron");
  assert.equal("Neurons add".match(found("neuron"))?.[0], "Neurons");
  assert.equal("a mini-batch of points".match(found("mini-batch"))?.[0], "mini-batch");
  assert.equal("Losses fall".match(found("loss"))?.[0], "Losses");
  assert.equal("the Q-value (2.5) of c++".match(found("c++"))?.[0], "c++");
});

test("a part of another word is no use of it", () => {
  assert.equal("stagegates".match(found("gate")), null);
  assert.equal("gateway".match(found("gate")), null);
  assert.equal("überhamé".match(found("ham")), null);
});
