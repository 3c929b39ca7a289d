#include "protocol/lsp/uri.h"

#include <algorithm>

#include <fmt/format.h>

namespace cairn::lsp {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (is_letter(a) ? static_cast<char>(a | 0x20) : a) == b; });
}

// Value of a hexadecimal digit, or -1.
int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> percent_decode(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result.push_back(text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return unexpected(ErrorCode::kInvalidArgument, fmt::format("URI has a broken escape \"{}\"", text.substr(i, 3)));
    }
    result.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return result;
}

// "/C:", "/C:/…", "/C|/…" and what escapes make of them.
bool starts_with_drive(std::string_view path) {
  return path.size() >= 3 && is_letter(path[1]) && (path[2] == ':' || path[2] == '|') &&
         (path.size() == 3 || path[3] == '/' || path[3] == '\\');
}

}  // namespace

Result<std::string> path_from_uri(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return unexpected(ErrorCode::kInvalidArgument, fmt::format("\"{}\" is not a URI", uri));
  }
  if (!equals_ignoring_case(uri.substr(0, colon), "file")) {
    return unexpected(ErrorCode::kUnsupported,
                      fmt::format("URI scheme \"{}\" is not supported, only \"file\"", uri.substr(0, colon)));
  }
  std::string_view rest = uri.substr(colon + 1);
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::string_view host = rest.substr(0, rest.find('/'));
    if (!host.empty() && !equals_ignoring_case(host, "localhost")) {
      return unexpected(ErrorCode::kUnsupported,
                        fmt::format("URI names the host \"{}\"; only local files are supported", host));
    }
    rest.remove_prefix(host.size());
  }
  Result<std::string> path = percent_decode(rest);
  if (!path) return path;
  if (!path->starts_with('/')) {
    return unexpected(ErrorCode::kInvalidArgument, fmt::format("URI \"{}\" has no absolute path", uri));
  }
  if (path->find('\0') != std::string::npos) {
    return unexpected(ErrorCode::kInvalidArgument, "URI has a NUL byte in its path");
  }
  if (starts_with_drive(*path)) {
    return unexpected(ErrorCode::kUnsupported, fmt::format("Windows path in URI \"{}\" is not supported", uri));
  }
  return path;
}

std::string uri_from_path(std::string_view path) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~/:";
  std::string result = "file://";
  result.reserve(result.size() + path.size());
  for (const char c : path) {
    if (is_letter(c) || is_digit(c) || kPlain.find(c) != std::string_view::npos) {
      result.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result.append({'%', kHexDigits[byte >> 4U], kHexDigits[byte & 0xFU]});
    }
  }
  return result;
}

}  // namespace cairn::lsp
