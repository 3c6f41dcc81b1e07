// SPDX-License-Identifier: Apache-2.0
// Triage: what was under test, what moved by more than it may, and by how much.
"use strict";

kuipc.views.changed = (() => {
  const { h } = kuipc.dom;
  const { format } = kuipc;
  // In the order in which a reader wants them, with the colour of each.
  const OUTCOMES = [
    ["error", "bad"],
    ["regression", "bad"],
    ["missing", "bad"],
    ["not comparable", "caution"],
    ["nondeterministic", "caution"],
    ["inconclusive", "caution"],
    ["improvement", "good"],
    ["accepted", ""],
    ["new", ""],
    ["unchanged", ""],
  ];
  const PLURAL = ["error", "regression", "improvement"];
  const count = (changes, outcome) => changes.filter((one) => one.outcome === outcome).length;

  function headline(comparison) {
    const words = OUTCOMES.map(([outcome, tone]) => [
      count(comparison.changes, outcome),
      outcome,
      tone,
    ])
      .filter(([n]) => n)
      .map(([n, outcome, tone]) =>
        h(
          "span",
          { class: tone || null },
          PLURAL.includes(outcome) ? format.plural(n, outcome) : `${format.number(n)} ${outcome}`,
        ),
      );
    if (comparison.skipped_in_both)
      words.push(`${format.number(comparison.skipped_in_both)} without a number on either side`);
    return h(
      "p",
      { class: "headline" },
      words.length ? words.flatMap((word, i) => [i ? ", " : "", word]) : "Nothing to compare",
      ".",
    );
  }

  const subjects = ({ kernel, commits }) => [
    ` (${kernel || "unknown kernel"}`,
    commits.kernel ? [" at ", kuipc.links.commit("kernel", commits.kernel)] : "",
    ", kuipc ",
    commits.kuipc ? kuipc.links.commit("kuipc", commits.kuipc) : "unknown",
    ")",
  ];

  function underTest(comparison) {
    const what = comparison.subject.filter((one) => one.matters);
    const { base, head } = comparison;
    const { links } = kuipc;
    const side = (one, { commits }, key) =>
      one.field === "commit" && commits[one.part]
        ? links.commit(one.part, commits[one.part])
        : one[key];
    const sides = h(
      "p",
      null,
      "Base ",
      h("code", null, base.run),
      base.runs > 1 && ` and ${base.runs - 1} more`,
      ...subjects(base),
      ", head ",
      h("code", null, head.run),
      ...subjects(head),
      ".",
      comparison.automatic &&
        " The base was chosen as the run before on this machine; --baseline names another.",
    );
    if (!comparison.subject.length)
      return [sides, h("p", null, "Nothing differs: the two are the same subject.")];
    return [
      sides,
      kuipc.table.table({
        caption: what.length
          ? "What was under test: the subject's differences"
          : "The subject differs in name only",
        columns: [
          { title: "part", show: (one) => `${one.part} ${one.field}` },
          { title: "base", class: "text", show: (one) => side(one, base, "base") },
          { title: "head", class: "text", show: (one) => side(one, head, "head") },
          { title: "can it change a number", show: (one) => (one.matters ? "yes" : "no") },
        ],
        rows: comparison.subject,
        rowClass: (one) => (one.matters ? null : "quiet"),
      }),
    ];
  }

  // Without a baseline the history still tells what moved last.
  function latestSteps(data, run) {
    const timeline = kuipc.data.timelineOf(data, run);
    const steps = kuipc.steps.primary(timeline).slice(0, 10);
    if (!steps.length) return null;
    return [
      h("h3", null, "The last steps in the history"),
      kuipc.steps.table(timeline, steps, "The ten latest steps of all series", run),
    ];
  }

  return {
    id: "changed",
    title: "What changed",
    build(body, { data, run, clock }) {
      const { comparison } = run;
      if (comparison.why) {
        body.append(
          h("p", { class: "headline" }, "Nothing to compare with."),
          h("p", null, comparison.why),
          ...(latestSteps(data, run) || []).flat(),
        );
        return;
      }
      body.append(headline(comparison));
      if (comparison.machine.length)
        body.append(
          h("p", { class: "bad" }, "The machines differ, so no difference below is the subject's."),
          kuipc.table.table({
            caption: "The machine's differences",
            columns: [
              { title: "field", key: "field" },
              { title: "base", key: "base" },
              { title: "head", key: "head" },
            ],
            rows: comparison.machine,
          }),
        );
      body.append(
        ...comparison.remarks.map((remark) => h("p", { class: "caution" }, `Mind: ${remark}.`)),
      );
      body.append(h("h3", null, "Under test"), ...underTest(comparison));
      if (!comparison.machine.length)
        body.append(
          kuipc.changes.chart(comparison, clock) ||
            h("p", null, "Every median that both sides have is the same to the last digit."),
        );
      const timeline = kuipc.data.timelineOf(data, run);
      kuipc.changes.tables(body, {
        see: (one) => [
          kuipc.links.graph(timeline, one.row, one.metric),
          kuipc.links.rowOf(run, one.row),
          ...kuipc.links.ofHead(comparison),
        ],
        changes: comparison.changes.filter((one) => !["unchanged", "new"].includes(one.outcome)),
        added: comparison.changes.filter((one) => one.outcome === "new"),
        unchanged: count(comparison.changes, "unchanged"),
      });
      body.append(...(latestSteps(data, run) || []).flat());
    },
  };
})();
