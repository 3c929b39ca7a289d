// Texts and files that are not what a language server likes: positions stay right where
// there is something to point at, and the server lives.
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/protocol/hostile.h"

namespace cairn::test {
namespace {

// The hover about a name at this place covers exactly the name.
void check_name(ServerFixture& fixture, const std::string& file, const std::string& name, int line, int character) {
  INFO(file << " " << line << ":" << character);
  const Json hover = fixture.request(
      "textDocument/hover", fixture.at(file, static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(character)));
  REQUIRE(hover.is_object());
  CHECK(hover["contents"]["value"].get<std::string>().find(name) != std::string::npos);
  CHECK(hover["range"] == range(line, character, line, character + static_cast<int>(name.size())));
}

}  // namespace

TEST_CASE("a binary file is taken in and answered about", "[protocol]") {
  HostileFixture fixture;
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    const int code_point = (i * 7919) % 256;
    if (code_point >= 0x80) text += static_cast<char>(0xC0 | (code_point >> 6));
    text += static_cast<char>(code_point < 0x80 ? code_point : 0x80 | (code_point & 0x3F));
  }
  fixture.open_text("a.cpp", text);
  CHECK_FALSE(fixture.diagnostics("a.cpp", 1).empty());
  must(fixture.client().wait_response(fixture.client().send_request("textDocument/hover", fixture.at("a.cpp", 0, 4))));
  fixture.check_alive();
}

TEST_CASE("lines end with CR LF, with a lone CR, with LF, and in any mixture", "[protocol]") {
  HostileFixture fixture;
  fixture.open_text("a.cpp", "int first;\r\nint second;\rint third;\nint fourth;\n\r\nint fifth;\r\r\nint sixth;");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  check_name(fixture, "a.cpp", "first", 0, 4);
  check_name(fixture, "a.cpp", "second", 1, 4);
  check_name(fixture, "a.cpp", "third", 2, 4);
  check_name(fixture, "a.cpp", "fourth", 3, 4);
  check_name(fixture, "a.cpp", "fifth", 5, 4);
  check_name(fixture, "a.cpp", "sixth", 7, 4);
}

TEST_CASE("NUL bytes in a text move no position", "[protocol]") {
  HostileFixture fixture;
  fixture.open_text("a.cpp", std::string("int first;\0\n\0int second; \0 int third;\n", 38));
  fixture.diagnostics("a.cpp", 1);
  check_name(fixture, "a.cpp", "first", 0, 4);
  check_name(fixture, "a.cpp", "second", 1, 5);
  check_name(fixture, "a.cpp", "third", 1, 19);
  fixture.check_alive();
}

TEST_CASE("a file of 70,000 lines has right positions in the last of them", "[protocol]") {
  HostileFixture fixture;
  std::string text;
  for (int i = 0; i < 70'000; ++i) text += "int name" + std::to_string(i) + ";\n";
  fixture.open_text("a.cpp", text);
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  check_name(fixture, "a.cpp", "name69999", 69'999, 4);
  fixture.edit("a.cpp", 2, {{"range", range(69'999, 4, 69'999, 13)}, {"text", "renamed"}});
  check_name(fixture, "a.cpp", "renamed", 69'999, 4);
  fixture.edit("a.cpp", 3, {{"range", range(0, 0, 69'000, 0)}, {"text", ""}});
  check_name(fixture, "a.cpp", "renamed", 999, 4);
}

TEST_CASE("a line of 200,000 columns has right positions near its end", "[protocol]") {
  HostileFixture fixture;
  const std::string text = "/*" + std::string(199'976, 'x') + "*/ int far_away; int *user = &far_away;\n";
  fixture.open_text("a.cpp", text);
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  check_name(fixture, "a.cpp", "far_away", 0, 199'985);
  const Json definition = fixture.request("textDocument/definition", fixture.at("a.cpp", 0, 200'008));
  REQUIRE(definition.size() == 1);
  CHECK(definition[0]["range"] == range(0, 199'985, 0, 199'993));
}

TEST_CASE("a line of 200,000 columns that are not ASCII has right positions near its end", "[protocol]") {
  HostileFixture fixture;
  std::string text = "/*";
  for (int i = 0; i < 100'000; ++i) text += "\xF0\x9F\x98\x80";  // two UTF-16 units each
  fixture.open_text("a.cpp", text + "*/ int far_away;\n");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  check_name(fixture, "a.cpp", "far_away", 0, 200'009);
}

TEST_CASE("an included file that is not UTF-8 gives answers that are", "[protocol]") {
  HostileFixture fixture(
      Files{{"lib.h", "/// caf\xE9 \xFF\xFE in Latin-1.\nint lib();\n#define TEXT \"\xC3(\"\n"},
            {"a.cpp", "#include \"lib.h\"\nint x = lib();\nconst char *t = TEXT;\nint y = undeclared\xE9;\n"}});
  fixture.open_text("a.cpp", "#include \"lib.h\"\nint x = lib();\nconst char *t = TEXT;\nint y = t;\n");
  CHECK_FALSE(fixture.diagnostics("a.cpp", 1).empty());
  const Json hover = fixture.request("textDocument/hover", fixture.at("a.cpp", 1, 8));
  const std::string contents = hover["contents"]["value"].get<std::string>();
  CHECK(contents.find("caf\xEF\xBF\xBD") != std::string::npos);
  CHECK(fixture.request("textDocument/hover", fixture.at("a.cpp", 2, 16)).is_object());
  CHECK(fixture.request("textDocument/completion", fixture.at("a.cpp", 3, 8))["items"].size() > 0);
  fixture.check_alive();
}

TEST_CASE("symbolic links that go in circles end as errors or as files", "[protocol]") {
  HostileFixture fixture(Files{{"dir/lib.h", "int lib();\n"}});
  namespace fs = std::filesystem;
  fs::create_symlink("loop.h", fixture.path("loop.h"));
  fs::create_symlink("pong.h", fixture.path("ping.h"));
  fs::create_symlink("ping.h", fixture.path("pong.h"));
  fs::create_directory_symlink(".", fixture.path("dir/self"));
  int version = 0;
  for (const char* name : {"loop.h", "ping.h"}) {
    fixture.open_text("a.cpp", std::string("#include \"") + name + "\"\n", ++version);
    const Json found = fixture.diagnostics("a.cpp", version);
    REQUIRE(found.size() == 2);
    CHECK(found[0]["message"].get<std::string>().find("file not found") != std::string::npos);
    CHECK(found[1]["message"].get<std::string>().find("Too many levels of symbolic links") != std::string::npos);
  }
  std::string deep = "dir/";
  for (int i = 0; i < 30; ++i) deep += "self/";
  fixture.open_text("c.cpp", "#include \"" + deep + "lib.h\"\nint x = lib();\n");
  CHECK(fixture.diagnostics("c.cpp", 1).empty());
  // One of the circle itself, open.
  fixture.open_text("loop.h", "int x;\n");
  CHECK(fixture.diagnostics("loop.h", 1).empty());
  check_name(fixture, "loop.h", "x", 0, 4);
  fixture.check_alive();
}

TEST_CASE("a workspace that contains itself is opened", "[protocol]") {
  ServerFixture fixture(Files{{"a.cpp", "int x;\n"}, {"include/lib.h", "int lib();\n"}});
  namespace fs = std::filesystem;
  fs::create_directory_symlink(fixture.root(), fixture.path("build"));
  fs::create_directory_symlink(fixture.root(), fixture.path("include/all"));
  fs::create_directory_symlink("out", fixture.path("out"));
  fixture.start_initialized(
      {{"fallbackFlags", {"-I" + fixture.path("include/all/include/all/include"), "-I" + fixture.path("out")}}});
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  fixture.open_text("build/build/b.cpp", "#include \"lib.h\"\nint y = lib();\n");
  CHECK(fixture.diagnostics("build/build/b.cpp", 1).empty());
}

TEST_CASE("a file that is deleted while it is open is answered about and edited on", "[protocol]") {
  HostileFixture fixture(Files{{"a.cpp", "#include \"lib.h\"\nint name = lib();\n"}, {"lib.h", "int lib();\n"}});
  fixture.open("a.cpp");
  CHECK(fixture.diagnostics("a.cpp", 1).empty());
  std::filesystem::remove(fixture.path("a.cpp"));
  check_name(fixture, "a.cpp", "name", 1, 4);
  fixture.change("a.cpp", "#include \"lib.h\"\nint renamed = lib();\n", 2);
  CHECK(fixture.diagnostics("a.cpp", 2).empty());
  check_name(fixture, "a.cpp", "renamed", 1, 4);
  // And what it includes.
  std::filesystem::remove(fixture.path("lib.h"));
  fixture.change("a.cpp", "#include \"lib.h\"\n\nint last;\n", 3);
  CHECK(fixture.diagnostics("a.cpp", 3).size() == 1);
  check_name(fixture, "a.cpp", "last", 2, 4);
  fixture.check_alive();
}

TEST_CASE("a file whose folder is removed while it is open is answered about and edited on", "[protocol]") {
  HostileFixture fixture(Files{{"sub/a.cpp", "int name;\n"}, {"sub/lib.h", "int lib();\n"}});
  fixture.open("sub/a.cpp");
  CHECK(fixture.diagnostics("sub/a.cpp", 1).empty());
  std::filesystem::remove_all(fixture.path("sub"));
  check_name(fixture, "sub/a.cpp", "name", 0, 4);
  fixture.change("sub/a.cpp", "int renamed;\n", 2);
  CHECK(fixture.diagnostics("sub/a.cpp", 2).empty());
  check_name(fixture, "sub/a.cpp", "renamed", 0, 4);
  // Opened only now: there never was a folder, for this worker.
  fixture.open_text("sub/b.cpp", "int other;\n");
  CHECK(fixture.diagnostics("sub/b.cpp", 1).empty());
  check_name(fixture, "sub/b.cpp", "other", 0, 4);
  fixture.check_alive();
}

TEST_CASE("the whole workspace may go while files are open", "[protocol]") {
  HostileFixture fixture;
  fixture.diagnostics("healthy.cpp", 1);
  std::filesystem::remove_all(fixture.root());
  fixture.change("healthy.cpp", "int healthy;\nint still;\n", 2);
  CHECK(fixture.diagnostics("healthy.cpp", 2).empty());
  check_name(fixture, "healthy.cpp", "still", 1, 4);
  fixture.check_alive();
}

TEST_CASE("empty files and files of blanks have answers", "[protocol]") {
  HostileFixture fixture;
  int version = 0;
  for (const std::string text :
       {"", "\n", "\r\r\r", " ", "\t\n\n", "\xEF\xBB\xBF", "\\\n", "//", "/*", "\"", "#", "\xEF\xBB\xBFint x;\n"}) {
    INFO(text.size());
    fixture.open_text("a.cpp", text, ++version);
    fixture.diagnostics("a.cpp", version);
    for (const char* method : {"textDocument/hover", "textDocument/completion", "textDocument/definition"}) {
      CHECK(fixture.error_of(method, fixture.at("a.cpp", 0, 0)).is_null());
    }
    CHECK(
        fixture.error_of("textDocument/documentSymbol", {{"textDocument", {{"uri", fixture.uri("a.cpp")}}}}).is_null());
  }
  fixture.check_alive();
}

}  // namespace cairn::test
