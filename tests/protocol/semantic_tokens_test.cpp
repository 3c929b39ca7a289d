// Semantic tokens over the wire: full, delta and range.
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

Json document(const ServerFixture& fixture, const std::string& name) {
  return {{"textDocument", {{"uri", fixture.uri(name)}}}};
}

Json full(ServerFixture& fixture, const std::string& name) {
  return fixture.request("textDocument/semanticTokens/full", document(fixture, name));
}

Json delta(ServerFixture& fixture, const std::string& name, const Json& previous) {
  Json params = document(fixture, name);
  params["previousResultId"] = previous;
  return fixture.request("textDocument/semanticTokens/full/delta", params);
}

// The whole file as a range, which keeps nothing for deltas.
Json range_of_all(ServerFixture& fixture, const std::string& name) {
  Json params = document(fixture, name);
  params["range"] = {{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", 1'000'000}, {"character", 0}}}};
  return fixture.request("textDocument/semanticTokens/range", params);
}

std::vector<std::uint32_t> apply(std::vector<std::uint32_t> data, const Json& edits) {
  for (const Json& edit : edits) {
    const auto at = data.begin() + edit["start"].get<std::ptrdiff_t>();
    const auto inserted = edit["data"].get<std::vector<std::uint32_t>>();
    const auto next = data.erase(at, at + edit["deleteCount"].get<std::ptrdiff_t>());
    data.insert(next, inserted.begin(), inserted.end());
  }
  return data;
}

Json capabilities_with(const char* pointer, Json value) {
  Json capabilities = ServerFixture::capabilities();
  capabilities[Json::json_pointer(pointer)] = std::move(value);
  return capabilities;
}

}  // namespace

TEST_CASE("semantic tokens mean what the legend says", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "struct S {};\n\n  S s;\n"}});
  fixture.start();
  const Json legend =
      must(fixture.client().initialize(fixture.root()))["capabilities"]["semanticTokensProvider"]["legend"];
  fixture.open("a.cpp");
  const Json tokens = full(fixture, "a.cpp");
  CHECK(tokens["resultId"].is_string());
  const auto data = tokens["data"].get<std::vector<std::uint32_t>>();
  REQUIRE(data.size() == 15);
  CHECK(std::vector(data.begin(), data.begin() + 3) == std::vector<std::uint32_t>{0, 7, 1});
  CHECK(std::vector(data.begin() + 5, data.begin() + 8) == std::vector<std::uint32_t>{2, 2, 1});
  CHECK(std::vector(data.begin() + 10, data.begin() + 13) == std::vector<std::uint32_t>{0, 2, 1});
  CHECK(legend["tokenTypes"][data[3]] == "struct");
  CHECK(legend["tokenTypes"][data[13]] == "variable");
  CHECK((data[4] & 1U) == 1);
  CHECK(legend["tokenModifiers"][0] == "declaration");
}

TEST_CASE("deltas lead from one result to the next, whatever is edited", "[protocol]") {
  std::vector<std::string> lines;
  for (int i = 0; i < 12; ++i) lines.push_back("int v" + std::to_string(i) + ";");
  const auto text = [&] {
    std::string all;
    for (const std::string& line : lines) all += line + "\n";
    return all;
  };
  ServerFixture fixture(Files{{"a.cpp", text()}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  const Json first = full(fixture, "a.cpp");
  auto data = first["data"].get<std::vector<std::uint32_t>>();
  Json id = first["resultId"];
  std::mt19937 random(5);
  for (int version = 2; version < 22; ++version) {
    const auto at = lines.begin() + static_cast<std::ptrdiff_t>(random() % (lines.size() + 1));
    if (random() % 3 == 0 && at != lines.end()) {
      lines.erase(at);
    } else {
      const std::string name = "w" + std::to_string(version);
      lines.insert(at, random() % 2 == 0 ? "struct " + name + " { int m; };" : "// " + name);
    }
    fixture.change("a.cpp", text(), version);
    const Json change = delta(fixture, "a.cpp", id);
    REQUIRE(change.contains("edits"));
    data = apply(data, change["edits"]);
    id = change["resultId"];
    REQUIRE(Json(data) == range_of_all(fixture, "a.cpp")["data"]);
  }
  CHECK(delta(fixture, "a.cpp", id)["edits"].empty());
}

TEST_CASE("a delta to a result that is not the last one is the whole", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int a;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK(delta(fixture, "a.cpp", "")["data"].size() == 5);
  const Json old = full(fixture, "a.cpp")["resultId"];
  full(fixture, "a.cpp");
  CHECK(delta(fixture, "a.cpp", old)["data"].size() == 5);
  CHECK(delta(fixture, "a.cpp", "no such result")["data"].size() == 5);
}

TEST_CASE("a file that is opened again has no result to go on from", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int a;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  const Json id = full(fixture, "a.cpp")["resultId"];
  must(fixture.client().notify("textDocument/didClose", document(fixture, "a.cpp")));
  fixture.open("a.cpp");
  CHECK(delta(fixture, "a.cpp", id)["data"].size() == 5);
}

TEST_CASE("a range has the tokens in it, and no name", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int a;\nint b;\nint c;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  Json params = document(fixture, "a.cpp");
  params["range"] = {{"start", {{"line", 1}, {"character", 0}}}, {"end", {{"line", 2}, {"character", 0}}}};
  const Json tokens = fixture.request("textDocument/semanticTokens/range", params);
  CHECK_FALSE(tokens.contains("resultId"));
  REQUIRE(tokens["data"].size() == 5);
  CHECK(tokens["data"][0] == 1);
  std::swap(params["range"]["start"], params["range"]["end"]);
  CHECK_FALSE(fixture.client().request("textDocument/semanticTokens/range", params));
}

TEST_CASE("the last result of an open file is in the memory report", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int a;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  full(fixture, "a.cpp");
  const Json report = fixture.request("$/memoryReport", {{"detail", "full"}});
  CHECK(report["components"]["documents"][fixture.path("a.cpp")]["semantic_tokens"]["_total"] >= 20);
}

TEST_CASE("inactive lines are comments, unless the client shows inactive regions", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "#if 0\nint a;\n#endif\n"}});
  fixture.start();
  SECTION("comments") {
    must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
    fixture.open("a.cpp");
    CHECK(full(fixture, "a.cpp")["data"].size() == 5);
  }
  SECTION("regions") {
    must(fixture.client().initialize(
        fixture.root(), capabilities_with("/textDocument/inactiveRegionsCapabilities", {{"inactiveRegions", true}})));
    fixture.open("a.cpp");
    CHECK(full(fixture, "a.cpp")["data"].empty());
    const Json regions = must(fixture.client().wait_notification("textDocument/inactiveRegions"));
    CHECK(regions["textDocument"]["uri"] == fixture.uri("a.cpp"));
    REQUIRE(regions["regions"].size() == 1);
    CHECK(regions["regions"][0]["start"]["line"] == 1);
    CHECK(regions["regions"][0]["end"] == Json{{"line", 1}, {"character", 6}});
    fixture.change("a.cpp", "int a;\n", 2);
    must(fixture.client().wait_notification("textDocument/inactiveRegions",
                                            [](const Json& params) { return params["regions"].empty(); }));
  }
}

TEST_CASE("a client without a grammar gets tokens for keywords and literals", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int a = 1; // b\n"}});
  fixture.start();
  must(fixture.client().initialize(
      fixture.root(), capabilities_with("/textDocument/semanticTokens", {{"augmentsSyntaxTokens", false}})));
  fixture.open("a.cpp");
  CHECK(full(fixture, "a.cpp")["data"].size() == 20);
}

TEST_CASE("tokens and hints are asked for anew when a header changes", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "#include \"a.h\"\nT t;\n"}, {"a.h", "class T {};\n"}});
  fixture.start();
  Json capabilities = capabilities_with("/workspace/semanticTokens", {{"refreshSupport", true}});
  capabilities["workspace"]["inlayHint"] = {{"refreshSupport", true}};
  must(fixture.client().initialize(fixture.root(), capabilities));
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  const Json before = full(fixture, "a.cpp");
  fixture.open("a.h");
  fixture.change("a.h", "enum T {};\n", 2);
  must(fixture.client().wait_notification("workspace/semanticTokens/refresh"));
  must(fixture.client().wait_notification("workspace/inlayHint/refresh"));
  CHECK(full(fixture, "a.cpp")["data"] != before["data"]);
}

TEST_CASE("semantic tokens of a file that is not open are refused", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", ""}});
  fixture.start_initialized();
  for (const char* method :
       {"textDocument/semanticTokens/full", "textDocument/foldingRange", "textDocument/documentLink"}) {
    INFO(method);
    const auto answer = fixture.client().request(method, document(fixture, "a.cpp"));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().message.find("is not open") != std::string::npos);
  }
}

}  // namespace cairn::test
