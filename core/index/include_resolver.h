// IncludeResolver: which file of the workspace an #include means, without compile flags.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/index/walk.h"

namespace cairn::index {

// The file beside the includer; else, of the files whose path ends with what is spelled,
// the one that shares most leading folders with the includer (then the shortest path, then
// the first). A guess that is right wherever the spelled path is unambiguous in the
// workspace. Borrows the files, which are sorted by path. Immutable; thread-safe.
class IncludeResolver {
 public:
  explicit IncludeResolver(const std::vector<WalkedFile>& files);

  // A view into the files; empty if nothing fits.
  std::string_view resolve(std::string_view includer, std::string_view spelled) const;

 private:
  std::optional<std::size_t> find(std::string_view path) const;

  const std::vector<WalkedFile>& files_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by_name_;  // hash of the last component, index; sorted
};

}  // namespace cairn::index
