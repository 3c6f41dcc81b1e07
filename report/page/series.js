// SPDX-License-Identifier: Apache-2.0
// One series of the history: its chart, what it says, and where it moved.
"use strict";

kuipc.series = (() => {
  const { format } = kuipc;
  const MANY = 12; // runs on an axis of which one may want a part
  const AXES = {
    kernel: "kernel releases, in their order",
    kuipc: "kuipc commits, in the repository's order",
    time: "runs, in order of time",
  };

  // An axis label: as short as tells places apart.
  function label(timeline, place) {
    const [, started, release, , tool] = timeline.runs[place] || [];
    if (timeline.axis === "kuipc") return format.hash(tool);
    if (timeline.axis === "kernel") return (release || "").replace(/-cloud-amd64$/, "");
    const day = (started || "").slice(0, 10);
    const first = timeline.runs[0][1] || "";
    return first.slice(0, 7) === day.slice(0, 7) ? `${day.slice(5)} ${started.slice(11, 16)}` : day;
  }

  function sentence(series) {
    const line = series.lines.at(-1);
    const now = kuipc.data
      .pointsOf(line)
      .filter((point) => point[1] !== null)
      .at(-1)?.[1];
    const steps = series.lines.reduce((n, one) => n + (one.steps_in_all || one.steps.length), 0);
    const runs = series.lines.reduce((n, one) => n + one.points, 0);
    return (
      `${format.number(now)} ${format.unit(series.unit)} now, ${steps ? format.plural(steps, "step") : "no step"} in ` +
      `${format.plural(runs, "run")}. It may move by ${format.number(line.limit)} (${line.limit_source || "no limit"}), the grey band.` +
      (line.thinned ? " Drawn from the lowest and highest of neighbouring runs." : "")
    );
  }

  function moves(timeline, series) {
    const points = series.lines.flatMap((line) =>
      kuipc.data.pointsOf(line).map(([place, value], i, all) => ({
        place,
        value,
        machine: timeline.machines[line.machine].fingerprint,
        moved: i && value !== null && all[i - 1][1] !== null ? value - all[i - 1][1] : null,
      })),
    );
    return kuipc.table.table({
      caption: `${series.row}, ${series.metric}, ${format.unit(series.unit)}: where it moved`,
      rows: points,
      columns: [
        { title: "at", show: (point) => kuipc.data.placeName(timeline, point.place) },
        { title: "run", show: (point) => timeline.runs[point.place][0] },
        { title: "median", number: true, show: (point) => format.number(point.value) },
        {
          title: "moved by",
          number: true,
          show: (point) => point.moved && format.signed(point.moved),
        },
        { title: "machine", fold: true, show: (point) => point.machine },
      ],
    });
  }

  // `alone`: it is what the reader came for, and has the width.
  function card(timeline, series, { from, run, alone }) {
    const says = sentence(series);
    const slider = timeline.runs.length - from > MANY;
    const links = () =>
      kuipc.links.joined([
        kuipc.links.rowOf(run, series.row, "this run's numbers"),
        !alone && kuipc.links.graph(timeline, series.row, series.metric, "this graph alone"),
      ]);
    return kuipc.figure.figure({
      title: series.row + (kuipc.steps.isPrimary(series) ? "" : `, ${series.metric}`),
      says,
      height: () => (alone ? 400 : 230) + (slider ? 22 : 0),
      after: () => kuipc.dom.h("p", { class: "see" }, links()),
      level: "h4",
      lazy: true,
      table: moves(timeline, series),
      build: ({ colours }) =>
        kuipc.line.option({
          timeline,
          series,
          colours,
          from,
          slider,
          says: `${series.row}. ${says}`,
          axisName: AXES[timeline.axis],
          label: (place) => label(timeline, place),
        }),
    });
  }

  return { AXES, card };
})();
