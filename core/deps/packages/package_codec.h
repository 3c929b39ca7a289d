// The bytes in which deps.db keeps what was read. Formats: core/deps/FORMAT.md.
#pragma once

#include <string>
#include <string_view>

#include "core/deps/packages/manifest_state.h"
#include "platform/base/result.h"

namespace cairn::deps {

// Pure. kCorrupt for bytes that nobody encoded.
std::string encode_names(const FolderState& folder);
Result<void> decode_names(std::string_view bytes, FolderState& folder);
std::string encode_facts(const ManifestState& manifest);
Result<void> decode_facts(std::string_view bytes, ManifestState& manifest);

}  // namespace cairn::deps
