#include "server/answers/missing_names.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace cairn::server {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// What stands first between quotes in the message.
std::string_view quoted(std::string_view message) {
  const std::size_t begin = message.find('\'');
  if (begin == std::string_view::npos) return {};
  const std::size_t end = message.find('\'', begin + 1);
  return end == std::string_view::npos ? std::string_view() : message.substr(begin + 1, end - begin - 1);
}

// "ns::Box" of "const struct ns::Box<int> &".
std::string plain_type(std::string_view type) {
  type = type.substr(0, type.find_first_of("<*&[("));
  for (const std::string_view word : {"const ", "volatile ", "struct ", "class ", "union ", "enum "}) {
    if (type.starts_with(word)) type.remove_prefix(word.size());
  }
  while (type.ends_with(' ')) type.remove_suffix(1);
  return std::all_of(type.begin(), type.end(), [](char c) { return is_word(c) || c == ':'; }) ? std::string(type)
                                                                                              : std::string();
}

// The whole name in the text of which a part begins at the offset.
std::string name_at(std::string_view text, std::size_t offset) {
  if (offset >= text.size() || !is_word(text[offset])) return {};
  std::size_t begin = offset;
  while (true) {
    while (begin > 0 && is_word(text[begin - 1])) --begin;
    if (begin < 3 || text.substr(begin - 2, 2) != "::" || !is_word(text[begin - 3])) break;
    begin -= 2;
  }
  std::size_t end = offset;
  while (true) {
    while (end < text.size() && is_word(text[end])) ++end;
    if (end + 2 >= text.size() || text.substr(end, 2) != "::" || !is_word(text[end + 2])) break;
    end += 2;
  }
  return std::string(text.substr(begin, end - begin));
}

bool begins_with_one_of(std::string_view message, const auto& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view each) { return message.starts_with(each); });
}

}  // namespace

std::string missing_name(std::string_view message, std::string_view text, std::size_t offset) {
  static constexpr std::array<std::string_view, 11> kUndeclared = {"use of undeclared identifier",
                                                                   "unknown type name",
                                                                   "no template named",
                                                                   "no type named",
                                                                   "no member named",
                                                                   "call to undeclared",
                                                                   "implicit declaration of",
                                                                   "implicitly declaring library function",
                                                                   "unknown class name",
                                                                   "undeclared identifier",
                                                                   "unknown template name"};
  if (begins_with_one_of(message, kUndeclared)) {
    // Members of classes are in no header of their own.
    const bool is_member = message.starts_with("no member") || message.starts_with("no type");
    const bool is_in_namespace = message.find("in namespace") != std::string_view::npos ||
                                 message.find("in the global namespace") != std::string_view::npos;
    if (is_member && !is_in_namespace) return {};
    std::string name = name_at(text, offset);
    const std::string_view said = quoted(message);
    return name.find(said) != std::string::npos ? name : std::string(said);
  }
  const bool is_incomplete = message.find("incomplete type") != std::string_view::npos ||
                             message.find("incomplete result type") != std::string_view::npos ||
                             message.starts_with("implicit instantiation of undefined template") ||
                             message.find("incomplete definition of type") != std::string_view::npos;
  return is_incomplete ? plain_type(quoted(message)) : std::string();
}

}  // namespace cairn::server
