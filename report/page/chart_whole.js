// SPDX-License-Identifier: Apache-2.0
// A chart as a picture of its own: with its title and its marks, which on the page stand around it.
"use strict";

kuipc.whole = (() => {
  const TITLE = 34; // pixels above the chart
  const MARKS = 26; // and below it, where marks need their names told
  const LETTER = 7;

  function legend(entries, colours, y) {
    let x = 24;
    return entries.flatMap((entry) => {
      const at = x;
      x += 34 + entry.name.length * LETTER;
      return [
        kuipc.marks.mark(entry.kind, at, y, entry.colour, colours.ground),
        kuipc.marks.text(at + 10, y, entry.name, colours.ink, "left"),
      ];
    });
  }

  // {title, legend(colours)} and its option: the option with more room, and the height of all of it.
  function picture(figure, option, colours, { width, height }) {
    const entries = figure.legend ? figure.legend(colours) : [];
    const below = entries.length ? MARKS : 0;
    const all = height + TITLE + below;
    const grid = { ...option.grid };
    grid.top += TITLE;
    grid.bottom += below;
    return {
      height: all,
      option: {
        ...option,
        grid,
        backgroundColor: colours.ground,
        title: {
          text: figure.title,
          left: 16,
          top: 8,
          textStyle: {
            color: colours.ink,
            fontSize: 15,
            fontFamily: kuipc.theme.FONT,
            width: width - 32,
            overflow: "truncate",
          },
        },
        graphic: legend(entries, colours, all - 18),
      },
    };
  }

  return { picture };
})();
