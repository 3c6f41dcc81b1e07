// SPDX-License-Identifier: Apache-2.0
// Cost against size on two logarithmic axes: a straight line of slope one is a cost for each byte, a
// flat one is the path.
"use strict";

kuipc.sizes = (() => {
  const HEIGHT = 420;
  const GRID = { left: 64, top: 30, bottom: 46 };
  const LABEL = 14;

  // How far each line's name moves up or down so that no two of those at one size lie on another.
  function shifts(lines, least, most) {
    const height = HEIGHT - GRID.top - GRID.bottom;
    const down = (cost) => height * (1 - Math.log(cost / least) / Math.log(most / least));
    const moved = new Map();
    const ends = new Map();
    for (const line of lines) {
      const [size, cost] = line.points.at(-1) || [];
      if (cost > 0) ends.set(size, [...(ends.get(size) || []), { line, wanted: down(cost) }]);
    }
    for (const group of ends.values()) {
      group.sort((a, b) => a.wanted - b.wanted);
      const all = group.length * LABEL;
      let next = Math.min(group[0].wanted, height - all);
      for (const one of group) {
        next = Math.max(next, Math.min(one.wanted, height - LABEL));
        moved.set(one.line, next - one.wanted);
        next += LABEL;
      }
      // What ran out below goes up again, together.
      const over = next - LABEL - height;
      if (over > 0) for (const one of group) moved.set(one.line, moved.get(one.line) - over);
    }
    return moved;
  }

  // chart: {lines: [{name, style, points: [[size, cost]]}], floor: {name, points}, level: [{name, value}],
  //         unit, colours, says, narrow}
  function option(chart) {
    const { colours } = chart;
    const positive = (points) => points.filter(([, value]) => value > 0);
    const all = chart.lines
      .concat(chart.floor ? [chart.floor] : [])
      .flatMap((line) => positive(line.points));
    const costs = all.map((point) => point[1]).concat((chart.levels || []).map((one) => one.value));
    const sizes = all.map((point) => point[0]);
    const [least, most] = [Math.min(...costs) / 1.25, Math.max(...costs) * 1.25];
    const ticks = kuipc.theme.logTicks(least, most);
    const places = kuipc.data.unique(sizes).sort((a, b) => a - b);
    const floor = chart.floor && {
      ...chart.floor,
      points: positive(chart.floor.points),
      style: { colour: colours.muted, dash: "dashed", mark: "none", width: 1.5 },
    };
    const drawn = chart.lines
      .map((one) => ({ ...one, points: positive(one.points) }))
      .concat(floor ? [floor] : []);
    const moved = shifts(drawn, least, most);
    const line = (one) => ({
      type: "line",
      name: one.name,
      data: one.points,
      symbol: one.style.mark,
      symbolSize: 7,
      itemStyle: { color: one.style.colour },
      emphasis: { focus: "series" },
      lineStyle: { color: one.style.colour, width: one.style.width || 1.8, type: one.style.dash },
      endLabel: {
        show: !chart.narrow,
        formatter: "{a}",
        color: one.style.colour,
        fontSize: 11,
        distance: 8,
        offset: [0, moved.get(one) || 0],
        backgroundColor: colours.ground,
        padding: [0, 2],
      },
    });
    const series = drawn.map(line);
    if (series.length && chart.levels?.length)
      series[0].markLine = {
        silent: true,
        symbol: "none",
        lineStyle: { color: colours.muted, type: "dashed" },
        data: chart.levels.map((one) => ({ yAxis: one.value, name: one.name })),
        label: { formatter: "{b}", position: "insideStartTop", color: colours.muted },
      };
    return {
      ...kuipc.theme.base(colours, chart.says),
      grid: { ...GRID, right: chart.narrow ? 20 : 140 },
      xAxis: kuipc.theme.axis(colours, {
        type: "log",
        logBase: 4,
        name: "message size, header included",
        nameLocation: "middle",
        nameGap: 28,
        min: places[0],
        max: places.at(-1),
        axisTick: { show: false, customValues: places },
        axisLabel: {
          formatter: (bytes) => kuipc.format.size(Math.round(bytes)),
          customValues: places,
        },
      }),
      yAxis: kuipc.theme.axis(colours, {
        type: "log",
        name: chart.unit,
        nameLocation: "end",
        nameTextStyle: { align: "left", color: colours.muted },
        min: least,
        max: most,
        axisTick: { show: false, customValues: ticks },
        axisLabel: { customValues: ticks },
      }),
      series,
      kuipcZoom: { x: true, y: true },
      kuipcTicks: ["yAxis"],
      kuipcTip: (params) =>
        params.value
          ? [
              params.seriesName,
              `${kuipc.format.size(params.value[0])}: ${kuipc.format.number(params.value[1])} ${chart.short}`,
            ]
          : [],
    };
  }

  return { option, HEIGHT };
})();
