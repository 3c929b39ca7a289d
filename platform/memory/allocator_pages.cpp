#include "platform/memory/allocator_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cerrno>
#include <string>
#include <string_view>

#include "platform/memory/kernel_files.h"
#include "platform/memory/number_lines.h"

namespace cairn::memory {
namespace {

// Of the allocator's first block; other mappings of a process that only begins are smaller.
constexpr std::uintptr_t kLeastBytes = std::uintptr_t{2} << 20;
constexpr std::size_t kMaxMapsBytes = std::size_t{4} << 20;

struct Range {
  std::atomic<std::uintptr_t> begin;
  std::atomic<std::size_t> size;  // written last; 0: not there yet
};

constinit std::array<Range, kMaxNotedRanges> ranges{};
constinit std::atomic<std::size_t> range_count = 0;  // may go beyond the array

// "<begin>-<end> rw-p <offset> <device> 0 " without a path.
void note_line(std::string_view line) {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  const char* const last = line.data() + line.size();
  const auto first = std::from_chars(line.data(), last, begin, 16);
  if (first.ec != std::errc() || first.ptr == last || *first.ptr != '-') return;
  const auto second = std::from_chars(first.ptr + 1, last, end, 16);
  if (second.ec != std::errc() || end < begin + kLeastBytes) return;
  const std::string_view rest(second.ptr, static_cast<std::size_t>(last - second.ptr));
  if (!rest.starts_with(" rw-p ") || rest.find_first_of("/[") != std::string_view::npos) return;
  note_allocator_range(reinterpret_cast<const void*>(begin), end - begin);
}

}  // namespace

void note_allocator_range(const void* begin, std::size_t size) {
  const std::size_t index = range_count.fetch_add(1, std::memory_order_relaxed);
  if (index >= ranges.size()) return;
  ranges[index].begin.store(reinterpret_cast<std::uintptr_t>(begin), std::memory_order_relaxed);
  ranges[index].size.store(size, std::memory_order_release);
}

void note_mappings_of_start() {
  const Result<std::string> maps = read_kernel_file("/proc/self/maps", kMaxMapsBytes);
  if (!maps) return;
  std::string_view rest = *maps;
  while (!rest.empty()) note_line(take_line(rest));
}

Result<std::uint64_t> read_allocator_resident_bytes() {
  const auto page_bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::array<unsigned char, 16384> is_resident;
  const std::size_t step = is_resident.size() * page_bytes;
  std::uint64_t pages = 0;
  const std::size_t count = std::min(range_count.load(std::memory_order_relaxed), ranges.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = ranges[i].size.load(std::memory_order_acquire);
    const std::uintptr_t begin = ranges[i].begin.load(std::memory_order_relaxed);
    for (std::size_t done = 0; done < size; done += step) {
      const std::size_t length = std::min(step, size - done);
      if (::mincore(reinterpret_cast<void*>(begin + done), length, is_resident.data()) != 0) {
        return unexpected(base::errno_error("cannot tell which pages are in memory"));
      }
      for (std::size_t page = 0; page < length / page_bytes; ++page) pages += is_resident[page] & 1U;
    }
  }
  return pages * page_bytes;
}

}  // namespace cairn::memory
