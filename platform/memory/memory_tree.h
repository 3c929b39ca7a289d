// MemoryTree: bytes by component, filled in by report_memory(MemoryTree&) of whatever lives long.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace cairn::memory {

// One node: bytes of its own and named parts. (clangd's support/MemoryTree.h is the model, and its
// wire form, `_self` and `_total` in every node, is what $/memoryUsage sends.) Made for one report
// and thrown away; confined to one thread.
class MemoryTree {
 public:
  // The part `name`, made if it is new. The reference lives as long as this tree.
  MemoryTree& child(std::string_view name);

  // Adds to this node's own bytes.
  void add(std::size_t bytes) { self_bytes_ += bytes; }

  // Bytes of this node alone, and with everything below it.
  std::size_t self() const { return self_bytes_; }
  std::size_t total() const;

  // Ordered by name, so that reports are stable.
  const std::map<std::string, MemoryTree, std::less<>>& children() const { return children_; }

 private:
  std::size_t self_bytes_ = 0;
  std::map<std::string, MemoryTree, std::less<>> children_;
};

}  // namespace cairn::memory
