#include "platform/proc/pressure.h"

#include <charconv>
#include <optional>
#include <string>

#include "platform/fs/file.h"

namespace cairn::proc {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 10;

template <typename Number>
std::optional<Number> number_at(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  Number value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() ? std::optional(value) : std::nullopt;
}

}  // namespace

Result<Pressure> parse_pressure(std::string_view loadavg, std::string_view meminfo, std::string_view memory) {
  constexpr std::string_view kAvailable = "MemAvailable:";
  constexpr std::string_view kSome = "some avg10=";
  Pressure pressure;
  const auto load = number_at<double>(loadavg);
  const std::size_t line = meminfo.find(kAvailable);
  const auto kilobytes = line == std::string_view::npos
                             ? std::nullopt
                             : number_at<std::uint64_t>(meminfo.substr(line + kAvailable.size()));
  if (!load || !kilobytes) return unexpected(ErrorCode::kCorrupt, "/proc/loadavg or /proc/meminfo has another form");
  pressure.load = *load;
  pressure.available_bytes = *kilobytes * 1024;
  const std::size_t some = memory.find(kSome);
  if (some != std::string_view::npos) {
    pressure.memory_stall_percent = number_at<double>(memory.substr(some + kSome.size())).value_or(0);
  }
  return pressure;
}

Result<Pressure> read_pressure() {
  auto loadavg = fs::read_file("/proc/loadavg", kMaxBytes);
  if (!loadavg) return unexpected(loadavg.error());
  auto meminfo = fs::read_file("/proc/meminfo", kMaxBytes);
  if (!meminfo) return unexpected(meminfo.error());
  return parse_pressure(*loadavg, *meminfo, fs::read_file("/proc/pressure/memory", kMaxBytes).value_or(""));
}

}  // namespace cairn::proc
