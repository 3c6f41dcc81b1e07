// SPDX-License-Identifier: Apache-2.0
// The page in a browser: it opens without a network, each view draws, and what a reader chooses works.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { result } from "./results.mjs";
import {
  close,
  drawn,
  historyOfSix,
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
let wall;

before(async () => {
  counted = pageOfFive(historyOfSix());
  wall = report("wall", [put("wall", result({ clock: "wall" }))]);
  await start();
});
after(stop);

const text = (page, selector) => page.locator(selector).allTextContents();

for (const [name, file] of [
  ["counted", () => counted],
  ["wall", () => wall],
])
  test(`a ${name} page opens in every view without a network and without a complaint`, async () => {
    const page = await open(file());
    for (const view of VIEWS) {
      await visit(page, view);
      assert.deepEqual(page.trouble, [], view);
      assert.equal(await page.locator("main h2").count(), 1, view);
      assert.equal(
        (await text(page, ".bad")).filter((words) => words.includes("could not be drawn")).length,
        0,
        view,
      );
    }
    await close(page);
  });

test("every chart is drawn, says what it shows, and has its numbers as a table", async () => {
  const page = await open(counted);
  for (const [view, charts] of [
    ["changed", 1],
    ["time", 2],
    ["sizes", 2],
    ["latency", 2],
  ]) {
    await visit(page, view);
    const found = page.locator(".chart[data-drawn]");
    assert.ok((await found.count()) >= charts, `${view}: ${await found.count()} charts`);
    for (const chart of await found.all()) {
      assert.ok(
        (await chart.locator("svg path, svg rect, svg circle").count()) > 3,
        `${view}: an empty chart`,
      );
      assert.match(await chart.getAttribute("aria-label"), /\w{3}/);
      assert.equal(await chart.getAttribute("role"), "img");
    }
    assert.ok((await page.locator("main table").count()) >= charts, view);
  }
  await close(page);
});

test("what changed names the subject, the verdicts and the rows, the worst first", async () => {
  const page = await open(counted);
  assert.match((await text(page, ".headline"))[0], /\d+ regressions/);
  assert.match((await text(page, "main"))[0], /kuipc commit.*3333333/s);
  const verdicts = await text(page, "main h3:has-text('verdict') + div tbody tr td:nth-child(2)");
  assert.ok(verdicts.length > 10 && verdicts[0] === "regression", verdicts[0]);
  await close(page);
});

test("over time shows the step, the limit and where another machine begins", async () => {
  const page = await open(counted, { view: "time", state: "&time.transport=chardev" });
  assert.match(
    (await text(page, "figcaption p"))[0],
    /instructions now, 1 step in 6 runs. It may move by/,
  );
  const drawings = (await text(page, ".chart")).join(" ");
  assert.match(drawings, /\+5.00 %/);
  assert.match(drawings, /machine anothe/);
  await page.getByLabel("Name holds").fill("size:4096");
  assert.equal(await page.locator(".cards figure").count(), 3);
  await close(page);
});

test("counted is never labelled as time, and every axis has its unit", async () => {
  const page = await open(counted);
  for (const view of ["sizes", "latency", "time"]) {
    await visit(page, view);
    const words = (await text(page, ".chart, figcaption h3, th, .caption")).join("\n");
    assert.doesNotMatch(words, /nanosecond|microsecond|\bns\b|\bseconds?\b/, view);
    for (const chart of await text(page, ".chart[data-drawn]"))
      assert.match(chart, /instructions|message size/, view);
  }
  await close(page);
  const other = await open(wall, { view: "sizes" });
  assert.match((await text(other, ".chart")).join(" "), /nanoseconds \(wall clock\)/);
  await close(other);
});

test("the matrix of contexts is explained in three sentences above it", async () => {
  const page = await open(counted, { view: "contexts" });
  const [words] = await text(page, ".explained");
  assert.equal(words.split(/\.(?: |$)/).filter(Boolean).length, 3, words);
  for (const part of ["answers only", "not proven", "cheapest transport", "tasklet", "≤"])
    assert.ok(words.includes(part), part);
  await close(page);
});

test("overload stands below the events, with its limit and what was lost of what was sent", async () => {
  const page = await open(counted, { view: "latency" });
  const table = page.locator("h3:has-text('Overload') + *");
  assert.match((await table.textContent()) || "", /instructions per message/);
  assert.deepEqual(await table.locator("tbody tr").first().locator("td, th").allTextContents(), [
    "overload/chardev/ctx:softirq/size:64/wake:block",
    "3,570",
    "dropped",
    "4,000",
    "1,960",
    "128",
  ]);
  await close(page);
});

test("in counted the path and the bytes stand apart, with the floor and what cannot be said", async () => {
  const page = await open(counted, { view: "sizes" });
  const titles = await text(page, "figcaption h3");
  assert.match(titles[0], /^The path/);
  assert.match(titles[1], /^The bytes/);
  const charts = await text(page, ".chart");
  assert.match(charts[0], /null system call/);
  assert.match(charts[1], /memcpy/);
  assert.match((await text(page, "figcaption p"))[1], /cannot say how fast a copy is/);
  await close(page);
});

test("there is one heading of the first level, and a landmark for each part", async () => {
  const page = await open(counted);
  for (const role of ["banner", "navigation", "main", "contentinfo"])
    assert.equal(await page.getByRole(role).count(), 1, role);
  assert.equal(await page.locator("h1").count(), 1);
  assert.equal(await page.locator("nav a[aria-current=page]").count(), 1);
  await close(page);
});
