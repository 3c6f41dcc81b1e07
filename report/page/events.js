// SPDX-License-Identifier: Apache-2.0
// What a message costs that the kernel starts, by the context it starts from and how its reader waits.
"use strict";

kuipc.events = (() => {
  const { format } = kuipc;
  const CONTEXTS = ["task", "kthread", "softirq", "hardirq", "hardirq+tasklet", "hardirq+work"];
  const KINDS = ["dot", "square", "triangle", "diamond", "ring", "box"];
  const METRICS = {
    latency: "from sending until the reader has it",
    latency_intended: "from when it was due until the reader has it",
    emit: "in the kernel's side, to start it",
    receive: "in the reader's call",
  };

  // Rows of one transport, size and wake policy stand on one track, a mark for each context.
  function eventTracks(rows, metric) {
    const tracks = new Map();
    for (const row of rows) {
      const key = `${row.transport}, ${format.size(row.size)}, reader: ${row.wake || "?"}`;
      if (!tracks.has(key)) tracks.set(key, []);
      tracks.get(key).push(row);
    }
    const least = (group) => Math.min(...group.map((row) => row.metrics[metric].median));
    return [...tracks].sort((a, b) => least(a[1]) - least(b[1]));
  }

  function figure(run, clock, metric, wake) {
    const rows = kuipc.data
      .rowsOf(run, "event")
      .filter(
        (row) =>
          row.metrics[metric] &&
          Number.isFinite(row.metrics[metric].median) &&
          (wake === "all" || row.wake === wake),
      );
    if (!rows.length) return null;
    const tracks = eventTracks(rows, metric);
    const present = CONTEXTS.concat(
      kuipc.data.unique(rows.map((row) => row.ctx)).filter((ctx) => !CONTEXTS.includes(ctx)),
    ).filter((ctx) => rows.some((row) => row.ctx === ctx));
    const style = (ctx, colours) => ({
      kind: KINDS[present.indexOf(ctx) % KINDS.length],
      colour: colours.lines[present.indexOf(ctx) % 8],
    });
    return kuipc.figure.figure({
      title: `The kernel starts a message: ${metric}, ${clock.unit}`,
      says: `Median ${METRICS[metric] || metric}. One mark for each kernel context; a track for each transport, size and way in which the reader waits.`,
      height: (width) =>
        kuipc.tracks.heightOf(
          tracks.map(([name]) => ({ name })),
          width,
        ),
      legend: (colours) => present.map((ctx) => ({ name: ctx, ...style(ctx, colours) })),
      build: ({ colours, width }) =>
        kuipc.tracks.option({
          colours,
          width,
          log: true,
          unit: `median ${metric}, ${clock.axis}`,
          says: "Event cost by context and wake policy",
          rows: tracks.map(([name, group]) => ({
            name,
            reach:
              group.length > 1
                ? [Math.min, Math.max].map((f) =>
                    f(...group.map((row) => row.metrics[metric].median)),
                  )
                : undefined,
            marks: group.map((row) => ({
              at: row.metrics[metric].median,
              ...style(row.ctx, colours),
            })),
            tip: [
              name,
              ...group.map(
                (row) => `${row.ctx}: ${format.number(row.metrics[metric].median)} ${clock.unit}`,
              ),
            ],
          })),
        }),
      table: kuipc.table.table({
        caption: `event, ${metric} in ${clock.axis}`,
        rows,
        columns: [
          { title: "row", class: "name", show: (row) => row.name },
          { title: "context", key: "ctx" },
          { title: "wake", key: "wake" },
          ...kuipc.spread.quantileColumns((row) => row.metrics[metric]),
          { title: "dropped", number: true, show: (row) => format.number(row.counters?.dropped) },
        ],
      }),
    });
  }

  return { METRICS, figure };
})();
