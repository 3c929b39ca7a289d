// JSON as a value, read and written without exceptions.
//
// All functions are pure and thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "platform/base/result.h"

namespace cairn::rpc {

using Json = nlohmann::json;

// Bounds on one text. LSP nests about ten levels deep; a message of millions of
// tiny values would take twenty times its size as a tree.
inline constexpr std::size_t kMaxJsonDepth = 256;
inline constexpr std::size_t kMaxJsonValues = std::size_t{4} << 20;

// Parses one JSON text (RFC 8259). Errors: kTooLarge over the bounds above, found
// by a scan before anything is allocated; kCorrupt for invalid UTF-8 or syntax,
// with the byte where reading stopped.
Result<Json> parse_json(std::string_view text);

// Compact text, always valid UTF-8: bytes of strings that are not become U+FFFD.
std::string dump_json(const Json& value);

// Array of the elements' `Json to_json(const T&)`, found by argument-dependent lookup.
template <typename T>
Json json_array(const std::vector<T>& values) {
  Json array = Json::array();
  for (const T& value : values) array.push_back(to_json(value));
  return array;
}

}  // namespace cairn::rpc
