// SPDX-License-Identifier: Apache-2.0
// How far single operations of one workload and size lie apart, by transport.
"use strict";

kuipc.spread = (() => {
  const { format } = kuipc;
  const QUANTILES = [
    ["min", "min"],
    ["median", "median"],
    ["p90", "p90"],
    ["p99", "p99"],
    ["p999", "p99.9"],
    ["max", "max"],
  ];

  const quantileColumns = (metric) =>
    QUANTILES.map(([key, title]) => ({
      title,
      number: true,
      show: (row) => format.number(metric(row)[key]),
    }));

  function spreadTrack(row, colours, clock) {
    const cost = kuipc.data.cost(row);
    const marks = [
      ["p99", "ring"],
      ["p999", "tick"],
      ["median", "dot"],
    ]
      .filter(([key]) => cost[key] !== undefined)
      .map(([key, kind]) => ({
        at: cost[key],
        kind,
        colour: key === "median" ? colours.accent : colours.muted,
      }));
    return {
      name: row.transport,
      says: format.number(cost.median),
      marks,
      reach: cost.min !== undefined && cost.max !== undefined ? [cost.min, cost.max] : undefined,
      tip: [
        row.name,
        ...QUANTILES.filter(([key]) => cost[key] !== undefined).map(
          ([key, title]) => `${title}: ${format.number(cost[key])}`,
        ),
        clock.unit,
      ],
    };
  }

  function figure(run, clock, workload, size) {
    const rows = kuipc.data
      .rowsOf(run, workload)
      .filter((row) => row.size === size && (!row.ctx || workload !== "event"))
      .sort((a, b) => kuipc.data.cost(a).median - kuipc.data.cost(b).median);
    if (!rows.length) return null;
    const counted = clock.name === "counted";
    const tracks = (colours) => rows.map((row) => spreadTrack(row, colours, clock));
    return kuipc.figure.figure({
      title: `Single operations of ${workload}, ${format.size(size)}, ${clock.unit}`,
      says:
        "A line from the least to the most, a dot at the median, a ring at p99, a stroke at p99.9. " +
        (counted
          ? "In counted runs the tail is timer ticks that fell into an operation; it says what the kernel does besides, not how long anybody waits."
          : "The tail is what a deadline has to allow for."),
      height: (width) => kuipc.tracks.heightOf(tracks(kuipc.theme.LIGHT), width),
      build: ({ colours, width }) =>
        kuipc.tracks.option({
          colours,
          width,
          log: true,
          unit: `single operations, ${clock.axis}`,
          says: "Distribution of single operations by transport",
          rows: tracks(colours),
        }),
      table: kuipc.table.table({
        caption: `${workload}, ${format.size(size)}, single operations in ${clock.axis}`,
        rows,
        columns: [
          { title: "transport", key: "transport" },
          ...quantileColumns(kuipc.data.cost),
          {
            title: "samples",
            number: true,
            show: (row) => format.number(kuipc.data.cost(row).samples),
          },
          {
            title: "rejected",
            number: true,
            show: (row) => format.number(kuipc.data.cost(row).rejected),
          },
        ],
      }),
    });
  }

  return { figure, quantileColumns };
})();
