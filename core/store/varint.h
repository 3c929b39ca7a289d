// Variable-length integers and bounded reading: how all rows of a segment are coded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace cairn::store {

using Bytes = std::span<const std::byte>;

// LEB128: seven bits a byte, least significant first, the top bit says that more follow.
inline void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

// Small for small values of either sign.
inline std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

inline void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out.append(text);
}

// Reads foreign bytes: past the end, or at a number that is no varint, everything from
// there on reads as zero and ok() is false for good. Not thread-safe; borrows the bytes.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes)
      : at_(reinterpret_cast<const unsigned char*>(bytes.data())), end_(at_ + bytes.size()) {}

  bool ok() const { return ok_; }
  bool at_end() const { return at_ == end_; }
  std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }

  std::uint64_t varint() {
    if (at_ != end_ && *at_ < 0x80) return *at_++;  // most are one byte
    return long_varint();
  }
  // A varint that has to fit 32 bits.
  std::uint32_t varint32() {
    const std::uint64_t value = varint();
    if (value > UINT32_MAX) return fail(), 0;
    return static_cast<std::uint32_t>(value);
  }
  std::uint8_t byte() {
    if (at_ == end_) return fail(), std::uint8_t{0};
    return *at_++;
  }
  Bytes bytes(std::uint64_t count) {
    if (count > remaining()) return fail(), Bytes();
    const Bytes result{reinterpret_cast<const std::byte*>(at_), static_cast<std::size_t>(count)};
    at_ += count;
    return result;
  }
  // What put_text wrote.
  std::string_view text() {
    const Bytes found = bytes(varint());
    return {reinterpret_cast<const char*>(found.data()), found.size()};
  }
  void fail() {
    ok_ = false;
    at_ = end_;
  }

 private:
  std::uint64_t long_varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == end_) break;
      const std::uint64_t bits = *at_ & 0x7F;
      if (shift == 63 && bits > 1) break;  // does not fit
      value |= bits << shift;
      if (*at_++ < 0x80) return value;
    }
    fail();
    return 0;
  }

  const unsigned char* at_;
  const unsigned char* end_;
  bool ok_ = true;
};

}  // namespace cairn::store
