// SPDX-License-Identifier: Apache-2.0
// Which earlier runs a page has: those of the store and those of results/runs, of its own machine.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { result } from "./results.mjs";
import { close, folder, kuipc, open, put, report, start, stop } from "./support.mjs";

before(async () => {
  process.env.KUIPC_HISTORY = join(folder, "none"); // not that of whoever runs the test
  await start();
});
after(stop);

const day = (n, more = {}) =>
  result({
    id: `2026010${n}T000000Z`,
    run: { started: `2026-01-0${n}T00:00:00Z` },
    kuipc: { commit: `${n}`.repeat(10) },
    scale: n < 3 ? 1 : 1.05,
    ...more,
  });
const ROW = "&time.row=echo/netlink/size:64";
const counted = async (page) => (await page.locator("figcaption p").first().textContent()) || "";

test("a run elsewhere is compared with the last one of the store, and stands behind its line", async () => {
  const store = join(folder, "store");
  for (const n of [1, 2]) kuipc("history", "add", put(`kept${n}`, day(n)), "--store", store);
  const other = day(3, { id: "other" });
  other.machine.fingerprint = "another-machine";
  kuipc("history", "add", put("other", other), "--store", store);
  const file = report("elsewhere", [put("out/of/the/way", day(4))], "--store", store);
  const page = await open(file);
  const words = await page.locator("main").innerText();
  assert.match(words, /Base 20260102T000000Z .*kuipc 2222222222/);
  assert.match(words, /keeps medians and commits/);
  assert.match((await page.locator(".headline").textContent()) || "", /\d+ regressions/);
  await page.goto(`file://${file}#view=time${ROW}`);
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.match(await counted(page), /1 step in 4 runs/, "the other machine's line has one of them");
  await close(page);
});

test("without a store the line is made of results/runs, and of this machine's runs alone", async () => {
  const runs = join(folder, "results");
  for (const n of [1, 2, 3]) put(`results/2026010${n}T000000Z`, day(n));
  const wall = result({ clock: "wall", id: "20260104T000000Z" });
  put("results/20260104T000000Z", wall);
  const foreign = day(5);
  foreign.machine.fingerprint = "another-machine";
  put("results/20260105T000000Z", foreign);
  put("results/20260106T000000Z", day(6, { run: { ended: "panic" } }));
  const file = report("around", [put("apart", day(7))], "--results", runs, "--history", "");
  const page = await open(file, { view: "time", state: ROW });
  assert.match(await counted(page), /1 step in 4 runs/);
  assert.doesNotMatch((await page.locator("main").textContent()) || "", /machine anothe/);
  await close(page);
});

test("a run that is in both is one point", async () => {
  const store = join(folder, "both");
  const runs = join(folder, "twice");
  for (const n of [1, 2])
    kuipc("history", "add", put(`twice/2026010${n}T000000Z`, day(n)), "--store", store);
  const file = report("both", ["@0"], "--results", runs, "--history", store);
  const page = await open(file, { view: "time", state: ROW });
  assert.match(await counted(page), /in 2 runs/);
  await close(page);
});

test("a page leaves the store as it was", async () => {
  const store = join(folder, "untouched");
  kuipc("history", "add", put("first", day(1)), "--store", store);
  const list = () => kuipc("history", "list", "--store", store);
  const before = list();
  report("reads", [put("second", day(2))], "--history", store);
  assert.equal(list(), before);
});
