// Quarantine: parses that are not tried again, because they killed their workers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "platform/memory/memory_tree.h"

namespace cairn::worker {

// Keyed by a hash of all that a parse depends on and the server knows (the file's
// text, unsaved headers, the command): closing and opening the file again does not
// lift it, any edit does. Kept for the life of the server, which a crash of clang
// cannot end; a new server tries once more.
//
// Bound: kMaxEntries; the oldest gives way. Confined to the loop thread.
class Quarantine {
 public:
  static constexpr std::size_t kMaxEntries = 256;

  void add(std::uint64_t content_hash, std::string reason);
  // Why these contents are in quarantine; nothing if they are not.
  std::optional<std::string> reason(std::uint64_t content_hash) const;

  std::size_t size() const { return order_.size(); }
  void report_memory(memory::MemoryTree& tree) const;

 private:
  using Entry = std::pair<std::uint64_t, std::string>;
  std::list<Entry> order_;  // oldest first
  std::unordered_map<std::uint64_t, std::list<Entry>::iterator> by_hash_;
};

}  // namespace cairn::worker
