// SPDX-License-Identifier: Apache-2.0
// Changes between two sides, drawn beside what each row may move by, and as tables.
"use strict";

kuipc.changes = (() => {
  const { h } = kuipc.dom;
  const { format } = kuipc;
  const CHARTED = 20;
  const BAD = ["error", "regression", "missing"];

  const share = (one) => (one.base ? (one.head - one.base) / Math.abs(one.base) : NaN);

  function colourOf(one, colours) {
    if (one.outcome === "regression" || one.outcome === "error") return colours.bad;
    if (one.outcome === "improvement") return colours.good;
    return one.outcome === "unchanged" || one.outcome === "accepted"
      ? colours.muted
      : colours.caution;
  }

  function trackOf(one, colours) {
    const limit = one.limit && one.base ? one.limit / Math.abs(one.base) : 0;
    const colour = colourOf(one, colours);
    return {
      name: one.row,
      says: `${format.percent(share(one))}  ${one.outcome}`,
      colour,
      band: [-limit * 100, limit * 100],
      bar: share(one) * 100,
      tip: [
        one.row,
        `${format.number(one.base)} → ${format.number(one.head)} ${format.unit(one.unit)}`,
        `${format.percent(share(one))}; may move by ${format.percent(limit).slice(1)} (${one.limit_source || "no limit"})`,
      ],
    };
  }

  const COLUMNS = [
    { title: "row", key: "row", class: "name" },
    { title: "verdict", key: "outcome" },
    { title: "base", key: "base", number: true, show: (one) => format.number(one.base) },
    { title: "head", key: "head", number: true, show: (one) => format.number(one.head) },
    { title: "unit", class: "unit", fold: true, show: (one) => format.unit(one.unit) },
    {
      title: "change",
      number: true,
      key: "change",
      value: (one) => Math.abs(share(one)),
      show: (one) =>
        Number.isFinite(one.base) && Number.isFinite(one.head) ? format.percent(share(one)) : null,
    },
    {
      title: "interval",
      number: true,
      show: (one) => one.interval && one.interval.map((x) => format.percent(x - 1)).join(" … "),
    },
    {
      title: "may move by",
      number: true,
      show: (one) => one.limit && `${format.number(one.limit)} (${one.limit_source})`,
    },
    {
      title: "moved, × that",
      key: "beyond",
      number: true,
      up: false,
      show: (one) => one.beyond !== undefined && format.number(one.beyond),
    },
    { title: "note", key: "note", class: "text" },
  ];

  function tables(body, { changes, added, unchanged, see }) {
    const columns = COLUMNS.concat(kuipc.links.column(see)).filter(
      (column) =>
        !["interval", "note"].includes(column.title) || changes.some((one) => one[column.title]),
    );
    const holder = h("div");
    const draw = (sort) =>
      kuipc.dom.fill(
        holder,
        kuipc.table.table({
          caption: "Rows by how far beyond their limit they are",
          columns,
          rows: changes,
          sort,
          onSort: draw,
          rowClass: (one) =>
            BAD.includes(one.outcome) ? "bad" : one.outcome === "improvement" ? "good" : null,
        }),
      );
    draw();
    if (changes.length) body.append(h("h3", null, "Every row with a verdict"), holder);
    if (added.length)
      body.append(
        h(
          "details",
          null,
          h("summary", null, `${format.plural(added.length, "row is", "rows are")} new`),
          kuipc.table.table({
            caption: "Rows that the base does not have",
            columns: columns.filter((one) => ["row", "head", "unit", "see"].includes(one.title)),
            rows: added,
          }),
        ),
      );
    if (unchanged)
      body.append(
        h(
          "p",
          { class: "quiet" },
          `${format.plural(unchanged, "row is", "rows are")} unchanged and not listed.`,
        ),
      );
  }

  function chart(comparison, clock) {
    const numbers = comparison.changes.filter(
      (one) => Number.isFinite(share(one)) && Number.isFinite(one.head) && share(one) !== 0,
    );
    const rows = numbers.slice(0, CHARTED);
    const tracks = (colours) => rows.map((one) => trackOf(one, colours));
    if (!rows.length) return null;
    const beyond = numbers.filter((one) => one.beyond > 1).length;
    return kuipc.figure.figure({
      title: "How far rows moved",
      says:
        `${beyond ? `${format.plural(beyond, "row")} moved by more than the limit` : "No row moved by more than its limit"}, ` +
        `which is the grey band; ${rows.length < numbers.length ? `the ${rows.length} furthest beyond it are drawn` : "all that moved are drawn"}. ` +
        `Medians in ${clock.unit}, change in percent of the base.`,
      height: (width) => kuipc.tracks.heightOf(tracks(kuipc.theme.LIGHT), width),
      build: ({ colours, width }) =>
        kuipc.tracks.option({
          rows: tracks(colours),
          colours,
          width,
          unit: `change of the median in ${clock.axis}, percent of the base`,
          says: "Change of each row beside what it may move by",
          axisText: (value) => `${value > 0 ? "+" : ""}${+value.toPrecision(3)} %`,
        }),
    });
  }

  return { chart, tables };
})();
