// SPDX-License-Identifier: Apache-2.0
// How much before something is lost: a line for each overload row of a run (docs/METHOD.md).
"use strict";

kuipc.overload = (() => {
  const { format } = kuipc;
  const lost = (row) => row.counters?.dropped;
  const median = (row, metric) => row.metrics[metric]?.median;
  const numbered = (title, value) => ({
    title,
    number: true,
    value,
    show: (row) => format.number(value(row)),
  });

  function table(run) {
    const rows = kuipc.data.rowsOf(run, "overload");
    if (!rows.length) return null;
    const unit = rows[0].metrics[rows[0].primary].unit;
    const columns = [
      { title: "row", class: "name", value: (row) => row.name, show: (row) => row.name },
      numbered("loss-free rate", (row) => median(row, row.primary)),
      { title: "limit", value: (row) => row.limit, show: (row) => row.limit || "–" },
      numbered("sent at twice it", (row) => row.counters?.sent),
      numbered("of them lost", lost),
      numbered("not sent", (row) => row.counters?.skipped || undefined),
      numbered("merged", (row) => row.counters?.coalesced || undefined),
      numbered("overruns", (row) => row.counters?.overruns || undefined),
      numbered("queue, messages", (row) => median(row, "queue_capacity")),
      numbered("bytes each", (row) => median(row, "queue_bytes")),
    ];
    return kuipc.table.table({
      caption: `The highest rate at which nothing is lost, ${format.unit(unit)}`,
      rows,
      columns: columns.filter(({ value }) =>
        rows.some((row) => value(row) !== undefined && value(row) !== ""),
      ),
    });
  }

  return { table };
})();
