#include "protocol/lsp/semantic_tokens.h"

#include <random>

#include <catch2/catch.hpp>

namespace cairn::lsp {
namespace {

using Numbers = std::vector<std::uint32_t>;

Numbers apply(Numbers data, const std::vector<SemanticTokensEdit>& edits) {
  for (const SemanticTokensEdit& edit : edits) {
    const auto at = data.begin() + static_cast<std::ptrdiff_t>(edit.start);
    const auto next = data.erase(at, at + static_cast<std::ptrdiff_t>(edit.delete_count));
    data.insert(next, edit.data.begin(), edit.data.end());
  }
  return data;
}

TEST_CASE("equal results differ by no edit", "[lsp]") {
  CHECK(difference({}, {}).empty());
  CHECK(difference({1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}).empty());
}

TEST_CASE("an edit replaces whole tokens", "[lsp]") {
  const auto edits =
      difference({0, 1, 1, 1, 1, 0, 2, 2, 2, 2, 0, 3, 3, 3, 3}, {0, 1, 1, 1, 1, 0, 2, 2, 9, 2, 0, 3, 3, 3, 3});
  REQUIRE(edits.size() == 1);
  CHECK(edits[0].start == 5);
  CHECK(edits[0].delete_count == 5);
  CHECK(edits[0].data == Numbers{0, 2, 2, 9, 2});
}

TEST_CASE("tokens may be added and removed at both ends", "[lsp]") {
  CHECK(difference({}, {1, 2, 3, 4, 5})[0].data.size() == 5);
  CHECK(difference({1, 2, 3, 4, 5}, {})[0].delete_count == 5);
  CHECK(difference({1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1})[0].delete_count == 0);
}

TEST_CASE("applying the difference gives the new result, whatever the two are", "[lsp]") {
  std::mt19937 random(3);
  const auto tokens = [&] {
    Numbers data;
    for (auto i = random() % 8; i > 0; --i) {
      const auto kind = static_cast<std::uint32_t>(random() % 3);
      data.insert(data.end(), {kind, 1, kind, 1, kind});
    }
    return data;
  };
  for (int round = 0; round < 500; ++round) {
    const Numbers before = tokens();
    const Numbers now = tokens();
    const auto edits = difference(before, now);
    REQUIRE(apply(before, edits) == now);
    for (const SemanticTokensEdit& edit : edits) {
      REQUIRE(edit.start % 5 == 0);
      REQUIRE(edit.delete_count % 5 == 0);
    }
  }
}

}  // namespace
}  // namespace cairn::lsp
