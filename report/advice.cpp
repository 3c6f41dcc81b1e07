// SPDX-License-Identifier: Apache-2.0
#include "advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "failure.h"
#include "text.h"

namespace kuipc::report {

namespace {

// Above this, counted compares a transport with itself alone (docs/METHOD.md).
constexpr std::uint64_t kLargestPath = 1024;

using ByLabel = std::map<std::string, std::vector<const Row*>>;

bool is_transport(const Row& row) {
  return row.workload != "floor" && row.workload != "peer" && !row.transport.empty();
}

// The transports that the kernel can start a message on, from their own word for it.
bool can_start(const std::vector<const Row*>& rows, const std::string& context,
               std::string& instead) {
  std::set<std::string> starts;
  for (const Row* row : rows)
    if (row->starts) starts.insert(row->starts->begin(), row->starts->end());
  // hardirq+tasklet and hardirq+work leave the interrupt before they send.
  const std::string sends = context == "hardirq+tasklet" ? "softirq"
                            : context == "hardirq+work"  ? "kthread"
                                                         : context;
  if (starts.contains(sends) || starts.contains(context)) return true;
  instead = starts.empty()
                ? "the kernel cannot start a message on it"
                : fmt::format("the kernel cannot start a message on it from {}, only from {}",
                              context, fmt::join(starts, ", "));
  return false;
}

std::vector<const Row*> fitting(const std::vector<const Row*>& rows, const Need& need) {
  std::vector<const Row*> found;
  for (const Row* row : rows) {
    if (row->workload != need.workload()) continue;
    if (row->workload == "event" && !need.context.empty() && row->ctx != need.context) continue;
    if (row->workload == "event" && !need.wake.empty() && row->wake != need.wake) continue;
    found.push_back(row);
  }
  return found;
}

// The smallest measured row that is no smaller than asked for, the cheapest of its size.
const Row* evidence(const std::vector<const Row*>& rows, std::uint64_t size) {
  const Row* best = nullptr;
  for (const Row* row : rows) {
    if (row->status != RowStatus::kOk || row->size.value_or(0) < size) continue;
    const auto better = [&](const Row* one, const Row* other) {
      if (one->size != other->size) return one->size < other->size;
      return *one->cost()->median < *other->cost()->median;
    };
    if (best == nullptr || better(row, best)) best = row;
  }
  return best;
}

std::uint64_t largest(const std::vector<const Row*>& rows) {
  std::uint64_t size = 0;
  for (const Row* row : rows)
    if (row->status == RowStatus::kOk) size = std::max(size, row->size.value_or(0));
  return size;
}

// A rate that was measured, in messages a second.
std::optional<double> rate_of(const Row& row) {
  for (const char* name : {"loss_free_rate", "throughput"}) {
    const auto found = row.metrics.find(name);
    if (found != row.metrics.end() && found->second.unit == "msg/s") return found->second.median;
  }
  return std::nullopt;
}

std::uint64_t lost(const Row& row) {
  return row.dropped.value_or(0) + row.coalesced.value_or(0);
}

class Adviser {
 public:
  Adviser(const Result& result, const Need& need)
      : need_(need), counted_(result.machine.clock == Clock::kCounted) {
    for (const Row& row : result.rows)
      if (is_transport(row)) rows_[row.label()].push_back(&row);
    if (counted_) {
      out_.cannot_say.emplace_back(
          "what a copy costs, and so from which size on another transport is cheaper: instructions "
          "do "
          "not tell");
      if (need.rate) out_.cannot_say.emplace_back("rates: instructions are no time");
    }
  }

  Advice run() {
    for (const auto& [label, rows] : rows_) consider(label, rows);
    std::stable_sort(out_.able.begin(), out_.able.end(),
                     [](const Candidate& a, const Candidate& b) { return a.cost < b.cost; });
    if (!counted_) find_crossovers();
    return std::move(out_);
  }

 private:
  void consider(const std::string& label, const std::vector<const Row*>& rows) {
    std::string why;
    if (!need_.context.empty() && !can_start(rows, need_.context, why)) return unable(label, why);
    if (need_.privilege == "user")
      if (const auto closed = closed_to_users(rows.front()->transport)) {
        if (*closed == "?") return unknown(label, "kuipc does not know who may open it");
        return unable(label, *closed);
      }
    const auto fit = fitting(rows, need_);
    const Row* row = evidence(fit, need_.size);
    if (row == nullptr) return without_evidence(label, fit);
    judge(label, *row, fit);
  }

  void unable(const std::string& label, const std::string& reason) {
    out_.unable.push_back({label, reason});
  }
  void unknown(const std::string& label, const std::string& reason) {
    out_.unknown.push_back({label, reason});
  }

  void without_evidence(const std::string& label, const std::vector<const Row*>& fit) {
    for (const Row* row : fit)
      if (row->status == RowStatus::kError)
        return unknown(label, fmt::format("{} was wrong: {}", row->name, row->reason));
    for (const Row* row : fit)
      if (row->status == RowStatus::kSkipped && row->size.value_or(0) >= need_.size)
        return unknown(label, fmt::format("{} was skipped: {}", row->name, row->reason));
    if (const std::uint64_t most = largest(fit); most > 0)
      return unknown(label, fmt::format("measured up to {} only", size_text(most)));
    unknown(label, fmt::format("no {} row of this result fits", need_.workload()));
  }

  void judge(const std::string& label, const Row& row, const std::vector<const Row*>& fit) {
    Candidate candidate{label, &row, *row.cost()->median, {}};
    if (need_.loss == "none" && lost(row) > 0)
      return unable(label, fmt::format("lost {} of {} messages ({})", lost(row),
                                       row.sent.value_or(0), row.name));
    if (row.workload == "event" && need_.loss == "none")
      candidate.remarks.emplace_back(
          "lost nothing when measured; its queue is bounded all the same");
    if (need_.rate && !counted_) {
      const auto rate = rate_of(row);
      if (!rate) return unknown(label, fmt::format("no rate was measured ({})", row.name));
      if (*rate < *need_.rate)
        return unable(label,
                      fmt::format("carries {} messages a second ({})", grouped(*rate), row.name));
      candidate.remarks.push_back(fmt::format("carries {} messages a second", grouped(*rate)));
    }
    if (row.size.value_or(0) > need_.size)
      candidate.remarks.push_back(fmt::format("measured at {}", size_text(*row.size)));
    if (counted_ && row.size.value_or(0) > kLargestPath) take_path(candidate, fit);
    out_.able.push_back(std::move(candidate));
  }

  // What is ranked is the path; how many instructions a copy takes says nothing between transports.
  static void take_path(Candidate& candidate, const std::vector<const Row*>& fit) {
    const Row* path = evidence(fit, 0);
    candidate.remarks.push_back(fmt::format("ranked by its path, {}; {} at {}", path->name,
                                            grouped(*candidate.row->cost()->median),
                                            size_text(*candidate.row->size)));
    candidate.row = path;
    candidate.cost = *path->cost()->median;
  }

  // The cheapest at each size that all of the able were measured at.
  void find_crossovers() {
    std::map<std::uint64_t, std::map<std::string, double>> costs;
    for (const Candidate& one : out_.able)
      for (const Row* row : fitting(rows_.at(one.label), need_))
        if (row->status == RowStatus::kOk && row->size) {
          const auto [at, fresh] = costs[*row->size].emplace(one.label, *row->cost()->median);
          at->second = std::min(at->second, *row->cost()->median);
        }
    for (const auto& [size, of] : costs) {
      if (of.size() != out_.able.size() || of.size() < 2) continue;
      const auto best = std::min_element(
          of.begin(), of.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
      if (out_.crossovers.empty() || out_.crossovers.back().label != best->first)
        out_.crossovers.push_back({size, best->first});
    }
  }

  const Need& need_;
  bool counted_;
  ByLabel rows_;
  Advice out_;
};

}  // namespace

std::string Need::workload() const {
  if (direction == "u2k") return "push";
  if (direction == "both") return "echo";
  return context.empty() && wake.empty() ? "pull" : "event";
}

Advice advise_on(const Result& result, const Need& need) {
  if (result.machine.timed_an_emulator())
    throw Failure(
        kNotComparable,
        "this result timed an emulator: not even the order of its rows means anything; take "
        "one with --clock counted, or of a real machine");
  return Adviser(result, need).run();
}

std::optional<std::string> closed_to_users(const std::string& transport) {
  // Who may open it is the module's or the file's mode in all of these, so a user can be let in:
  // kuipc's own modules let nobody in without CAP_NET_ADMIN, which is kuipc's choice.
  static const std::set<std::string> open = {
      "chardev", "ioctl",   "noop",         "procfs", "seqfile",  "eventfd", "signal",
      "netlink", "sockopt", "sockopt_text", "sysctl", "modparam", "unixsock"};
  if (open.contains(transport)) return std::nullopt;
  if (transport == "debugfs")
    return "debugfs is mounted for root alone, and a locked-down kernel has none";
  if (transport == "netfilter" || transport == "nfqueue")
    return "needs CAP_NET_ADMIN in the network namespace";
  return "?";
}

}  // namespace kuipc::report
