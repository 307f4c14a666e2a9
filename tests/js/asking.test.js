import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, asking, byHand } from "../../static/js/lib/asking.js";

const soon = (seconds = 0.06) => new Promise((done) => setTimeout(done, 1000 * seconds));

function page() {
  const sent = [];
  return { sent, ask: asking((message) => sent.push(message)) };
}

test("each question has a number of its own, and hears its own answer once", async () => {
  const { sent, ask } = page();
  const [one, two] = [ask("set", { name: "bias" }), ask("step")];
  assert.equal(sent[0].name, "bias");
  assert.notEqual(sent[0].ask, sent[1].ask);
  answered([
    [sent[1].ask, "no"],
    [12345, "of somebody else"],
  ]);
  assert.equal(await two, "no");
  answered([
    [sent[0].ask, ""],
    [sent[1].ask, "again"],
  ]);
  assert.equal(await one, "");
});

test("what was set by hand counts until it is answered, however long that takes", async () => {
  const { sent, ask } = page();
  const set = byHand((which, value) => ask("set_weight", { which, value }));
  set(3, 0.5);
  await soon();
  assert.equal(set.at(3, 0.1), 0.5);
  assert.equal(set.at(4, 0.1), 0.1, "another one is as it is shown");
  await soon(0.6); // a busy server
  assert.equal(set.at(3, 0.1), 0.5);
  answered([[sent[0].ask, ""]]);
  await soon();
  assert.equal(set.at(3, 0.7), 0.7, "now the frame knows better");
});

test("an answer to what was asked before decides nothing about what was asked since", async () => {
  const { sent, ask } = page();
  const set = byHand((which, value) => ask("set_weight", { which, value }));
  set(3, 0.5);
  await soon();
  set(3, 0.6);
  answered([[sent[0].ask, ""]]);
  await soon();
  assert.equal(set.at(3, 0.5), 0.6);
  answered([[sent[1].ask, "refused"]]);
  await soon();
  assert.equal(set.at(3, 0.5), 0.5);
});

test("what is forgotten counts no more", () => {
  const set = byHand(() => Promise.resolve(""));
  set(1, 2);
  set.forget();
  assert.equal(set.at(1, 9), 9);
});
