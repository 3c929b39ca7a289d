// The identifiers of one file, each once, numbered in the order of their first appearance.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/lexical/keyword.h"

namespace cairn::lexical {

// Spreads 64 bits over 64 bits.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t product = (a ^ b) * 0x9E3779B97F4A7C15U;
  return product ^ (product >> 29);
}

// Cheap: identifiers are short, and whoever compares hashes compares spellings too.
std::uint64_t hash_name(std::string_view name);

// Keywords keep their numbers from file to file; all else is forgotten by start_file(), at no cost: entries are
// stamped with the file they belong to. Not thread-safe.
class IdentifierTable {
 public:
  IdentifierTable();

  void start_file();

  // The number of `name`, which must stay where it is until the next start_file(). `hash` is hash_name(name).
  std::uint32_t intern(std::string_view name, std::uint64_t hash) {
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      Slot& slot = slots_[at];
      if (slot.file != file_ && slot.id >= kKeywordCount) return insert(at, name, hash);
      if (slot.hash == hash && spellings_[slot.id] == name) {
        slot.file = file_;
        return slot.id;
      }
    }
  }

  std::string_view spelling(std::uint32_t id) const { return spellings_[id]; }

  // True the first time in this file that `id` is marked for `purpose`, a number that only grows.
  bool mark(std::uint32_t id, std::uint32_t purpose) {
    if (marks_[id] == purpose) return false;
    marks_[id] = purpose;
    return true;
  }

  // Appends the file's identifiers: without the words that are keywords in both languages.
  void append_to(std::vector<std::string_view>& out) const;

 private:
  static constexpr std::uint32_t kNobody = 0xFFFFFFFF;
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t id = kNobody;
    std::uint32_t file = 0;
  };

  std::uint32_t insert(std::size_t at, std::string_view name, std::uint64_t hash);
  void rebuild(std::size_t slot_count);

  std::vector<Slot> slots_;  // a power of two, at most half full
  std::size_t mask_ = 0;
  std::uint32_t file_ = 0;  // slots of other files count as empty
  std::array<std::uint32_t, kKeywordCount> keyword_slots_{};
  std::vector<std::string_view> spellings_;
  std::vector<std::uint32_t> marks_;
};

inline std::uint64_t hash_name(std::string_view name) {
  const char* const bytes = name.data();
  const std::size_t size = name.size();
  const auto load8 = [](const char* from) {
    std::uint64_t word;
    std::memcpy(&word, from, sizeof(word));
    return word;
  };
  std::uint64_t hash = size * 0xA0761D6478BD642FU;
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) hash = mix(hash, load8(bytes + at));
    return mix(hash, load8(bytes + size - 8)) * 0xE7037ED1A0B428DBU >> 3;
  }
  std::uint64_t word = 0;
  if (size >= 4) {
    std::uint32_t low;
    std::uint32_t high;
    std::memcpy(&low, bytes, 4);
    std::memcpy(&high, bytes + size - 4, 4);
    word = (std::uint64_t{high} << 32) | low;
  } else if (size > 0) {
    const auto byte = [&](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(bytes[at])}; };
    word = byte(0) | (byte(size / 2) << 8) | (byte(size - 1) << 16);
  }
  return mix(hash, word) * 0xE7037ED1A0B428DBU >> 3;
}

}  // namespace cairn::lexical
