// SPDX-License-Identifier: Apache-2.0
// A run folder as the runner leaves it, good unless a test spoils it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support.h"

namespace kuipc::report {

using Rows = std::vector<nlohmann::json>;

inline nlohmann::json ok_row(const std::string& name, double median,
                             const std::string& unit = "insn") {
  const std::string workload = name.substr(0, name.find('/'));
  std::string transport = name.substr(workload.size() + 1);
  transport = transport.substr(0, transport.find('/'));
  const std::size_t dot = transport.find('.');
  nlohmann::json row = {
      {"name", name},
      {"workload", workload},
      {"transport", transport.substr(0, dot)},
      {"variant", dot == std::string::npos ? "" : transport.substr(dot + 1)},
      {"status", "ok"},
      {"primary", "latency"},
      {"syscalls", 2},
      {"copies", 2},
      {"wakeups", 0},
      {"starts", nlohmann::json::array()},
      {"metrics",
       {{"latency",
         {{"unit", unit}, {"better", "lower"}, {"median", median}, {"p99", median * 2}}}}}};
  const std::size_t size = name.find("size:");
  if (size != std::string::npos) row["size"] = std::stoul(name.substr(size + 5));
  return row;
}

inline nlohmann::json other_row(const std::string& name, const std::string& status,
                                const std::string& reason) {
  nlohmann::json row = ok_row(name, 1);
  for (const char* key : {"primary", "metrics", "syscalls", "copies", "wakeups", "starts"})
    row.erase(key);
  row["status"] = status;
  row["reason"] = reason;
  return row;
}

inline std::size_t count(const Rows& rows, const std::string& status) {
  std::size_t n = 0;
  for (const auto& row : rows) n += row["status"] == status ? 1U : 0U;
  return n;
}

class MadeRun {
 public:
  explicit MadeRun(const Rows& rows = {ok_row("floor/syscall", 337),
                                       ok_row("echo/ioctl/size:64", 1010)}) {
    put(dir() / "console.log", content_of(data_file("consoles/finished.txt")));
    for (const char* empty : {"guest/splats.txt", "guest/unload.log"}) put(dir() / empty, "");
    put(dir() / "guest/exit", "0\n");
    put(dir() / "guest/modules.log", "kuipc_ioctl loaded\n");
    put(dir() / "guest/environment.json",
        R"({"machine": {"clock": "counted", "cpu_model": "qemu64", "cpus": 1, "emulated": true},
            "subject": {"kernel": {"release": "6.1.0-56"}, "kuipc": {"libc": "2.36"}},
            "run": {"set": "quick", "warnings": ["the clock source is tsc-early"]}})");
    notes = {{"id", "20261121T221800Z"},
             {"started", "2026-11-21T22:18:00Z"},
             {"accel", "tcg"},
             {"qemu", "7.2.22 (Debian)"},
             {"command", {"./run_bench.sh"}},
             {"qemu_exit", 0},
             {"end_record", 0},
             {"timed_out", "no"},
             {"kernel_commit", "def"},
             {"kernel_dirty", true},
             {"kuipc_commit", "abc"},
             {"kuipc_dirty", false},
             {"modules_sha256", "m"},
             {"image_sha256", "i"}};
    set_rows(rows);
  }

  void set_rows(const Rows& rows) {
    std::string lines;
    for (const auto& row : rows) lines += row.dump() + "\n";
    put(dir() / "guest/benchmarks.jsonl", lines);
    const nlohmann::json end = {{"finished", true},
                                {"planned", rows.size()},
                                {"ok", count(rows, "ok")},
                                {"skipped", count(rows, "skipped")},
                                {"error", count(rows, "error")}};
    put(dir() / "guest/end.json", end.dump());
  }

  [[nodiscard]] std::filesystem::path dir() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path result() const { return dir() / "result.json"; }
  [[nodiscard]] std::filesystem::path host() const {
    put(dir() / "host.json", notes.dump());
    return dir() / "host.json";
  }

  nlohmann::json notes;

 private:
  Folder folder_;
};

}  // namespace kuipc::report
