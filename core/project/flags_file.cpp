#include "core/project/flags_file.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/project/language.h"
#include "core/project/normalise.h"
#include "platform/base/log.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

constexpr std::string_view kName = "compile_flags.txt";
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

// A line is one word, whatever blanks or quotes it holds.
std::vector<std::string> words_of(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\v\f";
  std::vector<std::string> words;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t begin = line.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) continue;
    words.emplace_back(line.substr(begin, line.find_last_not_of(kBlank) + 1 - begin));
  }
  return words;
}

}  // namespace

std::vector<std::string> flags_file_places(std::string_view root, std::string_view path) {
  const std::string_view last = !root.empty() && fs::is_within(root, path) ? root : "/";
  std::vector<std::string> places;
  for (std::string_view folder = fs::parent_path(path);; folder = fs::parent_path(folder)) {
    places.push_back(fs::join_path(folder, kName));
    if (folder == last || folder == "/") return places;
  }
}

std::optional<CompileCommand> flags_file_command(std::string_view root, std::string_view path) {
  for (const std::string& place : flags_file_places(root, path)) {
    const Result<std::string> text = fs::read_file(place, kMaxBytes);
    if (!text) {
      if (text.error().code != ErrorCode::kNotFound) base::log_error("{}", text.error().message);
      continue;
    }
    CompileCommand command;
    command.directory = fs::parent_path(place);
    command.source = CommandSource::kFlagsFile;
    command.reason = place;
    std::vector<std::string> words = words_of(*text);
    words.insert(words.begin(), "clang");  // where a command has its compiler
    command.arguments = normalise_arguments(words, command.directory, path);
    std::string language = named_language(command.arguments);
    const bool has_option = std::any_of(words.begin(), words.end(), [](const auto& w) { return w.starts_with("-x"); });
    // -std alone does not make a .c file C++ or a .cpp file C.
    if (!has_option && !file_kind(path).language.empty()) language = file_kind(path).language;
    set_language(command.arguments, language.empty() ? likely_language(root, path) : std::string_view(language));
    if (file_kind(path).is_header) allow_header_as_input(command.arguments);
    return command;
  }
  return std::nullopt;
}

}  // namespace cairn::project
