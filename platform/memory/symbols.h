// Symbols: names of functions of this process, for stacks in reports.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cairn::memory {

// Reads the symbol tables (ELF, .symtab, else .dynsym) of the program and its libraries as they are asked for, and
// keeps them as long as it lives: some megabytes for each large program, so it is made for one report. Confined to one
// thread; the first address of a file takes some 10 ms.
class Symbols {
 public:
  // Of the files that are mapped now.
  Symbols();

  // The demangled name of the function that the address lies in, else "FILE+0x123", else "0x123".
  std::string name(std::uint64_t address);

 private:
  struct Function {
    std::uint64_t begin = 0;  // as the file counts
    std::uint64_t end = 0;
    std::string name;  // mangled
  };
  struct Module {
    std::string path;
    std::uint64_t base = 0;   // what the file counts as 0 is here
    std::uint64_t begin = 0;  // of its code
    std::uint64_t end = 0;
    std::optional<std::vector<Function>> functions;  // by address; empty until asked for
  };
  static std::vector<Function> read_functions(const std::string& path);

  std::vector<Module> modules_;
};

}  // namespace cairn::memory
