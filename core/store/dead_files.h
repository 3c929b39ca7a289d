// DeadFiles: which files of a segment have newer rows elsewhere, or none any more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/store/segment.h"

namespace cairn::store {

// A bit per file; files beyond the last bit are alive. A value; thread-safe when const.
class DeadFiles {
 public:
  bool contains(Ordinal file) const { return file / 64 < words_.size() && (words_[file / 64] >> file % 64 & 1) != 0; }
  void add(Ordinal file) {
    if (file / 64 >= words_.size()) words_.resize(file / 64 + 1);
    count_ += contains(file) ? 0 : 1;
    words_[file / 64] |= std::uint64_t{1} << file % 64;
  }
  std::uint64_t count() const { return count_; }
  // Calls `visit(file)` for each, rising.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (Ordinal file = 0; file < words_.size() * 64; ++file) {
      if (contains(file)) visit(file);
    }
  }
  std::size_t memory_bytes() const { return words_.capacity() * sizeof(std::uint64_t); }

 private:
  std::vector<std::uint64_t> words_;
  std::uint64_t count_ = 0;
};

}  // namespace cairn::store
