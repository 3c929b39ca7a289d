#include "platform/memory/symbols.h"

#include <cxxabi.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

#include "platform/base/unique_fd.h"

namespace cairn::memory {
namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{4} << 30;

// A file's bytes while they are looked at; a table is used only if all of it lies in them.
class MappedElf {
 public:
  explicit MappedElf(const std::string& path) {
    const base::UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!file || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return;
    size_ = static_cast<std::uint64_t>(status.st_size);
    if (size_ < sizeof(Elf64_Ehdr) || size_ > kMaxFileBytes) return;
    void* mapped = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (mapped != MAP_FAILED) bytes_ = static_cast<const char*>(mapped);
  }
  ~MappedElf() {
    if (bytes_ != nullptr) munmap(const_cast<char*>(bytes_), size_);
  }
  MappedElf(const MappedElf&) = delete;
  MappedElf& operator=(const MappedElf&) = delete;

  template <typename T>
  const T* table(std::uint64_t offset, std::uint64_t count) const {
    if (bytes_ == nullptr || offset > size_ || count > (size_ - offset) / sizeof(T)) return nullptr;
    return reinterpret_cast<const T*>(bytes_ + offset);
  }

 private:
  const char* bytes_ = nullptr;
  std::uint64_t size_ = 0;
};

std::string demangled(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status),
                                                         &std::free);
  return status == 0 && text ? std::string(text.get()) : name;
}

}  // namespace

Symbols::Symbols() {
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        auto& modules = *static_cast<std::vector<Module>*>(data);
        // The program itself has no name here.
        const std::string path = info->dlpi_name[0] == '\0' ? "/proc/self/exe" : info->dlpi_name;
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const auto& segment = info->dlpi_phdr[i];
          if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
          const std::uint64_t begin = info->dlpi_addr + segment.p_vaddr;
          modules.push_back({path, info->dlpi_addr, begin, begin + segment.p_memsz, std::nullopt});
        }
        return 0;
      },
      &modules_);
}

std::vector<Symbols::Function> Symbols::read_functions(const std::string& path) {
  std::vector<Function> functions;
  const MappedElf file(path);
  const auto* header = file.table<Elf64_Ehdr>(0, 1);
  if (header == nullptr || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_shentsize != sizeof(Elf64_Shdr)) {
    return functions;
  }
  const auto* sections = file.table<Elf64_Shdr>(header->e_shoff, header->e_shnum);
  if (sections == nullptr) return functions;
  for (const std::uint32_t type : {std::uint32_t{SHT_SYMTAB}, std::uint32_t{SHT_DYNSYM}}) {
    for (int i = 0; i < header->e_shnum; ++i) {
      const Elf64_Shdr& section = sections[i];
      if (section.sh_type != type || section.sh_link >= header->e_shnum) continue;
      const std::uint64_t count = section.sh_size / sizeof(Elf64_Sym);
      const auto* symbols = file.table<Elf64_Sym>(section.sh_offset, count);
      const std::uint64_t text_size = sections[section.sh_link].sh_size;
      const auto* text = file.table<char>(sections[section.sh_link].sh_offset, text_size);
      if (symbols == nullptr || text == nullptr || text_size == 0 || text[text_size - 1] != '\0') continue;
      for (std::uint64_t k = 0; k < count; ++k) {
        const Elf64_Sym& symbol = symbols[k];
        if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_value == 0 || symbol.st_name >= text_size) continue;
        functions.push_back({symbol.st_value, symbol.st_value + std::max<std::uint64_t>(symbol.st_size, 1),
                             std::string(text + symbol.st_name)});
      }
    }
    if (!functions.empty()) break;
  }
  std::sort(functions.begin(), functions.end(),
            [](const Function& a, const Function& b) { return std::tie(a.begin, a.name) < std::tie(b.begin, b.name); });
  return functions;
}

std::string Symbols::name(std::uint64_t address) {
  for (Module& module : modules_) {
    if (address < module.begin || address >= module.end) continue;
    if (!module.functions) module.functions = read_functions(module.path);
    const std::uint64_t at = address - module.base;
    auto after = std::upper_bound(module.functions->begin(), module.functions->end(), at,
                                  [](std::uint64_t value, const Function& each) { return value < each.begin; });
    if (after != module.functions->begin() && at < std::prev(after)->end) return demangled(std::prev(after)->name);
    return fmt::format("{}+{:#x}", std::string_view(module.path).substr(module.path.rfind('/') + 1), at);
  }
  return fmt::format("{:#x}", address);
}

}  // namespace cairn::memory
