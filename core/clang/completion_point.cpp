#include "core/clang/completion_point.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "core/clang/source_token.h"

namespace cairn::clang {
namespace {

// How far back the beginning of a name or statement is looked for.
constexpr std::size_t kMaxLookBack = 4096;

std::size_t skip_space_back(std::string_view text, std::size_t end) {
  while (end > 0 && std::isspace(static_cast<unsigned char>(text[end - 1]))) --end;
  return end;
}

std::size_t skip_word_back(std::string_view text, std::size_t end) {
  while (end > 0 && is_word_byte(text[end - 1])) --end;
  return end;
}

// Where the open file name of an #include line begins after its last '/', if `before`
// (the line up to the cursor) ends inside one.
std::optional<std::size_t> include_name_start(std::string_view before) {
  const std::size_t hash = before.find_first_not_of(" \t");
  if (hash == std::string_view::npos || before[hash] != '#') return std::nullopt;
  const std::size_t word = before.find_first_not_of(" \t", hash + 1);
  if (word == std::string_view::npos || !before.substr(word).starts_with("include")) return std::nullopt;
  const std::size_t open = before.find_first_of("\"<", word);
  if (open == std::string_view::npos) return std::nullopt;
  if (before.find(before[open] == '<' ? '>' : '"', open + 1) != std::string_view::npos) return std::nullopt;
  const std::size_t slash = before.rfind('/');
  return (slash == std::string_view::npos ? open : std::max(open, slash)) + 1;
}

// Where the name that ends at `end` begins, with its qualifiers: "ns::Class::".
std::size_t qualified_start(std::string_view text, std::size_t end) {
  const std::size_t limit = end > kMaxLookBack ? end - kMaxLookBack : 0;
  while (end > limit) {
    const std::size_t colons = skip_space_back(text, end);
    if (colons < 2 || text.substr(colons - 2, 2) != "::") break;
    end = skip_word_back(text, skip_space_back(text, colons - 2));
  }
  return end;
}

// `&` is the address operator where no operand stands before it.
bool follows_address_operator(std::string_view text, std::size_t name_start) {
  std::size_t end = skip_space_back(text, name_start);
  if (end == 0 || text[end - 1] != '&' || (end > 1 && text[end - 2] == '&')) return false;
  end = skip_space_back(text, end - 1);
  if (end == 0) return false;
  const std::size_t word = skip_word_back(text, end);
  if (word < end) return text.substr(word, end - word) == "return";
  return std::string_view("=(,{[?:<|!;}").find(text[end - 1]) != std::string_view::npos;
}

bool in_using(std::string_view text, std::size_t word_start) {
  const std::size_t limit = word_start > kMaxLookBack ? word_start - kMaxLookBack : 0;
  std::size_t begin = word_start;
  while (begin > limit && std::string_view(";{}=").find(text[begin - 1]) == std::string_view::npos) --begin;
  const std::size_t first = text.find_first_not_of(" \t\r\n", begin);
  return first < word_start && text.substr(first).starts_with("using") && !is_word_byte(text[first + 5]);
}

}  // namespace

CompletionPoint locate_completion(std::string_view text, std::uint64_t offset) {
  CompletionPoint point;
  point.offset = std::min<std::size_t>(offset, text.size());
  point.word_start = skip_word_back(text, point.offset);
  point.word_end = point.offset;
  while (point.word_end < text.size() && is_word_byte(text[point.word_end])) ++point.word_end;

  const std::size_t line_end = point.offset == 0 ? std::string_view::npos : text.find_last_of("\r\n", point.offset - 1);
  const std::size_t line_start = line_end == std::string_view::npos ? 0 : line_end + 1;
  if (const auto start = include_name_start(text.substr(line_start, point.offset - line_start))) {
    point.word_start = line_start + *start;
    point.in_include = true;
    point.word_end = std::min(text.find_first_of("/\">\r\n", point.offset), text.size());
    return point;
  }
  const std::size_t behind = text.find_first_not_of(" \t", point.word_end);
  const bool has_arguments = behind != std::string_view::npos && text[behind] == '(';
  point.takes_no_call = has_arguments || follows_address_operator(text, qualified_start(text, point.word_start)) ||
                        in_using(text, point.word_start);
  return point;
}

}  // namespace cairn::clang
