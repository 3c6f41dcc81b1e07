// SPDX-License-Identifier: Apache-2.0
// What the page's JSON (report/page_*.cpp writes it) says, asked for by the views.
"use strict";

kuipc.data = (() => {
  const METRICS = [
    "latency",
    "latency_intended",
    "emit",
    "receive",
    "throughput",
    "loss_free_rate",
  ];

  const ok = (row) => row.status === "ok" && !!row.metrics[row.primary];
  const cost = (row) => (ok(row) ? row.metrics[row.primary] : null);
  // Of a row without a number.
  const whyNot = (row) =>
    `${row.status}: ${[row.reason || "no reason given", row.remedy].filter(Boolean).join("; ")}`;
  const unique = (values) => [...new Set(values)];

  // The unit of a run's costs: whatever most of its rows have, which is insn or ns.
  const costUnit = (run) => (run.machine.clock === "wall" ? "ns" : "insn");

  // "counted": never to be read as time. For headings and axes.
  function clockWords(clock) {
    return clock === "wall"
      ? { name: "wall", unit: "nanoseconds", short: "ns", axis: "nanoseconds (wall clock)" }
      : {
          name: "counted",
          unit: "instructions",
          short: "insn",
          axis: "instructions (counted, not time)",
        };
  }

  function clockSentence(run) {
    if (run.machine.timed_an_emulator)
      return "These nanoseconds timed an emulator, so no number here means anything.";
    return run.machine.clock === "wall"
      ? "Nanoseconds of a real machine, the clock's own cost subtracted."
      : "Guest instructions, user and kernel together: exact, the same at each boot. Blind to caches, " +
          "stalls, other CPUs and how fast a copy really is.";
  }

  const rowsOf = (run, workload) => run.rows.filter((row) => ok(row) && row.workload === workload);
  const named = (run, name) => run.rows.find((row) => row.name === name && ok(row));

  // What nothing can beat here, as lines to draw: {name, value}.
  function floors(run) {
    const names = [
      ["floor/syscall", "null system call"],
      ["floor/noop", "empty ioctl"],
    ];
    return names
      .map(([name, title]) => ({ name: title, value: cost(named(run, name) || {})?.median }))
      .filter((floor) => Number.isFinite(floor.value));
  }

  // [[size, cost]] of copying that many bytes, and nothing else.
  function memcpy(run) {
    return rowsOf(run, "floor")
      .filter((row) => row.transport === "memcpy" && row.size)
      .map((row) => [row.size, cost(row).median])
      .sort((a, b) => a[0] - b[0]);
  }

  // Of a workload: [{transport, points: [[size, row]]}], cheapest path first.
  function bySize(run, workload) {
    const found = new Map();
    for (const row of rowsOf(run, workload)) {
      if (row.ctx || row.depth || row.threads || !row.size) continue;
      const key =
        row.wake && row.wake !== "block" ? `${row.transport}, ${row.wake}` : row.transport;
      if (!found.has(key)) found.set(key, []);
      found.get(key).push([row.size, row]);
    }
    const lines = [...found].map(([transport, points]) => ({
      transport,
      points: points.sort((a, b) => a[0] - b[0]),
    }));
    return lines.sort((a, b) => cost(a.points[0][1]).median - cost(b.points[0][1]).median);
  }

  // The history of the runs by this one's clock, if there is one.
  const timelineOf = (data, run) =>
    data.history.find((timeline) => timeline.clock === run.machine.clock);

  // A line of the history, at each place between its first and its last: [[place, value]].
  function pointsOf(line) {
    const points = [];
    let place = 0;
    line.at.forEach((step, i) => points.push([(place += step), line.value[i]]));
    if (points.length && points.at(-1)[0] < line.last && points.at(-1)[1] !== null)
      points.push([line.last, points.at(-1)[1]]);
    return points;
  }

  // A run of a timeline, as a step names it.
  function placeName(timeline, place) {
    const [run, started, release, commit, tool] = timeline.runs[place] || [];
    const kernel =
      [release, kuipc.format.hash(commit)].filter(Boolean).join(" ") || "unknown kernel";
    if (timeline.axis === "kernel") return kernel;
    if (timeline.axis === "kuipc") return `kuipc ${kuipc.format.hash(tool) || "unknown"}`;
    return kuipc.format.date(started) || run;
  }

  return {
    METRICS,
    ok,
    cost,
    whyNot,
    unique,
    costUnit,
    clockWords,
    clockSentence,
    rowsOf,
    named,
    floors,
    memcpy,
    bySize,
    timelineOf,
    pointsOf,
    placeName,
  };
})();
