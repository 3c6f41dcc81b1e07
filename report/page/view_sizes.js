// SPDX-License-Identifier: Apache-2.0
// Cost against size. Counted shows the path and the bytes apart: instructions of a copy say how it is
// coded, and nothing about how fast it is.
"use strict";

kuipc.views.sizes = (() => {
  const { h } = kuipc.dom;
  const { format, state } = kuipc;
  const PREFERRED = ["echo", "push", "pull", "peer"];
  // Which lines are drawn; it is the chart's legend as well.
  function toggles(grown, hidden, redraw) {
    const colours = kuipc.figure.colours();
    const hide = (names, pressed) => {
      state.set({ "sizes.hide": names.map(encodeURIComponent).join(",") });
      redraw(pressed);
    };
    const toggle = (transport) => (on) => {
      on ? hidden.delete(transport) : hidden.add(transport);
      hide([...hidden], transport);
    };
    const all = (words, names) =>
      h("button", { type: "button", class: "word", onclick: () => hide(names, words) }, words);
    return h(
      "fieldset",
      { class: "legend" },
      h("legend", null, "Transports"),
      h(
        "span",
        { class: "all" },
        all("all", []),
        all(
          "none",
          grown.map((line) => line.transport),
        ),
      ),
      grown.map(({ transport }, i) =>
        kuipc.dom.check(
          transport,
          !hidden.has(transport),
          toggle(transport),
          kuipc.dom.sample(kuipc.theme.line(colours, i)),
        ),
      ),
    );
  }

  // The legend is a new one: whoever pressed a part of it stays on it.
  function refocus(holder, words) {
    const parts = [...holder.querySelectorAll(".legend button, .legend label")];
    const part = parts.find((one) => one.textContent === words);
    (part?.querySelector("input") || part)?.focus({ preventScroll: true });
  }

  function bytes(lines, run, clock, workload, redraw) {
    const grown = kuipc.costs.growing(lines);
    if (!grown.length) return h("p", null, "No transport has more than one size here.");
    const hidden = new Set(state.list("sizes.hide"));
    const legend = () => toggles(grown, hidden, redraw);
    return (
      kuipc.costs.bytes(lines, run, clock, workload, hidden, legend) ||
      h("figure", null, h("p", null, "No transport is chosen."), legend())
    );
  }

  return {
    id: "sizes",
    title: "Cost and size",
    heading: "Cost against size",
    build(body, { run, clock }) {
      const known = PREFERRED.filter((workload) => kuipc.data.bySize(run, workload).length);
      if (!known.length)
        return body.append(h("p", null, "No row of this run has a size and a number."));
      const holder = h("div");
      const results = (pressed) => {
        const workload = state.oneOf("sizes.workload", known, known[0]);
        const lines = kuipc.data.bySize(run, workload);
        const path = kuipc.costs.path(lines, run, clock, workload);
        const grown = bytes(lines, run, clock, workload, results);
        kuipc.dom.fill(holder, clock.name === "counted" ? [path, grown] : [grown, path]);
        if (pressed) refocus(holder, pressed);
      };
      body.append(
        h("p", null, kuipc.data.clockSentence(run)),
        kuipc.dom.controls(
          kuipc.dom.choice(
            "Workload",
            known.map((workload) => [workload, `${workload}: ${kuipc.costs.ABOUT[workload]}`]),
            state.oneOf("sizes.workload", known, known[0]),
            (value) => {
              state.set({ "sizes.workload": value === known[0] ? "" : value });
              results();
            },
          ),
        ),
        holder,
      );
      results();
    },
  };
})();
