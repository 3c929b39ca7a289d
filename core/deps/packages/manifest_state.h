// What is known of the workspace's folders and manifests, and of which state of the disk. Plain data.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/deps/packages/package_facts.h"
#include "platform/fs/file.h"

namespace cairn::deps {

// A stamp proves nothing if what it is of may have changed since within the clock's last tick.
struct ProvenStamp {
  fs::FileStamp stamp;
  bool is_proof = false;
  bool operator==(const ProvenStamp&) const = default;
};

struct FolderState {
  ProvenStamp stamp;
  std::vector<std::string> folders;    // in it that are looked into; names, sorted
  std::vector<std::string> manifests;  // in it; names, sorted
  bool operator==(const FolderState&) const = default;
};

// A file that a manifest led to.
struct ManifestInput {
  std::string path;                    // relative to the root; absolute outside of it
  std::optional<fs::FileStamp> stamp;  // none: it was not there
  bool operator==(const ManifestInput&) const = default;
};

struct ManifestState {
  ProvenStamp stamp;
  std::uint64_t content_hash = 0;  // XXH3 of its bytes; 0: it could not be read
  std::uint32_t readers = 0;       // kReadersVersion of who read it
  std::vector<ManifestInput> inputs;
  PackageFacts facts;  // folders relative to the root; absolute outside of it
  bool operator==(const ManifestState&) const = default;
};

// By path relative to the root, "" is the root itself.
using Folders = std::map<std::string, FolderState>;
using Manifests = std::map<std::string, ManifestState>;

}  // namespace cairn::deps
