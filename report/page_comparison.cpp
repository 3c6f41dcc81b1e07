// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "page.h"
#include "text.h"

namespace kuipc::report {

namespace {

Json side_of(const Side& side) {
  const Result& first = side.results.front();
  return {{"run", page_text(first.run.id)},
          {"runs", side.results.size()},
          {"started", page_text(first.run.started)},
          {"kernel", page_text(first.subject.kernel.release)},
          {"commits",
           {{"kernel", page_text(first.subject.kernel.commit)},
            {"kuipc", page_text(first.subject.kuipc.commit)}}}};
}

Json differences_of(const std::vector<Difference>& differences) {
  Json json = Json::array();
  for (const Difference& one : differences)
    json.push_back({{"part", one.part},
                    {"field", page_text(one.field)},
                    {"base", of_one_side(one, one.base, one.head)},
                    {"head", of_one_side(one, one.head, one.base)},
                    {"matters", one.matters}});
  return json;
}

Json change_of(const Change& change) {
  Json json = {{"row", page_text(change.row)},     {"metric", page_text(change.metric)},
               {"unit", page_text(change.unit)},   {"outcome", name_of(change.outcome)},
               {"lower", change.lower_is_better},  {"base", page_number(change.base)},
               {"head", page_number(change.head)}, {"note", page_text(change.note)}};
  if (change.threshold.value > 0) {
    json["limit"] = page_number(change.threshold.value);
    json["limit_source"] = change.threshold.source;
    json["beyond"] = page_number(change.beyond());
  }
  if (change.interval) json["interval"] = {change.interval->low, change.interval->high};
  return json;
}

}  // namespace

Json page_comparison(const Compared& compared) {
  const Comparison& comparison = compared.comparison;
  Json changes = Json::array();
  for (const Change& change : comparison.changes) changes.push_back(change_of(change));
  Json remarks = Json::array();
  for (const std::string& remark : comparison.remarks) remarks.push_back(page_text(remark));
  if (differs(comparison.subject, "kernel") && differs(comparison.subject, "kuipc"))
    remarks.push_back("both the kernel and kuipc differ, so a change could be either's");
  return {{"base", side_of(compared.base)},
          {"head", side_of(compared.head)},
          {"machine", differences_of(comparison.machine)},
          {"subject", differences_of(comparison.subject)},
          {"skipped_in_both", comparison.skipped_in_both},
          {"remarks", std::move(remarks)},
          {"changes", std::move(changes)}};
}

}  // namespace kuipc::report
