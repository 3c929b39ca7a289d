// UnitInputs: everything that the parse of one open file depends on.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/utf.h"

namespace cairn::worker {

// An immutable snapshot, made at each change. Two snapshots are the same state
// exactly if they are the same object.
struct UnitInputs {
  std::string path;
  std::string directory;
  std::vector<std::string> arguments;
  base::TextEncoding encoding = base::TextEncoding::kUtf16;
  // Unsaved texts by absolute path, the file itself among them. Texts are shared
  // between snapshots, so that equal pointers mean unchanged text.
  std::map<std::string, std::shared_ptr<const std::string>> overlays;
  std::string root = {};  // of the workspace: real, absolute; empty: none. No parse depends on it
};

// Hash of the contents: path, command and texts. Equal for snapshots that would be
// parsed alike as far as the server knows (files on disk are not looked at).
std::uint64_t content_hash(const UnitInputs& inputs);

}  // namespace cairn::worker
