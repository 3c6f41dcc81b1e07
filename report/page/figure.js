// SPDX-License-Identifier: Apache-2.0
// A chart with what it says in a sentence above it and its numbers as a table below. Charts are drawn
// when they come into sight, again when the width or the colour scheme changes, and all of them
// before they are printed.
"use strict";

kuipc.figure = (() => {
  const { h } = kuipc.dom;
  const NARROW = 560;
  const PRINTED = 680; // a page of paper has about as many CSS pixels
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const live = new Set();
  let printing = false;

  const colours = () => (dark.matches && !printing ? kuipc.theme.DARK : kuipc.theme.LIGHT);

  function tooltip(lines) {
    if (!lines.length) return "";
    return h(
      "div",
      null,
      lines.map((line, i) => h(i ? "div" : "strong", null, line)),
    );
  }

  function begin(one, width, height) {
    const chart = echarts.init(one.element, null, { renderer: "svg", width, height });
    chart.on("datazoom", () => kuipc.tools.zoomed(one, one.option));
    return chart;
  }

  function draw(one) {
    if (!one.element.isConnected) return forget(one);
    const width = printing ? PRINTED : one.element.clientWidth;
    if (!width) return;
    const narrow = width < NARROW;
    const option = one.build({ colours: colours(), narrow, width });
    const height = one.height(width);
    const kept = kuipc.tools.windows(one);
    if (!printing) kuipc.tools.equip(one, option, { narrow, colours: colours(), kept });
    one.element.style.height = `${height}px`;
    one.chart ??= begin(one, width, height);
    one.chart.resize({ width, height });
    if (option.tooltip)
      option.tooltip.formatter = (params) => tooltip(option.kuipcTip?.(params) || []);
    one.chart.setOption(option, { notMerge: true });
    Object.assign(one, { width, narrow, option });
    if (!printing) kuipc.tools.zoomed(one, option);
    if (one.marks) fillLegend(one);
    one.element.setAttribute("data-drawn", "yes");
  }

  function fillLegend({ marks, legend }) {
    const item = (each) => h("li", null, kuipc.dom.mark(each, colours().ground), each.name);
    kuipc.dom.fill(marks, legend(colours()).map(item));
  }

  function forget(one) {
    one.chart?.dispose();
    live.delete(one);
  }

  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const one = entry.target.kuipcChart;
        if (entry.isIntersecting && one && !one.chart) draw(one);
      }
    },
    { rootMargin: "400px" },
  );

  const sized = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const one = entry.target.kuipcChart;
      if (
        one?.chart &&
        !printing &&
        entry.contentRect.width &&
        entry.contentRect.width !== one.width
      )
        requestAnimationFrame(() => draw(one));
    }
  });

  // {title, says, build({colours, narrow, width}) -> option, height(width), table, level, after(), legend(colours), lazy}
  function figure({ title, says, build, height, table, level = "h3", after, legend, lazy }) {
    const element = h("div", { class: "chart", role: "img", "aria-label": `${title}. ${says}` });
    const marks = legend && h("ul", { class: "marks", "aria-label": "What the marks mean" });
    const one = { title, element, build, height, legend, marks, chart: null };
    element.kuipcChart = one;
    element.style.height = `${one.height(NARROW)}px`;
    live.add(one);
    if (lazy) seen.observe(element);
    else requestAnimationFrame(() => one.chart || draw(one));
    sized.observe(element);
    return h(
      "figure",
      null,
      h("figcaption", null, h(level, null, kuipc.dom.breakable(title)), h("p", null, says)),
      element,
      kuipc.tools.buttons(one),
      marks,
      after && after(),
      table && h("details", null, h("summary", null, "The numbers as a table"), table),
    );
  }

  function drawAll() {
    for (const one of [...live]) draw(one);
  }

  dark.addEventListener("change", drawAll);

  function print(on) {
    printing = on;
    drawAll();
  }

  return {
    figure,
    colours,
    print,
    drawn: () => [...live].filter((one) => one.chart && one.element.isConnected).length,
  };
})();
