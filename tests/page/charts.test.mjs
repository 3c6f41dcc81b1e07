// SPDX-License-Identifier: Apache-2.0
// What a reader does with a chart: zoom, keep it as an image, choose its lines.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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
} from "./support.mjs";

let counted;

before(async () => {
  counted = pageOfFive(historyOfSix());
  await start();
});
after(stop);

// The words along the axes, as drawn.
const words = (chart) => chart.locator("svg text").allTextContents();
const option = (chart, read) =>
  chart.evaluate((element, name) => echarts.getInstanceByDom(element).getOption()[name], read);

test("every chart has ECharts' own zoom and saving in its toolbox", async () => {
  const page = await open(counted);
  for (const view of ["changed", "time", "sizes", "latency"]) {
    await page.evaluate((name) => (location.hash = `view=${name}`), view);
    await page.waitForSelector(`#view-${view}`);
    await drawn(page);
    for (const chart of await page.locator(".chart[data-drawn]").all()) {
      const [{ feature }] = await option(chart, "toolbox");
      assert.ok(feature.saveAsImage && feature.dataZoom, view);
    }
  }
  assert.deepEqual(page.trouble, []);
  await close(page);
});

test("a box drawn with the toolbox' zoom changes the axis, and Whole range undoes it", async () => {
  const page = await open(counted, { view: "sizes" });
  const chart = page.locator(".chart").nth(1);
  await chart.scrollIntoViewIfNeeded();
  const before = await words(chart);
  await chart.evaluate((element) =>
    echarts.getInstanceByDom(element).dispatchAction({
      type: "takeGlobalCursor",
      key: "dataZoomSelect",
      dataZoomSelectActive: true,
    }),
  );
  const { x, y, width, height } = await chart.boundingBox();
  await page.mouse.move(x + width * 0.3, y + height * 0.3);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.6, y + height * 0.6, { steps: 4 });
  await page.mouse.up();
  await page.waitForSelector(".chart[data-zoomed]");
  assert.notDeepEqual(await words(chart), before);
  await page.locator(".chart[data-zoomed] + .tools [data-undo]").click();
  await page.waitForFunction(() => !document.querySelector(".chart[data-zoomed]"));
  assert.deepEqual(await words(chart), before);
  await close(page);
});

test("the keyboard zooms, and a zoom outlives another width and another colour scheme", async () => {
  const page = await open(counted, { view: "time", state: "&time.row=echo/netlink/size:64" });
  const chart = page.locator(".chart");
  const before = await words(chart);
  await page.getByRole("button", { name: /^Zoom in/ }).focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".chart[data-zoomed]");
  assert.notDeepEqual(await words(chart), before);
  const zoom = async () => (await option(chart, "dataZoom")).find(({ id }) => id === "x");
  const { start, end } = await zoom();
  assert.ok(start > 20 && end < 80, `${start} to ${end}`);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 900, height: 900 });
  await page.waitForFunction(() => document.querySelector(".chart svg")?.clientWidth < 900);
  assert.equal((await zoom()).start, start);
  await close(page);
});

test("a history of many runs has a slider that chooses a part of them", async () => {
  const store = historyOfSix();
  const few = await open(counted, { view: "time" });
  assert.ok(
    !(await option(few.locator(".chart").first(), "dataZoom")).some(
      ({ type }) => type === "slider",
    ),
  );
  await close(few);
  const { kuipc } = await import("./support.mjs");
  for (let n = 10; n < 24; n++)
    kuipc(
      "history",
      "add",
      put(
        `more${n}`,
        result({ id: `202602${n}T000000Z`, run: { started: `2026-02-${n}T00:00:00Z` } }),
      ),
      "--store",
      store,
    );
  const page = await open(pageOfFive(store), { view: "time" });
  assert.ok(
    (await option(page.locator(".chart").first(), "dataZoom")).some(
      ({ type }) => type === "slider",
    ),
  );
  await close(page);
});

test("saved as PNG, a chart is a picture with its title, without a request to anybody", async () => {
  const page = await open(counted, { view: "latency" });
  const button = page.getByRole("button", { name: /^Save as PNG: Single operations/ });
  const coming = page.waitForEvent("download");
  await button.focus();
  await page.keyboard.press("Enter");
  const download = await coming;
  assert.match(download.suggestedFilename(), /^Single_operations_of_echo.*\.png$/);
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.subarray(1, 4).toString(), "PNG");
  const chart = await page.locator(".chart").first().boundingBox();
  assert.equal(bytes.readUInt32BE(16), Math.round(chart.width) * 2);
  assert.ok(bytes.readUInt32BE(20) > chart.height * 2, "there is room for the title");
  assert.ok(bytes.length > 20_000, `${bytes.length} bytes`);
  assert.deepEqual(page.trouble, []);
  await close(page);
});

test("saved by the toolbox' own, it is the SVG that is seen", async () => {
  const page = await open(counted, { view: "time", state: "&time.row=echo/netlink/size:64" });
  const { x, y, width } = await page.locator(".chart").boundingBox();
  const coming = page.waitForEvent("download");
  await page.mouse.click(x + width - 12, y + 10);
  const download = await coming;
  assert.equal(download.suggestedFilename(), "echo_netlink_size_64.svg");
  assert.match(readFileSync(await download.path(), "utf8"), /^<svg/);
  await close(page);
});

test("the legend's all and none choose every line at once, and the focus stays", async () => {
  const page = await open(counted, { view: "sizes" });
  const checked = () => page.locator(".legend input:checked").count();
  const lines = await checked();
  assert.ok(lines >= 3);
  await page.locator(".legend").getByRole("button", { name: "none" }).click();
  assert.equal(await checked(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "none");
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.equal(await checked(), 0);
  await page.locator(".legend").getByRole("button", { name: "all" }).click();
  assert.equal(await checked(), lines);
  assert.doesNotMatch(page.url(), /sizes.hide/);
  await close(page);
});

test("a line whose name has a comma can be hidden as any other", async () => {
  const made = result();
  for (const row of made.benchmarks)
    if (row.workload === "echo" && row.transport === "netlink") row.wake = "spin";
  const page = await open(report("comma", [put("comma", made)]), { view: "sizes" });
  const box = () => page.getByLabel("netlink, spin");
  await box().uncheck();
  assert.equal(await box().isChecked(), false);
  assert.equal(await page.locator(".legend input:not(:checked)").count(), 1);
  await close(page);
});
