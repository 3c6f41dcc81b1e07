// SPDX-License-Identifier: Apache-2.0
// How the page looks: what fits into which width, what stays in sight, dark, and on paper.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  close,
  folder,
  historyOfSix,
  kuipc,
  open,
  pageOfFive,
  put,
  report,
  start,
  stop,
  VIEWS,
  visit,
} from "./support.mjs";

let counted;
let real;

// A run that was measured, beside one in which every row was cheaper, so that no table is short.
function pageOfReference() {
  const source = join(process.env.KUIPC_SOURCE, "results/reference/6.1.0-56-cloud-amd64.json");
  const result = JSON.parse(readFileSync(source, "utf8"));
  const base = structuredClone(result);
  base.run.id = "20260101T000000Z";
  base.run.started = "2026-01-01T00:00:00Z";
  base.subject.kuipc.commit = "0123456789abcdef0123456789abcdef01234567";
  for (const { metrics } of base.benchmarks)
    for (const metric of Object.values(metrics || {})) metric.median *= 0.9;
  const runs = [put("real", result), put("cheaper", base)];
  const store = join(folder, "real-store");
  for (const run of runs) kuipc("history", "add", run, "--store", store);
  return report("real", [runs[0]], "--baseline", runs[1], "--history", store);
}

before(async () => {
  counted = pageOfFive(historyOfSix());
  real = pageOfReference();
  await start();
});
after(stop);

// Each table and chart, opened, and whatever else is drawn.
const widest = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    const right = (one) => Math.round(one.getBoundingClientRect().right + scrollX);
    const [most] = [...document.querySelectorAll("body *")]
      .filter(
        (one) => one.getClientRects().length && !one.closest(".boxed table, .tools, .skip, svg"),
      )
      .sort((a, b) => right(b) - right(a));
    return { right: right(most), what: `${most.tagName}.${most.className}` };
  });

for (const width of [1280, 1920])
  test(`no table is wider than a window of ${width} pixels, in any view`, async () => {
    const page = await open(real, { width });
    for (const view of VIEWS) {
      await visit(page, view);
      const { right, what } = await widest(page);
      assert.ok(right <= width, `${view}: ${what} ends at ${right}`);
      await page.waitForTimeout(50);
      assert.equal(await page.locator("main > section > div > * .boxed").count(), 0, view);
    }
    await close(page);
  });

test("at 1920 pixels a table has more than the width of a text", async () => {
  const page = await open(real, { view: "rows", width: 1920 });
  const place = await page.locator("main .scroll").first().boundingBox();
  assert.ok(place.width > 1280, `${place.width} pixels`);
  await close(page);
});

test("what a table says in every row stands above it, once", async () => {
  const page = await open(real);
  const table = page.locator("main h3:has-text('verdict') + div");
  const headers = await table.locator("thead th").allTextContents();
  assert.ok(headers.includes("unit"), "one row is in instructions per message");
  const steps = page.locator("main h3:has-text('last steps') + div");
  assert.match(await steps.locator(".caption").textContent(), /every row: .*unit instructions/);
  assert.ok(!(await steps.locator("thead th").allTextContents()).includes("unit"));
  await close(page);
});

// Where the table's first header and its first column's last cell in sight are, once it was scrolled.
const scrolled = (page, across) =>
  page.evaluate((across) => {
    const table = document.querySelector("main table");
    const box = table.closest(".boxed");
    if (box) box.scrollTo(across, box.scrollHeight / 2);
    else scrollTo(0, document.documentElement.scrollHeight / 2);
    const edge = box ? box.getBoundingClientRect() : { top: 0, left: 0 };
    const head = table.querySelector("thead th").getBoundingClientRect();
    const name = table.querySelector("tbody tr:last-child th").getBoundingClientRect();
    return {
      top: head.top - edge.top,
      left: name.left - (box ? edge.left : name.left),
      boxed: !!box,
    };
  }, across);

test("headers stay in sight, and on a phone the first column too", async () => {
  for (const width of [1280, 390]) {
    const page = await open(real, { view: "rows", width });
    await page.waitForTimeout(100);
    const { top, left, boxed } = await scrolled(page, 300);
    assert.equal(boxed, width === 390, `${width}: boxed`);
    assert.ok(Math.abs(top) < 2, `${width}: the header is ${top} pixels below the edge`);
    assert.ok(Math.abs(left) < 2, `${width}: the first column is ${left} pixels from the edge`);
    await close(page);
  }
});

test("a table that scrolls can be reached with the keyboard, one that fits is no stop", async () => {
  for (const [width, stops] of [
    [390, 1],
    [1280, 0],
  ]) {
    const page = await open(real, { view: "rows", width });
    await page.waitForTimeout(100);
    assert.equal(await page.locator(".scroll[tabindex='0']").count(), stops, `${width}`);
    await close(page);
  }
});

test("nothing scrolls sideways at 390 pixels, in either colour scheme", async () => {
  for (const scheme of ["light", "dark"]) {
    const page = await open(counted, { width: 390, scheme });
    for (const view of VIEWS) {
      await visit(page, view);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 390, `${view}: ${wide} pixels`);
    }
    await close(page);
  }
});

test("dark is dark, and charts follow", async () => {
  const page = await open(counted, { view: "sizes", scheme: "dark" });
  const luminance = (colour) =>
    colour
      .match(/\d+/g)
      .slice(0, 3)
      .reduce((sum, one) => sum + Number(one), 0) / 3;
  const [ground, ink] = await page.evaluate(() => [
    getComputedStyle(document.documentElement).backgroundColor,
    getComputedStyle(document.body).color,
  ]);
  assert.ok(luminance(ground) < 60 && luminance(ink) > 180, `${ink} on ${ground}`);
  const before = await page.locator(".chart svg text").first().getAttribute("fill");
  await page.emulateMedia({ colorScheme: "light" });
  // The page hears of it later than we do.
  await page.waitForFunction(
    (was) => document.querySelector(".chart svg text")?.getAttribute("fill") !== was,
    before,
  );
  await close(page);
});

test("printed, every view is there with its charts", async () => {
  const page = await open(counted, { view: "rows" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator("main > section").count(), VIEWS.length);
  for (const chart of await page.locator(".chart").all())
    assert.ok((await chart.locator("svg path").count()) > 1);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator("main > section").count(), 1);
  assert.deepEqual(page.trouble, []);
  await close(page);
});
