// LayerBuild: one layer of a prelude, built until only headers are left that hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/index/prelude/header_choice.h"
#include "core/worker/messages.h"

namespace cairn::index {

// A layer as it stands on the disk.
struct BuiltLayer {
  std::string module_path;  // absolute
  std::vector<std::string> headers;
  std::vector<LeftOut> dropped;            // headers that do not hold
  std::vector<worker::IndexedFile> files;  // that it consists of
  std::vector<std::string> missing_includes;
  std::uint64_t bytes = 0;
  std::uint32_t cpu_ms = 0;      // of all builds that it took
  std::uint64_t peak_bytes = 0;  // most that one of them needed
};

// A header that has errors is dropped with all that includes it, and the rest is built again.
// A value; pure.
class LayerBuild {
 public:
  static constexpr std::size_t kMaxRounds = 6;

  // `includers`: of each header, who includes it, by number; empty for a layer that is one unit, from which
  // a header is dropped alone.
  LayerBuild(std::vector<std::string> headers, std::vector<std::vector<std::uint32_t>> includers);

  const std::vector<std::string>& headers() const { return headers_; }  // to be built next

  enum class Next { kDone, kAgain, kGiveUp };
  // What the build of headers() came to. The layer is complete after kDone but for its path.
  Next take(const worker::BuiltPrelude& built);

  const BuiltLayer& layer() const { return layer_; }
  const std::string& reason() const { return reason_; }  // after kGiveUp

 private:
  const std::vector<std::string> all_;
  const std::vector<std::vector<std::uint32_t>> includers_;
  std::vector<bool> is_dropped_;
  std::vector<std::uint32_t> numbers_;  // of headers_
  std::vector<std::string> headers_;
  std::size_t rounds_ = 0;
  BuiltLayer layer_;
  std::string reason_;
};

}  // namespace cairn::index
