// SPDX-License-Identifier: Apache-2.0
// One result in memory: the value types of schema kuipc.result/1 (results/README.md tells every
// field). An empty string, an empty optional and an empty vector all mean that the file did not
// say.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>  // the whole header costs seconds in each file that draws a table
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kuipc::report {

using Json = nlohmann::json;

inline constexpr std::string_view kSchema = "kuipc.result/1";

enum class Clock : std::uint8_t { kUnknown, kCounted, kWall };

/// "counted", "wall"; "" where the file did not say.
const char* name_of(Clock clock);

enum class RowStatus : std::uint8_t { kOk, kSkipped, kError };

/// One series of a row: what its operations cost. Values are in `unit`.
struct Metric {
  std::string unit;    // insn, insn/msg, insn/KiB, ns, msg/s, B/s, count
  std::string better;  // lower, higher
  std::optional<double> median, mean, min, max, p90, p99, p999;
  std::optional<double> sensitivity;  // spread over perturbed boots, as a share of the median
  std::optional<std::uint64_t> samples, rejected;
  std::vector<double> repetitions;  // the median of each repetition
};

struct Row {
  std::string name;  // workload/transport[.variant][/key:value...], unique in a result
  std::string workload, transport, variant, ctx, wake;
  std::optional<std::uint64_t> size, depth, threads;
  RowStatus status = RowStatus::kOk;
  std::string reason, remedy;  // why a row was skipped or is in error, and what would mend it
  std::string primary;         // the metric that tables show and gates judge
  std::string limit;           // of an overload row: what is in the way at a rate a little higher
  std::map<std::string, Metric> metrics;
  std::optional<double> syscalls, copies, wakeups;  // per message, user and kernel together
  std::optional<std::vector<std::string>>
      starts;            // contexts from which the kernel can start a message
  std::string bound_by;  // the kernel function that keeps it out of the others
  std::optional<std::uint64_t> intended, skipped, sent, received, dropped, coalesced, unread,
      overruns;
  std::map<std::string, double> others;  // numbers that the file has beside these, by their key

  /// The primary metric, or null where nothing was measured.
  [[nodiscard]] const Metric* cost() const&;
  void cost() const&& = delete;
  /// What became of a job's messages, by the names of the schema and in its order; empty where the
  /// row has none.
  [[nodiscard]] std::vector<std::pair<const char*, std::optional<std::uint64_t>>> counts() const;
  /// `netlink.libnl`: the transport and its variant as a table names them.
  [[nodiscard]] std::string label() const;
};

struct Run {
  std::string id, started, set, tag, ended, detail;
  std::vector<std::string> warnings, command;
  std::size_t perturbed = 0;  // boots behind the metrics' sensitivity
};

struct Host {
  std::string cpu_model, virtualisation;
};

struct Machine {
  std::string fingerprint, accel, accel_reason, cpu_model, qemu;
  Clock clock = Clock::kUnknown;
  std::optional<std::uint64_t> cpus, memory_mb;
  bool emulated = false;

  /// Nanoseconds of an emulator are no time, and no row of such a result means anything.
  [[nodiscard]] bool timed_an_emulator() const {
    return clock == Clock::kWall && (emulated || accel == "tcg");
  }
  Host host;  // of the machine around it
};

/// "counted-9b1c64f0": short, and another one on every machine whose numbers do not compare.
std::string machine_label(Clock clock, const std::string& fingerprint);

struct Kernel {
  std::string release, commit, image_sha256, config_sha256, compiler, cmdline;
  std::optional<bool> dirty;
  std::map<std::string, std::string> mitigations;
};

struct Kuipc {
  std::string commit, modules_sha256, harness_sha256, compiler, libc;
  std::optional<bool> dirty;
};

struct Subject {
  Kernel kernel;
  Kuipc kuipc;
};

struct Result {
  Run run;
  Machine machine;
  Subject subject;
  std::vector<Row> rows;
};

// decode.h's templates find these by the namespace of their second argument.
void convert(const Json& json, Clock& out);
void convert(const Json& json, RowStatus& out);
void convert(const Json& json, Metric& out);
void convert(const Json& json, Row& out);
void convert(const Json& json, Run& out);
void convert(const Json& json, Host& out);
void convert(const Json& json, Machine& out);
void convert(const Json& json, Kernel& out);
void convert(const Json& json, Kuipc& out);
void convert(const Json& json, Subject& out);
void convert(const Json& json, Result& out);  // checks the schema first, then every field

}  // namespace kuipc::report
