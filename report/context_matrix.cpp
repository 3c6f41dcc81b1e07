// SPDX-License-Identifier: Apache-2.0
#include "context_matrix.h"

#include <fmt/format.h>

#include <algorithm>

#include "grid.h"
#include "text.h"

namespace kuipc::report {

namespace {

// All rows of one transport, and what they say about it.
struct Carrier {
  std::string label;
  std::vector<const Row*> rows;
  const Row* answered = nullptr;  // a row for which the module said from where it can start

  [[nodiscard]] bool measured() const {
    return std::any_of(rows.begin(), rows.end(),
                       [](const Row* row) { return row->status == RowStatus::kOk; });
  }
  [[nodiscard]] bool starts_something() const {
    return std::any_of(rows.begin(), rows.end(),
                       [](const Row* row) { return row->workload == "event"; });
  }
  [[nodiscard]] const Row* event(const std::string& ctx) const;
  [[nodiscard]] std::optional<double> emit(const std::string& ctx) const;
};

// The cheapest to compare: the smallest message, to a reader that sleeps.
const Row* Carrier::event(const std::string& ctx) const {
  const Row* best = nullptr;
  for (const Row* row : rows) {
    if (row->workload != "event" || row->ctx != ctx || row->status != RowStatus::kOk) continue;
    if (row->wake != "block" || !row->cost()) continue;
    if (!best || row->size.value_or(0) < best->size.value_or(0)) best = row;
  }
  return best;
}

// What the kernel's side of it costs; nothing where only the whole way is known.
std::optional<double> Carrier::emit(const std::string& ctx) const {
  const Row* row = event(ctx);
  if (!row) return std::nullopt;
  const auto found = row->metrics.find("emit");
  return found == row->metrics.end() ? std::nullopt : found->second.median;
}

// Whether its kernel side only answers, and has no message to start.
bool answers_only(const Carrier& carrier) {
  return carrier.answered && carrier.answered->starts->empty();
}

// A tasklet runs in softirq, a work item in a kernel thread.
std::string base_of(const std::string& ctx) {
  return ctx == "hardirq+tasklet" ? "softirq" : ctx == "hardirq+work" ? "kthread" : ctx;
}

std::vector<Carrier> carriers_of(const Result& result) {
  std::vector<Carrier> carriers;
  for (const Row& row : result.rows) {
    if (row.transport.empty() || row.workload == "floor" || row.workload == "peer") continue;
    auto found = std::find_if(carriers.begin(), carriers.end(),
                              [&](const Carrier& s) { return s.label == row.label(); });
    if (found == carriers.end()) found = carriers.insert(found, Carrier{row.label(), {}, nullptr});
    found->rows.push_back(&row);
    if (row.starts) found->answered = &row;
  }
  // What runs with no module of ours has no kernel side here that could start anything. A variant
  // that only asks differs in nothing that this matrix shows.
  std::erase_if(carriers, [](const Carrier& c) {
    return (!c.answered && c.measured()) ||
           (!c.rows.front()->variant.empty() && !c.starts_something());
  });
  return carriers;
}

class Composer {
 public:
  Composer(const std::vector<Carrier>& carriers, const Forbidden& forbidden, ContextMatrix& matrix)
      : carriers_(carriers), forbidden_(forbidden), matrix_(matrix) {}

  [[nodiscard]] ContextCell cell(const Carrier& carrier, const std::string& ctx) {
    if (const Row* row = carrier.event(ctx)) return cost(*row);
    std::string text = answer(carrier, base_of(ctx));
    if (answers_only(carrier) && text.starts_with("no ")) text += beside(ctx);
    return {text, std::nullopt};
  }

 private:
  [[nodiscard]] std::string answer(const Carrier& carrier, const std::string& ctx) {
    if (!carrier.answered) return "not known" + note(missing(carrier));
    const Row& module = *carrier.answered;
    const auto& starts = *module.starts;
    if (std::find(starts.begin(), starts.end(), ctx) != starts.end()) return "yes, not measured";
    const Trial* trial = forbidden_.find(module.bound_by, ctx);
    if (trial && trial->reported) return "no" + note(report(module.bound_by, ctx, *trial));
    if (starts.empty()) return "answers only" + (trial ? unseen(module, ctx, *trial) : "");
    if (trial && trial->expected == "unseen") return "not proven" + unseen(module, ctx, *trial);
    return "no" + note(elsewhere(module, ctx, trial != nullptr));
  }

  // What a driver has there beside a transport that only answers: the cheapest that this run
  // started.
  [[nodiscard]] std::string beside(const std::string& ctx) const {
    const Carrier* best = nullptr;
    double least = 0;
    for (const Carrier& carrier : carriers_) {
      const auto emit = carrier.emit(ctx);
      if (!emit || (best && *emit >= least)) continue;
      best = &carrier;
      least = *emit;
    }
    return best ? fmt::format(", {} {}", printable(best->label), grouped(least)) : "";
  }

  // Where the kernel's side has no stamp around it, only the whole way is known.
  ContextCell cost(const Row& row) {
    const auto found = row.metrics.find("emit");
    const bool whole = found == row.metrics.end();
    const Metric& metric = whole ? *row.cost() : found->second;
    if (matrix_.unit.empty()) matrix_.unit = metric.unit;
    const double median = metric.median.value_or(0);
    return {(whole ? "yes, ≤ " : "yes, ") + grouped(median), median};
  }

  // No checker objects to it; the mechanism is just not started there.
  static std::string elsewhere(const Row& module, const std::string& ctx, bool tried) {
    const std::string only = fmt::format("{} is started in {} only, as its module says",
                                         printable(module.label()), joined(*module.starts));
    if (!tried) return only + "; no checker was asked about it elsewhere";
    return fmt::format("{}, though no checker objects to {}() in {}", only,
                       printable(module.bound_by), ctx);
  }

  static std::string missing(const Carrier& carrier) {
    for (const Row* row : carrier.rows)
      if (row->status != RowStatus::kOk) return printable(row->reason);
    return "no module answered for it in this run";
  }

  std::string unseen(const Row& module, const std::string& ctx, const Trial& trial) {
    if (trial.because.empty()) return "";
    return note(
        fmt::format("{}() in {}: no checker reports it, and nothing promises that it works; {}",
                    printable(module.bound_by), ctx, printable(trial.because)));
  }

  [[nodiscard]] std::string report(const std::string& function, const std::string& ctx,
                                   const Trial& trial) const {
    return fmt::format("{}() in {}: {} ({})", printable(function), ctx, printable(trial.report),
                       printable(trial.checker));
  }

  // One number for one text, however many cells it explains.
  std::string note(const std::string& text) {
    auto& notes = matrix_.notes;
    const auto found = std::find(notes.begin(), notes.end(), text);
    const auto number = found - notes.begin() + 1;
    if (found == notes.end()) notes.push_back(text);
    return fmt::format(" [{}]", number);
  }

  const std::vector<Carrier>& carriers_;
  const Forbidden& forbidden_;
  ContextMatrix& matrix_;
};

}  // namespace

const std::string_view kContextLegend =
    "A number is what it costs the kernel to start one message from that context while its "
    "reader sleeps (≤ where only the cost of the whole way to the reader is known, – "
    "where nothing was measured). Without a number, \"answers only\" means that the message "
    "waits until a process asks for it, \"no\" that a checker objects or the module does not "
    "do it, as its note says, and \"not proven\" that no checker objects and nothing promises "
    "that it works. The last two columns are the way out for an interrupt that may not start "
    "the message itself, a tasklet (in softirq) or a work item (in a kernel thread), and a name "
    "behind \"no\" is the cheapest transport that can tell a process from there when to ask.";

std::string context_caption(const Result& result, const Forbidden& forbidden,
                            const ContextMatrix& matrix) {
  return fmt::format("Costs in {}, kernel {}; reports of {}.",
                     matrix.unit.empty() ? "no unit: none was measured" : unit_text(matrix.unit),
                     printable(result.subject.kernel.release), printable(forbidden.release));
}

ContextMatrix context_matrix(const Result& result, const Forbidden& forbidden) {
  ContextMatrix matrix;
  const std::vector<Carrier> carriers = carriers_of(result);
  Composer composer(carriers, forbidden, matrix);
  for (const Carrier& carrier : carriers) {
    ContextRow row{printable(carrier.label), {}};
    for (const std::string& ctx : kContexts) row.cells.push_back(composer.cell(carrier, ctx));
    matrix.rows.push_back(std::move(row));
  }
  return matrix;
}

}  // namespace kuipc::report
