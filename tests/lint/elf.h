// What a program asks the dynamic loader for, read from the file itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::lint {

// The DT_NEEDED entries of a 64-bit little-endian ELF file. `error` is empty exactly when the file could be read.
struct NeededLibraries {
  std::vector<std::string> names;
  std::string error;
};

// Format: System V ABI, "Dynamic Section"; structures from <elf.h>. `bytes` may be damaged anywhere.
NeededLibraries read_needed_libraries(std::string_view bytes);

// libclang, libclang-cpp or libLLVM, of whatever version; not the compiler's run-time libraries.
bool is_clang_library(std::string_view name);

}  // namespace cairn::lint
