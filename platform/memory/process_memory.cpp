#include "platform/memory/process_memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "platform/base/unique_fd.h"

namespace cairn::memory {

namespace {

// Both files have less than 2 KiB on current kernels; the rest is room for kernels to come.
constexpr std::size_t kMaxProcFileBytes = 16 * 1024;

// The text of a file in /proc, which has no size to ask for.
Result<std::string> read_proc_file(const std::string& path) {
  const base::UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return unexpected(base::errno_error("cannot open " + path));
  std::string text;
  std::array<char, 4096> piece{};
  while (text.size() < kMaxProcFileBytes) {
    const ssize_t got = ::read(fd.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unexpected(base::errno_error("cannot read " + path));
    if (got == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  return unexpected(ErrorCode::kTooLarge, path + " is longer than expected");
}

// The bytes that the line "<name>:   <n> kB" states.
std::optional<std::uint64_t> find_bytes(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.starts_with(name) || !line.substr(name.size()).starts_with(':')) continue;
    line.remove_prefix(name.size() + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    std::uint64_t kilobytes = 0;
    const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), kilobytes);
    const std::string_view unit(end, static_cast<std::size_t>(line.data() + line.size() - end));
    if (failure != std::errc() || unit != " kB" || kilobytes > UINT64_MAX / 1024) return std::nullopt;
    return kilobytes * 1024;
  }
  return std::nullopt;
}

}  // namespace

Result<ProcessMemory> parse_process_memory(std::string_view smaps_rollup, std::string_view status) {
  const auto rss = find_bytes(smaps_rollup, "Rss");
  const auto pss = find_bytes(smaps_rollup, "Pss");
  const auto anonymous = find_bytes(smaps_rollup, "Anonymous");
  const auto swap = find_bytes(smaps_rollup, "Swap");
  const auto peak = find_bytes(status, "VmHWM");
  if (!rss || !pss || !anonymous || !swap || !peak) {
    return unexpected(ErrorCode::kCorrupt, "smaps_rollup or status lacks Rss, Pss, Anonymous, Swap or VmHWM");
  }
  // The kernel counts the two files differently and one after the other: keep the sums consistent.
  return ProcessMemory{*rss, *pss, *anonymous, *rss - std::min(*rss, *anonymous), *swap, std::max(*peak, *rss)};
}

Result<std::uint64_t> read_resident_bytes(pid_t pid) {
  const Result<std::string> statm = read_proc_file(fmt::format("/proc/{}/statm", pid));
  if (!statm) return unexpected(statm.error());
  // "<total pages> <resident pages> …"
  const std::size_t space = statm->find(' ');
  std::uint64_t pages = 0;
  if (space == std::string::npos ||
      std::from_chars(statm->data() + space + 1, statm->data() + statm->size(), pages).ec != std::errc()) {
    return unexpected(ErrorCode::kCorrupt, "statm has no resident pages");
  }
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

Result<ProcessMemory> read_process_memory(pid_t pid) {
  const Result<std::string> rollup = read_proc_file(fmt::format("/proc/{}/smaps_rollup", pid));
  if (!rollup) return unexpected(rollup.error());
  const Result<std::string> status = read_proc_file(fmt::format("/proc/{}/status", pid));
  if (!status) return unexpected(status.error());
  if (rollup->empty()) {
    return unexpected(ErrorCode::kNotFound, fmt::format("process {} has no memory left", pid));
  }
  return parse_process_memory(*rollup, *status);
}

}  // namespace cairn::memory
