#include "platform/memory/memory_tree.h"

namespace cairn::memory {

MemoryTree& MemoryTree::child(std::string_view name) {
  auto found = children_.find(name);
  if (found == children_.end()) found = children_.try_emplace(std::string(name)).first;
  return found->second;
}

std::size_t MemoryTree::total() const {
  std::size_t bytes = self_bytes_;
  for (const auto& [name, part] : children_) bytes += part.total();
  return bytes;
}

}  // namespace cairn::memory
