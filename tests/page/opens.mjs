// SPDX-License-Identifier: Apache-2.0
// node opens.mjs PAGE.html: how long a page takes until its first view, and then its history, is drawn. For
// tests/figures.sh.
import { open, start, stop, visit } from "./support.mjs";

const TIMES = 5;
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)].toFixed(2);

await start();
const opened = [];
const visited = [];
const busy = [];
for (let i = 0; i < TIMES; i++) {
  const begin = performance.now();
  const page = await open(process.argv[2]);
  opened.push((performance.now() - begin) / 1000);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  busy.push(metrics.find((one) => one.name === "ProcessTime").value);
  const again = performance.now();
  await visit(page, "time");
  visited.push((performance.now() - again) / 1000);
  await page.context().close();
}
await stop();
console.log(
  `opened in ${median(opened)} s (CPU time of its process ${median(busy)} s), its history drawn in ${median(visited)} s more`,
);
