#include "core/worker/unit_inputs.h"

#include "core/worker/codec.h"
#include "platform/base/hash.h"

namespace cairn::worker {

std::uint64_t content_hash(const UnitInputs& inputs) {
  // The codec writes lengths, so that no two lists of strings give the same bytes.
  Encoder bytes;
  bytes(inputs.path);
  bytes(inputs.directory);
  bytes(inputs.arguments);
  for (const auto& [path, text] : inputs.overlays) {
    bytes(path);
    bytes(base::hash64(*text));
  }
  return base::hash64(bytes.take());
}

}  // namespace cairn::worker
