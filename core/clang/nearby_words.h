// NearbyWords: which words the text around a place uses, and how.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cairn::clang {

struct WordUse {
  std::uint32_t count = 0;      // in the window
  std::uint32_t distance = 0;   // bytes from the place to the nearest one
  std::uint32_t after_one = 0;  // how many stand behind the same token as the place does
  std::uint32_t after_two = 0;  // behind the same two tokens: `server .`, `std ::`
};

// Reads a window of the text around a place, token by token (comments and the contents
// of strings left out), and counts identifiers. People use again what they just used,
// and in the way in which they used it. Bounded by the window, whatever the text is.
// Borrows the text. Immutable after construction.
class NearbyWords {
 public:
  // [begin, end) is the word at the place; it does not count itself.
  NearbyWords(std::string_view text, std::size_t begin, std::size_t end);

  // All zeros for a word that does not occur.
  WordUse use_of(std::string_view word) const;

 private:
  std::unordered_map<std::string_view, WordUse> uses_;
};

}  // namespace cairn::clang
