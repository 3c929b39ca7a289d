#include "core/project/driver_call.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/project/normalise.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

constexpr auto kFlags = std::to_array<std::string_view>({"-nostdinc", "--no-standard-includes", "-nostdinc++"});

struct ValueOption {
  std::string_view name;    // as a word before its value
  std::string_view joined;  // in front of its value
  bool is_path;
};

// The joined form comes first where one name begins with the other.
constexpr auto kValueOptions = std::to_array<ValueOption>({
    {"--sysroot", "--sysroot=", true},
    {"-isysroot", "-isysroot", true},
    {"-target", "--target=", false},
    {"-stdlib", "-stdlib=", false},
});

}  // namespace

std::string_view driver_language(std::string_view language) {
  return language == "c++" || language == "objective-c++" || language == "cuda" ? "c++" : "c";
}

DriverCall driver_call(const std::vector<std::string>& argv, std::string_view directory, std::string_view language) {
  DriverCall call;
  call.language = driver_language(language);
  std::size_t at = compiler_position(argv);
  if (at == argv.size() || argv[at].starts_with('-')) return call;
  const std::string& program = argv[at];
  call.program = program.find('/') == std::string::npos ? program : fs::join_path(directory, program);

  for (++at; at < argv.size() && argv[at] != "--"; ++at) {
    const std::string& word = argv[at];
    if (std::find(kFlags.begin(), kFlags.end(), word) != kFlags.end()) call.options.push_back(word);
    for (const ValueOption& option : kValueOptions) {
      std::string value;
      if (word == option.name && at + 1 < argv.size()) {
        value = argv[++at];
      } else if (word.size() > option.joined.size() && word.starts_with(option.joined)) {
        value = word.substr(option.joined.size());
      } else {
        continue;
      }
      // The call is made from another folder, so that it cannot depend on what lies in this one.
      call.options.push_back(std::string(option.joined) + (option.is_path ? fs::join_path(directory, value) : value));
      break;
    }
  }
  return call;
}

}  // namespace cairn::project
