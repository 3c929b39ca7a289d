#include "core/clang/usr.h"

#include <algorithm>

#include "platform/fs/path.h"

namespace cairn::clang {
namespace {

constexpr std::string_view kPrefix = "c:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "@123@…": clang adds the offset to what is local to a function or has no name.
bool begins_with_offset(std::string_view text) {
  const auto end = std::find_if_not(text.begin() + 1, text.end(), is_digit);
  return end > text.begin() + 1 && (end == text.end() || *end == '@');
}

// "@N@ns@aN@…": clang binds what is in an unnamed namespace to its file, but for
// enumerations, aliases and the namespace itself.
bool is_in_unnamed_namespace(std::string_view text) {
  while (text.starts_with("@N@")) {
    const std::size_t end = text.find('@', 3);
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end);
  }
  return text.starts_with("@aN");
}

// "@N@ns@T@name": the entity itself is a typedef, and nothing around it belongs to one file.
bool is_shared_typedef(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return at != std::string_view::npos && at >= 2 && text.substr(at - 2, 3) == "@T@" && !begins_with_offset(text) &&
         text.find("@aN") == std::string_view::npos;
}

// Types and arguments inside a USR may be bound to a file too: "$main.cpp@aN@S@X".
void replace_inner(std::string& usr, std::size_t from, std::string_view base, std::string_view path) {
  if (base.find('.') == std::string_view::npos) return;  // could be a class's name
  for (std::size_t at = usr.find(base, from); at != std::string::npos; at = usr.find(base, at)) {
    const std::size_t end = at + base.size();
    const bool is_marked = at > 0 && std::string_view("$#@>").find(usr[at - 1]) != std::string_view::npos &&
                           end < usr.size() && usr[end] == '@';
    if (is_marked) usr.replace(at, base.size(), path);
    at += is_marked ? path.size() : 1;
  }
}

// clang prints the expressions of types that depend on template parameters, as the first of equal
// ones in the unit was written.
void drop_expressions(std::string& usr) {
  constexpr std::string_view kBegin = "decltype(";
  for (std::size_t at = usr.find(kBegin); at != std::string::npos; at = usr.find(kBegin, at + kBegin.size())) {
    const std::size_t begin = at + kBegin.size();
    std::size_t end = begin;
    for (int depth = 0; end < usr.size() && (usr[end] != ')' || depth > 0); ++end) {
      depth += usr[end] == '(' ? 1 : usr[end] == ')' ? -1 : 0;
    }
    usr.erase(begin, end - begin);
  }
}

}  // namespace

std::string_view store_path(std::string_view root, std::string_view path) {
  if (!fs::is_within(root, path) || path.size() == root.size()) return path;
  return path.substr(root == "/" ? 1 : root.size() + 1);
}

bool may_name_file(std::string_view usr) {
  if (usr.size() <= kPrefix.size()) return false;
  return usr[kPrefix.size()] != '@' || usr.find('.') != std::string_view::npos ||
         is_in_unnamed_namespace(usr.substr(kPrefix.size()));
}

std::string_view named_file(std::string_view usr) {
  if (!usr.starts_with(kPrefix)) return {};
  usr.remove_prefix(kPrefix.size());
  return usr.substr(0, std::min(usr.find('@'), usr.size()));
}

std::string variable_template_usr(std::string_view usr) {
  const std::size_t parameters = usr.find("@VT>");
  const std::size_t name = usr.rfind('@');
  std::string result(usr.substr(0, std::min(parameters, usr.size())));
  if (parameters != std::string_view::npos) result.append(usr.substr(std::max(name, parameters)));
  return result;
}

std::string normalise_usr(std::string_view usr, std::string_view declared_in) {
  std::string result(usr);
  drop_expressions(result);
  usr = result;
  const std::string_view base = declared_in.substr(declared_in.rfind('/') + 1);
  if (base.empty() || !usr.starts_with(kPrefix)) return result;
  std::string_view rest = usr.substr(kPrefix.size());
  std::size_t done = kPrefix.size();
  if (rest.starts_with(base) && rest.substr(base.size()).starts_with('@')) {
    rest.remove_prefix(base.size());
    if (is_shared_typedef(rest)) return std::string(kPrefix).append(rest);
    result = std::string(kPrefix).append(declared_in).append(rest);
    done += declared_in.size();
  } else if (is_in_unnamed_namespace(rest)) {
    result = std::string(kPrefix).append(declared_in).append(rest);
    done += declared_in.size();
  }
  replace_inner(result, done, base, declared_in);
  return result;
}

std::string macro_usr(std::string_view name, std::string_view defined_in) {
  const bool is_ours = !defined_in.starts_with('/');
  return std::string(kPrefix).append(is_ours ? defined_in : "").append("@macro@").append(name);
}

}  // namespace cairn::clang
