// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes and units as people read them. No file up to chart_*.js knows of a document: node
// draws the same charts as SVG.
"use strict";
globalThis.kuipc = globalThis.kuipc || {};

kuipc.format = (() => {
  const NOTHING = "–";
  const HUGE = 1e15;
  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

  // 6973 -> "6,973"; below 100 what is not whole keeps one decimal.
  function number(value) {
    if (typeof value !== "number" || !Number.isFinite(value)) return NOTHING;
    if (Math.abs(value) >= HUGE) return value.toExponential(2);
    return Math.abs(value) < 100 ? tenth.format(value) : whole.format(value);
  }

  // For an axis: 1,000 -> "1k".
  function short(value) {
    if (!Number.isFinite(value)) return NOTHING;
    const size = Math.abs(value);
    if (size >= HUGE) return value.toExponential(0);
    for (const [unit, letter] of [
      [1e12, "T"],
      [1e9, "G"],
      [1e6, "M"],
      [1e3, "k"],
    ])
      if (size >= unit) return `${+(value / unit).toPrecision(4)}${letter}`;
    return `${+value.toPrecision(4)}`;
  }

  function signed(value) {
    return (value > 0 ? "+" : value < 0 ? "−" : "") + number(Math.abs(value));
  }

  function percent(share) {
    if (!Number.isFinite(share)) return NOTHING;
    const value = Math.abs(share * 100);
    const digits = value >= 1000 ? 0 : value >= 10 ? 1 : 2;
    return `${share > 0 ? "+" : share < 0 ? "−" : ""}${value.toFixed(digits)} %`;
  }

  // 4096 -> "4 KiB"; what is no whole KiB or MiB stays in bytes.
  function size(bytes) {
    if (typeof bytes !== "number") return NOTHING;
    if (bytes >= 1048576 && bytes % 1048576 === 0) return `${whole.format(bytes / 1048576)} MiB`;
    if (bytes >= 1024 && bytes % 1024 === 0) return `${whole.format(bytes / 1024)} KiB`;
    return `${number(bytes)} B`;
  }

  const UNITS = {
    insn: "instructions",
    "insn/msg": "instructions per message",
    "insn/KiB": "instructions per KiB",
    ns: "nanoseconds",
    "msg/s": "messages per second",
    "B/s": "bytes per second",
    "B/msg": "bytes per message",
  };
  const unit = (name) => UNITS[name] || name || "no unit";

  const date = (stamp) => (stamp || "").replace("T", " ").replace(/:\d\dZ$/, " UTC");
  const hash = (text) => (text || "").slice(0, 12);
  const plural = (n, one, many = one + "s") => `${whole.format(n)} ${n === 1 ? one : many}`;
  const list = (words) =>
    words.length < 2 ? words.join("") : words.slice(0, -1).join(", ") + " and " + words.at(-1);

  return { NOTHING, number, short, signed, percent, size, unit, date, hash, plural, list };
})();
