// SPDX-License-Identifier: Apache-2.0
// What a reader does with the page: choose, sort, follow an address, use the keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { close, historyOfSix, open, pageOfFive, start, stop } from "./support.mjs";

let counted;

before(async () => {
  counted = pageOfFive(historyOfSix());
  await start();
});
after(stop);

const text = (page, selector) => page.locator(selector).allTextContents();

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
