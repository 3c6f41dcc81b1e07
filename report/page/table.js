// SPDX-License-Identifier: Apache-2.0
// Tables: real ones, with a caption and headers that a screen reader reads out, sortable by whoever
// presses a header. Headers stay in sight while one scrolls. A table that is wider than its place, as
// on a phone, scrolls within a box of its own, where its first column stays too.
"use strict";

kuipc.table = (() => {
  const { h } = kuipc.dom;
  const FIRST_SHOWN = 400;
  let captions = 0;

  // Only a box that scrolls takes its table's headers from the window's edge, and needs the keyboard.
  const sized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const box = target.closest(".scroll");
      const wide = !!box && box.firstChild.offsetWidth > box.offsetWidth;
      box?.classList.toggle("boxed", wide);
      if (wide) box.setAttribute("tabindex", "0");
      else box?.removeAttribute("tabindex");
    }
  });

  // What has no number stands last, whichever way one sorts.
  function compare(a, b, up) {
    const none = (value) =>
      value === null || value === undefined || value === "" || Number.isNaN(value);
    if (none(a) || none(b)) return none(a) - none(b);
    const order =
      typeof a === "number" && typeof b === "number"
        ? a - b
        : String(a).localeCompare(String(b), "en", { numeric: true });
    return up ? order : -order;
  }

  function sorted(rows, columns, sort) {
    const column = sort && columns.find((one) => one.key === sort.key);
    if (!column) return rows;
    const value = column.value || ((row) => row[column.key]);
    return [...rows].sort((a, b) => compare(value(a), value(b), sort.up));
  }

  function header(column, sort, onSort) {
    const chosen = !!sort && sort.key === column.key;
    const order = chosen ? (sort.up ? "ascending" : "descending") : onSort ? "none" : null;
    const arrow = h(
      "span",
      { class: "arrow", "aria-hidden": "true" },
      chosen ? (sort.up ? " ▲" : " ▼") : "",
    );
    const text =
      onSort && column.key
        ? h(
            "button",
            {
              type: "button",
              onclick: () =>
                onSort({ key: column.key, up: chosen ? !sort.up : column.up !== false }),
            },
            column.title,
            arrow,
          )
        : column.title;
    return h(
      "th",
      {
        scope: "col",
        class: column.number ? "number" : column.class === "see" ? "see" : null,
        "data-key": column.key,
        "aria-sort": column.key ? order : null,
      },
      text,
    );
  }

  const shownIn = (row, column) => {
    const shown = column.show ? column.show(row) : row[column.key];
    return shown === null || shown === undefined || shown === "" ? kuipc.format.NOTHING : shown;
  };

  function cell(row, column, first) {
    const shown = shownIn(row, column);
    const content =
      column.class === "name" && typeof shown === "string" ? kuipc.dom.breakable(shown) : shown;
    const attributes = {
      class: [column.number && "number", column.class].filter(Boolean).join(" ") || null,
    };
    return first ? h("th", { scope: "row", ...attributes }, content) : h("td", attributes, content);
  }

  // One text in place of all numbers: a row that has none says why.
  function line(row, columns, instead) {
    const text = instead && instead(row);
    if (!text) return columns.map((column, i) => cell(row, column, i === 0));
    return [
      cell(row, columns[0], true),
      h("td", { colspan: columns.length - 1 }, h("div", { class: "reason" }, text)),
    ];
  }

  // Columns that say the same in every row are one sentence above the table. `of` are the rows that
  // decide: all that there are, so that a filter moves no column.
  function folded(columns, of, instead) {
    const numbered = of.filter((row) => !(instead && instead(row)));
    const same = columns.filter((column) => {
      if (!column.fold || numbered.length < 2) return false;
      const first = shownIn(numbered[0], column);
      return numbered.every((row) => shownIn(row, column) === first);
    });
    const says = same.map((column) => [column.title, shownIn(numbered[0], column)]);
    const none = says.filter(([, text]) => text === kuipc.format.NOTHING);
    const some = says.filter(([, text]) => text !== kuipc.format.NOTHING);
    return {
      left: columns.filter((column) => !same.includes(column)),
      says: [
        some.length && `The same in every row: ${some.map((one) => one.join(" ")).join(", ")}.`,
        none.length && `No row has ${kuipc.format.list(none.map(([title]) => title))}.`,
      ].filter(Boolean),
    };
  }

  // columns: [{key, title, number, show(row), value(row), up, fold}]; the first one names the row.
  function table({ caption, rows, sort, onSort, rowClass, instead, all, onAll, ...more }) {
    const { left: columns, says } = folded(more.columns, more.of || rows, instead);
    const shown = all ? rows : rows.slice(0, FIRST_SHOWN);
    const body = sorted(rows, columns, sort)
      .slice(0, shown.length)
      .map((row) =>
        h("tr", { class: rowClass ? rowClass(row) : null }, line(row, columns, instead)),
      );
    const id = `caption-${++captions}`;
    const element = h(
      "table",
      { "aria-labelledby": id },
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          columns.map((column) => header(column, sort, onSort)),
        ),
      ),
      h("tbody", null, body),
    );
    const rest =
      rows.length > shown.length &&
      onAll &&
      h(
        "p",
        null,
        h(
          "button",
          { type: "button", class: "plain", onclick: onAll },
          `Show all ${kuipc.format.number(rows.length)} rows`,
        ),
      );
    const box = h("div", { class: "scroll", role: "region", "aria-labelledby": id }, element);
    sized.observe(box);
    sized.observe(element);
    return h(
      "div",
      null,
      // Not a caption element: that is as wide as the table, and a phone would cut it.
      h("p", { class: "caption", id }, [caption, ...says].join(". ").replace(/\.\. /g, ". ")),
      box,
      rest,
    );
  }

  return { table, sorted };
})();
