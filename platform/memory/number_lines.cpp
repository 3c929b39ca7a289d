#include "platform/memory/number_lines.h"

#include <algorithm>
#include <charconv>

namespace cairn::memory {

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

std::optional<std::uint64_t> parse_kilobytes(std::string_view line, std::string_view name) {
  if (!line.starts_with(name) || !line.substr(name.size()).starts_with(':')) return std::nullopt;
  line.remove_prefix(name.size() + 1);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  std::uint64_t kilobytes = 0;
  const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), kilobytes);
  const std::string_view unit(end, static_cast<std::size_t>(line.data() + line.size() - end));
  if (failure != std::errc() || unit != " kB" || kilobytes > UINT64_MAX / 1024) return std::nullopt;
  return kilobytes * 1024;
}

std::optional<std::uint64_t> find_bytes(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.starts_with(name) && line.substr(name.size()).starts_with(':')) return parse_kilobytes(line, name);
  }
  return std::nullopt;
}

}  // namespace cairn::memory
