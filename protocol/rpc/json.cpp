#include "protocol/rpc/json.h"

#include <exception>

#include <fmt/format.h>

#include "platform/base/utf.h"

namespace cairn::rpc {
namespace {

// Position of the quote that closes the string whose first byte is text[at], or the end.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return at;
}

// One pass over the bytes that counts what the tree would cost. It may be wrong
// about malformed text, which the parser then refuses.
Result<void> check_bounds(std::string_view text) {
  std::size_t depth = 0;
  std::size_t values = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '"':
        at = end_of_string(text, at + 1);
        break;
      case '[':
      case '{':
        ++values;
        if (++depth > kMaxJsonDepth) {
          return unexpected(ErrorCode::kTooLarge, fmt::format("JSON is nested deeper than {} levels", kMaxJsonDepth));
        }
        break;
      case ']':
      case '}':
        if (depth > 0) --depth;
        break;
      case ',':
        if (++values > kMaxJsonValues) {
          return unexpected(ErrorCode::kTooLarge, fmt::format("JSON has more than {} values", kMaxJsonValues));
        }
        break;
      default:
        break;
    }
  }
  return {};
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (Result<void> bounds = check_bounds(text); !bounds) return unexpected(std::move(bounds).error());
  // The parser takes a NUL byte for the end of the text, whatever follows.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return unexpected(ErrorCode::kCorrupt, fmt::format("invalid JSON at byte {}", nul + 1));
  }
  if (!base::is_valid_utf8(text)) return unexpected(ErrorCode::kCorrupt, "JSON is not valid UTF-8");
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    return unexpected(ErrorCode::kCorrupt, fmt::format("invalid JSON at byte {}", error.byte));
  } catch (const Json::exception&) {  // a number that no double can hold
    return unexpected(ErrorCode::kCorrupt, "invalid JSON: number out of range");
  } catch (const std::exception& error) {
    return unexpected(ErrorCode::kTooLarge, fmt::format("cannot read JSON: {}", error.what()));
  }
}

std::string dump_json(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace cairn::rpc
