#include "server/documents/document.h"

#include <catch2/catch.hpp>

namespace cairn::server {

TEST_CASE("a snapshot is shared until the text changes, and keeps its text", "[server][documents]") {
  Document document;
  document.buffer = text::TextBuffer("one");
  const auto first = document.snapshot();
  CHECK(document.snapshot() == first);
  document.forget_snapshot();
  REQUIRE(document.buffer.replace({{0, 0}, {0, 3}}, base::TextEncoding::kUtf16, "two"));
  const auto second = document.snapshot();
  CHECK(second != first);
  CHECK(*first == "one");
  CHECK(*second == "two");
}

TEST_CASE("a document's snapshot counts as memory once it is made", "[server][documents]") {
  Document document;
  document.buffer = text::TextBuffer(std::string(1000, 'x'));
  CHECK(document.snapshot_bytes() == 0);
  document.snapshot();
  CHECK(document.snapshot_bytes() >= 1000);
}

}  // namespace cairn::server
