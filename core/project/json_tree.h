// Small JSON documents as trees, with bounds. For this folder's sources only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "platform/base/result.h"

namespace cairn::project {

using JsonTree = nlohmann::json;

// Deeper documents are refused: no build tool writes them.
inline constexpr int kMaxJsonDepth = 64;

// kCorrupt, with line and reason, for what is no JSON or too deep. `allow_comments`: of // and /* */.
Result<JsonTree> parse_json_tree(std::string_view text, bool allow_comments = false);

// Reads the file and parses it; errors name it.
Result<JsonTree> read_json_tree(const std::string& path, std::size_t max_bytes);

// The member of an object, if `value` is one, and it has it; else null. Never fails.
const JsonTree& json_member(const JsonTree& value, const char* name);
// The string in that member; empty if there is none.
std::string json_string(const JsonTree& value, const char* name);

}  // namespace cairn::project
