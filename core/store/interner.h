// Interner: texts to small numbers, each text once.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "platform/base/hash.h"

namespace cairn::store {

// Numbers texts in the order in which they come. Copies them into large chunks, so a
// text costs its bytes and about 28 more. Confined to one thread.
class Interner {
 public:
  std::uint32_t add(std::string_view text) {
    if (texts_.size() * 2 >= slots_.size()) grow();
    const auto tag = static_cast<std::uint32_t>(base::hash64(text));
    std::size_t slot = tag & (slots_.size() - 1);
    for (; slots_[slot].number != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      const Slot& known = slots_[slot];
      if (known.tag == tag && texts_[known.number - 1] == text) return known.number - 1;
    }
    texts_.push_back(copy(text));
    slots_[slot] = {tag, static_cast<std::uint32_t>(texts_.size())};
    return slots_[slot].number - 1;
  }

  std::string_view operator[](std::uint32_t number) const { return texts_[number]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }
  std::size_t memory_bytes() const {
    return chunk_bytes_ + texts_.capacity() * sizeof(std::string_view) + slots_.capacity() * sizeof(Slot);
  }

 private:
  static constexpr std::size_t kChunkBytes = 256 * 1024;
  // The tag, a part of the text's hash, saves looking at texts that are others.
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t number = 0;  // plus 1; 0: free
  };

  std::string_view copy(std::string_view text) {
    if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < text.size()) {
      chunks_.emplace_back();
      chunks_.back().reserve(std::max(kChunkBytes, text.size()));
      chunk_bytes_ += chunks_.back().capacity();
    }
    std::vector<char>& chunk = chunks_.back();
    const std::size_t at = chunk.size();
    chunk.insert(chunk.end(), text.begin(), text.end());  // within capacity: nothing moves
    return {chunk.data() + at, text.size()};
  }

  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(64, slots_.size() * 2));
    old.swap(slots_);
    for (const Slot& known : old) {
      if (known.number == 0) continue;
      std::size_t slot = known.tag & (slots_.size() - 1);
      while (slots_[slot].number != 0) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = known;
    }
  }

  std::vector<std::vector<char>> chunks_;
  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_;  // a power of two, at most half full
  std::size_t chunk_bytes_ = 0;
};

}  // namespace cairn::store
