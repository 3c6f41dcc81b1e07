// SPDX-License-Identifier: Apache-2.0
// How far single operations lie apart, and what a message costs that the kernel starts, by the context
// it starts from and how its reader waits.
"use strict";

kuipc.views.latency = (() => {
  const { h } = kuipc.dom;
  const { format, state } = kuipc;
  return {
    id: "latency",
    title: "Latency",
    build(body, { run, clock }) {
      const workloads = ["echo", "push", "pull", "peer"].filter(
        (workload) => kuipc.data.rowsOf(run, workload).length,
      );
      const holder = h("div");
      const below = h("div");
      const pick = () => {
        const workload = state.oneOf("latency.workload", workloads, workloads[0]);
        const sizes = kuipc.data
          .unique(
            kuipc.data
              .rowsOf(run, workload)
              .map((row) => row.size)
              .filter(Boolean),
          )
          .sort((a, b) => a - b);
        return {
          workload,
          sizes,
          size: Number(state.oneOf("latency.size", sizes, sizes.includes(64) ? 64 : sizes[0])),
        };
      };
      const drawSpread = () => {
        const { workload, sizes, size } = pick();
        if (!sizes.length) return;
        const set = (key) => (value) => {
          state.set({ [key]: value });
          drawSpread();
        };
        kuipc.dom.fill(
          holder,
          kuipc.dom.controls(
            kuipc.dom.choice("Workload", workloads, workload, set("latency.workload")),
            kuipc.dom.choice(
              "Size",
              sizes.map((one) => [one, format.size(one)]),
              size,
              set("latency.size"),
            ),
          ),
          kuipc.spread.figure(run, clock, workload, size) || h("p", null, "No row of this size."),
        );
      };
      const rows = kuipc.data.rowsOf(run, "event");
      const metrics = Object.keys(kuipc.events.METRICS).filter((metric) =>
        rows.some((row) => row.metrics[metric]),
      );
      const wakes = kuipc.data.unique(rows.map((row) => row.wake).filter(Boolean));
      const drawEvents = () => {
        const metric = state.oneOf("latency.metric", metrics, metrics[0]);
        const wake = state.oneOf("latency.wake", ["all", ...wakes], "all");
        const set = (key) => (value) => {
          state.set({ [key]: value });
          drawEvents();
        };
        kuipc.dom.fill(
          below,
          h("h3", null, "Events"),
          kuipc.dom.controls(
            kuipc.dom.choice("Metric", metrics, metric, set("latency.metric")),
            kuipc.dom.choice(
              "Reader waits by",
              [["all", "any way"], ...wakes],
              wake,
              set("latency.wake"),
            ),
          ),
          kuipc.events.figure(run, clock, metric, wake) ||
            h("p", null, "No event row has this metric."),
        );
      };
      body.append(h("p", null, kuipc.data.clockSentence(run)), holder, below);
      if (workloads.length) drawSpread();
      else holder.append(h("p", null, "No workload of this run has single operations to show."));
      if (metrics.length) drawEvents();
      else
        below.append(
          h(
            "p",
            null,
            "No event row of this run has a number; the sets standard and full measure events.",
          ),
        );
      const overload = kuipc.overload.table(run);
      if (overload) body.append(h("h3", null, "Overload"), overload);
    },
  };
})();
