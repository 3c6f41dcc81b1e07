// SPDX-License-Identifier: Apache-2.0
// The shapes that tracks are drawn with, as ECharts' custom series takes them.
"use strict";

kuipc.marks = (() => {
  function text(x, y, words, fill, align, weight) {
    return {
      type: "text",
      silent: true,
      style: {
        x,
        y,
        text: words,
        fill,
        align,
        verticalAlign: "middle",
        font: `${weight || "normal"} 12px ${kuipc.theme.FONT}`,
      },
    };
  }

  const bar = (x0, x1, y, height, fill, opacity = 1) => ({
    type: "rect",
    shape: {
      x: Math.min(x0, x1),
      y: y - height / 2,
      width: Math.max(1, Math.abs(x1 - x0)),
      height,
      r: Math.min(2, height / 2),
    },
    style: { fill, opacity },
  });

  function mark(kind, x, y, colour, ground) {
    const open = kind === "ring" || kind === "box";
    const style = { fill: open ? ground : colour, stroke: colour, lineWidth: 1.8 };
    if (kind === "square" || kind === "box")
      return { type: "rect", shape: { x: x - 4, y: y - 4, width: 8, height: 8 }, style };
    if (kind === "triangle" || kind === "down") {
      const d = kind === "down" ? -1 : 1;
      return {
        type: "polygon",
        shape: {
          points: [
            [x, y - 5 * d],
            [x - 5, y + 4 * d],
            [x + 5, y + 4 * d],
          ],
        },
        style,
      };
    }
    if (kind === "diamond")
      return {
        type: "polygon",
        shape: {
          points: [
            [x, y - 6],
            [x + 5, y],
            [x, y + 6],
            [x - 5, y],
          ],
        },
        style,
      };
    if (kind === "tick") return bar(x - 1, x + 1, y, 12, colour);
    return { type: "circle", shape: { cx: x, cy: y, r: 4.2 }, style };
  }

  return { text, bar, mark };
})();
