#include "core/project/json_tree.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "platform/fs/file.h"

namespace cairn::project {

Result<JsonTree> parse_json_tree(std::string_view text, bool allow_comments) {
  bool is_too_deep = false;
  const JsonTree::parser_callback_t look = [&](int depth, JsonTree::parse_event_t, JsonTree&) {
    is_too_deep = is_too_deep || depth > kMaxJsonDepth;
    return !is_too_deep;  // what is deeper is read and thrown away
  };
  try {
    JsonTree tree = JsonTree::parse(text, look, true, allow_comments);
    if (is_too_deep) return unexpected(ErrorCode::kCorrupt, fmt::format("nested deeper than {}", kMaxJsonDepth));
    return tree;
  } catch (const JsonTree::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    const auto line = 1 + std::count(text.begin(), end, '\n');
    return unexpected(ErrorCode::kCorrupt, fmt::format("line {}: not valid JSON", line));
  } catch (const std::exception& error) {
    return unexpected(ErrorCode::kCorrupt, error.what());
  }
}

Result<JsonTree> read_json_tree(const std::string& path, std::size_t max_bytes) {
  const Result<std::string> text = fs::read_file(path, max_bytes);
  if (!text) return unexpected(Error(text.error()).within(path));
  Result<JsonTree> tree = parse_json_tree(*text);
  if (!tree) return unexpected(Error(tree.error()).within(path));
  return tree;
}

const JsonTree& json_member(const JsonTree& value, const char* name) {
  static const JsonTree kNone;
  if (!value.is_object()) return kNone;
  const auto found = value.find(name);
  return found == value.end() ? kNone : *found;
}

std::string json_string(const JsonTree& value, const char* name) {
  const JsonTree& member = json_member(value, name);
  return member.is_string() ? member.get<std::string>() : std::string();
}

}  // namespace cairn::project
