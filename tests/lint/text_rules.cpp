#include "tests/lint/text_rules.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/lint/code_text.h"

namespace cairn::lint {
namespace {

constexpr int kMaxLinesWithoutReason = 800;
constexpr int kReasonLines = 5;
constexpr int kMaxReadmeLines = 40;

int line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

int count_lines(std::string_view text) {
  const int newlines = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  return text.empty() || text.back() == '\n' ? newlines : newlines + 1;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; }

// Finds `place` where it is no part of a longer word or path: "/a" in "/a/b" and "cd /a", but not in "x/a" or "/ab".
std::size_t find_place(std::string_view text, std::string_view place) {
  for (std::size_t at = text.find(place); at != std::string_view::npos; at = text.find(place, at + 1)) {
    const bool starts = at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != '}');
    const std::size_t end = at + place.size();
    if (starts && (end == text.size() || !is_word(text[end]))) return at;
  }
  return std::string_view::npos;
}

// Put together from pieces, so that this file passes its own rule.
const std::vector<std::string>& machine_folders() {
  static const std::vector<std::string> folders = {std::string("/wo") + "rk", std::string("/ro") + "ot"};
  return folders;
}

const std::vector<std::string>& registry_hosts() {
  static const std::vector<std::string> hosts = {
      std::string(".deb") + "ian.org",  std::string("npm") + "js.org",        std::string("npm") + "js.com",
      std::string("pypi") + ".org",     std::string("python") + "hosted.org", std::string("crates") + ".io",
      std::string("proxy.go") + "lang", std::string("pkg") + ".dev",          std::string("ubuntu") + ".com",
      std::string("conan") + ".io",     std::string("maven") + ".org"};
  return hosts;
}

}  // namespace

Violations check_header(std::string_view path, std::string_view source) {
  Violations found;
  const std::string code = blank_comments_and_literals(source);
  if (!code.starts_with("#pragma once\n") && code.find("\n#pragma once\n") == std::string::npos) {
    found.push_back({std::string(path), 0, "a header needs #pragma once"});
  }
  const std::size_t at = code.find("using namespace");
  if (at != std::string::npos) {
    found.push_back({std::string(path), line_of(code, at), "no `using namespace` in a header"});
  }
  return found;
}

Violations check_length(std::string_view path, std::string_view source) {
  if (count_lines(source) <= kMaxLinesWithoutReason) return {};
  std::size_t end = 0;
  for (int line = 0; line < kReasonLines; ++line) end = source.find('\n', end) + 1;
  if (source.substr(0, end).find("long because") != std::string_view::npos) return {};
  return {{std::string(path), 0, "more than 800 lines and no \"long because …\" in the first five"}};
}

Violations check_test_names(std::string_view path, std::string_view source) {
  Violations found;
  const std::string code = blank_comments_and_literals(source);
  const std::string_view opening = "TEST_CASE(\"";
  for (std::size_t at = code.find(opening); at != std::string::npos; at = code.find(opening, at + 1)) {
    const std::size_t start = at + opening.size();
    // The blanked text still has the quotes, so that its next one closes the name.
    const std::string_view name = source.substr(start, code.find('"', start) - start);
    if (name.find(';') != std::string_view::npos) {
      found.push_back({std::string(path), line_of(source, at), "no ';' in the name of a test"});
    }
  }
  return found;
}

Violations check_places(std::string_view path, std::string_view text) {
  Violations found;
  for (const std::string& folder : machine_folders()) {
    const std::size_t at = find_place(text, folder);
    if (at != std::string_view::npos) {
      found.push_back({std::string(path), line_of(text, at), "names a folder of one machine: " + folder});
    }
  }
  for (const std::string& host : registry_hosts()) {
    const std::size_t at = text.find(host);
    if (at != std::string_view::npos) {
      found.push_back({std::string(path), line_of(text, at), "names a package registry: " + host});
    }
  }
  return found;
}

Violations check_readme_length(std::string_view path, std::string_view text) {
  if (path == "README.md" || count_lines(text) <= kMaxReadmeLines) return {};
  return {{std::string(path), 0, "a folder's README.md has at most 40 lines"}};
}

}  // namespace cairn::lint
