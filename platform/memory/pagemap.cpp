#include "platform/memory/pagemap.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>

#include "platform/base/unique_fd.h"

namespace cairn::memory {

Result<std::uint64_t> count_anonymous_bytes(const std::vector<AddressRange>& ranges) {
  const base::UniqueFd pagemap{::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)};
  if (!pagemap) return unexpected(base::errno_error("cannot open /proc/self/pagemap"));
  const auto page_bytes = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::array<std::uint64_t, 2048> words{};
  std::uint64_t pages = 0;
  for (const AddressRange& range : ranges) {
    std::uint64_t next = range.begin / page_bytes;
    const std::uint64_t end = (range.end + page_bytes - 1) / page_bytes;
    while (next < end) {
      const std::size_t wanted = std::min<std::size_t>(end - next, words.size()) * sizeof(words[0]);
      const ssize_t got = ::pread(pagemap.get(), words.data(), wanted, static_cast<off_t>(next * sizeof(words[0])));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return unexpected(base::errno_error("cannot read /proc/self/pagemap"));
      const std::size_t count = static_cast<std::size_t>(got) / sizeof(words[0]);
      if (count == 0) break;
      // Present (bit 63), not swapped (62), neither of a file nor shared (61).
      for (std::size_t i = 0; i < count; ++i) pages += (words[i] >> 61U) == 0b100 ? 1 : 0;
      next += count;
    }
  }
  return pages * page_bytes;
}

}  // namespace cairn::memory
