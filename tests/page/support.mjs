// SPDX-License-Identifier: Apache-2.0
// A page made by kuipc as a user makes it, opened in Debian's chromium, which may ask no network for
// anything.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { result } from "./results.mjs";

const { KUIPC, KUIPC_SOURCE, KUIPC_ECHARTS, KUIPC_PAGE_MODULES } = process.env;
const { chromium } = createRequire(join(KUIPC_PAGE_MODULES, "package.json"))("playwright-core");

export const folder = mkdtempSync(join(tmpdir(), "kuipc-page-"));
export const VIEWS = ["changed", "time", "sizes", "latency", "contexts", "rows", "machine"];

export function put(name, result) {
  mkdirSync(join(folder, name), { recursive: true });
  const text = typeof result === "string" ? result : JSON.stringify(result);
  writeFileSync(join(folder, name, "result.json"), text);
  return join(folder, name);
}

export const kuipc = (...words) =>
  execFileSync(KUIPC, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

// report(NAME, RESULTS, ...more words): the file.
export function report(name, results, ...words) {
  const out = join(folder, `${name}.html`);
  const places = [
    "--assets",
    join(KUIPC_SOURCE, "report/page"),
    "--echarts",
    KUIPC_ECHARTS,
    "--reports",
    join(KUIPC_SOURCE, "results/reference"),
  ];
  if (!words.some((word) => ["--history", "--store"].includes(word)))
    words.push("--history", "none");
  kuipc(
    "report",
    ...results,
    ...places,
    "--results",
    join(folder, "none"),
    "--repository",
    folder,
    "--out",
    out,
    ...words,
  );
  return out;
}

// A history of two machines with a step at its fourth run, in a store; the runs are run1 to run6.
export function historyOfSix() {
  const store = join(folder, "store");
  for (let n = 1; n <= 6; n++) {
    const made = result({
      id: `2026010${n}T000000Z`,
      scale: n < 4 ? 1 : 1.05,
      run: { started: `2026-01-0${n}T00:00:00Z` },
      kuipc: { commit: `${n}`.repeat(10) },
    });
    if (n === 6) made.machine.fingerprint = "another-machine";
    kuipc("history", "add", put(`run${n}`, made), "--store", store);
  }
  return store;
}

// Its fifth run as a page beside the third.
export const pageOfFive = (store, ...words) =>
  report(
    "counted",
    [join(folder, "run5"), join(folder, "run4")],
    "--baseline",
    join(folder, "run3"),
    "--history",
    store,
    ...words,
  );

const PATIENCE = 120_000; // of a browser beside other work, in milliseconds
let browser;

// Chromium's own sandbox does not start for root.
export async function start() {
  const root = process.getuid() === 0;
  browser = await chromium.launch({
    executablePath: process.env.KUIPC_CHROMIUM || "/usr/bin/chromium",
    chromiumSandbox: !root,
  });
}

export async function stop() {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
}

// Opens a page; `trouble` collects what a reader would not see: errors, and requests for anything else.
export async function open(
  file,
  { view = "changed", state = "", width = 1280, scheme = "light" } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    offline: true,
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.trouble = [];
  page.on(
    "console",
    (message) => ["error", "warning"].includes(message.type()) && page.trouble.push(message.text()),
  );
  page.on("pageerror", (error) => page.trouble.push(String(error)));
  page.on(
    "request",
    (request) =>
      request.url().startsWith(`file://${file}`) || page.trouble.push(`asked for ${request.url()}`),
  );
  await page.goto(`file://${file}#view=${view}${state}`);
  await page.waitForSelector("html[data-ready]");
  await drawn(page);
  return page;
}

// To another view of an open page, as a reader goes.
export async function visit(page, view) {
  await page.evaluate((name) => {
    location.hash = `view=${name}`;
  }, view);
  await page.waitForSelector(`#view-${view}`);
  await drawn(page);
}

// Until each chart in sight is drawn.
export async function drawn(page) {
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".chart")].every(
      (chart) => chart.dataset.drawn || chart.getBoundingClientRect().top > innerHeight + 400,
    ),
  );
}

export async function close(page) {
  await page.context().close();
}
