import assert from "node:assert/strict";
import { test } from "node:test";
import { courseLines } from "../../static/js/page/course.js";

const lines = (query) =>
  courseLines("https://example.org/labs/", "spam", "A filter", new URLSearchParams(query));

test("a lab and its settings become an element", () => {
  const [html] = lines({ key: "256", name: "x" }).HTML;
  assert.match(html, /<neural-lab name="spam" key="256" set-name="x"><\/neural-lab>/);
  assert.match(html, /src="https:\/\/example\.org\/labs\/embed\.js"/);
});

test("whatever a setting holds, it stays inside its attribute", () => {
  const [html] = lines({ own: 'a"><script>b\n&' }).HTML;
  assert.match(html, / own="a&#34;&#62;&#60;script&#62;b&#10;&#38;">/);
  const [frame] = lines({ own: '"><script>' }).iframe;
  assert.doesNotMatch(frame, /<script/);
});

test("settings that are packed stay behind the #, where no server cuts them", () => {
  const all = lines({ data: "own", packed: "eJx_-1" });
  assert.match(all.HTML[0], / data="own" packed="eJx_-1"/);
  assert.match(all.iframe[0], /spam\.html\?embed=1&#38;data=own#packed=eJx_-1"/);
});
