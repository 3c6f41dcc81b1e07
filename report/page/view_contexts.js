// SPDX-License-Identifier: Apache-2.0
// The matrix transport x context: from where the kernel can start a message, and what that costs.
"use strict";

kuipc.views.contexts = (() => {
  const { h } = kuipc.dom;

  const KINDS = [
    ["yes", "can"],
    ["no", "cannot"],
    ["not proven", "unproven"],
    ["answers only", "answers"],
    ["not known", "unknown"],
  ];
  const kindOf = (text) =>
    text === "no" || text.startsWith("no ")
      ? "cannot"
      : KINDS.find(([word]) => word !== "no" && text.startsWith(word))?.[1] || "none";

  // "no [2]": the number leads to the note that explains it.
  function content(cell, notes) {
    const parts = cell.text.split(/\[(\d+)\]/);
    return parts.map((part, i) =>
      i % 2 === 0
        ? part
        : h(
            "a",
            {
              href: "#",
              "aria-label": `note ${part}`,
              title: notes[part - 1],
              onclick: (event) => {
                event.preventDefault();
                document.getElementById(`note-${part}`)?.focus();
              },
            },
            `[${part}]`,
          ),
    );
  }

  // Four shades by rank: what is dear is darker, and the number says it too.
  function shades(rows) {
    const costs = rows
      .flatMap((row) => row.cells.map((cell) => cell.cost))
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    return (cost) =>
      Number.isFinite(cost)
        ? 1 + Math.min(3, Math.floor((costs.indexOf(cost) / costs.length) * 4))
        : 0;
  }

  return {
    id: "contexts",
    title: "Contexts",
    heading: "From which context can the kernel start a message?",
    build(body, { run, clock }) {
      const matrix = run.contexts;
      if (matrix.why) return body.append(h("p", null, matrix.why));
      const shade = shades(matrix.rows);
      const columns = [{ title: "transport", key: "transport" }].concat(
        matrix.contexts.map((context, i) => ({
          title: context,
          show: (row) => {
            const cell = row.cells[i];
            return h(
              "span",
              { class: `cell ${kindOf(cell.text)} shade-${shade(cell.cost)}` },
              content(cell, matrix.notes),
            );
          },
        })),
      );
      body.append(
        h("p", { class: "explained" }, matrix.legend),
        h(
          "div",
          { class: "matrix" },
          kuipc.table.table({
            caption: `${matrix.caption}${clock.name === "counted" ? " Counted, not time." : ""} The stronger the colour, the dearer it is`,
            columns,
            rows: matrix.rows,
          }),
        ),
        (matrix.notes.length > 0 &&
          h(
            "ol",
            { class: "notes", "aria-label": "Notes" },
            matrix.notes.map((note, i) => h("li", { id: `note-${i + 1}`, tabindex: "-1" }, note)),
          )) ||
          "",
      );
    },
  };
})();
