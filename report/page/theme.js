// SPDX-License-Identifier: Apache-2.0
// What all charts look like. The colours are those of Okabe and Ito, which people who see fewer
// colours tell apart too; lines differ in dashes and marks as well.
"use strict";

kuipc.theme = (() => {
  const LIGHT = {
    ink: "#1b1f24",
    muted: "#5b6570",
    rule: "#e2e6ea",
    faint: "#eef1f4",
    ground: "#ffffff",
    accent: "#0b5fb5",
    good: "#007a5c",
    bad: "#b8390e",
    caution: "#8a6100",
    lines: ["#0072b2", "#d55e00", "#009e73", "#b0558a", "#9a6b00", "#3a8fc4", "#5b6570", "#1b1f24"],
  };
  const DARK = {
    ink: "#e8eaed",
    muted: "#a2abb5",
    rule: "#343a42",
    faint: "#23282e",
    ground: "#15181c",
    accent: "#7ab8ff",
    good: "#4fd1a5",
    bad: "#ff9068",
    caution: "#e6bd5c",
    lines: ["#56b4e9", "#ff9d5c", "#3fcf9f", "#e69fc8", "#f0c35a", "#9fd4f5", "#a2abb5", "#e8eaed"],
  };
  const MARKS = ["circle", "rect", "triangle", "diamond", "arrow", "roundRect"];
  const DASHES = ["solid", "dashed", "dotted"];
  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

  // The n-th of many lines: a colour, a dash, a mark. 24 differ in the first two alone.
  function line(colours, n) {
    return {
      colour: colours.lines[n % colours.lines.length],
      dash: DASHES[Math.floor(n / colours.lines.length) % DASHES.length],
      mark: MARKS[n % MARKS.length],
    };
  }

  // What every option begins with. `says` is the chart in a sentence, for who does not see it.
  function base(colours, says) {
    return {
      animation: false,
      backgroundColor: "transparent",
      textStyle: { fontFamily: FONT, color: colours.muted, fontSize: 12 },
      aria: { enabled: true, label: { description: says } },
      tooltip: {
        trigger: "item",
        confine: true,
        transitionDuration: 0,
        backgroundColor: colours.ground,
        borderColor: colours.rule,
        textStyle: { color: colours.ink, fontSize: 13 },
      },
    };
  }

  function axis(colours, more) {
    return {
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colours.muted, hideOverlap: true, formatter: kuipc.format.short },
      splitLine: { lineStyle: { color: colours.rule } },
      nameTextStyle: { color: colours.muted },
      ...more,
      ...(more && more.axisLabel
        ? {
            axisLabel: {
              color: colours.muted,
              hideOverlap: true,
              formatter: kuipc.format.short,
              ...more.axisLabel,
            },
          }
        : {}),
    };
  }

  // Multiples of 1, 2 or 5 times a power of ten, about four.
  function evenTicks(low, high) {
    const rough = (high - low) / 4;
    const ten = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find((times) => times * ten >= rough) * ten;
    const ticks = [];
    for (let at = Math.ceil(low / step) * step; at <= high; at += step) ticks.push(at);
    return ticks;
  }

  // 1, 2, 5, 10, 20 ... as far as they lie between the ends; every tenfold where they are many, and
  // even ones where the ends are near to one another.
  function logTicks(low, high) {
    const ticks = [];
    const decades = Math.log10(high / low);
    if (decades < 0.6) return evenTicks(low, high);
    for (let ten = 10 ** Math.floor(Math.log10(low)); ten <= high; ten *= 10)
      for (const times of decades > 4 ? [1] : decades > 2.2 ? [1, 3] : [1, 2, 5])
        if (ten * times >= low && ten * times <= high) ticks.push(ten * times);
    return ticks;
  }

  return { logTicks, LIGHT, DARK, MARKS, FONT, line, base, axis };
})();
