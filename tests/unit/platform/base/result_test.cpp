#include "platform/base/result.h"

#include <cerrno>
#include <memory>
#include <set>

#include <catch2/catch.hpp>

using cairn::Error;
using cairn::ErrorCode;
using cairn::Result;
using cairn::unexpected;

TEST_CASE("a result holds its value", "[result]") {
  const Result<int> result = 3;
  REQUIRE(result.has_value());
  CHECK(*result == 3);
}

TEST_CASE("a result holds its error", "[result]") {
  const Result<int> result = unexpected(ErrorCode::kTooLarge, "too much");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::kTooLarge);
  CHECK(result.error().message == "too much");
}

TEST_CASE("a result gives up its move-only value", "[result]") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> value = *std::move(result);
  REQUIRE(value != nullptr);
  CHECK(*value == 7);
}

TEST_CASE("value_or falls back on an error only", "[result]") {
  CHECK(Result<int>(1).value_or(2) == 1);
  CHECK(Result<int>(unexpected(ErrorCode::kIo, "")).value_or(2) == 2);
}

TEST_CASE("a result without a value is fine or an error", "[result]") {
  CHECK(Result<void>().has_value());
  const Result<void> failed = unexpected(ErrorCode::kTimeout, "late");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::kTimeout);
}

TEST_CASE("within puts the context in front of the message", "[result]") {
  const Error error = Error{ErrorCode::kCorrupt, "bad byte"}.within("segment 3");
  CHECK(error.message == "segment 3: bad byte");
  CHECK(error.code == ErrorCode::kCorrupt);
}

TEST_CASE("errno values map to the code that a caller branches on", "[result]") {
  struct Row {
    int error_number;
    ErrorCode code;
  };
  const auto row = GENERATE(
      Row{ENOENT, ErrorCode::kNotFound}, Row{ESRCH, ErrorCode::kNotFound}, Row{EACCES, ErrorCode::kPermission},
      Row{EROFS, ErrorCode::kPermission}, Row{EINVAL, ErrorCode::kInvalidArgument}, Row{EFBIG, ErrorCode::kTooLarge},
      Row{ETIMEDOUT, ErrorCode::kTimeout}, Row{ECANCELED, ErrorCode::kCancelled}, Row{EMFILE, ErrorCode::kUnavailable},
      Row{ENOSYS, ErrorCode::kUnsupported}, Row{EIO, ErrorCode::kIo}, Row{ENOSPC, ErrorCode::kNoSpace},
      Row{EDQUOT, ErrorCode::kNoSpace});
  CAPTURE(row.error_number);
  CHECK(cairn::base::errno_error("x", row.error_number).code == row.code);
}

TEST_CASE("an errno's message names what failed and why", "[result]") {
  CHECK(cairn::base::errno_error("cannot open /a", ENOENT).message == "cannot open /a: No such file or directory");
}

TEST_CASE("every error code has a name of its own", "[result]") {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    names.insert(cairn::base::error_code_name(static_cast<ErrorCode>(code)));
  }
  CHECK(names.size() == static_cast<std::size_t>(ErrorCode::kInternal) + 1);
}
