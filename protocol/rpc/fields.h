// Reading JSON into structs, with the path of whatever is wrong:
// "contentChanges[2].range.start.line: expected integer, got string".
//
// A struct T is readable when `bool read(rpc::Reader, T&)` can be found by
// argument-dependent lookup; this header has it for the basic types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/rpc/json.h"
#include "protocol/rpc/message.h"

namespace cairn::rpc {

// A JSON value and how it was reached. Cheap to copy, since the path is a chain of
// readers on the stack: a reader must not outlive the one it came from, nor the JSON
// value and the list of problems. Confined to one thread.
class Reader {
 public:
  // The root; `name` stands for it in messages ("params", "initializationOptions").
  Reader(const Json& value, std::vector<std::string>& problems, std::string_view name)
      : value_(value), problems_(problems), name_(name) {}

  const Json& json() const { return value_; }

  // Adds "path: message" to the problems; returns false, for `return reader.fail(…)`.
  bool fail(std::string_view message) const;
  // The same about a member, present or not.
  bool fail_member(std::string_view member, std::string_view message) const;
  // fail("expected `what`, got <type or number>").
  bool expected(std::string_view what) const;
  // Whether the value is an object; a problem if not.
  bool is_object() const;

  // Reads a member of an object; absent is a problem.
  template <typename T>
  bool required(std::string_view member, T& out) const {
    if (!is_object()) return false;
    const Json* found = find(member);
    if (found == nullptr) return fail_member(member, "missing");
    return read(Reader(*found, *this, member), out);
  }

  // Reads a member; absent or null leaves `out` alone, and so does a wrong value,
  // which is a problem.
  template <typename T>
  bool optional(std::string_view member, T& out) const {
    if (!is_object()) return false;
    const Json* found = find(member);
    if (found == nullptr || found->is_null()) return true;
    T value{};
    if (!read(Reader(*found, *this, member), value)) return false;
    out = std::move(value);
    return true;
  }

  // Like `optional`, but reads into what `out` holds already: what the value does not
  // mention stays.
  template <typename T>
  bool merge(std::string_view member, T& out) const {
    if (!is_object()) return false;
    const Json* found = find(member);
    return found == nullptr || found->is_null() || read(Reader(*found, *this, member), out);
  }

  // Like `optional`, but a wrong value is the same as none: for what old or sloppy
  // clients are known to send wrong, and what is not worth failing for.
  template <typename T>
  void tolerant(std::string_view member, T& out) const {
    const std::size_t before = problems_.size();
    optional(member, out);
    problems_.resize(before);
  }

  template <typename T>
  bool elements(std::vector<T>& out) const {
    if (!value_.is_array()) return expected("array");
    for (std::size_t i = 0; i < value_.size(); ++i) {
      if (!read(Reader(value_[i], *this, i), out.emplace_back())) return false;
    }
    return true;
  }

  // An integer in [low, high]; a whole number written as 3.0 counts, as Lua writes it.
  bool integer(std::int64_t low, std::int64_t high, std::int64_t& out) const;

 private:
  Reader(const Json& value, const Reader& parent, std::string_view name)
      : value_(value), problems_(parent.problems_), parent_(&parent), name_(name) {}
  Reader(const Json& value, const Reader& parent, std::size_t index)
      : value_(value), problems_(parent.problems_), parent_(&parent), index_(index) {}

  const Json* find(std::string_view member) const;  // REQUIRES: an object; null if it has no such member
  std::string path() const;

  const Json& value_;
  std::vector<std::string>& problems_;
  const Reader* parent_ = nullptr;  // null for the root
  std::string_view name_;           // empty for an element
  std::size_t index_ = 0;
};

bool read(Reader reader, bool& out);
bool read(Reader reader, std::string& out);
bool read(Reader reader, std::int32_t& out);   // LSP "integer"
bool read(Reader reader, std::uint32_t& out);  // LSP "uinteger": 0 to 2^31 - 1
bool read(Reader reader, RequestId& out);

template <typename T>
bool read(Reader reader, std::optional<T>& out) {
  return reader.json().is_null() || read(reader, out.emplace());
}
template <typename T>
bool read(Reader reader, std::vector<T>& out) {
  return reader.elements(out);
}

// An enumeration on the wire as the integers from `first` to `last`.
template <typename E>
bool read_integer_enum(Reader reader, E first, E last, E& out) {
  std::int64_t number = 0;
  if (!reader.integer(static_cast<std::int64_t>(first), static_cast<std::int64_t>(last), number)) return false;
  out = static_cast<E>(number);
  return true;
}

// An enumeration on the wire as one of the given words.
template <typename E>
bool read_string_enum(Reader reader, std::initializer_list<std::pair<std::string_view, E>> words, E& out) {
  std::string text;
  if (!read(reader, text)) return false;
  std::string known;
  for (const auto& [word, value] : words) {
    if (text == word) {
      out = value;
      return true;
    }
    known.append(known.empty() ? "\"" : ", \"").append(word).append("\"");
  }
  return reader.fail("expected one of " + known);
}

// The params of a request or notification; kInvalidArgument names the wrong field.
template <typename T>
Result<T> parse_params(const Json& params) {
  T value{};
  std::vector<std::string> problems;
  if (read(Reader(params, problems, "params"), value)) return value;
  return unexpected(ErrorCode::kInvalidArgument, problems.empty() ? "params: wrong" : std::move(problems.front()));
}

}  // namespace cairn::rpc
