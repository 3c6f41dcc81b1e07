// SPDX-License-Identifier: Apache-2.0
// One line of text and one track a row: what it costs, how far it reaches, how much it may move. The
// text stands above the track, so that a long name needs no margin on a narrow screen.
"use strict";

kuipc.tracks = (() => {
  // Pixels, from the row's middle: where the name stands, what it says, and the track.
  const BESIDE = { row: 26, text: 0, says: 0, track: 0 };
  const ABOVE = { row: 40, text: -9, says: -9, track: 10 };
  const TALL = { row: 58, text: -19, says: -2, track: 16 };
  const TOP = 26; // the toolbox stands there
  const AXIS = 46;
  const LINE = 16; // what a second line of the axis' name takes
  const LETTER = 6.9;

  const longest = (rows, key) =>
    Math.max(0, ...rows.map((row) => (row[key] || "").length)) * LETTER;

  // Names stand beside their tracks where that leaves most of the width to the tracks, else above;
  // where name and number together are too long for one line, on two.
  function layout(rows, width) {
    const names = longest(rows, "name") + 24;
    const says = longest(rows, "says") + 24;
    if (names <= width * 0.36) return { ...BESIDE, left: names, right: says, beside: true };
    return { ...(names + says > width ? TALL : ABOVE), left: 12, right: 16, beside: false };
  }

  // At spaces, into lines that fit.
  function wrapped(words, width) {
    const lines = [""];
    for (const word of words.split(" ")) {
      if ((lines.at(-1) + word).length * LETTER > width) lines.push("");
      lines[lines.length - 1] += (lines.at(-1) && " ") + word;
    }
    return lines.join("\n");
  }

  const heightOf = (rows, width) => rows.length * layout(rows, width).row + TOP + AXIS + LINE;

  const { text, bar, mark } = kuipc.marks;

  // One row: {name, says, band: [from, to], bar: to, reach: [from, to], marks: [{at, kind, colour}]}.
  function draw(chart, row, api, index, box) {
    const { colours, place } = chart;
    // What lies outside of what is zoomed into ends at its edge.
    const right = box.x + box.width;
    const at = (value) => Math.min(right, Math.max(box.x, api.coord([value, index])[0]));
    const inside = (value) => {
      const [x] = api.coord([value, index]);
      return x >= box.x - 1 && x <= right + 1;
    };
    const middle = api.coord([chart.origin, index])[1];
    const y = middle + place.track;
    const children = [
      place.beside
        ? text(box.x - 12, middle, row.name, row.quiet ? colours.muted : colours.ink, "right")
        : text(
            box.x,
            middle + place.text,
            row.name,
            row.quiet ? colours.muted : colours.ink,
            "left",
          ),
    ];
    if (row.says) {
      const edge = box.x + box.width + (place.beside ? place.right - 8 : 0);
      const [x, align] = place.row === TALL.row ? [box.x, "left"] : [edge, "right"];
      const weight = row.quiet ? "normal" : "600";
      children.push(
        text(x, middle + place.says, row.says, row.colour || colours.ink, align, weight),
      );
    }
    if (row.band) children.push(bar(at(row.band[0]), at(row.band[1]), y, 14, colours.rule));
    if (row.bar !== undefined)
      children.push(bar(at(chart.origin), at(row.bar), y, 9, row.colour || colours.accent));
    if (row.reach) children.push(bar(at(row.reach[0]), at(row.reach[1]), y, 2, colours.muted, 0.6));
    for (const one of (row.marks || []).filter((each) => inside(each.at)))
      children.push(mark(one.kind, at(one.at), y, one.colour, colours.ground));
    return { type: "group", children };
  }

  // Far enough to the outside that a mark at the end is whole.
  function extent(rows, log) {
    const values = rows
      .flatMap((row) => [
        row.bar,
        ...(row.band || []),
        ...(row.reach || []),
        ...(row.marks || []).map((one) => one.at),
      ])
      .filter(Number.isFinite);
    if (!values.length) return [1, 10];
    const low = Math.min(...values, log ? Infinity : 0);
    const high = Math.max(...values, log ? -Infinity : 0);
    if (log) return [low / 1.12, high * 1.12];
    const room = (high - low) * 0.02 || 1;
    return [low < 0 ? low - room : 0, high + room];
  }

  // On a logarithmic axis nothing stands for what is not above zero; its text still does.
  function positive(row) {
    const marks = (row.marks || []).filter((one) => one.at > 0);
    const reach =
      row.reach && row.reach[1] > 0 && marks.length
        ? [row.reach[0] > 0 ? row.reach[0] : Math.min(...marks.map((one) => one.at)), row.reach[1]]
        : undefined;
    return { ...row, marks, reach };
  }

  // chart: {rows, unit, colours, width, says, log, axisText}
  function option(chart) {
    const { colours } = chart;
    const rows = chart.log ? chart.rows.map(positive) : chart.rows;
    const [low, high] = extent(rows, chart.log);
    chart.origin = chart.log ? low : 0;
    chart.place = layout(rows, chart.width);
    const ticks = chart.log ? kuipc.theme.logTicks(low, high) : undefined;
    return {
      ...kuipc.theme.base(colours, chart.says),
      grid: {
        left: chart.place.left,
        right: chart.place.right,
        top: TOP,
        bottom: AXIS + LINE,
        outerBoundsMode: "none",
      },
      xAxis: kuipc.theme.axis(colours, {
        type: chart.log ? "log" : "value",
        name: wrapped(chart.unit, chart.width - chart.place.left - chart.place.right),
        nameLocation: "middle",
        nameGap: 24,
        nameTextStyle: { color: colours.muted, verticalAlign: "top", lineHeight: LINE },
        min: low,
        max: high,
        axisTick: { show: false, customValues: ticks },
        axisLabel: {
          formatter: chart.axisText || kuipc.format.short,
          customValues: ticks,
          showMinLabel: low >= 0,
          showMaxLabel: !!chart.log,
        },
        splitLine: {
          showMaxLine: !!chart.log,
          showMinLine: low >= 0,
          lineStyle: { color: colours.rule },
        },
      }),
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.map((row) => row.name),
        axisLabel: { show: false },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      series: [
        {
          type: "custom",
          data: rows.map((row, i) => [chart.origin, i]),
          clip: false,
          renderItem: (params, api) =>
            draw(chart, rows[params.dataIndex], api, params.dataIndex, params.coordSys),
        },
      ],
      kuipcZoom: { x: true },
      kuipcTicks: chart.log ? ["xAxis"] : [],
      kuipcTip: (params) => rows[params.dataIndex]?.tip || [],
    };
  }

  return { option, heightOf };
})();
