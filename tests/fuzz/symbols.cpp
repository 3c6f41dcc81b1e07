// SPDX-License-Identifier: Apache-2.0
// The functions of our modules, from their symbol tables (elf(5)).
#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

#include "tests/fuzz/coverage.h"

namespace kuipc::fuzz {
namespace {

template <class Entry>
Entry entry_at(const std::vector<char>& file, std::uint64_t offset) {
  Entry entry{};
  if (offset + sizeof entry <= file.size()) std::memcpy(&entry, file.data() + offset, sizeof entry);
  return entry;
}

std::string_view text_at(const std::vector<char>& file, std::uint64_t offset) {
  if (offset >= file.size()) return {};
  return {file.data() + offset, strnlen(file.data() + offset, file.size() - offset)};
}

Elf64_Shdr section_at(const std::vector<char>& file, std::size_t number) {
  const auto header = entry_at<Elf64_Ehdr>(file, 0);
  return entry_at<Elf64_Shdr>(file, header.e_shoff + number * header.e_shentsize);
}

std::string_view section_name(const std::vector<char>& file, std::size_t number) {
  const auto header = entry_at<Elf64_Ehdr>(file, 0);
  return text_at(file,
                 section_at(file, header.e_shstrndx).sh_offset + section_at(file, number).sh_name);
}

// A compiler's own: what it splits off a function has its name and a dot, what KASAN adds is no
// function of ours.
bool is_ours(const Elf64_Sym& symbol, std::string_view name) {
  return ELF64_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_size > 0 && !name.empty() &&
         !name.starts_with("_sub_") && !name.starts_with("__pfx_") && name != "init_module" &&
         name != "cleanup_module";
}

}  // namespace

Symbols::Symbols() {
  for (std::size_t module = 0; module < transports; ++module) {
    read_module(module, "/kuipc/modules/kuipc_" + std::string(part_names[module]) + ".ko");
    std::sort(modules_[module].begin(), modules_[module].end(),
              [](const Function& a, const Function& b) {
                return std::pair(a.section, a.offset) < std::pair(b.section, b.offset);
              });
  }
}

void Symbols::read_module(std::size_t module, const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> file{std::istreambuf_iterator<char>(stream), {}};
  const auto header = entry_at<Elf64_Ehdr>(file, 0);
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const Elf64_Shdr table = section_at(file, i);
    if (table.sh_type != SHT_SYMTAB) continue;
    const std::uint64_t names = section_at(file, table.sh_link).sh_offset;
    for (std::uint64_t at = 0; at < table.sh_size; at += sizeof(Elf64_Sym)) {
      const auto symbol = entry_at<Elf64_Sym>(file, table.sh_offset + at);
      const std::string_view name = text_at(file, names + symbol.st_name);
      if (!is_ours(symbol, name)) continue;
      const std::string_view section = section_name(file, symbol.st_shndx);
      if (section == ".text") add(module, Section::text, symbol.st_value, symbol.st_size, name);
      if (section == ".init.text")
        add(module, Section::init, symbol.st_value, symbol.st_size, name);
      if (section == ".exit.text")
        add(module, Section::exit, symbol.st_value, symbol.st_size, name);
    }
  }
}

void Symbols::add(std::size_t module, Section section, std::uint64_t offset, std::uint64_t size,
                  std::string_view symbol) {
  // What is linked into every module counts once.
  std::string name(symbol.substr(0, symbol.find('.')));
  if (names_.size() == Shared::most_functions) return;
  const auto [known, fresh] = numbers_.try_emplace(name, names_.size());
  if (fresh) names_.push_back(std::move(name));
  modules_[module].push_back({section, offset, size, known->second});
}

const Function* Symbols::find(std::size_t module, Section section, std::uint64_t offset) const {
  const std::vector<Function>& all = modules_[module];
  auto next = std::upper_bound(all.begin(), all.end(), std::pair(section, offset),
                               [](const auto& wanted, const Function& function) {
                                 return wanted < std::pair(function.section, function.offset);
                               });
  if (next == all.begin()) return nullptr;
  --next;
  return next->section == section && offset < next->offset + next->size ? &*next : nullptr;
}

std::uint64_t Symbols::size(std::size_t module, Section section) const {
  std::uint64_t size = 0;
  for (const Function& function : modules_[module])
    if (function.section == section) size = std::max(size, function.offset + function.size);
  return size;
}

}  // namespace kuipc::fuzz
