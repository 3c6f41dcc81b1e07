// SPDX-License-Identifier: Apache-2.0
// The page in a browser: it opens without a network, each view draws, and what a reader chooses works.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { result } from "./results.mjs";
import {
  close,
  drawn,
  folder,
  kuipc,
  open,
  put,
  report,
  start,
  stop,
  VIEWS,
  visit,
} from "./support.mjs";

let counted;
let wall;

// A history of two machines with a step, a base to compare with, and a run of each clock.
before(async () => {
  const store = join(folder, "store");
  const stamp = (n) => `2026010${n}T000000Z`;
  for (let n = 1; n <= 6; n++) {
    const made = result({
      id: stamp(n),
      scale: n < 4 ? 1 : 1.05,
      run: { started: `2026-01-0${n}T00:00:00Z` },
      kuipc: { commit: `${n}`.repeat(10) },
    });
    if (n === 6) made.machine.fingerprint = "another-machine";
    kuipc("history", "add", put(`run${n}`, made), "--store", store);
  }
  counted = report(
    "counted",
    [join(folder, "run5"), join(folder, "run4")],
    "--baseline",
    join(folder, "run3"),
    "--history",
    store,
  );
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

test("rows can be filtered and sorted, and the address keeps it", async () => {
  const page = await open(counted, { view: "rows" });
  const names = () => text(page, "main tbody th");
  const all = (await names()).length;
  await page.getByLabel("Name or reason holds").fill("netlink");
  await page.getByLabel("Workload").selectOption("push");
  const some = await names();
  assert.ok(
    some.length === 6 && some.every((name) => name.startsWith("push/netlink/")),
    `${some.length} of ${all}`,
  );
  await page.getByRole("button", { name: "median" }).click();
  await page.getByRole("button", { name: "median" }).click();
  assert.equal((await names())[0], "push/netlink/size:65536");
  assert.equal(await page.locator("th[aria-sort=descending]").count(), 1);
  const again = await open(counted, {
    view: "rows",
    state: new URL(page.url()).hash.replace("#view=rows", ""),
  });
  assert.deepEqual(await text(again, "main tbody th"), await names());
  assert.equal(await again.getByLabel("Name or reason holds").inputValue(), "netlink");
  assert.equal(await again.getByLabel("Workload").inputValue(), "push");
  await close(again);
  await close(page);
});

test("a skipped row shows its reason and no number", async () => {
  const page = await open(counted, { view: "rows", state: "&rows.status=skipped" });
  const cells = await text(page, "main tbody td");
  assert.deepEqual(cells, ["skipped: a frame carries at most 65521 bytes; take a smaller message"]);
  await close(page);
});

test("an address of another page, or nonsense, opens the first view", async () => {
  const page = await open(counted, { view: "nothing", state: "&run=99&rows.sort=x&%%%" });
  assert.match((await text(page, "main h2"))[0], /What changed/);
  assert.deepEqual(page.trouble, []);
  await close(page);
});

test("one of several runs can be chosen", async () => {
  const page = await open(counted, { view: "machine" });
  await page.getByLabel("Run", { exact: true }).selectOption("1");
  assert.match((await text(page, "main"))[0], /20260104T000000Z/);
  assert.match(page.url(), /run=1/);
  await close(page);
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

test("the keyboard reaches the content, the views and a table's headers, and one sees where it is", async () => {
  const page = await open(counted, { view: "rows" });
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "To the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.getByRole("link", { name: "Latency" }).focus();
  assert.notEqual(
    await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle),
    "none",
  );
  await page.keyboard.press("Enter");
  await page.waitForSelector("#view-latency");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2");
  await page.goBack();
  await page.waitForSelector("#view-rows");
  await page.getByRole("button", { name: "p99", exact: true }).focus();
  await page.keyboard.press("Enter");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^p99 ▲/);
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
