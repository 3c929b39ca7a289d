#include "core/deps/set_aside.h"

#include <cstdio>

#include "platform/fs/file.h"

namespace cairn::deps {

Result<void> set_aside(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const std::string from = path + suffix;
    if (rename(from.c_str(), (path + ".damaged" + suffix).c_str()) != 0) {
      if (auto removed = fs::remove_tree(from); !removed) return removed;
    }
  }
  return {};
}

}  // namespace cairn::deps
