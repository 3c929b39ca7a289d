// FileStates: what the files on the disk are now, each looked at once.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "platform/fs/file.h"

namespace cairn::index {

// For one survey of many units that consist of the same headers. A file whose stamp is
// another one is read and hashed. Confined to one thread, which waits for the disk.
class FileStates {
 public:
  // `suspects`, as the index names files, are said to have changed: a stamp that is as before says nothing there.
  explicit FileStates(std::string root, std::set<std::string> suspects = {})
      : root_(std::move(root)), suspects_(std::move(suspects)) {}

  // Empty: it cannot be read, or is gone. `path` as the index names files.
  std::optional<fs::FileStamp> stamp(const std::string& path);
  // XXH3 of the bytes; empty likewise.
  std::optional<std::uint64_t> content_hash(const std::string& path);
  bool is_suspect(const std::string& path) const { return suspects_.contains(path); }
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
  const std::set<std::string> suspects_;
  std::unordered_map<std::string, State> states_;
  std::unordered_map<std::string, bool> existence_;
};

}  // namespace cairn::index
