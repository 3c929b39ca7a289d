#include "platform/memory/kernel_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "platform/base/unique_fd.h"

namespace cairn::memory {

Result<std::string> read_kernel_file(const std::string& path, std::size_t max_bytes) {
  const base::UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return unexpected(base::errno_error("cannot open " + path));
  std::string text;
  std::size_t size = 0;
  while (true) {
    // Doubled, because each call has the kernel make a piece of its own.
    if (size == text.size()) text.resize(std::max<std::size_t>(4096, size * 2));
    const ssize_t got = ::read(fd.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unexpected(base::errno_error("cannot read " + path));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > max_bytes) return unexpected(ErrorCode::kTooLarge, path + " is longer than expected");
  }
  text.resize(size);
  return text;
}

}  // namespace cairn::memory
