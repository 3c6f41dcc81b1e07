// SPDX-License-Identifier: Apache-2.0
// Results for the pages under test: a good one of each clock, and one with all that a page may not
// stumble over. Nothing here was measured.

const CONTEXTS = ["task", "kthread", "softirq", "hardirq", "hardirq+tasklet", "hardirq+work"];
const SIZES = [64, 256, 1024, 4096, 16384, 65536];

function metric(unit, median, more = {}) {
  return {
    unit,
    better: "lower",
    median,
    mean: median * 1.01,
    min: median * 0.98,
    max: median * 3,
    p90: median * 1.02,
    p99: median * 1.4,
    p999: median * 2,
    samples: 1000,
    rejected: 0,
    ...more,
  };
}

export function row(workload, transport, median, { unit = "insn", ...more } = {}) {
  const keys = ["ctx", "size", "wake"].filter((key) => more[key] !== undefined);
  const name = [`${workload}/${transport}`, ...keys.map((key) => `${key}:${more[key]}`)].join("/");
  return {
    name,
    workload,
    transport,
    variant: "",
    status: "ok",
    primary: "latency",
    syscalls: 2,
    copies: 2,
    wakeups: 0,
    starts: ["task", "kthread", "softirq"],
    bound_by: "netlink_unicast",
    metrics: { latency: metric(unit, median) },
    ...more,
  };
}

export const skipped = (name, reason, more = {}) => ({
  name,
  workload: name.split("/")[0],
  transport: name.split("/")[1],
  variant: "",
  status: "skipped",
  reason,
  ...more,
});

function rows(unit, scale) {
  const all = [
    row("floor", "syscall", 341 * scale, { unit }),
    row("floor", "noop", 579 * scale, { unit }),
    ...SIZES.map((size) => row("floor", "memcpy", (20 + size / 8) * scale, { unit, size })),
  ];
  for (const [n, transport] of ["ioctl", "netlink", "chardev"].entries())
    for (const [w, workload] of ["echo", "push", "pull"].entries())
      for (const size of SIZES)
        all.push(
          row(workload, transport, (1300 + 900 * n + 50 * w + size / 3) * scale, { unit, size }),
        );
  for (const [i, ctx] of CONTEXTS.entries())
    for (const wake of ["block", "spin"]) {
      const event = row(
        "event",
        "chardev",
        (4000 + 300 * i - (wake === "spin" ? 2500 : 0)) * scale,
        {
          unit,
          ctx,
          size: 64,
          wake,
          starts: ["task", "kthread", "softirq", "hardirq"],
        },
      );
      event.metrics.emit = metric(unit, (1400 + 60 * i) * scale);
      Object.assign(event, { intended: 500, skipped: 0, sent: 500, received: 500, dropped: 0 });
      all.push(event);
    }
  const rate = unit === "ns" ? "msg/s" : "insn/msg";
  const overload = row("overload", "chardev", 0, { ctx: "softirq", size: 64, wake: "block" });
  overload.primary = "loss_free_rate";
  overload.metrics = {
    loss_free_rate: metric(rate, 3400 * scale),
    queue_capacity: metric("count", 128),
  };
  all.push(Object.assign(overload, { limit: "dropped", sent: 4000, dropped: 1960, overruns: 0 }));
  all.push(
    skipped("echo/tap/size:65536", "a frame carries at most 65521 bytes", {
      remedy: "take a smaller message",
    }),
  );
  return all;
}

export function result({
  id = "20260101T000000Z",
  clock = "counted",
  benchmarks,
  scale = 1,
  ...more
} = {}) {
  const unit = clock === "wall" ? "ns" : "insn";
  return {
    schema: "kuipc.result/1",
    run: {
      id,
      started: "2026-01-01T00:00:00Z",
      set: "standard",
      ended: "finished",
      warnings: [],
      command: ["./run_bench.sh"],
      ...more.run,
    },
    machine: {
      fingerprint: `${clock}-machine`,
      clock,
      accel: clock === "wall" ? "kvm" : "tcg",
      accel_reason: "made up for a test",
      cpu_model: "qemu64",
      cpus: 1,
      memory_mb: 512,
      emulated: clock !== "wall",
      qemu: "7.2.22",
      host: {},
      ...more.machine,
    },
    subject: {
      kernel: {
        release: "6.1.0-56-cloud-amd64",
        image_sha256: "1".repeat(64),
        cmdline: "nokaslr",
        mitigations: { meltdown: "Not affected" },
        ...more.kernel,
      },
      kuipc: { commit: "2df4146000", dirty: false, modules_sha256: "2".repeat(64), ...more.kuipc },
    },
    benchmarks: benchmarks || rows(unit, scale),
  };
}

export const SCRIPT = "</script><script>window.pwned = 1</script>";
export const IMAGE = "<img src=x onerror='window.pwned = 1'>";

// Names, reasons and numbers that a page could take for its own, and values that are not there.
export function hostile() {
  const made = result({
    id: `run "quoted" ${SCRIPT}`,
    run: {
      tag: IMAGE,
      warnings: [SCRIPT, "a \u2028 line \u2029 end", IMAGE],
      command: ["./run_bench.sh", "--tag", "' onclick='x"],
    },
    kernel: { release: `6.1 ${IMAGE}`, cmdline: `"${SCRIPT}`, mitigations: { [IMAGE]: SCRIPT } },
    kuipc: { commit: `"><script>window.pwned = 1</script>` },
  });
  made.benchmarks.push(
    row("echo", SCRIPT, 5000, { size: 64 }),
    row("echo", IMAGE, 5001, { size: 64 }),
    row("echo", `quote"'\`&amp;\\`, 5002, { size: 64 }),
    row("echo", "__proto__", 5003, { size: 64 }),
    row("echo", "huge", 1e308, { size: 64 }),
    row("echo", "nothing", 0, { size: 64 }),
    row("echo", "below", -5, { size: 64 }),
    {
      ...row("echo", "only_median", 77, { size: 64 }),
      metrics: { latency: { unit: "insn", better: "lower", median: 77, p99: null, samples: null } },
      syscalls: null,
      copies: null,
      starts: null,
    },
    row("event", SCRIPT, 4000, { size: 64, ctx: IMAGE, wake: "block" }),
    skipped(`push/${IMAGE}/size:64`, `${SCRIPT} is not loaded`, { remedy: IMAGE }),
    { ...skipped("pull/broken/size:64", "byte 41 differs"), status: "error" },
    { ...skipped("pull/silent/size:64", ""), reason: null },
  );
  return made;
}
