#include "server/answers/include_edit.h"

#include <string>

#include <catch2/catch.hpp>

#include "core/text/text_buffer.h"

namespace cairn::server {
namespace {

std::string with(const std::string& text, const query::HeaderSpelling& header, const std::string& path = "/w/a.cpp") {
  const auto edit = include_edit(path, text, header);
  if (!edit) return "nothing";
  text::TextBuffer buffer(text);
  REQUIRE(buffer.replace(edit->range, base::TextEncoding::kUtf8, edit->text));
  return buffer.text();
}

}  // namespace

TEST_CASE("an include goes to its place among those with the same brackets", "[answers]") {
  const std::string text =
      "#include \"a.h\"\n\n#include <map>\n#include <vector>\n\n#include \"b.h\"\n#include \"d.h\"\n\nint x;\n";
  CHECK(with(text, {"string", true}) ==
        "#include \"a.h\"\n\n#include <map>\n#include <string>\n#include <vector>\n\n#include \"b.h\"\n#include "
        "\"d.h\"\n\n"
        "int x;\n");
  CHECK(with(text, {"c.h", false}) ==
        "#include \"a.h\"\n\n#include <map>\n#include <vector>\n\n#include \"b.h\"\n#include \"c.h\"\n#include "
        "\"d.h\"\n\n"
        "int x;\n");
  CHECK(with(text, {"a.h", false}) == "nothing");
}

TEST_CASE("the header that is named as the file stays in front", "[answers]") {
  CHECK(with("#include \"x/a.h\"\n#include \"x/b.h\"\n", {"aa.h", false}) ==
        "#include \"x/a.h\"\n#include \"aa.h\"\n#include \"x/b.h\"\n");
  CHECK(with("#include \"x/a.h\"\n\n#include \"b.h\"\n", {"map", true}) ==
        "#include \"x/a.h\"\n\n#include <map>\n\n#include \"b.h\"\n");
}

TEST_CASE("an include joins the group with its folder", "[answers]") {
  CHECK(with("#include \"x/b.h\"\n#include \"x/d.h\"\n\n#include \"y/b.h\"\n\n#include \"z.h\"\n", {"y/a.h", false}) ==
        "#include \"x/b.h\"\n#include \"x/d.h\"\n\n#include \"y/a.h\"\n#include \"y/b.h\"\n\n#include \"z.h\"\n");
}

TEST_CASE("a group that is not sorted gets an include at its end", "[answers]") {
  CHECK(with("#include <vector>\n#include <map>\nint x;", {"set", true}) ==
        "#include <vector>\n#include <map>\n#include <set>\nint x;");
}

TEST_CASE("a first include of its kind gets a group of its own", "[answers]") {
  CHECK(with("#include <map>\nint x;\n", {"b.h", false}) == "#include <map>\n\n#include \"b.h\"\nint x;\n");
  CHECK(with("// License\n\nint x;\n", {"map", true}) == "// License\n\n#include <map>\n\nint x;\n");
  CHECK(with("int x;\n", {"map", true}) == "#include <map>\n\nint x;\n");
  CHECK(with("", {"map", true}) == "#include <map>\n\n");
  CHECK(with("#pragma once\n\nint x;\n", {"map", true}, "/w/a.h") == "#pragma once\n\n#include <map>\n\nint x;\n");
  CHECK(with("// L\n#ifndef A_H\n#define A_H\n\nint x;\n#endif\n", {"map", true}, "/w/a.h") ==
        "// L\n#ifndef A_H\n#define A_H\n\n#include <map>\n\nint x;\n#endif\n");
}

TEST_CASE("includes in conditions are no group, but for the file's guard", "[answers]") {
  CHECK(with("#include <map>\n#ifdef _WIN32\n#include <string>\n#include <windows.h>\n#endif\n", {"thread", true}) ==
        "#include <map>\n#include <thread>\n#ifdef _WIN32\n#include <string>\n#include <windows.h>\n#endif\n");
  CHECK(with("#ifndef A_H\n#define A_H\n#include <map>\nint x;\n#endif\n", {"set", true}, "/w/a.h") ==
        "#ifndef A_H\n#define A_H\n#include <map>\n#include <set>\nint x;\n#endif\n");
}

TEST_CASE("line ends stay as the file has them", "[answers]") {
  CHECK(with("#include <map>\r\nint x;\r\n", {"set", true}) == "#include <map>\r\n#include <set>\r\nint x;\r\n");
  CHECK(with("#include <map>", {"set", true}) == "#include <map>\n#include <set>\n");
}

}  // namespace cairn::server
