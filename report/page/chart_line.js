// SPDX-License-Identifier: Apache-2.0
// One series over the runs of a history: its line on each machine, the band that it may move within,
// its steps, notes, and where another machine begins.
"use strict";

kuipc.line = (() => {
  const MOST_STEPS_MARKED = 6;

  // The level since the last step, and how far a value may lie from it.
  function bandOf(line) {
    const points = kuipc.data.pointsOf(line).filter((point) => point[1] !== null);
    if (!points.length || !line.limit) return null;
    const step = line.steps.at(-1);
    const from = step ? step.after : points[0][0];
    const level = step ? step.to : points[0][1];
    return { from, to: line.last, low: level - line.limit, high: level + line.limit };
  }

  function stepMark(step, colours, lower) {
    const worse = step.to > step.from === lower;
    const colour = step.accepted ? colours.muted : worse ? colours.bad : colours.good;
    return {
      coord: [step.after, step.to],
      value: kuipc.format.percent(step.to / step.from - 1),
      symbol: "circle",
      symbolSize: 8,
      itemStyle: { color: colour },
      label: {
        show: true,
        formatter: "{c}",
        position: step.to > step.from ? "top" : "bottom",
        color: colour,
        fontWeight: 600,
        fontSize: 11,
      },
    };
  }

  function verticals(chart) {
    const { timeline, series, colours, from } = chart;
    const machines = timeline.machines
      .slice(1)
      .filter((one) => one.first >= from)
      .map((one) => ({
        xAxis: one.first,
        name: `machine ${one.fingerprint.slice(0, 6)}`,
        lineStyle: { color: colours.muted, type: "dotted", width: 1.5 },
      }));
    const notes = series.notes
      .map((i) => timeline.notes[i])
      .filter((note) => note.place >= from)
      .map((note) => ({
        xAxis: note.place,
        name: note.text.length > 28 ? note.text.slice(0, 27) + "…" : note.text,
        lineStyle: { color: colours.accent, type: "dashed", width: 1 },
      }));
    return machines.concat(notes);
  }

  // chart: {timeline, series, colours, says, from, slider}: `from` is the first place that is shown;
  // a slider below chooses a part of the runs.
  function option(chart) {
    const { timeline, series, colours } = chart;
    const last = timeline.runs.length - 1;
    const bands = series.lines.map(bandOf);
    const shown = series.lines.map((line) => kuipc.data.pointsOf(line));
    const values = shown
      .flat()
      .map((point) => point[1])
      .filter(Number.isFinite)
      .concat(bands.filter(Boolean).flatMap((band) => [band.low, band.high]));
    const low = Math.min(...values);
    const high = Math.max(...values);
    const room = (high - low || Math.abs(high) * 0.01 || 1) * 0.18;
    const few = last - chart.from < 60;
    const lines = series.lines.map((line, i) => ({
      type: "line",
      step: "end",
      data: shown[i],
      symbol: few ? "circle" : "none",
      symbolSize: 4,
      connectNulls: false,
      itemStyle: { color: colours.lines[i % 8] },
      lineStyle: { color: colours.lines[i % 8], width: 1.6 },
      markArea: bands[i] && {
        silent: true,
        itemStyle: { color: colours.rule, opacity: 0.55 },
        data: [[{ coord: [bands[i].from, bands[i].low] }, { coord: [bands[i].to, bands[i].high] }]],
      },
      markPoint: {
        silent: true,
        data: line.steps
          .filter((step) => step.after >= chart.from)
          .slice(-MOST_STEPS_MARKED)
          .map((step) => stepMark(step, colours, series.better === "lower")),
      },
      markLine: i
        ? undefined
        : {
            silent: true,
            symbol: "none",
            data: verticals(chart),
            label: {
              formatter: "{b}",
              position: "insideEndTop",
              color: colours.muted,
              fontSize: 10,
            },
          },
    }));
    return {
      ...kuipc.theme.base(colours, chart.says),
      tooltip: {
        ...kuipc.theme.base(colours, "").tooltip,
        trigger: "axis",
        axisPointer: { lineStyle: { color: colours.muted } },
      },
      grid: { left: 8, right: 34, top: 30, bottom: chart.slider ? 62 : 40, containLabel: true },
      xAxis: kuipc.theme.axis(colours, {
        type: "value",
        min: chart.from,
        max: Math.max(last, chart.from + 1),
        minInterval: 1,
        splitNumber: 4,
        splitLine: { show: false },
        name: chart.axisName,
        nameLocation: "middle",
        nameGap: 24,
        axisLabel: {
          showMaxLabel: true,
          alignMaxLabel: "right",
          formatter: (place) => chart.label(Math.round(place)),
        },
      }),
      yAxis: kuipc.theme.axis(colours, {
        type: "value",
        min: low - room,
        max: high + room,
        name: kuipc.format.unit(series.unit),
        splitNumber: 3,
        nameTextStyle: { align: "left", color: colours.muted },
        axisLabel: {
          formatter: (value) => kuipc.format.number(value),
          showMinLabel: false,
          showMaxLabel: false,
        },
      }),
      series: lines,
      kuipcZoom: { x: true, y: true, slider: !!chart.slider },
      kuipcTip: (params) => {
        const points = (Array.isArray(params) ? params : [params]).filter(
          (one) => one?.value?.[1] != null,
        );
        return points.length
          ? [
              kuipc.data.placeName(timeline, Math.round(points[0].value[0])),
              ...points.map(
                (one) => `${kuipc.format.number(one.value[1])} ${kuipc.format.unit(series.unit)}`,
              ),
            ]
          : [];
      },
    };
  }

  return { option };
})();
