#include "core/project/ninja_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace cairn::project {
namespace {

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<std::unordered_map<std::string, std::uint32_t>> parse_ninja_log(std::string_view text) {
  constexpr std::string_view kHead = "# ninja log v";
  const std::string_view first = text.substr(0, text.find('\n'));
  const auto version = first.starts_with(kHead) ? number_in(first.substr(kHead.size())) : std::nullopt;
  if (!version || *version < 5 || *version > 7) return unexpected(ErrorCode::kUnsupported, "not a log that is known");
  std::unordered_map<std::string, std::uint32_t> times;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;  // half-written
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    std::array<std::string_view, 4> fields;  // start, end, time of the output, output
    std::size_t count = 0;
    for (; count < fields.size() && line.find('\t') != std::string_view::npos; ++count) {
      fields[count] = line.substr(0, line.find('\t'));
      line.remove_prefix(fields[count].size() + 1);
    }
    const auto started = count == fields.size() ? number_in(fields[0]) : std::nullopt;
    const auto ended = count == fields.size() ? number_in(fields[1]) : std::nullopt;
    if (!started || !ended || *ended < *started || fields[3].empty()) continue;
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint32_t>::max();
    times[std::string(fields[3])] = static_cast<std::uint32_t>(std::min(*ended - *started, kMax));
  }
  return times;
}

}  // namespace cairn::project
