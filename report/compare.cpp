// SPDX-License-Identifier: Apache-2.0
// kuipc compare: two results, or two sets of them, row by row.
#include "compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "failure.h"
#include "history_fence.h"
#include "steps.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

// Whatever crept by less than this, in all the steps that each went unnoticed, is let pass.
void widen(Policy& policy) {
  for (double* percent : {&policy.counted_percent, &policy.perturbed_percent, &policy.wall_percent})
    *percent = std::max(*percent, policy.reference_percent);
  for (RowRule& rule : policy.rows)
    for (auto* percent : {&rule.counted_percent, &rule.perturbed_percent, &rule.wall_percent})
      if (*percent) **percent = std::max(**percent, policy.reference_percent);
}

Terms terms_of(const CompareOptions& options, const Compared& compared, Against against) {
  Terms terms;
  if (!options.thresholds.empty()) terms.policy = read_policy(options.thresholds);
  if (against == Against::kReference) widen(terms.policy);
  if (!options.history.empty())
    terms.fence =
        fence_from(options.history, terms.policy, compared.head.machine(), options.repository);
  terms.metric = options.metric;
  terms.word = options.name;
  terms.crosses = [&compared, repository = options.repository](const AcceptedStep& step) {
    return crosses(step, compared.base.subject(), compared.head.subject(), repository);
  };
  return terms;
}

// One number cannot have two causes: who changed both has to say what he asks about.
void check_subject(const CompareOptions& options, Comparison& comparison) {
  const bool kernel = differs(comparison.subject, "kernel");
  const bool kuipc = differs(comparison.subject, "kuipc");
  if (kernel && kuipc && options.subject.empty())
    throw Failure(
        kNotComparable,
        "both the kernel and kuipc differ, so a change could be either's; say which one is "
        "under test: --subject kernel, --subject kuipc, or --subject both");
  const std::string other = options.subject == "kernel" ? "kuipc" : "kernel";
  if ((options.subject == "kernel" && kuipc) || (options.subject == "kuipc" && kernel))
    comparison.remarks.push_back(fmt::format(
        "{} is under test, and {} differs too: a change may be its", options.subject, other));
  if ((options.subject == "kernel" && !kernel) || (options.subject == "kuipc" && !kuipc))
    comparison.remarks.push_back(
        fmt::format("{} is under test and nothing of it differs", options.subject));
}

}  // namespace

Compared compare_as_asked(const CompareOptions& options, Against against) {
  return compare_as_asked(read_side(options.base, options.runs),
                          read_side(options.head, options.runs), options, against);
}

Compared compare_as_asked(Side base, Side head, const CompareOptions& options, Against against) {
  Compared compared{std::move(base), std::move(head), {}};
  const Terms terms = terms_of(options, compared, against);
  compared.comparison = compare_sides(compared.base, compared.head, terms);
  check_subject(options, compared.comparison);
  if (compared.comparison.changes.empty() && compared.comparison.skipped_in_both == 0)
    throw Failure(kUnreadable, fmt::format("no row of either side has \"{}\" in its name",
                                           printable(options.name)));
  return compared;
}

int compare(const CompareOptions& options) {
  const Compared compared = compare_as_asked(options);
  const Style style = style_of_stdout();
  print_part(subject_text(compared, style));
  print_part(counts_text(compared.comparison));
  print_part(change_table(compared, options.all, style));
  fmt::print("{}", legend_text(compared, style));
  return compared.comparison.machine.empty() ? kFine : kNotComparable;
}

}  // namespace kuipc::report
