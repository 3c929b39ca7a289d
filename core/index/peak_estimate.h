// PeakEstimate: what a unit that was never parsed will need in memory.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cairn::index {

// From the peaks of units that are near: units of one folder include much the same. High rather than right, because
// too much makes a unit wait, and too little gets it killed. Bounds: the last kKept peaks of each of at most
// kMaxFolders folders, and of all. A value; confined to one thread.
class PeakEstimate {
 public:
  static constexpr std::size_t kKept = 32;
  static constexpr std::size_t kMaxFolders = 4096;

  // A unit needed so much. `path` as UnitKey::path.
  void add(std::string_view path, std::uint64_t peak_bytes);
  // What 9 of 10 units nearby stay below, and a sixth more; kUnknown as long as fewer than three are known.
  std::uint64_t estimate(std::string_view path) const;
  // C++ with some standard headers takes 60 to 200 MB (clang 19).
  static constexpr std::uint64_t kUnknown = std::uint64_t{180} << 20;

 private:
  std::unordered_map<std::string, std::deque<std::uint64_t>> folders_;
  std::deque<std::uint64_t> all_;
};

}  // namespace cairn::index
