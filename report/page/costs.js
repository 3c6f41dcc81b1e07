// SPDX-License-Identifier: Apache-2.0
// What the size of a message costs, as figures: the path, which is that of the smallest one, and the bytes.
"use strict";

kuipc.costs = (() => {
  const { format } = kuipc;
  const ABOUT = {
    echo: "a round trip",
    push: "user to kernel",
    pull: "kernel to user",
    peer: "process to process and back",
  };

  const median = (row) => kuipc.data.cost(row).median;

  function sizeTable(lines, clock, workload, quantile) {
    const sizes = kuipc.data
      .unique(lines.flatMap((line) => line.points.map((point) => point[0])))
      .sort((a, b) => a - b);
    const value = (line, size) => {
      const row = line.points.find((point) => point[0] === size)?.[1];
      return row && kuipc.data.cost(row)[quantile];
    };
    return kuipc.table.table({
      caption: `${workload}, ${quantile} in ${clock.axis}, by message size`,
      rows: lines,
      columns: [
        { title: "transport", key: "transport" },
        ...sizes.map((size) => ({
          title: format.size(size),
          number: true,
          show: (line) => format.number(value(line, size)),
        })),
      ],
    });
  }

  function pathTracks(lines, run, colours) {
    const least = lines[0].points[0][0];
    const floors = kuipc.data.floors(run).map(({ name, value }) => ({
      name,
      says: format.number(value),
      bar: value,
      colour: colours.muted,
      quiet: true,
      tip: [name, format.number(value)],
    }));
    return floors.concat(
      lines.map(({ transport, points: [[size, row]] }) => ({
        name: size === least ? transport : `${transport} (${format.size(size)})`,
        says: format.number(median(row)),
        bar: median(row),
        tip: [
          row.name,
          `${format.number(median(row))} ${format.unit(kuipc.data.cost(row).unit)}`,
          row.syscalls === undefined
            ? ""
            : `${format.number(row.syscalls)} system calls, ${format.number(row.copies)} copies`,
        ].filter(Boolean),
      })),
    );
  }

  function path(lines, run, clock, workload) {
    const floors = kuipc.data.floors(run);
    const first = lines[0];
    const last = lines.at(-1);
    const number = (line) => format.number(median(line.points[0][1]));
    return kuipc.figure.figure({
      title: `The path: ${ABOUT[workload] || workload} of the smallest message, ${clock.unit}`,
      says:
        (first === last
          ? `${number(first)} ${clock.unit} (${first.transport}).`
          : `From ${number(first)} (${first.transport}) to ${number(last)} ${clock.unit} (${last.transport}).`) +
        (floors.length
          ? ` Grey: ${format.list(floors.map((floor) => floor.name))}, the floor that nothing can beat here.`
          : ""),
      height: (width) => kuipc.tracks.heightOf(pathTracks(lines, run, kuipc.theme.LIGHT), width),
      build: ({ colours, width }) =>
        kuipc.tracks.option({
          colours,
          width,
          unit: `median, ${clock.axis}`,
          says: "Cost of the smallest message over each transport",
          rows: pathTracks(lines, run, colours),
        }),
      table: kuipc.table.table({
        caption: `${workload}, smallest message, median in ${clock.axis}`,
        rows: lines,
        columns: [
          { title: "transport", key: "transport" },
          { title: "size", number: true, show: (line) => format.size(line.points[0][0]) },
          {
            title: clock.unit,
            number: true,
            show: (line) => format.number(median(line.points[0][1])),
          },
          { title: "system calls", number: true, show: (line) => line.points[0][1].syscalls },
          { title: "copies", number: true, show: (line) => line.points[0][1].copies },
          { title: "wakeups", number: true, show: (line) => line.points[0][1].wakeups },
        ],
      }),
    });
  }

  // Of one size alone there is nothing to compare.
  const growing = (lines) => lines.filter((line) => line.points.length > 1);

  // Each line's cost over that of its own smallest message.
  const added = (points) =>
    points.slice(1).map(([size, row]) => [size, median(row) - median(points[0][1])]);

  function bytes(lines, run, clock, workload, hidden, after) {
    const counted = clock.name === "counted";
    const grown = growing(lines);
    const shown = grown.filter((line) => !hidden.has(line.transport));
    if (!shown.length) return null;
    const copies = kuipc.data.memcpy(run);
    const floor = copies.length > 1 && {
      name: "copy alone (memcpy)",
      points: counted ? copies.slice(1).map(([size, cost]) => [size, cost - copies[0][1]]) : copies,
    };
    return kuipc.figure.figure({
      title: counted
        ? "The bytes: what a larger message adds, instructions"
        : `Cost against size: ${ABOUT[workload] || workload}, nanoseconds`,
      says: counted
        ? "What each size costs over the smallest one. Counted cannot say how fast a copy is: 4 KiB are 512 instructions of one kind and 4,096 of another, " +
          "and hardware may do both in the same time. Compare a transport with itself here, and take the wall clock for copies and crossovers."
        : "Medians. A flat stretch is the path, a slope is the bytes; where two lines cross, the other transport is the cheaper one.",
      height: () => kuipc.sizes.HEIGHT,
      after,
      build: ({ colours, narrow }) =>
        kuipc.sizes.option({
          colours,
          narrow,
          short: clock.unit,
          unit: counted
            ? "instructions added (counted, not time)"
            : "nanoseconds (wall clock), median",
          floor: floor || null,
          levels: counted ? [] : kuipc.data.floors(run).slice(0, 1),
          says: "Cost against size, both axes logarithmic",
          lines: shown.map((line) => ({
            name: line.transport,
            style: kuipc.theme.line(colours, grown.indexOf(line)),
            points: counted
              ? added(line.points)
              : line.points.map(([size, row]) => [size, median(row)]),
          })),
        }),
      table: ["median", ...(counted ? [] : ["p99"])].map((quantile) =>
        sizeTable(lines, clock, workload, quantile),
      ),
    });
  }

  return { ABOUT, growing, path, bytes };
})();
