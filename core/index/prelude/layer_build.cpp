#include "core/index/prelude/layer_build.h"

#include <algorithm>
#include <utility>

namespace cairn::index {

LayerBuild::LayerBuild(std::vector<std::string> headers, std::vector<std::vector<std::uint32_t>> includers)
    : all_(std::move(headers)), includers_(std::move(includers)), is_dropped_(all_.size()), headers_(all_) {
  for (std::uint32_t i = 0; i < all_.size(); ++i) numbers_.push_back(i);
}

LayerBuild::Next LayerBuild::take(const worker::BuiltPrelude& built) {
  ++rounds_;
  layer_.cpu_ms += built.cpu_ms;
  layer_.peak_bytes = std::max(layer_.peak_bytes, built.peak_bytes);
  if (built.headers.size() != headers_.size()) {
    reason_ = "the indexer speaks of other headers";
    return Next::kGiveUp;
  }
  if (built.bytes != 0) {
    layer_.headers = headers_;
    layer_.files = built.files;
    layer_.missing_includes = built.missing_includes;
    layer_.bytes = built.bytes;
    return Next::kDone;
  }
  reason_ = built.first_error.empty() ? "the build failed without an error" : built.first_error;
  std::vector<std::uint32_t> open;
  const auto drop = [&](std::uint32_t number, const std::string& reason) {
    if (is_dropped_[number]) return;
    is_dropped_[number] = true;
    if (layer_.dropped.size() < kMaxLeftOut) layer_.dropped.push_back({all_[number], reason});
    open.push_back(number);
  };
  for (std::size_t i = 0; i < built.headers.size(); ++i) {
    if (built.headers[i].error_count != 0) drop(numbers_[i], built.headers[i].first_error);
  }
  if (open.empty() || rounds_ >= kMaxRounds) return Next::kGiveUp;
  while (!open.empty() && !includers_.empty()) {
    const std::uint32_t number = open.back();
    open.pop_back();
    for (const std::uint32_t includer : includers_[number]) drop(includer, "includes " + all_[number]);
  }
  numbers_.clear();
  headers_.clear();
  for (std::uint32_t i = 0; i < all_.size(); ++i) {
    if (is_dropped_[i]) continue;
    numbers_.push_back(i);
    headers_.push_back(all_[i]);
  }
  return headers_.empty() ? Next::kGiveUp : Next::kAgain;
}

}  // namespace cairn::index
