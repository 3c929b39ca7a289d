// Goes by the section headers, which linkers write and strip(1) keeps: .dynamic names its string table by sh_link,
// so that no address has to be mapped to a file offset.
#include "tests/lint/elf.h"

#include <elf.h>

#include <cstddef>
#include <cstring>
#include <optional>

namespace cairn::lint {
namespace {

// Reads the `index`th T of an array at `offset`; nothing if that leaves the file.
template <typename T>
std::optional<T> read_at(std::string_view bytes, std::size_t offset, std::size_t index = 0) {
  if (offset > bytes.size() || index >= (bytes.size() - offset) / sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset + index * sizeof(T), sizeof(T));
  return value;
}

std::optional<std::string> read_name(std::string_view bytes, const Elf64_Shdr& strings, std::size_t offset) {
  if (strings.sh_offset > bytes.size() || strings.sh_size > bytes.size() - strings.sh_offset) return std::nullopt;
  const std::string_view table = bytes.substr(strings.sh_offset, strings.sh_size);
  if (offset >= table.size()) return std::nullopt;
  const std::size_t end = table.find('\0', offset);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(table.substr(offset, end - offset));
}

NeededLibraries read_dynamic(std::string_view bytes, const Elf64_Shdr& dynamic, const Elf64_Shdr& strings) {
  NeededLibraries result;
  for (std::size_t i = 0; i < dynamic.sh_size / sizeof(Elf64_Dyn); ++i) {
    const auto entry = read_at<Elf64_Dyn>(bytes, dynamic.sh_offset, i);
    if (!entry) return {{}, "the dynamic section leaves the file"};
    if (entry->d_tag == DT_NULL) break;
    if (entry->d_tag != DT_NEEDED) continue;
    auto name = read_name(bytes, strings, entry->d_un.d_val);
    if (!name) return {{}, "the name of a needed library leaves the file"};
    result.names.push_back(*std::move(name));
  }
  return result;
}

}  // namespace

NeededLibraries read_needed_libraries(std::string_view bytes) {
  const auto header = read_at<Elf64_Ehdr>(bytes, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS64 ||
      header->e_ident[EI_DATA] != ELFDATA2LSB) {
    return {{}, "not a 64-bit little-endian ELF file"};
  }
  for (std::size_t i = 0; i < header->e_shnum; ++i) {
    const auto section = read_at<Elf64_Shdr>(bytes, header->e_shoff, i);
    if (!section) return {{}, "the section headers leave the file"};
    if (section->sh_type != SHT_DYNAMIC) continue;
    const auto strings = read_at<Elf64_Shdr>(bytes, header->e_shoff, section->sh_link);
    if (!strings) return {{}, "the dynamic section's string table is missing"};
    return read_dynamic(bytes, *section, *strings);
  }
  return {{}, "no dynamic section"};
}

bool is_clang_library(std::string_view name) {
  return name.starts_with("libclang-") || name.starts_with("libclang.") || name.starts_with("libLLVM");
}

}  // namespace cairn::lint
