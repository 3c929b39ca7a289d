#include "platform/memory/process_memory.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>

#include "platform/memory/number_lines.h"

namespace cairn::memory {

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

Result<ResidentBytes> read_resident(pid_t pid, const KernelRoots& roots) {
  const Result<std::string> statm = read_kernel_file(fmt::format("{}/{}/statm", roots.proc, pid));
  if (!statm) return unexpected(statm.error());
  // "<total pages> <resident pages> <of them, of files and shared> …"
  std::uint64_t numbers[3] = {};
  const char* at = statm->data();
  const char* const end = at + statm->size();
  for (std::uint64_t& number : numbers) {
    while (at != end && *at == ' ') ++at;
    const auto [next, failure] = std::from_chars(at, end, number);
    if (failure != std::errc()) return unexpected(ErrorCode::kCorrupt, "statm has no resident pages");
    at = next;
  }
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return ResidentBytes{(numbers[1] - std::min(numbers[1], numbers[2])) * page, numbers[2] * page};
}

Result<std::uint64_t> read_resident_bytes(pid_t pid) {
  const auto resident = read_resident(pid);
  if (!resident) return unexpected(resident.error());
  return resident->anonymous + resident->file;
}

namespace {

Result<std::uint64_t> read_of_status(pid_t pid, const KernelRoots& roots, std::string_view name) {
  const Result<std::string> status = read_kernel_file(fmt::format("{}/{}/status", roots.proc, pid));
  if (!status) return unexpected(status.error());
  if (const auto bytes = find_bytes(*status, name)) return *bytes;
  return unexpected(ErrorCode::kCorrupt, fmt::format("status lacks {}", name));
}

}  // namespace

Result<std::uint64_t> read_anonymous_bytes(pid_t pid, const KernelRoots& roots) {
  return read_of_status(pid, roots, "RssAnon");
}

Result<std::uint64_t> read_peak_bytes(pid_t pid, const KernelRoots& roots) {
  return read_of_status(pid, roots, "VmHWM");
}

Result<ProcessMemory> read_process_memory(pid_t pid, const KernelRoots& roots) {
  const Result<std::string> rollup = read_kernel_file(fmt::format("{}/{}/smaps_rollup", roots.proc, pid));
  if (!rollup) return unexpected(rollup.error());
  const Result<std::string> status = read_kernel_file(fmt::format("{}/{}/status", roots.proc, pid));
  if (!status) return unexpected(status.error());
  if (rollup->empty()) {
    return unexpected(ErrorCode::kNotFound, fmt::format("process {} has no memory left", pid));
  }
  return parse_process_memory(*rollup, *status);
}

}  // namespace cairn::memory
