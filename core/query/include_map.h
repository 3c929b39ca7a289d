// IncludeMap: the whole include graph of the scanned sources, in memory for as long as one question takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::query {

// Files by number; views are valid as long as the snapshot, which has to outlive the map. Immutable, thread-safe. About
// 100 bytes for each file and 8 for each #include.
class IncludeMap {
 public:
  using File = std::uint32_t;
  enum class Way : std::uint8_t { kIncludes, kIncluders };

  // The live files of a layer of scanned sources, and what they include.
  IncludeMap(const store::Snapshot& snapshot, std::uint32_t layer);

  std::size_t size() const { return paths_.size(); }
  std::string_view path(File file) const { return paths_[file]; }
  std::optional<File> find(std::string_view path) const;
  // Whether it may be included several times and mean another thing each time: it has no guard against that.
  bool is_textual(File file) const { return is_textual_[file]; }

  const std::vector<File>& included_by(File file) const { return includes_[file]; }

  // Calls `visit` for each file that is reached from one of `from`, these first, nearer ones before others; files in
  // `seen` are left out, and those reached put in. Ends when it returns false.
  template <typename Visit>
  void reach(const std::vector<File>& from, Way way, std::vector<bool>& seen, Visit visit) const {
    std::vector<File> order;
    for (const File file : from) {
      if (!seen[file]) order.push_back(file);
      seen[file] = true;
    }
    for (std::size_t next = 0; next < order.size(); ++next) {
      const File file = order[next];
      if (!visit(file)) return;
      for (const File other : edges(way)[file]) {
        if (!seen[other]) order.push_back(other);
        seen[other] = true;
      }
    }
  }

 private:
  using Edges = std::vector<std::vector<File>>;
  const Edges& edges(Way way) const { return way == Way::kIncludes ? includes_ : includers_; }
  File number(std::string_view path);

  std::vector<std::string_view> paths_;
  std::unordered_map<std::string_view, File> numbers_;
  std::vector<bool> is_textual_;
  Edges includes_;
  Edges includers_;
};

}  // namespace cairn::query
