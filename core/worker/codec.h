// Encoder and Decoder: records to bytes and back, for the frames between server
// and worker. See FORMAT.md for the bytes.
//
// A record takes part by a function template `fields(archive, record)` that names its
// members in order, for both directions, so that they cannot drift apart; an
// enumeration by `last_value(E)`. Decoding trusts nothing: lengths are checked against
// the bytes left, enumerators and nesting against their bounds; a failure sticks.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/base/result.h"

namespace cairn::worker {

// Most sequences inside one another (children of document symbols), so that a forged
// message cannot exhaust the stack. clang itself stops at 256 nested brackets.
inline constexpr std::size_t kMaxNesting = 256;

class Encoder {
 public:
  template <typename T>
  void operator()(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      (*this)(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_integral_v<T>) {
      char raw[sizeof(T)];
      std::memcpy(raw, &value, sizeof(T));
      bytes_.append(raw, sizeof(T));
    } else {
      // `fields` wants a mutable record because decoding writes; encoding only reads.
      fields(*this, const_cast<T&>(value));
    }
  }
  void operator()(const std::string& value) {
    (*this)(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }
  template <typename T>
  void operator()(const std::vector<T>& values) {
    (*this)(static_cast<std::uint32_t>(values.size()));
    for (const T& value : values) (*this)(value);
  }
  template <typename T>
  void operator()(const std::optional<T>& value) {
    (*this)(value.has_value());
    if (value) (*this)(*value);
  }

  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Decoder {
 public:
  // Borrows `bytes`, which must stay valid while decoding.
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  void operator()(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t raw = 0;
      (*this)(raw);
      if (raw > 1) failed_ = true;
      value = raw == 1;
    } else if constexpr (std::is_enum_v<T>) {
      std::underlying_type_t<T> raw{};
      (*this)(raw);
      if (raw < 0 || raw > static_cast<std::underlying_type_t<T>>(last_value(T{}))) return fail();
      value = static_cast<T>(raw);
    } else if constexpr (std::is_integral_v<T>) {
      if (rest_.size() < sizeof(T)) return fail();
      std::memcpy(&value, rest_.data(), sizeof(T));
      rest_.remove_prefix(sizeof(T));
    } else {
      fields(*this, value);
    }
  }
  void operator()(std::string& value) {
    std::uint32_t size = 0;
    (*this)(size);
    if (failed_ || size > rest_.size()) return fail();
    value.assign(rest_.substr(0, size));
    rest_.remove_prefix(size);
  }
  template <typename T>
  void operator()(std::vector<T>& values) {
    std::uint32_t count = 0;
    (*this)(count);
    // Every element takes at least one byte, so a count beyond the bytes left is a
    // lie; checking it first keeps a forged count from allocating anything.
    if (failed_ || count > rest_.size() || nesting_ == kMaxNesting) return fail();
    values.clear();
    ++nesting_;
    for (std::uint32_t i = 0; i < count && !failed_; ++i) (*this)(values.emplace_back());
    --nesting_;
  }
  template <typename T>
  void operator()(std::optional<T>& value) {
    bool present = false;
    (*this)(present);
    if (failed_ || !present) {
      value.reset();
      return;
    }
    (*this)(value.emplace());
  }

  // kCorrupt if anything was missing, wrong or left over.
  Result<void> finish() const {
    if (failed_) return unexpected(ErrorCode::kCorrupt, "message is shorter than its contents say");
    if (!rest_.empty()) return unexpected(ErrorCode::kCorrupt, "message has bytes left over");
    return {};
  }

 private:
  void fail() {
    failed_ = true;
    rest_ = {};
  }
  std::string_view rest_;
  std::size_t nesting_ = 0;
  bool failed_ = false;
};

template <typename T>
std::string encode(const T& record) {
  Encoder encoder;
  encoder(record);
  return encoder.take();
}

template <typename T>
Result<T> decode(std::string_view bytes) {
  T record{};
  Decoder decoder(bytes);
  decoder(record);
  if (Result<void> end = decoder.finish(); !end) return unexpected(end.error());
  return record;
}

}  // namespace cairn::worker
