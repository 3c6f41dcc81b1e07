// SPDX-License-Identifier: Apache-2.0
#include "advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "advice_situation.h"
#include "failure.h"
#include "text.h"

namespace kuipc::report {

namespace {

// Above this, counted compares a transport with itself alone (docs/METHOD.md).
constexpr std::uint64_t kLargestPath = 1024;

constexpr std::uint64_t kFixedEvent = 8;  // bytes, of what carries a number and no message

using ByLabel = std::map<std::string, Rows>;

bool is_transport(const Row& row) {
  return row.workload != "floor" && row.workload != "peer" && !row.transport.empty();
}

// The transports that the kernel can start a message on, from their own word for it.
bool can_start(const Rows& rows, const std::string& context, std::string& instead) {
  std::set<std::string> starts;
  for (const Row* row : rows)
    if (row->starts) starts.insert(row->starts->begin(), row->starts->end());
  // hardirq+tasklet and hardirq+work leave the interrupt before they send.
  const std::string sends = context == "hardirq+tasklet" ? "softirq"
                            : context == "hardirq+work"  ? "kthread"
                                                         : context;
  if (context.empty() ? !starts.empty() : starts.contains(sends) || starts.contains(context))
    return true;
  instead = starts.empty()
                ? "the kernel cannot start a message on it"
                : fmt::format("the kernel cannot start a message on it from {}, only from {}",
                              context, fmt::join(starts, ", "));
  return false;
}

std::uint64_t largest(const Rows& rows) {
  std::uint64_t size = 0;
  for (const Row* row : rows)
    if (row->status == RowStatus::kOk) size = std::max(size, row->size.value_or(0));
  return size;
}

class Adviser {
 public:
  Adviser(const Result& result, const Need& need)
      : need_(need),
        starts_(need.workload() == "event"),
        counted_(result.machine.clock == Clock::kCounted) {
    for (const Row& row : result.rows)
      if (is_transport(row)) rows_[row.label()].push_back(&row);
    if (std::none_of(result.rows.begin(), result.rows.end(), [&](const Row& row) {
          return is_transport(row) && row.workload == need.workload();
        }))
      out_.cannot_say.push_back(without_rows(result));
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
    if (!missing_.empty())
      out_.cannot_say.push_back(
          fmt::format("at which rate messages begin to get lost, for want of {}; what there is of "
                      "that comes from {}",
                      joined(missing_),
                      counted_ ? "./run_bench.sh --clock counted --filter '^overload/'"
                               : "./run_bench.sh --clock wall --filter '^overload/'"));
    return std::move(out_);
  }

 private:
  // By what the run was told to measure, or by what could not be had.
  [[nodiscard]] std::string without_rows(const Result& result) const {
    return fmt::format("anything of {} rows: this result has none. It is of the {} set{}",
                       need_.workload(), result.run.set.empty() ? "?" : result.run.set,
                       result.run.command.empty() ? std::string()
                                                  : ", made by " + joined(result.run.command, " "));
  }

  void consider(const std::string& label, const Rows& rows) {
    std::string why;
    const std::string& transport = rows.front()->transport;
    if (starts_ && is_for_packets(transport))
      return unable(label, "hands on packets of a network, not a message that the kernel makes");
    if (starts_ && !can_start(rows, need_.context, why)) return unable(label, why);
    if (need_.privilege == "user")
      if (const auto closed = closed_to_users(transport)) {
        if (*closed == "?") return unknown(label, "kuipc does not know who may open it");
        return unable(label, *closed);
      }
    if (const auto fixed = fixed_event(transport); starts_ && fixed && need_.size > kFixedEvent)
      return unable(label, "carries " + *fixed);
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

  void without_evidence(const std::string& label, const Rows& fit) {
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

  void judge(const std::string& label, const Row& row, const Rows& fit) {
    Candidate candidate{label, &row, *row.cost()->median, {}};
    if (need_.loss == "none" && lost(row) > 0)
      return unable(label, fmt::format("lost {} of {} messages ({})", lost(row),
                                       row.sent.value_or(0), row.name));
    if (const auto fixed = fixed_event(row.transport); starts_ && fixed)
      candidate.remarks.push_back("carries " + *fixed);
    const Row* overload = starts_ ? overload_beside(row, rows_.at(label)) : nullptr;
    const std::string why = starts_ ? judge_loss(candidate, overload) : judge_rate(candidate);
    if (!why.empty()) return unable(label, why);
    if (starts_ && need_.rate && !counted_ && overload == nullptr)
      return unknown(label, fmt::format("{} is not in this result, and it alone tells a rate",
                                        overload_name(row)));
    if (row.size.value_or(0) > need_.size)
      candidate.remarks.push_back(fmt::format("measured at {}", size_text(*row.size)));
    if (counted_ && row.size.value_or(0) > kLargestPath) take_path(candidate, fit);
    out_.able.push_back(std::move(candidate));
  }

  // What the overload row beside a row says of its losses; why that is not enough, or nothing.
  std::string judge_loss(Candidate& candidate, const Row* overload) {
    if (!need_.rate && need_.loss != "none") return {};
    if (overload == nullptr) {
      missing_.push_back(overload_name(*candidate.row));
      if (need_.loss == "none")
        candidate.remarks.emplace_back("no row tells at which rate it begins to lose");
      return {};
    }
    const std::string text = fmt::format("{} ({})", overload_text(*overload), overload->name);
    const auto rate = rate_of(*overload);
    if (need_.rate && rate && *rate < *need_.rate) return text;
    candidate.remarks.push_back(text);
    return {};
  }

  // Of what the user sends or asks for nothing gets lost: the rate is that of the row itself.
  std::string judge_rate(Candidate& candidate) const {
    if (!need_.rate || counted_) return {};
    const auto rate = rate_of(*candidate.row);
    if (!rate) return fmt::format("no rate was measured ({})", candidate.row->name);
    const std::string text = fmt::format("carries {} messages a second", grouped(*rate));
    if (*rate < *need_.rate) return fmt::format("{} ({})", text, candidate.row->name);
    candidate.remarks.push_back(text);
    return {};
  }

  // What is ranked is the path; how many instructions a copy takes says nothing between transports.
  static void take_path(Candidate& candidate, const Rows& fit) {
    const Row* path = evidence(in_the_situation_of(*candidate.row, fit), 0);
    if (path == candidate.row) return;
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
      for (const Row* row : in_the_situation_of(*one.row, fitting(rows_.at(one.label), need_)))
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
  bool starts_;  // the kernel starts the message
  bool counted_;
  ByLabel rows_;
  std::vector<std::string> missing_;  // overload rows
  Advice out_;
};

}  // namespace

void settle(Need& need) {
  const bool is_event = !need.context.empty() || !need.wake.empty();
  if (need.direction.empty()) need.direction = is_event ? "k2u" : "both";
  if (!is_event || need.direction == "k2u") return;
  const auto [option, why] =
      need.context.empty()
          ? std::pair("--wake", "is how a reader waits for a message that the kernel starts")
          : std::pair("--context", "is where the kernel starts a message from");
  throw Failure(kUnreadable, fmt::format("{} {}: it goes with --direction k2u, not {}", option, why,
                                         need.direction));
}

std::string Need::workload() const {
  if (direction == "u2k") return "push";
  if (direction == "both" || direction.empty()) return "echo";
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
