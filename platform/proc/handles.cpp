#include "platform/proc/handles.h"

#include <dirent.h>

#include <memory>

namespace cairn::proc {

Result<std::uint64_t> count_handles() {
  const auto close = [](DIR* folder) { ::closedir(folder); };
  const std::unique_ptr<DIR, decltype(close)> folder(::opendir("/proc/self/fd"), close);
  if (!folder) return unexpected(base::errno_error("cannot read /proc/self/fd"));
  std::uint64_t count = 0;
  while (const dirent* entry = ::readdir(folder.get())) {
    if (entry->d_name[0] != '.') ++count;
  }
  return count > 0 ? count - 1 : 0;
}

}  // namespace cairn::proc
