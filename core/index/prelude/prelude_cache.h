// PreludeCache: module files and what they consist of, kept from run to run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/index/file_states.h"
#include "core/index/prelude/layer_build.h"
#include "platform/base/result.h"

namespace cairn::index {

// What a layer is made from but for the contents of its headers.
struct LayerKey {
  std::string indexer;  // which program builds it
  std::string name;
  std::string directory;
  std::vector<std::string> arguments;
  std::vector<std::string> headers;  // asked for
  std::string below;                 // module file of the layer below; empty: none
};

// One file `KEY.layer` for each layer (FORMAT.md), beside the indexer's `KEY-N.pcm` and `KEY-N.pcm.files`. A cache:
// whatever is missing, damaged or of other headers is not found, and built again. Confined to one
// thread, which waits for the disk.
class PreludeCache {
 public:
  // Of all files together; those that were not used for the longest time go first.
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{2} << 30;

  PreludeCache(std::string folder, std::string root) : folder_(std::move(folder)), root_(std::move(root)) {}

  // A layer that is there and fits all files on the disk.
  std::optional<BuiltLayer> find(const LayerKey& key, FileStates& states);
  // Whether the files are as they were when the layer was built.
  bool is_fresh(const BuiltLayer& layer, const LayerKey& key, FileStates& states) const;
  // Where to build the layer: a new name in the folder, which is made if need be.
  Result<std::string> new_module_path(const LayerKey& key);
  // After the build: replaces what was kept under the key.
  Result<void> keep(const LayerKey& key, const BuiltLayer& layer);
  // Removes what no record names, and then the least useful until kMaxBytes are left. `used`: module files
  // that stay whatever they weigh.
  void clean(const std::vector<std::string>& used, std::uint64_t max_bytes = kMaxBytes);

 private:
  std::string record_path(const LayerKey& key) const;

  const std::string folder_;
  const std::string root_;
};

}  // namespace cairn::index
