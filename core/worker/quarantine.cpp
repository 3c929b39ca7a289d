#include "core/worker/quarantine.h"

namespace cairn::worker {

void Quarantine::add(std::uint64_t content_hash, std::string reason) {
  if (auto known = by_hash_.find(content_hash); known != by_hash_.end()) {
    known->second->second = std::move(reason);
    return;
  }
  if (order_.size() >= kMaxEntries) {
    by_hash_.erase(order_.front().first);
    order_.pop_front();
  }
  order_.emplace_back(content_hash, std::move(reason));
  by_hash_[content_hash] = std::prev(order_.end());
}

std::optional<std::string> Quarantine::reason(std::uint64_t content_hash) const {
  auto known = by_hash_.find(content_hash);
  if (known == by_hash_.end()) return std::nullopt;
  return known->second->second;
}

void Quarantine::report_memory(memory::MemoryTree& tree) const {
  std::size_t bytes = 0;
  for (const Entry& entry : order_) bytes += sizeof(Entry) + entry.second.capacity();
  tree.add(bytes + by_hash_.size() * 4 * sizeof(void*));
}

}  // namespace cairn::worker
