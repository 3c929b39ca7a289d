// The quoting of POSIX.1-2017, Shell Command Language 2.2. Nothing is expanded: $X,
// globs, ; and | come out as they are written.
#include <cstddef>

#include "core/project/normalise.h"

namespace cairn::project {
namespace {

constexpr std::string_view kBlank = " \t\n\r\v\f";

// Reads one word that starts at `at`, which is not a blank; returns the offset after it.
std::size_t read_word(std::string_view command, std::size_t at, std::string& word) {
  char quote = 0;
  for (; at < command.size(); ++at) {
    const char c = command[at];
    const bool has_next = at + 1 < command.size();
    if (quote == '\'') {
      if (c == '\'') {
        quote = 0;
      } else {
        word += c;
      }
    } else if (c == '\\' && has_next) {
      const char next = command[++at];
      // Between double quotes a backslash escapes only these; elsewhere it escapes everything.
      const bool escapes = quote == 0 || std::string_view("$`\"\\\n").find(next) != std::string_view::npos;
      if (!escapes) word += c;
      if (next != '\n' || !escapes) word += next;
    } else if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (kBlank.find(c) != std::string_view::npos) {
      break;
    } else {
      word += c;
    }
  }
  return at;
}

}  // namespace

std::vector<std::string> split_command(std::string_view command) {
  std::vector<std::string> words;
  for (std::size_t at = command.find_first_not_of(kBlank); at < command.size();
       at = command.find_first_not_of(kBlank, at)) {
    // A continued line between words is no word.
    if (command.substr(at).starts_with("\\\n")) {
      at += 2;
      continue;
    }
    std::string word;
    at = read_word(command, at, word);
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace cairn::project
