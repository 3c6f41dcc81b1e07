// SPDX-License-Identifier: Apache-2.0
// The plan: every row of a set, in order, and which of them can run here.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/row.h"
#include "bench/run.h"

namespace kuipc {

// All rows of the set, whether they can run here or not.
std::vector<Row> catalogue(Set set);

// Keeps the rows whose name the regular expression (POSIX, extended) matches anywhere; "" matches
// all. Throws std::invalid_argument when it is none.
std::vector<Row> filtered(std::vector<Row> rows, const std::string& expression);
bool is_expression(const std::string& text);

// Asks each row's module what it is and can carry; a row that cannot run becomes skipped, with its
// reason and its remedy. without_modules skips every row that needs one; not_built has, by stem,
// why a module could not be compiled for this kernel.
void preflight(std::vector<Row>& rows, bool without_modules,
               const std::map<std::string, std::string>& not_built = {});

}  // namespace kuipc
