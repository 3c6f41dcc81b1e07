// SPDX-License-Identifier: Apache-2.0
// What was measured on, what was under test, and what may have disturbed it.
"use strict";

kuipc.views.machine = (() => {
  const { h } = kuipc.dom;
  const { format } = kuipc;

  const NAMES = {
    accel: "accelerator",
    accel_reason: "why this one",
    cpu_model: "CPU model",
    cpus: "CPUs",
    memory_mb: "memory, MiB",
    qemu: "QEMU",
    host_cpu_model: "the host's CPU",
    host_virtualisation: "the host is itself",
    image_sha256: "image, SHA-256",
    config_sha256: "configuration, SHA-256",
    modules_sha256: "modules, SHA-256",
    harness_sha256: "harness, SHA-256",
    cmdline: "command line",
    dirty: "with uncommitted changes",
    ended: "ended",
    detail: "detail",
    timed_an_emulator: "timed an emulator",
  };
  const said = (value) =>
    typeof value === "boolean"
      ? value
        ? "yes"
        : "no"
      : typeof value === "number"
        ? format.number(value)
        : value;

  // `subject`: whose commit it is.
  function list(title, object, keys, subject) {
    const shown = (key) =>
      subject && key === "commit"
        ? kuipc.links.commit(subject, object[key], object[key])
        : said(object[key]);
    const entries = keys
      .filter((key) => object[key] !== undefined && object[key] !== "")
      .map((key) => h("div", null, h("dt", null, NAMES[key] || key), h("dd", null, shown(key))));
    return h(
      "section",
      { class: "facts" },
      h("h3", null, title),
      entries.length ? h("dl", null, entries) : h("p", null, "Nothing was recorded."),
    );
  }

  function mitigations(kernel) {
    const names = Object.keys(kernel.mitigations);
    return (
      names.length > 0 &&
      kuipc.table.table({
        caption: "Mitigations as the measured kernel reports them",
        rows: names.map((name) => ({ name, state: kernel.mitigations[name] })),
        columns: [
          { title: "vulnerability", key: "name" },
          { title: "state", key: "state", class: "text" },
        ],
      })
    );
  }

  // Rows with one reason stand together.
  function leftOut(run) {
    const groups = new Map();
    for (const row of run.rows.filter((one) => one.status !== "ok")) {
      const key = kuipc.data.whyNot(row);
      groups.set(key, [...(groups.get(key) || []), row.name]);
    }
    if (!groups.size) return h("p", null, "Every row has a number.");
    return h(
      "ul",
      { class: "reasons" },
      [...groups].map(([reason, names]) =>
        h(
          "li",
          null,
          h("strong", null, reason),
          h("br"),
          names.slice(0, 12).join(", "),
          names.length > 12 ? ` and ${names.length - 12} more` : "",
        ),
      ),
    );
  }

  return {
    id: "machine",
    title: "Machine",
    heading: "Machine, subject and warnings",
    build(body, { run, clock }) {
      const { warnings, command } = run.run;
      body.append(
        h("h3", null, "Warnings"),
        warnings.length
          ? h(
              "ul",
              { class: "caution" },
              warnings.map((warning) => h("li", null, warning)),
            )
          : h("p", null, "None: nothing that the harness looks for disturbed this run."),
        h("h3", null, "What has no number"),
        leftOut(run),
        h(
          "div",
          { class: "columns" },
          list("Run", { ...run.run, command: command.join(" ") }, [
            "id",
            "started",
            "set",
            "tag",
            "ended",
            "detail",
            "command",
          ]),
          list(
            "Machine, which must match",
            { ...run.machine, clock: `${clock.name}: ${clock.axis}` },
            [
              "clock",
              "accel",
              "accel_reason",
              "cpu_model",
              "cpus",
              "memory_mb",
              "qemu",
              "emulated",
              "host_cpu_model",
              "host_virtualisation",
              "fingerprint",
            ],
          ),
          list(
            "Kernel, under test",
            run.kernel,
            ["release", "commit", "dirty", "compiler", "cmdline", "image_sha256", "config_sha256"],
            "kernel",
          ),
          list(
            "kuipc, under test",
            run.kuipc,
            ["commit", "dirty", "compiler", "libc", "modules_sha256", "harness_sha256"],
            "kuipc",
          ),
        ),
        mitigations(run.kernel) || "",
      );
    },
  };
})();
