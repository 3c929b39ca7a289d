#include "core/index/prelude/flag_key.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "platform/fs/path.h"

namespace cairn::index {
namespace {

// What says how to report, optimise for debugging or link, and not what the source means.
constexpr auto kIrrelevant =
    std::to_array<std::string_view>({"-W", "-w", "-g", "-pedantic", "-fdiagnostics-", "-fcolor-diagnostics",
                                     "-fno-diagnostics-", "-fmessage-length", "-ferror-limit", "-pipe", "-v"});
// Headers that every unit begins with, or foreign modules: the modules would have to begin with them too.
constexpr auto kRefused = std::to_array<std::string_view>(
    {"-include", "-imacros", "-include-pch", "-ivfsoverlay", "-fmodule", "-Xclang", "-Xpreprocessor", "-Wp,",
     "-traditional", "-trigraphs", "-iwithprefix", "-iprefix", "-F", "-iframework", "-working-directory", "-undef"});
constexpr auto kWithValue = std::to_array<std::string_view>(
    {"-x", "-target", "-arch", "-isysroot", "--sysroot", "-resource-dir", "-gcc-toolchain", "-B", "-A"});

bool begins_with_any(std::string_view word, std::span<const std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view each) { return word.starts_with(each); });
}

std::string macro_name(std::string_view definition) {
  return std::string(definition.substr(0, definition.find_first_of("=(")));
}

}  // namespace

FlagKey flag_key(const project::CompileCommand& command) {
  FlagKey key;
  const std::vector<std::string>& words = command.arguments;
  struct Folders {
    std::string_view option;
    std::vector<std::string>* list;
  };
  const Folders folder_options[] = {
      {"-isystem", &key.system}, {"-iquote", &key.quoted}, {"-idirafter", &key.after}, {"-I", &key.angled}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    // The value of an option, joined or behind it.
    const auto value = [&](std::string_view option) -> std::string {
      if (word.size() > option.size()) return std::string(word.substr(option.size()));
      return i + 1 < words.size() ? words[++i] : std::string();
    };
    const auto* folders = std::find_if(std::begin(folder_options), std::end(folder_options),
                                       [&](const Folders& each) { return word.starts_with(each.option); });
    if (folders != std::end(folder_options)) {
      if (word == "-I-") key.refusal = "-I-";
      folders->list->push_back(fs::join_path(command.directory, value(folders->option)));
    } else if (word.starts_with("-D") || word.starts_with("-U")) {
      const std::string option(word.substr(0, 2));
      const std::string definition = value(option);
      key.macros[macro_name(definition)] = option + definition;
    } else if (begins_with_any(word, kRefused)) {
      key.refusal = std::string(word);
    } else if (!begins_with_any(word, kIrrelevant)) {
      key.options.emplace_back(word);
      if (std::find(kWithValue.begin(), kWithValue.end(), word) != kWithValue.end() && i + 1 < words.size()) {
        key.options.push_back(words[++i]);
      }
    }
  }
  return key;
}

std::vector<std::string> arguments_of(const FlagKey& key) {
  std::vector<std::string> arguments = key.options;
  for (const auto& [name, definition] : key.macros) arguments.push_back(definition);
  const auto add = [&](const char* option, const std::vector<std::string>& folders) {
    for (const std::string& folder : folders) arguments.insert(arguments.end(), {option, folder});
  };
  add("-iquote", key.quoted);
  add("-I", key.angled);
  add("-isystem", key.system);
  add("-idirafter", key.after);
  return arguments;
}

}  // namespace cairn::index
