// SPDX-License-Identifier: Apache-2.0
// From a verdict or a step to its graph, its row and its commits.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hostile, result } from "./results.mjs";
import {
  close,
  historyOfSix,
  kuipc,
  open,
  pageOfFive,
  put,
  report,
  start,
  stop,
} from "./support.mjs";

const ROW = "echo/netlink/size:64";
let file;

before(async () => {
  file = pageOfFive(
    historyOfSix(),
    "--commit-url",
    "https://example.org/c/{commit}?h=main&x=1",
    "--range-url",
    "kuipc=https://example.org/cmp/{before}...{commit}",
  );
  await start();
});
after(stop);

const line = (page, name, within = "main") =>
  page
    .locator(`${within} tbody tr`)
    .filter({ has: page.getByRole("rowheader", { name, exact: true }) })
    .first();
const href = (place, name) => place.getByRole("link", { name, exact: true }).getAttribute("href");

test("a verdict leads to its graph alone, and the address survives a reload", async () => {
  const page = await open(file);
  await line(page, ROW)
    .getByRole("link", { name: `graph of ${ROW}` })
    .click();
  await page.waitForSelector("#view-time");
  for (let i = 0; i < 2; i++) {
    assert.deepEqual(await page.locator("figcaption h4").allTextContents(), [ROW]);
    assert.match(page.url(), /view=time&time.row=echo%2Fnetlink%2Fsize%3A64&time.metric=latency$/);
    await page.reload();
    await page.waitForSelector("html[data-ready]");
  }
  await page.getByRole("link", { name: "All series" }).click();
  await page.waitForFunction(() => document.querySelectorAll("figcaption h4").length > 1);
  await close(page);
});

test("a verdict leads to its row among all rows, in sight and marked", async () => {
  const page = await open(file, { state: "&rows.q=chardev" });
  await line(page, ROW)
    .getByRole("link", { name: `numbers of ${ROW}` })
    .click();
  await page.waitForSelector("tr.marked");
  for (let i = 0; i < 2; i++) {
    const marked = page.locator("tr.marked");
    assert.equal(await marked.locator("th").textContent(), ROW);
    assert.ok((await page.locator("main tbody tr").count()) > 60, "its neighbours are there");
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector("tr.marked").getBoundingClientRect();
      return top > 30 && bottom < innerHeight;
    });
    await page.reload();
    await page.waitForSelector("tr.marked");
  }
  await close(page);
});

test("on a phone that row is in sight as well, inside its table's own box", async () => {
  const page = await open(file, { view: "rows", state: `&rows.row=${ROW}`, width: 390 });
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector("tr.marked").getBoundingClientRect();
    const box = document.querySelector(".boxed").getBoundingClientRect();
    return top > box.top && bottom < box.bottom && top > 0 && bottom < innerHeight;
  });
  await close(page);
});

test("a verdict leads to the commit of the head, and to what lies between it and the base", async () => {
  const page = await open(file);
  const verdict = line(page, ROW);
  assert.equal(
    await href(verdict, "kuipc commit 5555555555"),
    "https://example.org/c/5555555555?h=main&x=1",
  );
  assert.equal(
    await href(verdict, "kuipc commits between the two"),
    "https://example.org/cmp/3333333333...5555555555",
  );
  assert.equal(await verdict.getByRole("link", { name: /kernel/ }).count(), 0);
  await close(page);
});

test("a step leads to its graph, its row and the commits on its two sides", async () => {
  const page = await open(file, { view: "time", state: "&time.transport=netlink" });
  await page.locator("summary", { hasText: "The steps" }).click();
  const step = line(page, ROW, "details");
  assert.match(await href(step, `graph of ${ROW}`), /^#view=time&time.row=/);
  assert.match(await href(step, `numbers of ${ROW}`), /^#view=rows&rows.row=/);
  for (const commit of ["3333333333", "4444444444"])
    assert.match(await href(step, `kuipc commit ${commit}`), new RegExp(`/c/${commit}\\?`));
  assert.match(await href(step, "kuipc commits between the two"), /3333333333\.\.\.4444444444$/);
  await close(page);
});

test("without --commit-url a commit is text, and what the page has no graph of has no link to one", async () => {
  const plain = report(
    "plain",
    [put("one", result())],
    "--baseline",
    put("two", result({ scale: 0.9 })),
  );
  const page = await open(plain);
  assert.equal(await page.locator("main a[href^=http]").count(), 0);
  assert.equal(await page.getByRole("link", { name: /^graph of/ }).count(), 0);
  assert.ok((await page.getByRole("link", { name: /^numbers of/ }).count()) > 10);
  await close(page);
});

test("a commit that is none leads nowhere, whatever the template", async () => {
  const base = hostile();
  base.subject.kuipc.commit = "javascript:alert(1)";
  for (const row of base.benchmarks) if (row.metrics?.latency) row.metrics.latency.median *= 0.9;
  const out = report(
    "hostile-links",
    [put("hostile", hostile())],
    "--baseline",
    put("hostile-base", base),
    "--commit-url",
    "https://example.org/{commit}",
  );
  const page = await open(out);
  const addresses = await page.locator("a").evaluateAll((all) => all.map((one) => one.href));
  assert.deepEqual(
    addresses.filter((one) => !one.startsWith("file:")),
    [],
  );
  assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  await close(page);
});

test("a template that is no address of a page is refused in one line", () => {
  for (const [template, why] of [
    ["javascript:alert('{commit}')", /must begin with https/],
    ["data:text/html,{commit}", /must begin with https/],
    ["//example.org/{commit}", /must begin with https/],
    ["https:///{commit}", /must name a host/],
    ["https://user:word@example.org/{commit}", /no user or password/],
    ["https://{commit}/", /must name a host/],
    ['https://example.org/"onclick="x/{commit}', /a quote/],
    ["https://example.org/<script>{commit}", /a quote or another character/],
    ["https://example.org/ {commit}", /a space/],
    ["https://example.org/%s", /has no \{commit\}/],
    ["kernel=https://example.org/{commit}/{tree}", /braces/],
    ["tree=https://example.org/{commit}", /must begin with https/],
  ])
    assert.throws(
      () => report("refused", [put("one", result())], "--commit-url", template),
      (error) =>
        error.status === 2 && why.test(error.stderr) && error.stderr.split("\n").length === 2,
      template,
    );
  assert.match(kuipc("report", "--help"), /--commit-url[\s\S]*\{commit\}/);
});
