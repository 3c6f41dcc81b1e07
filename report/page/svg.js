// SPDX-License-Identifier: Apache-2.0
// node svg.js ECHARTS PAGE.html FOLDER: a page's charts as SVG files, drawn by the page's own functions. Prints
// a line for each: its name, a tab, its title.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const WIDTH = 860;
const [library, page, folder] = process.argv.slice(2);
const html = fs.readFileSync(page, "utf8");
const echarts = require(path.resolve(library));

// Figures hand over what they would draw; tables and elements are nobody's business here.
globalThis.kuipc = {
  dom: { h: () => null },
  table: { table: () => null },
  figure: { figure: (figure) => figure, colours: () => kuipc.theme.LIGHT },
};
const SCRIPTS = [
  "format",
  "data",
  "theme",
  "chart_marks",
  "chart_tracks",
  "chart_sizes",
  "chart_line",
  "chart_whole",
].concat(["steps", "series", "changes", "costs", "spread", "events"]);
for (const name of SCRIPTS) {
  const file = path.join(__dirname, `${name}.js`);
  vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
}

function figuresOf(data) {
  const run = data.runs[0];
  const clock = kuipc.data.clockWords(run.machine.clock);
  const all = { changed: run.comparison.changes && kuipc.changes.chart(run.comparison, clock) };
  for (const workload of ["echo", "push", "pull"]) {
    const lines = kuipc.data.bySize(run, workload);
    if (!lines.length) continue;
    all[`${workload}-path`] = kuipc.costs.path(lines, run, clock, workload);
    all[`${workload}-bytes`] =
      kuipc.costs.growing(lines).length &&
      kuipc.costs.bytes(lines, run, clock, workload, new Set());
  }
  all["echo-spread"] = kuipc.spread.figure(run, clock, "echo", 64);
  all["event-latency"] = kuipc.events.figure(run, clock, "latency", "block");
  const timeline = kuipc.data.timelineOf(data, run);
  kuipc.data
    .unique(kuipc.steps.primary(timeline).map((step) => step.series))
    .slice(0, 4)
    .forEach((series, i) => {
      all[`history-${i + 1}`] = kuipc.series.card(timeline, series, { from: 0, run });
    });
  return Object.entries(all).filter(([, figure]) => figure);
}

function svg(figure) {
  const colours = kuipc.theme.LIGHT;
  const option = figure.build({ colours, narrow: false, width: WIDTH });
  const size = { width: WIDTH, height: figure.height(WIDTH) };
  const whole = kuipc.whole.picture(figure, option, colours, size);
  const chart = echarts.init(null, null, {
    renderer: "svg",
    ssr: true,
    width: WIDTH,
    height: whole.height,
  });
  chart.setOption(whole.option);
  const text = chart.renderToSVGString();
  chart.dispose();
  return text;
}

const data = JSON.parse(
  html.match(/<script id="data" type="application\/json">(.*?)<\/script>/s)[1],
);
fs.mkdirSync(folder, { recursive: true });
for (const [name, figure] of figuresOf(data)) {
  fs.writeFileSync(path.join(folder, `${name}.svg`), svg(figure));
  console.log(`${name}.svg\t${figure.title}`);
}
