// Foreign command lines: the input is one, split as a shell would and normalised.
// Two properties are checked: words that are quoted come back as they were, and
// what normalising left has nothing more to remove.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/normalise.h"

namespace {

std::string quoted(const std::vector<std::string>& words) {
  std::string command;
  for (const std::string& word : words) {
    command += " '";
    for (const char c : word) {
      if (c == '\'') {
        command += R"('\'')";
      } else {
        command += c;
      }
    }
    command += '\'';
  }
  return command;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.find('@') != std::string_view::npos) return 0;  // would read this machine's files

  const std::vector<std::string> argv = cairn::project::split_command(input);
  if (cairn::project::split_command(quoted(argv)) != argv) std::abort();

  std::vector<std::string> kept = cairn::project::normalise_arguments(argv, "/nonexistent", "a.c");
  std::vector<std::string> again = kept;
  again.insert(again.begin(), "cc");
  if (cairn::project::normalise_arguments(again, "/nonexistent", "a.c") != kept) std::abort();
  return 0;
}
