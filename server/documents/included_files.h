// IncludedFiles: what an open file's last parse read from the disk, and whether that still stands there.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cairn::server {

// Confined to the loop thread. Bound: what one parse includes; a path and a hash each.
class IncludedFiles {
 public:
  // A parse begins to read. The time counts against those of writes.
  void begin_parse();
  // What the parse has read, as absolute paths with links resolved. Reads a stamp of each.
  void end_parse(const std::vector<std::string>& paths);

  bool contains(const std::string& path) const { return stamps_.contains(path); }
  std::set<std::string> paths() const;

  // Whether a file other than `open`, whose text on the disk does not count, is another than at the end of the last
  // parse, or was written while that ran. A file that was replaced during the parse by one with an older time of its
  // last write is not noticed.
  bool may_have_changed(const std::set<std::string>& open) const;

 private:
  struct Stamp {
    std::uint64_t hash = 0;  // 0: it was not there
    bool is_written_late = false;
  };
  Stamp read(const std::string& path) const;

  std::map<std::string, Stamp> stamps_;
  std::int64_t begun_ns_ = 0;  // by the clock that stamps files, since the epoch
};

}  // namespace cairn::server
