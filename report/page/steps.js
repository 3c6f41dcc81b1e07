// SPDX-License-Identifier: Apache-2.0
// Steps of a timeline, the latest first, and as a table: two views show them.
"use strict";

kuipc.steps = (() => {
  const { format } = kuipc;

  function of(timeline) {
    const all = timeline.series.flatMap((series) =>
      series.lines.flatMap((line) => line.steps.map((step) => ({ ...step, series }))),
    );
    const size = (step) => Math.abs(step.to / step.from - 1) || 0;
    return all.sort((a, b) => b.after - a.after || size(b) - size(a));
  }

  function table(timeline, steps, caption, run) {
    const { h } = kuipc.dom;
    const { links } = kuipc;
    const worse = (step) => step.to > step.from === (step.series.better === "lower");
    return kuipc.table.table({
      caption,
      rows: steps,
      rowClass: (step) => (step.accepted ? "quiet" : null),
      columns: [
        { title: "row", class: "name", show: (step) => step.series.row },
        { title: "metric", fold: true, show: (step) => step.series.metric },
        { title: "from", number: true, show: (step) => format.number(step.from) },
        { title: "to", number: true, show: (step) => format.number(step.to) },
        { title: "unit", class: "unit", fold: true, show: (step) => format.unit(step.series.unit) },
        {
          title: "change",
          number: true,
          show: (step) =>
            h(
              "span",
              { class: step.accepted ? null : worse(step) ? "bad" : "good" },
              format.percent(step.to / step.from - 1),
            ),
        },
        { title: "since", show: (step) => links.place(timeline, step.after, step.before) },
        { title: "not yet at", show: (step) => links.place(timeline, step.before, step.after) },
        ...(steps.some((step) => step.accepted)
          ? [{ title: "accepted", class: "text", show: (step) => step.accepted }]
          : []),
        links.column((step) => [
          links.graph(timeline, step.series.row, step.series.metric),
          links.rowOf(run, step.series.row),
          ...links.between(timeline, step),
        ]),
      ],
    });
  }

  // What each row is judged by: its other metrics mostly move with it.
  const isPrimary = (series) =>
    series.metric === (series.row.startsWith("overload/") ? "loss_free_rate" : "latency");

  // Those of such series; none without a timeline.
  const primary = (timeline) =>
    timeline ? of(timeline).filter((step) => isPrimary(step.series)) : [];

  return { of, table, isPrimary, primary };
})();
