#include "platform/proc/peak_memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "platform/base/unique_fd.h"
#include "platform/fs/file.h"

namespace cairn::proc {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 10;

// Of the line "<name>   <n> kB".
std::optional<std::uint64_t> bytes_of(std::string_view status, std::string_view name) {
  const std::size_t line = status.find(name);
  if (line == std::string_view::npos) return std::nullopt;
  const std::size_t digits = status.find_first_not_of(" \t", line + name.size());
  if (digits == std::string_view::npos) return std::nullopt;
  std::uint64_t kilobytes = 0;
  const auto failure = std::from_chars(status.data() + digits, status.data() + status.size(), kilobytes).ec;
  return failure == std::errc() ? std::optional(kilobytes * 1024) : std::nullopt;
}

}  // namespace

void restart_peak() {
  const base::UniqueFd file(open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC));
  // "5": only the peak is forgotten.
  if (file) static_cast<void>(!write(file.get(), "5", 1));
}

Result<std::uint64_t> parse_peak_anonymous_bytes(std::string_view status) {
  const auto peak = bytes_of(status, "VmHWM:");
  const auto files = bytes_of(status, "RssFile:");
  const auto anonymous = bytes_of(status, "RssAnon:");
  if (!peak || !files || !anonymous) return unexpected(ErrorCode::kCorrupt, "status lacks VmHWM, RssFile or RssAnon");
  return std::max(*anonymous, *peak - std::min(*peak, *files));
}

Result<std::uint64_t> read_peak_anonymous_bytes() {
  auto status = fs::read_file("/proc/self/status", kMaxBytes);
  if (!status) return unexpected(status.error());
  return parse_peak_anonymous_bytes(*status);
}

}  // namespace cairn::proc
