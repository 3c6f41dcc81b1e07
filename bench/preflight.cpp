// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <map>
#include <optional>

#include "bench/catalogue.h"
#include "bench/control_node.h"

namespace kuipc {
namespace {

// What a module said of itself, or why it could not be asked.
struct Answer {
  std::optional<kuipc_info> info;
  std::string reason;
};

Answer ask(const std::string& stem) {
  const std::string module = "kuipc_" + stem;
  try {
    const kuipc_info info = ControlNode(stem).info();
    if (info.abi_version == KUIPC_ABI_VERSION) return {info, ""};
    return {std::nullopt, module + " speaks ABI version " + std::to_string(info.abi_version) +
                              ", this harness " + std::to_string(KUIPC_ABI_VERSION) +
                              "; build and load the modules of this revision"};
  } catch (const std::system_error& error) {
    switch (error.code().value()) {
      case ENOENT:
      case ENXIO:
      case ENODEV:
        return {std::nullopt, module + " is not loaded; load it with: insmod " + module + ".ko"};
      case EPERM:
      case EACCES:
        return {std::nullopt, std::string(error.what()) + "; run as root (CAP_NET_ADMIN)"};
      default:
        return {std::nullopt, error.what()};
    }
  }
}

std::vector<std::string> contexts(std::uint32_t starts) {
  std::vector<std::string> names;
  if (starts & KUIPC_STARTS_TASK) names.emplace_back("task");
  if (starts & KUIPC_STARTS_KTHREAD) names.emplace_back("kthread");
  if (starts & KUIPC_STARTS_SOFTIRQ) names.emplace_back("softirq");
  if (starts & KUIPC_STARTS_HARDIRQ) names.emplace_back("hardirq");
  return names;
}

void skip(Row& row, std::string reason) {
  row.status = "skipped";
  row.reason = std::move(reason);
}

// A row may need a module of another name, for its log: how much that one carries is no bound then.
void check_event(Row& row, const kuipc_info& info) {
  if ((info.starts & row.fires) == 0)
    skip(row, "kuipc_" + row.stem + " cannot start a message in context " + row.ctx);
  else if (row.transport == row.stem && row.size && *row.size > info.largest_event)
    skip(row, "kuipc_" + row.stem + " starts messages of at most " +
                  std::to_string(info.largest_event) + " bytes");
}

}  // namespace

void preflight(std::vector<Row>& rows, bool without_modules,
               const std::map<std::string, std::string>& not_built) {
  std::map<std::string, Answer> answers;
  for (const auto& [stem, why] : not_built)
    answers[stem].reason = "kuipc_" + stem + " does not build for this kernel: " + why;
  for (Row& row : rows) {
    if (!row.stem.empty() && without_modules) {
      skip(row, "needs kuipc_" + row.stem + ", and this run is without modules");
      continue;
    }
    if (const std::string reason = row.obstacle ? row.obstacle() : ""; !reason.empty()) {
      skip(row, reason);
      continue;
    }
    if (row.stem.empty()) continue;
    const auto [entry, fresh] = answers.try_emplace(row.stem);
    if (fresh) entry->second = ask(row.stem);
    const Answer& answer = entry->second;
    if (!answer.info) {
      skip(row, answer.reason);
      continue;
    }
    // A module that is needed for its log only says nothing of what it logs.
    const bool own = row.transport == row.stem;
    row.starts = own ? contexts(answer.info->starts) : std::vector<std::string>{row.ctx};
    if (own) row.bound_by = answer.info->bound_by;
    if (row.fires != 0) {
      check_event(row, *answer.info);
      continue;
    }
    if (row.size && *row.size > answer.info->largest_message)
      skip(row, "kuipc_" + row.stem + " carries at most " +
                    std::to_string(answer.info->largest_message) + " bytes");
  }
}

}  // namespace kuipc
