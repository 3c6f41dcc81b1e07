// SPDX-License-Identifier: Apache-2.0
// Every row of the run, to sort and to filter. What was skipped has its reason where the number would be.
"use strict";

kuipc.views.rows = (() => {
  const { h } = kuipc.dom;
  const { format, state } = kuipc;
  const FILTERS = [
    ["workload", "Workload"],
    ["transport", "Transport"],
    ["status", "Status"],
    ["ctx", "Context"],
    ["wake", "Wake"],
  ];

  const FOLDED = ["mean", "p99", "p999", "max", "samples", "copies", "wakeups", "dropped"];

  const cost = (row, key) => kuipc.data.cost(row)?.[key];
  const numbered = (key, title, value = (row) => cost(row, key)) => ({
    key,
    title,
    number: true,
    value,
    show: (row) => format.number(value(row)),
    fold: FOLDED.includes(key),
  });

  const COLUMNS = [
    { key: "name", title: "row", class: "name" },
    numbered("median", "median"),
    {
      key: "unit",
      title: "unit",
      class: "unit",
      fold: true,
      value: (row) => cost(row, "unit"),
      show: (row) => format.unit(cost(row, "unit")),
    },
    numbered("mean", "mean"),
    numbered("p99", "p99"),
    numbered("p999", "p99.9"),
    numbered("max", "max"),
    numbered("samples", "samples"),
    {
      key: "sensitivity",
      title: "sensitivity",
      number: true,
      fold: true,
      value: (row) => cost(row, "sensitivity"),
      show: (row) =>
        cost(row, "sensitivity") === undefined
          ? null
          : `${(cost(row, "sensitivity") * 100).toFixed(3)} %`,
    },
    numbered("syscalls", "calls", (row) => row.syscalls),
    numbered("copies", "copies", (row) => row.copies),
    numbered("wakeups", "wakeups", (row) => row.wakeups),
    numbered("dropped", "dropped", (row) => row.counters?.dropped),
  ];

  // The graph of a row, where the page has one.
  const see = (data, run) => {
    const timeline = kuipc.data.timelineOf(data, run);
    return timeline
      ? [kuipc.links.column((row) => [kuipc.links.graph(timeline, row.name, row.primary)])]
      : [];
  };

  function matching(run) {
    const q = state.get("rows.q").toLowerCase();
    const wanted = FILTERS.map(([key]) => [key, state.get(`rows.${key}`)]).filter(
      ([, value]) => value,
    );
    return run.rows.filter(
      (row) =>
        (row.name + " " + (row.reason || "")).toLowerCase().includes(q) &&
        wanted.every(([key, value]) => String(row[key] ?? "") === value),
    );
  }

  return {
    id: "rows",
    title: "All rows",
    printed: true,
    build(body, { data, run, clock }) {
      const holder = h("div");
      const marked = state.get("rows.row"); // what a link leads to
      const columns = COLUMNS.concat(see(data, run));
      let all = run.rows.some((row) => row.name === marked);
      const results = () => {
        const rows = matching(run);
        const key = state.oneOf(
          "rows.sort",
          COLUMNS.map((column) => column.key),
          "",
        );
        kuipc.dom.fill(
          holder,
          h(
            "p",
            { role: "status" },
            `${format.plural(rows.length, "row")} of ${format.number(run.rows.length)}.`,
          ),
          rows.length > 0 &&
            kuipc.table.table({
              caption: `Each row's own metric, ${clock.axis} unless its unit says otherwise`,
              columns,
              rows,
              of: run.rows,
              all,
              sort: key ? { key, up: state.get("rows.down") !== "yes" } : undefined,
              onSort: (sort) => {
                state.set({ "rows.sort": sort.key, "rows.down": !sort.up });
                results();
                refocus(holder, sort.key);
              },
              onAll: () => {
                all = true;
                results();
              },
              rowClass: (row) =>
                [row.status !== "ok" && row.status, row.name === marked && "marked"]
                  .filter(Boolean)
                  .join(" ") || null,
              instead: (row) => !kuipc.data.ok(row) && kuipc.data.whyNot(row),
            }),
        );
      };
      const set = (key) => (value) => {
        state.set({ [key]: value });
        results();
      };
      const fields = FILTERS.map(([key, title]) => {
        const values = kuipc.data.unique(run.rows.map((row) => row[key]).filter(Boolean)).sort();
        return (
          values.length > 1 &&
          kuipc.dom.choice(
            title,
            [["", "any"], ...values.map((value) => [value, value])],
            state.get(`rows.${key}`),
            set(`rows.${key}`),
          )
        );
      });
      body.append(
        kuipc.dom.controls(
          kuipc.dom.search(
            "Name or reason holds",
            state.get("rows.q"),
            set("rows.q"),
            "echo/netlink",
          ),
          fields,
        ),
        holder,
      );
      results();
      // A table that is too wide gets its box in the frame after the one that shows it.
      const look = () => lookAt(holder.querySelector("tr.marked"));
      if (marked) requestAnimationFrame(() => requestAnimationFrame(look));
    },
  };

  function lookAt(line) {
    if (!line) return;
    line.setAttribute("tabindex", "-1");
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "center" });
  }

  // The table is a new one: whoever pressed a header stays on it.
  function refocus(holder, key) {
    holder.querySelector(`thead th[data-key="${key}"] button`)?.focus();
  }
})();
