// FileStates: what the files on the disk are now, each looked at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "platform/fs/file.h"

namespace cairn::index {

// For one survey of many units that consist of the same headers. A file whose stamp is
// another one is read and hashed. Confined to one thread, which waits for the disk.
class FileStates {
 public:
  explicit FileStates(std::string root) : root_(std::move(root)) {}

  // Empty: it cannot be read, or is gone. `path` as the index names files.
  std::optional<fs::FileStamp> stamp(const std::string& path);
  // XXH3 of the bytes; empty likewise.
  std::optional<std::uint64_t> content_hash(const std::string& path);
  // Whether there is something of this absolute name.
  bool exists(const std::string& absolute);

 private:
  struct State {
    std::optional<fs::FileStamp> stamp;
    std::optional<std::uint64_t> hash;
    bool is_hashed = false;
  };
  State& state(const std::string& path);

  const std::string root_;
  std::unordered_map<std::string, State> states_;
  std::unordered_map<std::string, bool> existence_;
};

}  // namespace cairn::index
