// IncludeGraph: who includes whom, in one snapshot of the store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::deps {

// Numbers of the store's layers, which core/index assigns.
struct StoreLayers {
  std::uint32_t scanned = 0;  // rows of files as a scan without flags sees them
  std::uint32_t read = 0;     // rows of variants, as clang read them
};

// For as long as one question takes: the context-free graph, in which each #include leads to one file, and on demand
// what clang found for a variant. Memory: about 150 bytes for each file and 8 for each #include. Confined to one
// thread.
class IncludeGraph {
 public:
  using File = std::uint32_t;
  struct Edge {
    File to = 0;
    std::uint32_t line = 0;  // of the #include, from 0
    bool operator==(const Edge&) const = default;
  };
  using Edges = std::vector<Edge>;

  IncludeGraph(std::shared_ptr<const store::Snapshot> snapshot, StoreLayers layers);

  std::size_t size() const { return paths_.size(); }
  const std::string& path(File file) const { return paths_[file]; }
  std::optional<File> find(std::string_view path) const;
  // The number of any path, a new one if need be.
  File add(std::string_view path);

  // Whether the scan has rows of the file.
  bool is_scanned(File file) const { return is_scanned_[file]; }
  // By line. Includes that lead to no known file are left out.
  const Edges& scanned(File file) const { return scanned_[file]; }
  const Edges& scanned_includers(File file) const { return includers_[file]; }
  // What the variant of this store path includes; nothing if the snapshot does not have it.
  Edges of_variant(const std::string& stored_path);
  // Of a file of a segment of the snapshot; adds the files that it names.
  Edges read(const store::Segment& segment, store::Ordinal file);

  const store::Snapshot& snapshot() const { return *snapshot_; }
  const StoreLayers& layers() const { return layers_; }

 private:
  std::shared_ptr<const store::Snapshot> snapshot_;
  const StoreLayers layers_;
  std::deque<std::string> paths_;
  std::unordered_map<std::string_view, File> numbers_;
  std::vector<bool> is_scanned_;
  std::deque<Edges> scanned_;    // references to them stay good
  std::deque<Edges> includers_;  // `line` is that in the includer
};

}  // namespace cairn::deps
