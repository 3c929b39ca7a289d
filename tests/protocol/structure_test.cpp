// Folding, selection, links and inlay hints over the wire.
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

Json document(const ServerFixture& fixture, const std::string& name) {
  return {{"textDocument", {{"uri", fixture.uri(name)}}}};
}

Json position(std::uint32_t line, std::uint32_t character) { return {{"line", line}, {"character", character}}; }

Json hints(ServerFixture& fixture, const std::string& name) {
  Json params = document(fixture, name);
  params["range"] = {{"start", position(0, 0)}, {"end", position(1000, 0)}};
  return fixture.request("textDocument/inlayHint", params);
}

// Every label, one after the other.
std::string labels(const Json& hints) {
  std::string result;
  for (const Json& hint : hints) result += hint["label"].get<std::string>() + " ";
  return result;
}

constexpr const char* kFolded =
    "#include <a>\n#include <b>\nint f(int a,\n      int b) {\n  // one\n  // two\n  a;\n}\n";

Json folds(ServerFixture& fixture, const Json& folding_range) {
  Json capabilities = ServerFixture::capabilities();
  capabilities["textDocument"]["foldingRange"] = folding_range;
  fixture.start();
  must(fixture.client().initialize(fixture.root(), capabilities));
  fixture.open("a.cpp");
  return fixture.request("textDocument/foldingRange", document(fixture, "a.cpp"));
}

}  // namespace

TEST_CASE("folds are exact for clients that fold characters", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kFolded}});
  const Json found = folds(fixture, Json::object());
  REQUIRE(found.size() == 4);
  CHECK(found[0] ==
        Json{{"startLine", 0}, {"startCharacter", 9}, {"endLine", 1}, {"endCharacter", 12}, {"kind", "imports"}});
  CHECK(found[1] == Json{{"startLine", 2}, {"startCharacter", 6}, {"endLine", 3}, {"endCharacter", 11}});
  CHECK(found[2] == Json{{"startLine", 3}, {"startCharacter", 14}, {"endLine", 7}, {"endCharacter", 0}});
  CHECK(found[3]["kind"] == "comment");
}

TEST_CASE("folds leave closing braces to be seen for clients that fold lines", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kFolded}});
  const Json found = folds(fixture, {{"lineFoldingOnly", true}});
  REQUIRE(found.size() == 3);
  CHECK(found[0] == Json{{"startLine", 0}, {"endLine", 1}, {"kind", "imports"}});
  CHECK(found[1] == Json{{"startLine", 3}, {"endLine", 6}});
  CHECK(found[2] == Json{{"startLine", 4}, {"endLine", 5}, {"kind", "comment"}});
}

TEST_CASE("no more folds than the client wants, the largest ones", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", kFolded}});
  const Json found = folds(fixture, {{"rangeLimit", 2}});
  REQUIRE(found.size() == 2);
  CHECK(found[0]["startLine"] == 0);
  CHECK(found[1]["startLine"] == 3);
}

TEST_CASE("selections grow around each position, one result for each", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int f() {\n  return größe;\n}\nint x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  Json params = document(fixture, "a.cpp");
  params["positions"] = {position(1, 12), position(3, 5)};
  const Json found = fixture.request("textDocument/selectionRange", params);
  REQUIRE(found.size() == 2);
  CHECK(found[0]["range"] == Json{{"start", position(1, 9)}, {"end", position(1, 14)}});
  CHECK(found[1]["range"] == Json{{"start", position(3, 4)}, {"end", position(3, 5)}});
  for (const Json& each : found) {
    const Json* step = &each;
    while (step->contains("parent")) step = &(*step)["parent"];
    CHECK((*step)["range"] == Json{{"start", position(0, 0)}, {"end", position(4, 0)}});
  }
}

TEST_CASE("a selection at a position that is not there is refused", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  Json params = document(fixture, "a.cpp");
  params["positions"] = {position(9, 0)};
  CHECK_FALSE(fixture.client().request("textDocument/selectionRange", params));
}

TEST_CASE("includes link to the files they lead to", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "#include \"b.h\"\n#include \"missing.h\"\n"}, {"b.h", ""}});
  fixture.start();
  Json capabilities = ServerFixture::capabilities();
  capabilities["textDocument"]["documentLink"] = {{"tooltipSupport", true}};
  must(fixture.client().initialize(fixture.root(), capabilities));
  fixture.open("a.cpp");
  const Json links = fixture.request("textDocument/documentLink", document(fixture, "a.cpp"));
  REQUIRE(links.size() == 1);
  CHECK(links[0]["target"] == fixture.uri("b.h"));
  CHECK(links[0]["tooltip"] == fixture.path("b.h"));
  CHECK(links[0]["range"] == Json{{"start", position(0, 9)}, {"end", position(0, 14)}});
}

TEST_CASE("inlay hints have kinds and padding", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int f(int n);\nauto x = f(1);\nstruct P { int a; } p{2};\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  const Json found = hints(fixture, "a.cpp");
  REQUIRE(found.size() == 3);
  CHECK(found[0] == Json{{"position", position(1, 6)}, {"label", ": int"}, {"kind", 1}});
  CHECK(found[1] == Json{{"position", position(1, 11)}, {"label", "n:"}, {"kind", 2}, {"paddingRight", true}});
  CHECK(found[2] == Json{{"position", position(2, 22)}, {"label", ".a="}});
}

TEST_CASE("settings choose the inlay hints, also while the server runs", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int f(int n);\nauto x = f(1);\nstruct P { int a; } p{2};\n"}});
  fixture.start();
  Json capabilities = ServerFixture::capabilities();
  capabilities["workspace"]["inlayHint"] = {{"refreshSupport", true}};
  must(fixture.client().initialize(fixture.root(), capabilities, {{"inlayHints", {{"designators", false}}}}));
  fixture.open("a.cpp");
  CHECK(labels(hints(fixture, "a.cpp")) == ": int n: ");
  const auto configure = [&](Json values) {
    must(fixture.client().notify("workspace/didChangeConfiguration",
                                 {{"settings", {{"cairn", {{"inlayHints", values}}}}}}));
    must(fixture.client().wait_notification("workspace/inlayHint/refresh"));
  };
  configure({{"parameterNames", false}, {"typeNameLimit", 2}});
  CHECK(labels(hints(fixture, "a.cpp")).empty());
  configure({{"enabled", false}, {"designators", true}});
  CHECK(hints(fixture, "a.cpp").empty());
  configure({{"designators", true}, {"deducedTypes", false}});
  CHECK(labels(hints(fixture, "a.cpp")) == "n: .a= ");
}

}  // namespace cairn::test
