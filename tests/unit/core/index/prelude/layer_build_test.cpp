#include "core/index/prelude/layer_build.h"

#include <catch2/catch.hpp>

#include <algorithm>

namespace cairn::index {
namespace {

using Headers = std::vector<std::string>;

// An answer: errors in `bad` ones of `headers`.
worker::BuiltPrelude answer(const Headers& headers, const Headers& bad) {
  worker::BuiltPrelude built;
  built.cpu_ms = 10;
  for (const std::string& header : headers) {
    const bool is_bad = std::find(bad.begin(), bad.end(), header) != bad.end();
    built.headers.push_back({is_bad ? 1U : 0U, is_bad ? header + " is bad" : ""});
    if (is_bad) ++built.error_count, built.first_error = header + " is bad";
  }
  if (bad.empty()) built.bytes = 100;
  return built;
}

TEST_CASE("a header with errors is dropped with all that includes it", "[prelude]") {
  // c includes b, b includes a.
  LayerBuild build({"a", "b", "c", "d"}, {{1}, {2}, {}, {}});
  CHECK(build.take(answer({"a", "b", "c", "d"}, {"a"})) == LayerBuild::Next::kAgain);
  CHECK(build.headers() == Headers{"d"});
  CHECK(build.take(answer({"d"}, {})) == LayerBuild::Next::kDone);
  CHECK(build.layer().headers == Headers{"d"});
  CHECK(build.layer().dropped.size() == 3);
  CHECK(build.layer().cpu_ms == 20);
}

TEST_CASE("of a layer that is one unit, the header alone is dropped", "[prelude]") {
  LayerBuild build({"a", "b"}, {});
  CHECK(build.take(answer({"a", "b"}, {"a"})) == LayerBuild::Next::kAgain);
  CHECK(build.headers() == Headers{"b"});
}

TEST_CASE("a layer is given up with a reason", "[prelude]") {
  SECTION("when no header is left") {
    LayerBuild build({"a"}, {{}});
    CHECK(build.take(answer({"a"}, {"a"})) == LayerBuild::Next::kGiveUp);
    CHECK(build.reason() == "a is bad");
  }
  SECTION("when no header is to blame") {
    LayerBuild build({"a"}, {{}});
    worker::BuiltPrelude built = answer({"a"}, {});
    built.bytes = 0;
    built.first_error = "it fails";
    CHECK(build.take(built) == LayerBuild::Next::kGiveUp);
    CHECK(build.reason() == "it fails");
  }
  SECTION("when one header after the other fails") {
    Headers headers;
    for (char c = 'a'; c <= 'z'; ++c) headers.emplace_back(1, c);
    LayerBuild build(headers, {});
    std::size_t rounds = 1;
    while (build.take(answer(build.headers(), {build.headers().front()})) == LayerBuild::Next::kAgain) ++rounds;
    CHECK(rounds == LayerBuild::kMaxRounds);
  }
  SECTION("when the answer is about other headers") {
    LayerBuild build({"a", "b"}, {});
    CHECK(build.take(answer({"a"}, {})) == LayerBuild::Next::kGiveUp);
  }
}

}  // namespace
}  // namespace cairn::index
