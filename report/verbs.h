// SPDX-License-Identifier: Apache-2.0
// The verbs of kuipc: what each can be told, and the function that does it. A verb returns the exit
// status or throws a Failure. One file a verb, report/<verb>.cpp; command_line.cpp binds the
// options.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "advice.h"
#include "runs.h"

namespace kuipc::report {

struct AssembleOptions {
  std::string run, host;
  bool program = false;  // judge: the job was a program of the user's, whose status is its own
};
int assemble(const AssembleOptions& options);
int judge_boot(const AssembleOptions& options);

struct NoteOptions {
  std::string file;
  std::vector<std::string> notes, command;
};
int note(const NoteOptions& options);

struct TableOptions {
  std::string result = "@0";
  std::string runs = kDefaultRuns;
  std::string workload;
  std::optional<std::uint64_t> size;
};
int table(const TableOptions& options);

struct ShowOptions {
  std::string result = "@0";
  std::string name;
  std::string runs = kDefaultRuns;
};
int show(const ShowOptions& options);

struct ListRunsOptions {
  std::string runs = kDefaultRuns;
};
int list_runs(const ListRunsOptions& options);

struct SpreadOptions {
  std::vector<std::string> results;
  std::string runs = kDefaultRuns;
  std::optional<std::uint64_t> largest_size;
};
int spread(const SpreadOptions& options);

struct CompareOptions {
  std::string base, head;
  std::string runs = kDefaultRuns;
  std::string name;        // only rows that hold it
  std::string metric;      // instead of each row's primary one
  std::string subject;     // kernel, kuipc, both
  std::string thresholds;  // a file; without one, what policy.h says
  std::string history;     // a store whose past sets fences; without one, none
  std::string repository = ".";
  bool all = false;
};
int compare(const CompareOptions& options);

struct GateOptions : CompareOptions {
  std::string reference;              // a result that the head must not have crept away from
  std::string markdown, junit, list;  // files to write
  std::string link;
  bool strict = false, bisect = false;
};
int gate(const GateOptions& options);

struct ExportOptions {
  std::string result = "@0";
  std::string runs = kDefaultRuns;
  std::string format, out;
  std::optional<std::string> machine;  // its name in a series' name; "": none; without it the label
  bool all_metrics = false;
};
int export_result(const ExportOptions& options);

struct ContextsOptions {
  std::string result = "@0";
  std::string runs = kDefaultRuns;
  std::string reports = "results/reference";
  bool markdown = false;
};
int contexts(const ContextsOptions& options);

struct HistoryOptions {
  std::vector<std::string> results;  // to add
  std::string runs = kDefaultRuns;
  std::string store;  // empty: history.h's default
  std::string name, axis, thresholds;
  std::string repository = ".";
  std::string machine, out, otava;  // export: which one; files to write
};
std::filesystem::path store_of(const HistoryOptions& options);
int history_add(const HistoryOptions& options);
int history_list(const HistoryOptions& options);
int history_show(const HistoryOptions& options);
int history_export(const HistoryOptions& options);

struct AdviseOptions {
  std::string result = "@0";
  std::string runs = kDefaultRuns;
  std::string markdown;
  Need need;
};
int advise(const AdviseOptions& options);

struct PageOptions {
  static constexpr const char* kNone = "none";  // of a baseline or a history
  std::vector<std::string> results = {"@0"};
  std::string runs = kDefaultRuns;
  std::string baseline;       // empty: the run before on the same machine; "none": no comparison
  std::string history;        // empty: history.h's default, where there is one; "none"
  std::string out, markdown;  // files to write; without one, report.html beside the first result
  std::string svg;            // a folder for the charts
  std::vector<std::string> commit_urls, range_urls;  // page_links.h
  std::string thresholds, repository = ".", reports = "results/reference";
  std::string assets = "report/page", echarts;  // what the page is made of
  std::string version;                          // of kuipc
};
int page(const PageOptions& options);

struct SensitivityOptions {
  std::string run;
  std::string cache;      // a folder; empty: none
  std::size_t boots = 0;  // ask the cache for what at least so many boots said; 0: RUN/perturbed/
};
int sensitivity(const SensitivityOptions& options);

struct ValidateOptions {
  std::vector<std::string> results;
  std::string runs = kDefaultRuns;
};
int validate(const ValidateOptions& options);

}  // namespace kuipc::report
