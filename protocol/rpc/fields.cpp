#include "protocol/rpc/fields.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cairn::rpc {

bool Reader::fail(std::string_view message) const {
  std::string where = path();
  if (where.empty()) {
    const Reader* root = this;
    while (root->parent_ != nullptr) root = root->parent_;
    where = root->name_;
  }
  problems_.push_back(fmt::format("{}: {}", where, message));
  return false;
}

bool Reader::fail_member(std::string_view member, std::string_view message) const {
  return Reader(value_, *this, member).fail(message);
}

bool Reader::expected(std::string_view what) const {
  if (value_.is_number_integer()) return fail(fmt::format("expected {}, got number {}", what, dump_json(value_)));
  return fail(fmt::format("expected {}, got {}", what, value_.type_name()));
}

bool Reader::is_object() const { return value_.is_object() || expected("object"); }

bool Reader::integer(std::int64_t low, std::int64_t high, std::int64_t& out) const {
  const auto out_of_range = [&] { return expected(fmt::format("integer from {} to {}", low, high)); };
  if (value_.is_number_unsigned()) {
    const auto number = value_.get<std::uint64_t>();
    if (!std::in_range<std::int64_t>(number)) return out_of_range();
    out = static_cast<std::int64_t>(number);
  } else if (value_.is_number_integer()) {
    out = value_.get<std::int64_t>();
  } else if (value_.is_number_float()) {
    const auto number = value_.get<double>();
    constexpr double kExact = 9007199254740992.0;  // 2^53: every whole number up to here is one double
    if (std::trunc(number) != number || std::abs(number) > kExact) return out_of_range();
    out = static_cast<std::int64_t>(number);
  } else {
    return expected("integer");
  }
  return (low <= out && out <= high) || out_of_range();
}

const Json* Reader::find(std::string_view member) const {
  const auto found = value_.find(member);
  return found == value_.end() ? nullptr : &*found;
}

// Empty for the root. Built only when something is wrong.
std::string Reader::path() const {
  if (parent_ == nullptr) return {};
  const std::string before = parent_->path();
  if (name_.empty()) return fmt::format("{}[{}]", before, index_);
  return before.empty() ? std::string(name_) : fmt::format("{}.{}", before, name_);
}

bool read(Reader reader, bool& out) {
  if (!reader.json().is_boolean()) return reader.expected("boolean");
  out = reader.json().get<bool>();
  return true;
}

bool read(Reader reader, std::string& out) {
  if (!reader.json().is_string()) return reader.expected("string");
  out = reader.json().get_ref<const std::string&>();
  return true;
}

bool read(Reader reader, std::int32_t& out) {
  std::int64_t number = 0;
  if (!reader.integer(std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max(), number)) {
    return false;
  }
  out = static_cast<std::int32_t>(number);
  return true;
}

bool read(Reader reader, std::uint32_t& out) {
  std::int64_t number = 0;
  if (!reader.integer(0, std::numeric_limits<std::int32_t>::max(), number)) return false;
  out = static_cast<std::uint32_t>(number);
  return true;
}

bool read(Reader reader, RequestId& out) {
  if (reader.json().is_string()) {
    out = reader.json().get<std::string>();
    return true;
  }
  if (!reader.json().is_number_integer()) return reader.expected("integer or string");
  std::int64_t number = 0;
  if (!reader.integer(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), number)) {
    return false;
  }
  out = number;
  return true;
}

}  // namespace cairn::rpc
