#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

std::vector<std::string> messages(const model::ParseOutcome& outcome) {
  std::vector<std::string> all;
  for (const model::Diagnostic& diagnostic : outcome.diagnostics) all.push_back(diagnostic.message);
  return all;
}

TEST_CASE("questions before the first parse fail as unavailable", "[clang]") {
  Fixture fixture;
  CHECK(fixture.file().hover(0).error().code == ErrorCode::kUnavailable);
}

TEST_CASE("a file that is neither on disk nor an overlay is not found", "[clang]") {
  Fixture fixture;
  worker::ParseRequest request = fixture.request("");
  request.overlays.clear();
  CHECK(fixture.file().parse(request).error().code == ErrorCode::kNotFound);
}

TEST_CASE("a FIFO is refused instead of waited for", "[clang]") {
  Fixture fixture;
  worker::ParseRequest request = fixture.request("");
  request.overlays.clear();
  REQUIRE(mkfifo(request.path.c_str(), 0600) == 0);
  CHECK(fixture.file().parse(request).error().code == ErrorCode::kNotFound);
}

TEST_CASE("a file on disk is parsed without an overlay", "[clang]") {
  Fixture fixture;
  fixture.add("main.cpp", "int broken = nothing;\n");
  worker::ParseRequest request = fixture.request("");
  request.overlays.clear();
  CHECK(messages(require(fixture.file().parse(request))) ==
        std::vector<std::string>{"use of undeclared identifier 'nothing'"});
}

TEST_CASE("a file that is only an overlay is parsed", "[clang]") {
  Fixture fixture;
  CHECK(fixture.open("int x;\n").diagnostics.empty());
}

TEST_CASE("an empty file is parsed and asked", "[clang]") {
  Fixture fixture;
  CHECK(fixture.open("").diagnostics.empty());
  CHECK(fixture.definition().empty());
  CHECK(fixture.hover().empty());
  CHECK(require(fixture.file().document_symbols()).empty());
}

TEST_CASE("an offset past the end is an invalid argument", "[clang]") {
  Fixture fixture;
  fixture.open("int x;");
  CHECK(fixture.file().hover(7).error().code == ErrorCode::kInvalidArgument);
  CHECK(fixture.file().complete({7, 10, 1, false}).error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("included files are listed once, absolute, through headers too", "[clang]") {
  Fixture fixture;
  fixture.add("sub/a.h", "#pragma once\n#include \"../b.h\"\n");
  fixture.add("b.h", "#pragma once\n");
  const model::ParseOutcome outcome = fixture.open("#include \"sub/a.h\"\n#include \"b.h\"\n");
  std::vector<std::string> files = outcome.included_files;
  std::sort(files.begin(), files.end());
  CHECK(files == std::vector<std::string>{fixture.path("b.h"), fixture.path("sub/a.h")});
}

TEST_CASE("paths of system headers exist as they are given", "[clang]") {
  Fixture fixture;
  const model::ParseOutcome outcome = fixture.open("#include <vector>\n");
  REQUIRE(outcome.diagnostics.empty());
  REQUIRE(outcome.included_files.size() > 10);
  for (const std::string& path : outcome.included_files) {
    struct stat status{};
    INFO(path);
    CHECK(stat(path.c_str(), &status) == 0);
    CHECK(path.find("/..") == std::string::npos);
  }
}

TEST_CASE("an unsaved header wins over the one on disk", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "int old_name;\n");
  worker::ParseRequest request = fixture.request("#include \"a.h\"\nint x = new_name;\n");
  request.overlays.push_back({fixture.path("a.h"), "int new_name;\n"});
  CHECK(require(fixture.file().parse(request)).diagnostics.empty());
}

TEST_CASE("a reparse sees a changed overlay of a header", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "int name;\n");
  CHECK(fixture.open("#include \"a.h\"\nint x = name;\n").diagnostics.empty());
  worker::ParseRequest request = fixture.request(fixture.source().text);
  request.overlays = {{fixture.path("a.h"), "int other;\n"}};
  CHECK(messages(require(fixture.file().parse(request))) ==
        std::vector<std::string>{"use of undeclared identifier 'name'"});
}

TEST_CASE("a reparse sees a header that changed within a second and kept its size", "[clang]") {
  Fixture fixture;
  const std::string header = fixture.path("header.h");
  fixture.add("header.h", "#pragma once\nint narrow;\n");
  const auto set_second = [&] {
    const timespec times[2] = {{1'700'000'000, 1}, {1'700'000'000, 1}};
    REQUIRE(utimensat(AT_FDCWD, header.c_str(), times, 0) == 0);
  };
  set_second();
  fixture.add("main.cpp", "");  // clang keeps no preamble for a file that is not there
  CHECK(fixture.open("#include \"header.h\"\nint x = narrow;\n").diagnostics.empty());
  fixture.add("header.h", "#pragma once\nint broad_;\n");
  set_second();
  const std::vector<std::string> missing{"use of undeclared identifier 'narrow'"};
  CHECK(messages(fixture.open("#include \"header.h\"\nint x = narrow;\n")) == missing);
  fixture.add("header.h", "#pragma once\nint narrow;\n");
  set_second();
  CHECK(fixture.open("#include \"header.h\"\nint x = narrow;\n").diagnostics.empty());
}

TEST_CASE("a dropped overlay brings the file on disk back", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "int name;\n");
  worker::ParseRequest request = fixture.request("#include \"a.h\"\nint x = name;\n");
  request.overlays.push_back({fixture.path("a.h"), "int other;\n"});
  REQUIRE(require(fixture.file().parse(request)).diagnostics.size() == 1);
  request.overlays.clear();
  request.dropped_overlays = {fixture.path("a.h")};
  CHECK(require(fixture.file().parse(request)).diagnostics.empty());
}

TEST_CASE("a parse with other arguments uses them", "[clang]") {
  Fixture fixture;
  worker::ParseRequest request = fixture.request("#ifndef WANTED\n#error missing\n#endif\n");
  REQUIRE(require(fixture.file().parse(request)).diagnostics.size() == 1);
  request.arguments.push_back("-DWANTED");
  CHECK(require(fixture.file().parse(request)).diagnostics.empty());
}

TEST_CASE("relative include paths start in the command's directory", "[clang]") {
  Fixture fixture("main.cpp", {"-Iinclude"});
  fixture.add("include/a.h", "int a;\n");
  CHECK(fixture.open("#include <a.h>\n").diagnostics.empty());
}

TEST_CASE("arguments that clang does not know are dropped by name", "[clang]") {
  Fixture fixture("main.cpp", {"-fno-such-option", "-DX=1", "-mno-such-machine", "-Wno-such-warning"});
  const model::ParseOutcome outcome = fixture.open("int x = X;\n");
  CHECK(outcome.diagnostics.empty());
  CHECK(outcome.dropped_arguments == std::vector<std::string>{"-fno-such-option", "-mno-such-machine"});
}

TEST_CASE("arguments with which clang gives no unit are found and dropped", "[clang]") {
  Fixture fixture("main.cpp", {"-DX=1", "-march=no-such", "-DY=2", "-Xclang", "-no-such", "-DZ=3"});
  const model::ParseOutcome outcome = fixture.open("int x = X + Y + Z;\n");
  CHECK(outcome.diagnostics.empty());
  CHECK(outcome.dropped_arguments == std::vector<std::string>{"-march=no-such", "-Xclang", "-no-such"});
}

TEST_CASE("a standard of the other language is dropped", "[clang]") {
  Fixture fixture("main.c", {"-std=c++20"});
  CHECK(fixture.open("int class;\n").dropped_arguments == std::vector<std::string>{"-std=c++20"});
}

TEST_CASE("an update changes completion but no other answer", "[clang]") {
  Fixture fixture;
  fixture.open("int first_name;\nint x = $0first_name;\n");
  worker::ParseRequest request = fixture.request("int second_name;\nint x = sec\n");
  REQUIRE(fixture.file().update(request).has_value());
  const model::Completion completion = require(fixture.file().complete({28, 10, 1, false}));
  REQUIRE(!completion.items.empty());
  CHECK(completion.items[0].label == "second_name");
  CHECK(fixture.definition() == "main.cpp 0:4-0:14\n");
}

TEST_CASE("completion after a reparse offers headers, macros, the file and the newest locals", "[clang]") {
  Fixture fixture;
  fixture.add("names.h", "int name_of_header;\n#define NAME_OF_MACRO 1\n");
  const std::string before = "#include \"names.h\"\nint name_of_file;\nvoid f() {\n";
  fixture.open(before + "}\n");
  fixture.open(before + "}\n");
  const std::string after = before + "  int name_of_local; n";
  REQUIRE(fixture.file().update(fixture.request(after + "\n}\n")).has_value());
  std::vector<std::string> names;
  const model::Completion completion = require(fixture.file().complete({after.size(), 1000, 1, false}));
  for (const model::CompletionItem& item : completion.items) {
    if (item.label.find("ame_of") != std::string::npos || item.label.starts_with("NAME")) names.push_back(item.label);
  }
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"NAME_OF_MACRO", "name_of_file", "name_of_header", "name_of_local"});
}

TEST_CASE("a preamble of templates is used without errors", "[clang]") {
  Fixture fixture;
  const char* text = "#include <regex>\n#include <map>\n#include <string>\nstd::map<std::string, std::regex> m;\n";
  CHECK(fixture.open(text).diagnostics.empty());
  CHECK(fixture.open(std::string(text) + "int n = (int)m.size();\n").diagnostics.empty());
}

TEST_CASE("a main file ending in CRLF lines has their positions", "[clang]") {
  Fixture fixture;
  fixture.open("int a;\r\nint [[b]];\r\nint c = $0b;\r\n");
  CHECK(fixture.definition() == fixture.expected());
}

TEST_CASE("columns after an emoji are in UTF-16 units by default", "[clang]") {
  Fixture fixture;
  fixture.open("int [[n]]; const char* s = \"😀\"; int m = $0n;\n");
  CHECK(fixture.definition() == fixture.expected());
  fixture.open("const char* s = \"😀\"; int [[n]]; int m = $0n;\n");
  CHECK(fixture.definition() == "main.cpp 0:26-0:27\n");
}

TEST_CASE("columns after an emoji are in bytes when UTF-8 was agreed on", "[clang]") {
  Fixture fixture;
  worker::ParseRequest request = fixture.request("const char* s = \"😀\"; int n;\n");
  request.encoding = base::TextEncoding::kUtf8;
  require(fixture.file().parse(request));
  CHECK(fixture.show(require(fixture.file().definition(28))) == "main.cpp 0:28-0:29\n");
}

TEST_CASE("the library's version names clang", "[clang]") {
  CHECK(library_version().find("clang version") != std::string::npos);
}

}  // namespace
}  // namespace cairn::clang
