// One request of each kind about a small file, with a check of its answer.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/server_fixture.h"

namespace cairn::test {

inline const Files kSmallProject = {
    {"lib.h", "#pragma once\n/// Adds.\nint add(int a, int b);\n"},
    {"main.cpp",
     "#include \"lib.h\"\n"
     "struct Point { int x; int y; };\n"
     "int main() {\n"
     "  Point point{1, 2};\n"
     "  return add(point.x, point.y);\n"
     "}\n"},
};

struct RequestKind {
  std::string method;
  std::function<Json(const ServerFixture&)> params;
  std::function<bool(const Json& result)> right;
};

// Every request that a worker answers.
inline std::vector<RequestKind> every_request() {
  auto position = [](std::uint32_t line, std::uint32_t character) {
    return [=](const ServerFixture& f) { return f.at("main.cpp", line, character); };
  };
  return {
      {"textDocument/hover", position(4, 10),
       [](const Json& r) {
         return r["contents"]["value"].get<std::string>().find("int add(int a, int b)") != std::string::npos;
       }},
      {"textDocument/definition", position(3, 3),
       [](const Json& r) { return r.size() == 1 && r[0]["range"]["start"]["line"] == 1; }},
      {"textDocument/declaration", position(4, 10),
       [](const Json& r) { return r.size() == 1 && r[0]["uri"].get<std::string>().ends_with("/lib.h"); }},
      {"textDocument/typeDefinition", position(3, 9),
       [](const Json& r) { return r.size() == 1 && r[0]["range"]["start"]["line"] == 1; }},
      {"textDocument/implementation", position(1, 8), [](const Json& r) { return r.is_array() && r.empty(); }},
      {"textDocument/references",
       [](const ServerFixture& f) {
         Json params = f.at("main.cpp", 3, 9);
         params["context"] = {{"includeDeclaration", true}};
         return params;
       },
       [](const Json& r) { return r.size() == 3; }},
      {"textDocument/documentHighlight", position(3, 9), [](const Json& r) { return r.size() == 3; }},
      {"textDocument/documentSymbol",
       [](const ServerFixture& f) { return Json{{"textDocument", {{"uri", f.uri("main.cpp")}}}}; },
       [](const Json& r) { return r.size() == 2 && r[0]["name"] == "Point" && r[0]["children"].size() == 2; }},
      {"textDocument/completion", position(4, 19),
       [](const Json& r) {
         bool x = false;
         for (const Json& item : r["items"]) x = x || item["filterText"] == "x";
         return x;
       }},
  };
}

}  // namespace cairn::test
