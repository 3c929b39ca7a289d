// Text synchronisation: clang sees exactly what the client has.
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

Json edit(std::uint32_t line, std::uint32_t from, std::uint32_t to, const std::string& text) {
  return {{"range", {{"start", {{"line", line}, {"character", from}}}, {"end", {{"line", line}, {"character", to}}}}},
          {"text", text}};
}

void send_edits(ServerFixture& fixture, const std::string& name, int version, Json edits) {
  must(fixture.client().notify(
      "textDocument/didChange",
      {{"textDocument", {{"uri", fixture.uri(name)}, {"version", version}}}, {"contentChanges", std::move(edits)}}));
}

}  // namespace

TEST_CASE("incremental edits apply in order, each to the result of the one before", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int first;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  send_edits(fixture, "a.cpp", 2, Json::array({edit(0, 4, 9, "second"), edit(0, 10, 10, "s = 1")}));
  CHECK(fixture.diagnostics("a.cpp", 2).empty());
  const Json symbols =
      fixture.request("textDocument/documentSymbol", {{"textDocument", {{"uri", fixture.uri("a.cpp")}}}});
  REQUIRE(symbols.size() == 1);
  CHECK(symbols[0]["name"] == "seconds");
}

TEST_CASE("a question is answered about the text that it was asked about", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int alpha;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  // All of these are on their way before the first parse is over.
  const Json document = {{"textDocument", {{"uri", fixture.uri("a.cpp")}}}};
  const std::int64_t first = fixture.client().send_request("textDocument/documentSymbol", document);
  fixture.change("a.cpp", "int beta;\n", 2);
  const std::int64_t second = fixture.client().send_request("textDocument/documentSymbol", document);
  fixture.change("a.cpp", "int gamma;\n", 3);
  const std::int64_t third = fixture.client().send_request("textDocument/documentSymbol", document);
  CHECK(must(fixture.client().wait_response(first))["result"][0]["name"] == "alpha");
  CHECK(must(fixture.client().wait_response(second))["result"][0]["name"] == "beta");
  CHECK(must(fixture.client().wait_response(third))["result"][0]["name"] == "gamma");
}

TEST_CASE("unsaved text of an open header is what its includers see", "[protocol]") {
  ServerFixture fixture(Files{{"lib.h", "int old_name();\n"}, {"a.cpp", "#include \"lib.h\"\nint x = new_name();\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).size() == 1);
  fixture.open("lib.h");
  fixture.change("lib.h", "int new_name();\n", 2);
  CHECK(fixture.diagnostics("a.cpp", 1).empty());  // same version, parsed again
  const Json definition = fixture.request("textDocument/definition", fixture.at("a.cpp", 1, 9));
  REQUIRE(definition.size() == 1);
  CHECK(definition[0]["uri"] == fixture.uri("lib.h"));
  // Closing it without saving brings back what is on disk.
  must(fixture.client().notify("textDocument/didClose", {{"textDocument", {{"uri", fixture.uri("lib.h")}}}}));
  CHECK(fixture.diagnostics("a.cpp", 1).size() == 1);
}

TEST_CASE("a header reached through a symbolic link is the same open header", "[protocol]") {
  ServerFixture fixture(
      Files{{"real/lib.h", "int old_name();\n"}, {"a.cpp", "#include \"link/lib.h\"\nint x = new_name();\n"}});
  std::filesystem::create_directory_symlink(fixture.path("real"), fixture.path("link"));
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).size() == 1);
  fixture.open_text("real/lib.h", "int new_name();\n");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
}

TEST_CASE("an impossible edit drops the document with a message, and opening it again recovers", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  fixture.diagnostics("a.cpp", 1);
  send_edits(fixture, "a.cpp", 2, Json::array({edit(10, 0, 1, "y")}));
  const Json message = must(fixture.client().wait_notification("window/showMessage"));
  CHECK(message["message"].get<std::string>().find("impossible edit") != std::string::npos);
  auto hover = fixture.client().request("textDocument/hover", fixture.at("a.cpp", 0, 4));
  REQUIRE(!hover);
  CHECK(hover.error().message.find("-32602") != std::string::npos);
  fixture.open("a.cpp", 3);
  CHECK(fixture.diagnostics("a.cpp", 3).empty());
  CHECK_FALSE(fixture.request("textDocument/hover", fixture.at("a.cpp", 0, 4)).is_null());
}

TEST_CASE("a position in a line that does not exist is refused with -32602, one past a line's end is clamped",
          "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}});
  fixture.start_initialized();
  fixture.open("a.cpp");
  auto beyond = fixture.client().request("textDocument/hover", fixture.at("a.cpp", 99, 0));
  REQUIRE(!beyond);
  CHECK(beyond.error().message.find("-32602") != std::string::npos);
  CHECK(fixture.client().request("textDocument/hover", fixture.at("a.cpp", 0, 9999)));
}

TEST_CASE("more open files than workers are all answered", "[protocol]") {
  Files files;
  for (int i = 0; i < 6; ++i) files["f" + std::to_string(i) + ".cpp"] = "int name" + std::to_string(i) + ";\n";
  ServerFixture fixture(files);
  fixture.start_initialized({{"worker", {{"maxCount", 2}}}});
  for (const auto& [name, text] : files) fixture.open(name);
  for (const auto& [name, text] : files) CHECK(fixture.diagnostics(name, 1).empty());
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 6; ++i) {
      const std::string name = "f" + std::to_string(i) + ".cpp";
      const Json hover = fixture.request("textDocument/hover", fixture.at(name, 0, 4));
      CHECK(hover["contents"]["value"].get<std::string>().find("name" + std::to_string(i)) != std::string::npos);
      CHECK(fixture.workers().size() <= 2);
    }
  }
}

TEST_CASE("without a usable cache folder everything is answered all the same, and the client is told", "[protocol]") {
  ServerFixture fixture(Files{{"lib.h", "int f();\n"}, {"a.cpp", "#include \"lib.h\"\nint x = f();\n"}});
  // A worker without a folder once wrote its empty file there.
  const bool there_before = std::filesystem::exists("/empty.cpp");
  fixture.start({"--cache-dir=/proc/cairn"});
  must(fixture.client().initialize(fixture.root(), ServerFixture::capabilities()));
  CHECK(fixture.client().wait_notification("window/logMessage", [](const Json& params) {
    return params["message"].get<std::string>().find("--cache-dir") != std::string::npos;
  }));
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  CHECK(fixture.request("textDocument/definition", fixture.at("a.cpp", 1, 8)).size() == 1);
  CHECK(std::filesystem::exists("/empty.cpp") == there_before);
}

TEST_CASE("a database in build is found, and its flags decide", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x = VALUE;\n"}, {"b.cpp", "int x = VALUE;\n"}});
  std::filesystem::create_directory(fixture.path("build"));
  std::ofstream(fixture.path("build/compile_commands.json"))
      << Json::array({{{"directory", fixture.root()},
                       {"file", "a.cpp"},
                       {"arguments", {"c++", "-DVALUE=1", "-c", "a.cpp", "-o", "a.o"}}},
                      {{"directory", fixture.root()}, {"file", "b.cpp"}, {"command", "c++ -DOTHER=1 -c b.cpp"}}})
             .dump();
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  fixture.open("b.cpp");
  CHECK(fixture.diagnostics("b.cpp", 1).size() == 1);
}

}  // namespace cairn::test
