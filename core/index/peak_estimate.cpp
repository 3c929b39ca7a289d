#include "core/index/peak_estimate.h"

#include <algorithm>
#include <vector>

namespace cairn::index {
namespace {

constexpr std::size_t kEnough = 3;

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash));
}

void keep(std::deque<std::uint64_t>& peaks, std::uint64_t bytes) {
  peaks.push_back(bytes);
  if (peaks.size() > PeakEstimate::kKept) peaks.pop_front();
}

std::uint64_t high_of(const std::deque<std::uint64_t>& peaks) {
  std::vector<std::uint64_t> sorted(peaks.begin(), peaks.end());
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) * 9 / 10);
  std::nth_element(sorted.begin(), at, sorted.end());
  return *at + *at / 6;
}

}  // namespace

void PeakEstimate::add(std::string_view path, std::uint64_t peak_bytes) {
  if (peak_bytes == 0) return;
  keep(all_, peak_bytes);
  std::string folder = folder_of(path);
  if (folders_.size() < kMaxFolders || folders_.contains(folder)) keep(folders_[std::move(folder)], peak_bytes);
}

std::uint64_t PeakEstimate::estimate(std::string_view path) const {
  const auto near = folders_.find(folder_of(path));
  if (near != folders_.end() && near->second.size() >= kEnough) return high_of(near->second);
  return all_.size() >= kEnough ? high_of(all_) : kUnknown;
}

}  // namespace cairn::index
