// Foreign command lines: the input is one, split as a shell would and normalised. After
// NUL bytes follow the texts of two response files; "@" and any byte name one of them,
// in the command as in the files. Two properties are checked: words that are quoted come
// back as they were, and what normalising left has nothing more to remove.
#include <stdlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/normalise.h"
#include "platform/fs/file.h"

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

// A private folder with the response files "0" and "1".
class ResponseFiles {
 public:
  ResponseFiles() {
    std::string name = "/tmp/cairn-command-fuzz-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    directory = name;
  }
  ~ResponseFiles() { static_cast<void>(cairn::fs::remove_tree(directory)); }
  ResponseFiles(const ResponseFiles&) = delete;
  ResponseFiles& operator=(const ResponseFiles&) = delete;

  void set(int number, std::string_view text) {
    std::ofstream(directory + "/" + std::to_string(number), std::ios::binary | std::ios::trunc) << text;
  }

  std::string directory;
};

// Any other name would have the machine's files in the test.
std::string with_own_names(std::string_view text) {
  std::string result(text);
  for (std::size_t at = 0; at + 1 < result.size(); ++at) {
    if (result[at] == '@') result.replace(at + 1, 1, result[at + 1] % 2 == 0 ? "0 " : "1 ");
  }
  return result;
}

std::string take_part(std::string_view& input) {
  const std::string_view part = input.substr(0, input.find('\0'));
  input.remove_prefix(std::min(input.size(), part.size() + 1));
  return with_own_names(part);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static ResponseFiles files;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string command = take_part(input);
  if (command.find('@') != std::string::npos) {
    files.set(0, take_part(input));
    files.set(1, take_part(input));
  }

  const std::vector<std::string> argv = cairn::project::split_command(command);
  if (cairn::project::split_command(quoted(argv)) != argv) std::abort();

  const std::vector<std::string> kept = cairn::project::normalise_arguments(argv, files.directory, "a.c");
  // A response file beyond the limits, in itself for one, is left where it was and would be read again.
  for (const std::string& word : kept) {
    if (word.starts_with('@')) return 0;
  }
  std::vector<std::string> again = kept;
  again.insert(again.begin(), "cc");
  if (cairn::project::normalise_arguments(again, files.directory, "a.c") != kept) std::abort();
  return 0;
}
