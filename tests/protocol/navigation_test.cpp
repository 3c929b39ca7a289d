// textDocument/typeDefinition and implementation over the real pipe.
#include <catch2/catch.hpp>

#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

const Files kShapes = {{"shape.h",
                        "#pragma once\n"
                        "struct Shape { virtual int area() = 0; };\n"
                        "struct Square : Shape { int area() override; };\n"},
                       {"a.cpp",
                        "#include \"shape.h\"\n"
                        "struct Circle : Shape { int area() override { return 3; } };\n"
                        "int use(Shape* shape) { return shape->area(); }\n"}};

std::string lines_of(const Json& locations) {
  std::string lines;
  for (const Json& each : locations) {
    const std::string uri = each["uri"].get<std::string>();
    lines += uri.substr(uri.rfind('/') + 1) + ":" + each["range"]["start"]["line"].dump() + " ";
  }
  return lines;
}

}  // namespace

TEST_CASE("typeDefinition of a pointer is the class behind it", "[protocol]") {
  ServerFixture fixture(kShapes);
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK(lines_of(fixture.request("textDocument/typeDefinition", fixture.at("a.cpp", 2, 33))) == "shape.h:1 ");
}

TEST_CASE("implementation lists overriders and says that it searched one unit only", "[protocol]") {
  ServerFixture fixture(kShapes);
  fixture.start();
  Json capabilities = ServerFixture::capabilities();
  capabilities["experimental"] = {{"cairn", {{"answerStatus", true}}}};
  must(fixture.client().initialize(fixture.root(), capabilities));
  fixture.open("a.cpp");
  CHECK(lines_of(fixture.request("textDocument/implementation", fixture.at("a.cpp", 2, 40))) == "a.cpp:1 shape.h:2 ");
  const Json status = must(fixture.client().wait_notification("$/answerStatus"));
  CHECK(status["complete"] == false);
}

TEST_CASE("typeDefinition and implementation of a file that is not open are refused", "[protocol]") {
  ServerFixture fixture(kShapes);
  fixture.start_initialized();
  for (const char* method : {"textDocument/typeDefinition", "textDocument/implementation"}) {
    const auto answer = fixture.client().request(method, fixture.at("a.cpp", 0, 0));
    REQUIRE(!answer);
    CHECK(answer.error().message.find("-32602") != std::string::npos);
  }
}

TEST_CASE("typeDefinition and implementation without a position name what is missing", "[protocol]") {
  ServerFixture fixture(kShapes);
  fixture.start_initialized();
  fixture.open("a.cpp");
  for (const char* method : {"textDocument/typeDefinition", "textDocument/implementation"}) {
    const auto answer = fixture.client().request(method, {{"textDocument", {{"uri", fixture.uri("a.cpp")}}}});
    REQUIRE(!answer);
    CHECK(answer.error().message.find("position") != std::string::npos);
  }
}

TEST_CASE("white space has no type definition and no implementation", "[protocol]") {
  ServerFixture fixture(kShapes);
  fixture.start_initialized();
  fixture.open("a.cpp");
  CHECK(fixture.request("textDocument/typeDefinition", fixture.at("a.cpp", 1, 6)) == Json::array());
  CHECK(fixture.request("textDocument/implementation", fixture.at("a.cpp", 1, 6)) == Json::array());
}

}  // namespace cairn::test
