// SPDX-License-Identifier: Apache-2.0
// Names that look like markup, numbers that are not there or absurd, runs that did not end well: shown as
// what they are.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { hostile, IMAGE, result, SCRIPT } from "./results.mjs";
import { close, open, put, report, start, stop, VIEWS, visit } from "./support.mjs";

let page;
let file;

before(async () => {
  const base = hostile();
  base.benchmarks.forEach((row) => row.metrics?.latency && (row.metrics.latency.median *= 0.9));
  base.kuipc = {};
  file = report("hostile", [put("hostile", hostile())], "--baseline", put("base", base));
  await start();
});
after(stop);

test("a hostile name is text, in every view", async () => {
  page = await open(file);
  for (const view of VIEWS) {
    await visit(page, view);
    assert.deepEqual(page.trouble, [], view);
    assert.equal(await page.evaluate(() => globalThis.pwned), undefined, view);
    assert.equal(await page.locator("img, main script, iframe").count(), 0, view);
  }
  await close(page);
});

test("it is shown as it was written", async () => {
  page = await open(file, { view: "rows" });
  const names = await page.locator("main tbody th").allTextContents();
  for (const transport of [SCRIPT, IMAGE, `quote"'\`&amp;\\`, "__proto__"])
    assert.ok(names.includes(`echo/${transport}/size:64`), transport);
  await page.getByLabel("Transport").selectOption(IMAGE);
  assert.equal(await page.locator("main tbody tr").count(), 2);
  await close(page);
});

test("no script element but the page's own is in the file", () => {
  const html = readFileSync(file, "utf8");
  const nonce = html.match(/'nonce-([0-9a-f]{32})'/)[1];
  const scripts = html.match(/<script\b[^>]*>/g).filter((tag) => !tag.includes(`nonce="${nonce}"`));
  assert.deepEqual(scripts, ['<script id="data" type="application/json">']);
  assert.match(html, /default-src 'none'/);
});

test("no number is invented for one that is not there", async () => {
  page = await open(file);
  for (const view of VIEWS) {
    await visit(page, view);
    const words = await page.locator("body").innerText();
    const drawn = (await page.locator(".chart").allTextContents()).join(" ");
    assert.doesNotMatch(words + drawn, /\bNaN\b|\bundefined\b|\bInfinity\b|\[object/, view);
  }
  await close(page);
  page = await open(file, { view: "rows", state: "&rows.q=only_median" });
  const cells = await page.locator("main tbody td").allTextContents();
  assert.deepEqual(cells.slice(0, 3), ["77", "instructions", "–"]);
  await close(page);
});

test("a row in error or without a reason says so", async () => {
  page = await open(file, { view: "rows", state: "&rows.q=pull/" });
  const words = await page.locator("main tbody").innerText();
  assert.match(words, /error: byte 41 differs/);
  assert.match(words, /skipped: no reason given/);
  await close(page);
});

test("a run without rows, and one that died, has a page that says so", async () => {
  const died = result({
    benchmarks: [],
    run: { ended: "panic", detail: "the kernel panicked" },
    kernel: { release: null },
  });
  const out = report("died", [put("died", died)]);
  page = await open(out);
  for (const view of VIEWS) {
    await visit(page, view);
    assert.deepEqual(page.trouble, [], view);
    assert.match(await page.locator("header").innerText(), /did not finish: panic/);
  }
  await close(page);
});

test("nanoseconds of an emulator are marked on every view", async () => {
  const out = report("emulated", [
    put("emulated", result({ clock: "wall", machine: { accel: "tcg", emulated: true } })),
  ]);
  page = await open(out, { view: "sizes" });
  assert.match(await page.locator("header").innerText(), /timed an emulator/);
  await close(page);
});
