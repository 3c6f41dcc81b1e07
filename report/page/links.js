// SPDX-License-Identifier: Apache-2.0
// Ways from a verdict or a step to its graph, its row and its commits. What the page's own addresses
// cannot reach has no link.
"use strict";

kuipc.links = (() => {
  const { h } = kuipc.dom;
  const { format, state } = kuipc;
  const COMMIT = /^[0-9a-f]{7,64}$/i;
  const SUBJECTS = ["kernel", "kuipc"];
  let templates = {};

  // {kernel: {commit: "https://…{commit}", range: "https://…{before}…{commit}"}, kuipc: …}
  const use = (given) => {
    templates = given || {};
  };

  // Checked here as well: a page may have been edited on its way.
  function address(template, commits) {
    if (!template || !Object.values(commits).every((one) => COMMIT.test(one))) return null;
    const filled = template.replace(/\{(before|commit)\}/g, (_, name) => commits[name]);
    try {
      return ["http:", "https:"].includes(new URL(filled).protocol) ? filled : null;
    } catch {
      return null;
    }
  }

  const outside = (href, words, label) =>
    h("a", { href, rel: "noopener noreferrer", "aria-label": label }, words);

  function addressed(subject, name, words) {
    const href = address(templates[subject]?.commit, { commit: name });
    return href && outside(href, words, `${subject} commit ${format.hash(name)}`);
  }

  // A commit's beginning, as a link where it is known where commits are shown.
  const commit = (subject, name, words = format.hash(name)) =>
    addressed(subject, name, words) || words;

  function range(subject, before, after, words) {
    const href = address(templates[subject]?.range, { before, commit: after });
    return href && outside(href, words, `${subject} commits between the two`);
  }

  const graph = (timeline, row, metric, words = "graph") =>
    timeline?.series.some((one) => one.row === row && one.metric === metric) &&
    h(
      "a",
      {
        href: state.link("time", { "time.row": row, "time.metric": metric }),
        "aria-label": `graph of ${row}`,
      },
      words,
    );

  const rowOf = (run, name, words = "row") =>
    run.rows.some((one) => one.name === name) &&
    h(
      "a",
      { href: state.link("rows", { "rows.row": name }), "aria-label": `numbers of ${name}` },
      words,
    );

  const differing = (one, other) =>
    SUBJECTS.filter((subject) => one[subject] && one[subject] !== other[subject]);

  // The commits of the head that the base does not have, and those between: what a verdict is about.
  const ofHead = ({ base, head }) =>
    differing(head.commits, base.commits).flatMap((subject, _, { length }) => {
      const whose = length > 1 ? `${subject} ` : "";
      return [
        addressed(subject, head.commits[subject], `${whose}commit`),
        range(subject, base.commits[subject], head.commits[subject], `${whose}range`),
      ];
    });

  // The commits of a place on a timeline's axis.
  const commitsAt = (timeline, place) => {
    const [, , , kernel, kuipc] = timeline.runs[place] || [];
    return { kernel, kuipc };
  };

  const between = (timeline, { before, after }) => {
    const [old, now] = [commitsAt(timeline, before), commitsAt(timeline, after)];
    return differing(now, old).map((subject, _, { length }) =>
      range(subject, old[subject], now[subject], length > 1 ? `${subject} range` : "range"),
    );
  };

  // A place of the axis, with the commits in which it differs from the one on a step's other side.
  function place(timeline, here, there) {
    const commits = commitsAt(timeline, here);
    const differ = differing(commits, commitsAt(timeline, there));
    const named = differ.flatMap((subject, i) => [
      i ? ", " : " ",
      `${subject} `,
      commit(subject, commits[subject]),
    ]);
    const [run, started, release] = timeline.runs[here] || [];
    if (timeline.axis === "kernel") return [release || "unknown kernel", named];
    if (timeline.axis === "kuipc")
      return differ.length ? named : kuipc.data.placeName(timeline, here);
    return [format.date(started) || run, named];
  }

  // Between links: a dot.
  const joined = (links) =>
    links.filter(Boolean).flatMap((link, i) => (i ? [" · ", link] : [link]));

  const column = (of) => ({ title: "see", class: "see", show: (one) => joined(of(one)) });

  return { use, commit, between, place, graph, rowOf, ofHead, joined, column };
})();
