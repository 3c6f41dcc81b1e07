// SPDX-License-Identifier: Apache-2.0
// kuipc contexts: the matrix of transports and kernel contexts, for a terminal or as a page.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "context_matrix.h"
#include "failure.h"
#include "files.h"
#include "grid.h"
#include "text.h"
#include "verbs.h"

namespace kuipc::report {

namespace {

void print_screen(const ContextMatrix& matrix, const std::string& about) {
  const Style style = style_of_stdout();
  std::vector<std::string> header = {"the kernel starts in"};
  header.insert(header.end(), kContexts.begin(), kContexts.end());
  Grid grid(std::vector<Align>(header.size(), Align::kWhole));
  grid.add_header(header);
  for (const ContextRow& row : matrix.rows) {
    std::vector<std::string> cells = {row.transport};
    for (const ContextCell& cell : row.cells) cells.push_back(cell.text);
    grid.add(std::move(cells));
  }
  fmt::print("{}\n{}{}", grid.text(style), paragraph("", about, style.width),
             paragraph("", kContextLegend, style.width));
  for (std::size_t i = 0; i < matrix.notes.size(); ++i)
    fmt::print("{}", paragraph(fmt::format("[{}] ", i + 1), matrix.notes[i], style.width));
}

std::string cell_of_markdown(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, 1, '\\');
  return text;
}

void print_page(const ContextMatrix& matrix, const std::string& about) {
  fmt::print(
      "<!-- SPDX-License-Identifier: Apache-2.0 -->\n# From which context can the kernel speak?\n\n"
      "For whoever designs a kernel interface and must start a message where nothing may sleep. "
      "Made by `./run_bench.sh contexts --markdown` from a run's rows and from the reports of a "
      "checking kernel (`./tests/run.sh --checking forbidden`); nothing here was written by "
      "hand.\n\n"
      "{}\n\n| transport | {} |\n|---|",
      about, fmt::join(kContexts, " | "));
  for (std::size_t i = 0; i < kContexts.size(); ++i) fmt::print("---|");
  fmt::print("\n");
  for (const ContextRow& row : matrix.rows) {
    fmt::print("| `{}` |", cell_of_markdown(row.transport));
    for (const ContextCell& cell : row.cells) fmt::print(" {} |", cell_of_markdown(cell.text));
    fmt::print("\n");
  }
  fmt::print("\n{}\n\n", kContextLegend);
  for (std::size_t i = 0; i < matrix.notes.size(); ++i)
    fmt::print("- [{}] {}\n", i + 1, matrix.notes[i]);
}

}  // namespace

int contexts(const ContextsOptions& options) {
  const Result result = read_result(find_result(options.result, options.runs));
  const Forbidden forbidden = read_forbidden(options.reports, result.subject.kernel.release);
  const ContextMatrix matrix = context_matrix(result, forbidden);
  if (matrix.rows.empty())
    throw Failure(kUnreadable, "this result has no row of a transport; take one of --set standard");
  const std::string about = context_caption(result, forbidden, matrix);
  if (options.markdown)
    print_page(matrix, about);
  else
    print_screen(matrix, about);
  return kFine;
}

}  // namespace kuipc::report
