// SPDX-License-Identifier: Apache-2.0
// What a reader can do with a chart: zoom into it and keep it as an image. ECharts' toolbox is for a
// pointer; the same as buttons is for the keyboard.
"use strict";

kuipc.tools = (() => {
  const { h } = kuipc.dom;
  // Drawn in the toolbox' 30 x 30: a picture with a hill in it.
  const PICTURE = "path://M2,4H28V26H2Z M2,22L10,13L16,19L21,14L28,21 M20,9H23V12H20Z";
  const SHARP = 2; // an image has twice the pixels

  const fileName = (title) => title.replace(/[^\w.+-]+/g, "_").slice(0, 100) || "chart";

  // What an option says of its axes: kuipcZoom: {x, y: may be zoomed, slider: [from, to]?}
  const zoomOf = (option) => option.kuipcZoom || {};

  function zooms(option, narrow, colours) {
    const { x, y, slider } = zoomOf(option);
    // A finger scrolls the page; a wheel does too, unless Ctrl is held.
    const inside = (id, axis) => ({
      id,
      type: "inside",
      ...axis,
      filterMode: "none",
      disabled: narrow,
      zoomOnMouseWheel: "ctrl",
      moveOnMouseMove: false,
      preventDefaultMouseMove: false,
    });
    const bar = {
      id: "slider",
      type: "slider",
      xAxisIndex: 0,
      filterMode: "none",
      height: 16,
      bottom: 4,
      left: 16,
      right: 16,
      showDetail: false,
      brushSelect: false,
      borderColor: colours.rule,
      fillerColor: colours.rule,
      handleStyle: { color: colours.ground, borderColor: colours.muted },
      moveHandleSize: 0,
    };
    return [
      x && inside("x", { xAxisIndex: 0 }),
      y && inside("y", { yAxisIndex: 0 }),
      slider && bar,
    ].filter(Boolean);
  }

  function toolbox(one, option, colours) {
    const { x, y } = zoomOf(option);
    return {
      right: 4,
      top: -1,
      padding: 0,
      itemSize: 14,
      itemGap: 10,
      iconStyle: { borderColor: colours.muted },
      emphasis: { iconStyle: { borderColor: colours.accent, textFill: colours.ink } },
      feature: {
        ...((x || y) && {
          dataZoom: {
            xAxisIndex: x ? 0 : "none",
            yAxisIndex: y ? 0 : "none",
            filterMode: "none",
            title: { zoom: "Zoom: draw a box", back: "Zoom back" },
            brushStyle: { color: colours.accent, opacity: 0.15, borderWidth: 0 },
          },
        }),
        mySaveAsPng: {
          show: true,
          title: "Save as PNG",
          icon: PICTURE,
          onclick: () => saveImage(one),
        },
        // ECharts draws into SVG here, so that is what its own saves.
        saveAsImage: {
          title: "Save as SVG",
          name: fileName(one.title),
          backgroundColor: colours.ground,
          excludeComponents: ["toolbox", "dataZoom"],
        },
      },
    };
  }

  // What is zoomed into, to be kept when the chart is drawn anew.
  const windows = (one) =>
    (one.chart?.getOption().dataZoom || [])
      .filter(({ id }) => id === "x" || id === "y")
      .map(({ id, start, end }) => ({ id, start, end }));

  const isZoomed = (one) => windows(one).some(({ start, end }) => start > 0 || end < 100);

  // A logarithmic axis has marks where we say, and zoomed it needs others.
  function retick(one, option) {
    for (const name of option.kuipcTicks || []) {
      const edges =
        name === "xAxis"
          ? [option.grid.left, one.width - option.grid.right]
          : [one.height(one.width) - option.grid.bottom, option.grid.top];
      const [low, high] = edges.map((at) =>
        one.chart.convertFromPixel({ [`${name}Index`]: 0 }, at),
      );
      if (!(low > 0 && high > low)) continue;
      const customValues = kuipc.theme.logTicks(low, high);
      one.chart.setOption({
        [name]: { axisTick: { customValues }, axisLabel: { customValues } },
      });
    }
  }

  // Tools of a chart that is about to be drawn; `kept` is what windows() said before.
  function equip(one, option, { narrow, colours, kept }) {
    option.toolbox = toolbox(one, option, colours);
    option.dataZoom = zooms(option, narrow, colours).map((zoom) => ({
      ...zoom,
      ...kept.find(({ id }) => id === (zoom.id === "slider" ? "x" : zoom.id)),
    }));
  }

  function zoomed(one, option) {
    const on = isZoomed(one);
    if (on || one.element.dataset.zoomed) retick(one, option);
    if (on) one.element.dataset.zoomed = "yes";
    else delete one.element.dataset.zoomed;
  }

  // `part`: of what is seen, the middle half; without it all of the axes.
  function zoom(one, part) {
    const batch = windows(one).map(({ id, start, end }) => {
      const quarter = part ? (end - start) / 4 : 0;
      return part
        ? { dataZoomId: id, start: start + quarter, end: end - quarter }
        : { dataZoomId: id, start: 0, end: 100 };
    });
    one.chart?.dispatchAction({ type: "dataZoom", batch });
  }

  // On a canvas of its own, with the title and the marks, as it is zoomed.
  function saveImage(one) {
    const colours = kuipc.figure.colours();
    const size = { width: one.width, height: one.height(one.width) };
    const option = one.build({ colours, narrow: one.narrow, width: one.width });
    option.dataZoom = zooms(option, true, colours)
      .filter(({ id }) => id !== "slider")
      .map((each) => ({ ...each, ...windows(one).find(({ id }) => id === each.id) }));
    const whole = kuipc.whole.picture(one, option, colours, size);
    const canvas = echarts.init(h("div"), null, {
      renderer: "canvas",
      width: size.width,
      height: whole.height,
    });
    canvas.setOption(whole.option);
    const href = canvas.getDataURL({ type: "png", pixelRatio: SHARP });
    canvas.dispose();
    h("a", { href, download: `${fileName(one.title)}.png` }).click();
  }

  // Out of sight until the keyboard comes to them; what undoes a zoom is seen while there is one.
  function buttons(one) {
    const button = (words, onclick, more) =>
      h(
        "button",
        {
          type: "button",
          class: "plain",
          "aria-label": `${words}: ${one.title}`,
          onclick,
          ...more,
        },
        words,
      );
    return h(
      "div",
      { class: "tools" },
      button("Whole range", () => zoom(one, false), { "data-undo": "yes" }),
      button("Zoom in", () => zoom(one, true)),
      button("Save as PNG", () => saveImage(one)),
    );
  }

  return { equip, windows, zoomed, buttons };
})();
