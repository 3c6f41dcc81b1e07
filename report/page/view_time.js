// SPDX-License-Identifier: Apache-2.0
// Over time: a small chart for each series of a transport, along the subject's own order.
"use strict";

kuipc.views.time = (() => {
  const { h } = kuipc.dom;
  const { format, state } = kuipc;
  const FIRST = 8;
  const PRIMARY = "primary";

  const transportOf = (row) => row.split("/")[1] || row;
  const { isPrimary } = kuipc.steps;

  function chosen(timeline) {
    const transports = kuipc.data
      .unique(timeline.series.map((series) => transportOf(series.row)))
      .sort();
    const restless = kuipc.steps.of(timeline).map((step) => transportOf(step.series.row));
    const likely = restless[0] || (transports.includes("netlink") ? "netlink" : transports[0]);
    const metrics = kuipc.data.unique(timeline.series.map((series) => series.metric)).sort();
    return {
      transports,
      metrics,
      transport: state.oneOf("time.transport", ["all", ...transports], likely),
      metric: state.oneOf("time.metric", [PRIMARY, ...metrics], PRIMARY),
      row: state.get("time.row"), // what a link leads to: this series alone
      q: state.get("time.q"),
      stepped: state.get("time.steps") === "yes",
      last: Number(state.oneOf("time.last", [50, 200, 1000], 0)),
    };
  }

  function matching(timeline, pick) {
    const of = (series) =>
      pick.metric === PRIMARY ? isPrimary(series) : series.metric === pick.metric;
    if (pick.row) return timeline.series.filter((series) => series.row === pick.row && of(series));
    return timeline.series
      .filter(
        (series) =>
          (pick.transport === "all" || transportOf(series.row) === pick.transport) &&
          of(series) &&
          series.row.toLowerCase().includes(pick.q.toLowerCase()) &&
          (!pick.stepped || series.lines.some((line) => line.steps.length)),
      )
      .sort((a, b) => a.row.localeCompare(b.row, "en", { numeric: true }));
  }

  // Which series a link led to, and the way to all others.
  const only = (pick) =>
    h(
      "p",
      { role: "status" },
      "Only ",
      h("code", null, pick.row),
      ". ",
      h("a", { href: state.addressWith({ "time.row": "", "time.metric": "" }) }, "All series"),
    );

  function results(holder, timeline, run, more = FIRST) {
    const pick = chosen(timeline);
    const found = matching(timeline, pick);
    const from = pick.last ? Math.max(0, timeline.runs.length - pick.last) : 0;
    const names = new Set(found.map((series) => series.row + series.metric));
    const steps = kuipc.steps
      .of(timeline)
      .filter((step) => names.has(step.series.row + step.series.metric) && step.after >= from);
    kuipc.dom.fill(
      holder,
      pick.row
        ? only(pick)
        : h(
            "p",
            { role: "status" },
            `${format.plural(found.length, "series", "series")}, ${format.plural(steps.length, "step")}.`,
          ),
      steps.length > 0 &&
        h(
          "details",
          { open: steps.length <= 12, "data-print": "yes" },
          h("summary", null, "The steps, the latest first"),
          kuipc.steps.table(timeline, steps.slice(0, 100), "Steps of the series below", run),
        ),
      h(
        "div",
        { class: pick.row ? "cards alone" : "cards" },
        found
          .slice(0, more)
          .map((series) => kuipc.series.card(timeline, series, { from, run, alone: !!pick.row })),
      ),
      found.length > more &&
        h(
          "p",
          null,
          h(
            "button",
            {
              type: "button",
              class: "plain",
              onclick: () => results(holder, timeline, run, more + 24),
            },
            `Show ${Math.min(24, found.length - more)} more of ${found.length}`,
          ),
        ),
    );
  }

  return {
    id: "time",
    title: "Over time",
    build(body, { data, run, clock }) {
      const timeline = kuipc.data.timelineOf(data, run);
      if (!timeline) {
        body.append(
          h(
            "p",
            null,
            `No earlier ${clock.name} run of this machine is in results/runs or in a history. The next run's page has a line; `,
            h("code", null, "./run_bench.sh history add @0"),
            " keeps a run for as long as you want.",
          ),
        );
        return;
      }
      const pick = chosen(timeline);
      const holder = h("div");
      const set = (key, none) => (value) => {
        state.set({ [key]: value === none ? "" : value });
        results(holder, timeline, run);
      };
      body.append(
        h(
          "p",
          null,
          `${format.plural(timeline.runs.length, "run")}; along the axis: ${kuipc.series.AXES[timeline.axis]}. Numbers are medians in ${clock.unit}, ${clock.name}` +
            `${clock.name === "counted" ? ", not time" : ""}. A line never crosses from one machine to another: a dotted line marks where another one begins.` +
            (timeline.unplaced
              ? ` ${format.plural(timeline.unplaced, "run is", "runs are")} of commits that the repository does not know, and stand first.`
              : ""),
        ),
        // A series that a link led to stands alone.
        pick.row
          ? ""
          : kuipc.dom.controls(
              kuipc.dom.choice(
                "Transport",
                [["all", "all transports"], ...pick.transports],
                pick.transport,
                set("time.transport"),
              ),
              kuipc.dom.choice(
                "Metric",
                [[PRIMARY, "what each row is judged by"], ...pick.metrics],
                pick.metric,
                set("time.metric", PRIMARY),
              ),
              kuipc.dom.choice(
                "Runs",
                [
                  [0, "all"],
                  [50, "the last 50"],
                  [200, "the last 200"],
                  [1000, "the last 1,000"],
                ],
                pick.last,
                set("time.last", "0"),
              ),
              kuipc.dom.search("Name holds", pick.q, set("time.q"), "size:64"),
              kuipc.dom.check("only series with a step", pick.stepped, set("time.steps")),
            ),
        holder,
      );
      results(holder, timeline, run);
    },
  };
})();
