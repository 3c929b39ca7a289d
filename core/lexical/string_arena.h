// Memory for the short strings that a scan makes, dropped all at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

namespace cairn::lexical {

// Strings stay where they are until clear(). Not thread-safe.
class StringArena {
 public:
  // Makes all strings invalid; keeps one block for the next file.
  void clear() {
    if (blocks_.size() > 1) blocks_.resize(1);
    used_ = 0;
    capacity_ = blocks_.empty() ? 0 : kBlockBytes;
  }

  // `size` bytes to be filled by the caller.
  char* allocate(std::size_t size) {
    if (blocks_.empty() || capacity_ - used_ < size) add_block(size);  // also of nothing: it has an address
    char* const place = blocks_.back().get() + used_;
    used_ += size;
    return place;
  }

  std::string_view copy(std::string_view text) { return join({text}); }

  std::string_view join(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) size += part.size();
    char* const place = allocate(size);
    char* at = place;
    for (const std::string_view part : parts) at = std::copy(part.begin(), part.end(), at);
    return {place, size};
  }

 private:
  static constexpr std::size_t kBlockBytes = std::size_t{64} << 10;

  void add_block(std::size_t size) {
    if (blocks_.empty()) blocks_.push_back(std::make_unique<char[]>(kBlockBytes));  // the one that clear() keeps
    capacity_ = std::max(size, kBlockBytes);
    blocks_.push_back(std::make_unique<char[]>(capacity_));
    used_ = 0;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t used_ = 0;      // of the last block
  std::size_t capacity_ = 0;  // of the last block
};

}  // namespace cairn::lexical
