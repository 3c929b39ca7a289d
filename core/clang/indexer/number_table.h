// NumberTable: finds the numbers of things that are kept elsewhere, by their hash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace cairn::clang {

// Open addressing, linear probing; nothing is ever taken out. Confined to one thread.
class NumberTable {
 public:
  // Number + 1 of the thing for which `is_it(number)` holds. 0 if there is none: the caller writes its number + 1 there
  // before the next call. `hash_of(number)`: of a thing in the table.
  template <typename HashOf, typename IsIt>
  std::uint32_t& find(std::uint64_t hash, HashOf hash_of, IsIt is_it) {
    if (used_ * 2 >= slots_.size()) grow(hash_of);
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] != 0 && !(hash_of(slots_[at] - 1) == hash && is_it(slots_[at] - 1))) continue;
      if (slots_[at] == 0) ++used_;
      return slots_[at];
    }
  }

 private:
  static constexpr std::size_t kFirstSize = 1024;

  template <typename HashOf>
  void grow(HashOf hash_of) {
    const std::vector<std::uint32_t> old = std::move(slots_);
    slots_.assign(old.empty() ? kFirstSize : old.size() * 2, 0);
    for (const std::uint32_t slot : old) {
      if (slot == 0) continue;
      std::size_t at = hash_of(slot - 1) & (slots_.size() - 1);
      while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  std::vector<std::uint32_t> slots_;  // a power of two
  std::size_t used_ = 0;
};

}  // namespace cairn::clang
