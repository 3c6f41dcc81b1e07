// SPDX-License-Identifier: Apache-2.0
// The regular expressions of the C library: <regex> would take longer to compile than all the rest
// of the plan.
#include <regex.h>

#include <stdexcept>

#include "bench/catalogue.h"

namespace kuipc {
namespace {

class Expression {
 public:
  explicit Expression(const std::string& text)
      : valid_(regcomp(&compiled_, text.c_str(), REG_EXTENDED | REG_NOSUB) == 0) {}
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;
  ~Expression() {
    if (valid_) regfree(&compiled_);
  }

  [[nodiscard]] bool valid() const noexcept { return valid_; }
  [[nodiscard]] bool matches(const std::string& text) const {
    return regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  regex_t compiled_{};
  bool valid_;
};

}  // namespace

bool is_expression(const std::string& text) {
  return text.empty() || Expression(text).valid();
}

std::vector<Row> filtered(std::vector<Row> rows, const std::string& text) {
  if (text.empty()) return rows;
  const Expression expression(text);
  if (!expression.valid()) throw std::invalid_argument(text + " is not a regular expression");
  std::erase_if(rows, [&](const Row& row) { return !expression.matches(row.name()); });
  return rows;
}

}  // namespace kuipc
