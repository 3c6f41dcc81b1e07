// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/coverage.h"

#include <linux/kcov.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace kuipc::fuzz {
namespace {

constexpr std::size_t entries = 1U << 15;
constexpr std::size_t area_bytes = entries * sizeof(std::uint64_t);

void mark(Shared& shared, const Symbols& symbols, std::size_t module, Section section,
          std::uint64_t offset) {
  if (const Function* function = symbols.find(module, section, offset); function != nullptr)
    shared.entered[function->number].store(true, std::memory_order_relaxed);
}

}  // namespace

std::uint64_t section_address(std::string_view stem, Section section) {
  const char* name = section == Section::text   ? ".text"
                     : section == Section::init ? ".init.text"
                                                : ".exit.text";
  std::ifstream file("/sys/module/kuipc_" + std::string(stem) + "/sections/" + name);
  std::string text;
  file >> text;
  return std::strtoull(text.c_str(), nullptr, 16);
}

Kcov::Kcov() : file_(open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC)) {
  if (file_.get() < 0 || ioctl(file_.get(), KCOV_INIT_TRACE, entries) != 0) return;
  void* memory = mmap(nullptr, area_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_.get(), 0);
  if (memory != MAP_FAILED) area_ = static_cast<std::uint64_t*>(memory);
}

Kcov::~Kcov() {
  if (area_ != nullptr) munmap(area_, area_bytes);
}

void Kcov::remember(const Shared& shared) {
  if (!possible()) return;
  for (std::size_t module = 0; module < transports; ++module) {
    generations_[module] = shared.places[module].generation;
    texts_[module] = shared.places[module].text;
  }
  __atomic_store_n(area_, 0, __ATOMIC_RELAXED);
}

void Kcov::enable(const Shared& shared) {
  if (!possible()) return;
  remember(shared);
  ioctl(file_.get(), KCOV_ENABLE, KCOV_TRACE_PC);
}

bool Kcov::is_filling() const {
  return possible() && __atomic_load_n(area_, __ATOMIC_RELAXED) > entries / 2;
}

void Kcov::fold(Shared& shared, const Symbols& symbols) {
  if (!possible()) return;
  const std::uint64_t count = std::min<std::uint64_t>(area_[0], entries - 1);
  for (std::size_t module = 0; module < transports; ++module) {
    const Place& place = shared.places[module];
    if (place.generation != generations_[module] || generations_[module] % 2 != 0) continue;
    const std::uint64_t begin = texts_[module];
    const std::uint64_t end = begin + symbols.size(module, Section::text);
    for (std::uint64_t i = 1; i <= count; ++i)
      if (area_[i] >= begin && area_[i] < end)
        mark(shared, symbols, module, Section::text, area_[i] - begin);
  }
  remember(shared);
}

void Kcov::fold_as(Shared& shared, const Symbols& symbols, std::size_t module, std::uint64_t text,
                   std::uint64_t special, Section section) {
  if (!possible()) return;
  const std::uint64_t count = std::min<std::uint64_t>(area_[0], entries - 1);
  for (std::uint64_t i = 1; i <= count; ++i) {
    const std::uint64_t address = area_[i];
    if (address >= text && address < text + symbols.size(module, Section::text))
      mark(shared, symbols, module, Section::text, address - text);
    if (address >= special && address < special + symbols.size(module, section))
      mark(shared, symbols, module, section, address - special);
  }
  remember(shared);
}

}  // namespace kuipc::fuzz
