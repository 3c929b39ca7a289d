// Result<T>: a value or an Error, with the interface of C++23's std::expected,
// which the oldest supported compiler (GCC 12) does not have yet. Every function
// that can fail returns one; exceptions do not cross folder boundaries.
#pragma once

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace cairn::base {

// What kind of failure it was, for callers that branch on it. Closed set: a new
// kind is added here, never encoded in the message.
enum class ErrorCode {
  kInvalidArgument,  // the caller's or the client's data is wrong
  kNotFound,         // a file, symbol or entry does not exist
  kPermission,       // the system or Cairn's own rules forbid it
  kIo,               // the system failed: disk, pipe, mapping
  kNoSpace,          // the disk or the quota is full
  kTooLarge,         // over a stated limit
  kCorrupt,          // bytes that fail validation
  kTimeout,          // a deadline passed
  kCancelled,        // the asker no longer wants it
  kUnavailable,      // cannot be done now; may work later (worker died, queue full)
  kUnsupported,      // cannot be done here at all
  kInternal,         // a bug in Cairn
};

// Stable lower-case name, for logs and counters.
std::string_view error_code_name(ErrorCode code);

// A failure. `message` is one line for a person: what happened, to what, and,
// where one exists, what to do about it.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;

  // Puts "`context`: " in front of the message.
  Error within(std::string_view context) &&;
};

// Error from an errno value: "`what`: <strerror>". ENOENT, EACCES, ... map to
// the matching code, the rest to kIo.
Error errno_error(std::string_view what, int error_number = errno);

template <typename E = Error>
struct Unexpected {
  E error;
};
inline Unexpected<> unexpected(Error error) { return {std::move(error)}; }
inline Unexpected<> unexpected(ErrorCode code, std::string message) { return {Error{code, std::move(message)}}; }

// Value or Error. Accessing the wrong side is a programming error (std::get
// throws std::bad_variant_access, which no caller catches on purpose).
template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT
  Result(Unexpected<> failure)                                           // NOLINT
      : state_(std::in_place_index<1>, std::move(failure.error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T value_or(T fallback) && { return has_value() ? std::move(*this).value() : std::move(fallback); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Unexpected<> failure) : error_(std::move(failure.error)) {}  // NOLINT

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  const Error& error() const& { return *error_; }
  Error&& error() && { return *std::move(error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace cairn::base

namespace cairn {
// The vocabulary every folder uses unqualified.
using base::Error;
using base::ErrorCode;
using base::Result;
using base::unexpected;
}  // namespace cairn
