// SPDX-License-Identifier: Apache-2.0
// Which functions of modules/ a task entered: KCOV (Documentation/dev-tools/kcov.rst) records the
// addresses, the modules' symbol tables name them. A task's own: what runs in interrupts and kernel
// threads is not seen.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench/descriptor.h"
#include "tests/fuzz/shared.h"

namespace kuipc::fuzz {

enum class Section : std::uint8_t { text, init, exit };

struct Function {
  Section section;
  std::uint64_t offset, size;
  std::uint16_t number;  // in Shared::entered, shared by the parts that a compiler made of one
};

// Of all modules, as they lie in /kuipc/modules.
class Symbols {
 public:
  Symbols();

  [[nodiscard]] std::size_t functions() const { return names_.size(); }
  [[nodiscard]] const std::string& name(std::size_t number) const { return names_[number]; }
  // Those of one module that lie in a section, by their offset.
  [[nodiscard]] const Function* find(std::size_t module, Section section,
                                     std::uint64_t offset) const;
  [[nodiscard]] std::uint64_t size(std::size_t module, Section section) const;

 private:
  void read_module(std::size_t module, const std::string& path);
  void add(std::size_t module, Section section, std::uint64_t offset, std::uint64_t size,
           std::string_view symbol);

  std::array<std::vector<Function>, transports> modules_;
  std::vector<std::string> names_;
  std::map<std::string, std::uint16_t, std::less<>> numbers_;
};

// Where a section of a loaded module lies; 0 where it cannot be told.
std::uint64_t section_address(std::string_view stem, Section section);

// The record of one task at a time. Made before the task is forked, so that it outlives it.
class Kcov {
 public:
  Kcov();
  Kcov(const Kcov&) = delete;
  Kcov& operator=(const Kcov&) = delete;
  ~Kcov();

  [[nodiscard]] bool possible() const { return area_ != nullptr; }
  // From here on what the calling task enters is recorded, until it ends.
  void enable(const Shared& shared);
  // Begins anew, with where the modules lie now.
  void remember(const Shared& shared);
  // Names what was recorded since, and begins anew. Of a module that was loaded or unloaded
  // meanwhile nothing is said: its addresses may have been another's.
  void fold(Shared& shared, const Symbols& symbols);
  [[nodiscard]] bool is_filling() const;
  // The same for a module that the task itself loaded or unloaded, where it lies or lay.
  void fold_as(Shared& shared, const Symbols& symbols, std::size_t module, std::uint64_t text,
               std::uint64_t special, Section section);

 private:
  Descriptor file_;
  std::uint64_t* area_ = nullptr;
  std::array<std::uint64_t, transports> generations_{}, texts_{};
};

}  // namespace kuipc::fuzz
