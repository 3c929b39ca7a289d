#include "core/clang/indexer/prelude_build.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <string>

#include "core/store/segment.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "tests/unit/core/clang/indexer/prelude_project.h"

namespace cairn::clang {
namespace {

using testing::file_of;
using testing::PreludeProject;

std::string bytes_of(const std::string& path) {
  const auto bytes = fs::read_file(path, 64 << 20);
  REQUIRE(bytes);
  return *bytes;
}

TEST_CASE("a layer says what it consists of", "[prelude]") {
  PreludeProject project;
  project.add("low.h", "#pragma once\nint low();\n");
  project.add("list.def", "ITEM(a)\n");
  project.add("high.h", "#pragma once\n#include \"low.h\"\n#define ITEM(x) int x();\n#include \"list.def\"\n");
  project.require_layer("Low", {"low.h"});
  const auto built = project.build(project.layer("High", {"high.h"}));
  REQUIRE(built);
  CHECK(built->error_count == 0);
  CHECK(built->headers.size() == 1);
  REQUIRE(built->files.size() == 2);
  CHECK(built->files[0].path == "high.h");
  CHECK(built->files[1].path == "list.def");
  CHECK(built->files[1].content_hash == base::hash64("ITEM(a)\n"));
  CHECK(built->peak_bytes > 1 << 20);
  struct stat status = {};
  REQUIRE(stat(project.module_files().back().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a unit on modules parses its own files only and names the others", "[prelude]") {
  PreludeProject project;
  project.add("a.h", "#pragma once\nint a();\n");
  project.add("b.h", "#pragma once\n#include \"a.h\"\nint b();\n");
  project.add("other.h", "#pragma once\nint other();\n");
  project.add("own.h", "int own();\n");
  project.add("main.cpp", "#include \"own.h\"\n#include \"b.h\"\nint x = a() + b() + own();\n");
  project.require_layer("Headers", {"a.h", "b.h", "other.h"});
  const worker::IndexedUnit unit = project.parse(project.unit("main.cpp"));
  CHECK(unit.error_count == 0);
  REQUIRE(unit.files.size() == 2);
  CHECK(unit.files[0].path == "main.cpp");
  CHECK(unit.files[1].path == "own.h");
  REQUIRE(unit.imported.size() == 2);
  CHECK(file_of(unit.imported, "a.h").content_hash == base::hash64("#pragma once\nint a();\n"));
  CHECK(file_of(unit.imported, "b.h").rows_hash != 0);
}

TEST_CASE("an error is told of the innermost header that has it, and nothing is written", "[prelude]") {
  PreludeProject project;
  project.add("good.h", "#pragma once\nint good();\n");
  project.add("bad.h", "#pragma once\nint bad(Unknown);\n");
  project.add("user.h", "#pragma once\n#include \"bad.h\"\nint user();\n");
  project.add("part.inc", "another(Unknown);\n");
  project.add("needs.h", "#pragma once\n#include \"missing.h\"\nint needs(); int\n#include \"part.inc\"\n");
  const worker::BuildPreludeRequest request =
      project.layer("Headers", {"good.h", "user.h", "bad.h", "needs.h", "absent.h"});
  auto built = project.build(request);
  REQUIRE(built);
  CHECK(built->bytes == 0);
  CHECK_THAT(built->headers[4].first_error, Catch::Contains("no such file"));

  worker::BuildPreludeRequest there = request;
  there.headers.pop_back();
  built = project.build(there);
  REQUIRE(built);
  CHECK(built->bytes == 0);
  CHECK(built->files.empty());
  CHECK(built->headers[0].error_count == 0);
  CHECK(built->headers[1].error_count == 0);
  CHECK_THAT(built->headers[2].first_error, Catch::Contains("bad.h:2: unknown type name 'Unknown'"));
  CHECK(built->headers[3].error_count == 2);
  CHECK_THAT(built->headers[3].first_error, Catch::Contains("missing.h"));
  CHECK(built->missing_includes == std::vector<std::string>{"missing.h"});
  CHECK(access(request.output_path.c_str(), F_OK) != 0);
  CHECK(access((request.output_path + ".files").c_str(), F_OK) != 0);
  CHECK(access((request.output_path + ".part").c_str(), F_OK) != 0);
}

TEST_CASE("the rows of a layer's headers are delivered", "[prelude]") {
  test::TempDir folder;
  folder.write("a.h", "#pragma once\nint a();\n");
  UnitIndexer indexer;
  const auto built = indexer.build_prelude(
      {"Headers", folder.path(), {}, folder.path(), false, {folder.file("a.h")}, {}, folder.file("a.pcm")});
  REQUIRE(built);
  REQUIRE(built->files.size() == 1);
  REQUIRE(indexer.deliver({folder.file("a.seg"), 2, 1, {0}}));
  auto file = store::SegmentFile::open(folder.file("a.seg"));
  REQUIRE(file);
  const store::Segment segment(*std::move(file));
  CHECK(segment.find_path("a.h\x1f" + base::hex64(built->files[0].rows_hash)));
  CHECK(segment.find_id(store::symbol_id("c:@F@a#")).size() == 1);
}

TEST_CASE("a layer is the same bytes each time that it is built", "[prelude]") {
  PreludeProject project;
  project.add("a.h", "#pragma once\ntemplate <class T> T a(T t) { return t; }\n");
  worker::BuildPreludeRequest request = project.layer("Headers", {"a.h"});
  REQUIRE(project.build(request));
  const std::string first = bytes_of(request.output_path);
  request.output_path += "2";
  REQUIRE(project.build(request));
  CHECK(bytes_of(request.output_path) == first);
}

TEST_CASE("a module file that is missing, cut or changed is an error of the unit", "[prelude]") {
  PreludeProject project;
  project.add("a.h", "#pragma once\nint a();\n");
  project.add("main.cpp", "#include \"a.h\"\nint x = a();\n");
  project.require_layer("Headers", {"a.h"});
  const std::string module_file = project.module_files().front();
  for (const std::string& path : {module_file, module_file + ".files"}) {
    const std::string whole = bytes_of(path);
    std::string changed = whole;
    changed[whole.size() / 2] = static_cast<char>(changed[whole.size() / 2] ^ 1);
    for (const std::string& bytes : {std::string(), whole.substr(0, whole.size() / 2), changed}) {
      REQUIRE(fs::write_file_atomically(path, bytes));
      CHECK(project.parse(project.unit("main.cpp")).error_count > 0);
    }
    REQUIRE(unlink(path.c_str()) == 0);
    CHECK_THAT(project.parse(project.unit("main.cpp")).first_error, Catch::StartsWith("prelude: "));
    REQUIRE(fs::write_file_atomically(path, whole));
    CHECK(project.parse(project.unit("main.cpp")).error_count == 0);
  }
}

TEST_CASE("a module file of another language does not fit", "[prelude]") {
  PreludeProject project;
  project.add("a.h", "#pragma once\nint a();\n");
  project.add("main.cpp", "#include \"a.h\"\nint x = a();\n");
  project.require_layer("Headers", {"a.h"});
  project.arguments = {"-std=c++14"};
  CHECK(project.parse(project.unit("main.cpp")).error_count > 0);
}

TEST_CASE("a header that has become longer or shorter since is an error where it is needed", "[prelude]") {
  PreludeProject project;
  project.add("a.h", "#pragma once\n#define A 1\n");
  project.add("main.cpp", "#include \"a.h\"\nint x = A;\n");
  project.require_layer("Headers", {"a.h"});
  CHECK(project.difference("main.cpp").empty());
  project.add("a.h", "#pragma once\n\n\n#define A 1\n");
  CHECK_FALSE(project.difference("main.cpp").empty());
}

TEST_CASE("what a unit uses through a module without including it is an error of the unit", "[prelude]") {
  PreludeProject project;
  project.add("one.h", "#pragma once\nint one();\n");
  project.add("two.h", "#pragma once\n#define TWO 2\nint two(); inline int overloaded(int) { return 1; }\n");
  project.add("main.cpp", "#include \"one.h\"\nint x = one() + two();\n");
  project.add("macro.cpp", "#include \"one.h\"\n#ifdef TWO\n#endif\nint x = one();\n");
  project.add("fine.cpp", "#include \"one.h\"\n#include \"two.h\"\nint x = one() + two() + TWO;\n");
  project.require_layer("All", {"one.h", "two.h"}, /*is_one_unit=*/true);
  CHECK_THAT(project.parse(project.unit("main.cpp")).first_error,
             Catch::Equals("prelude: two of two.h, which is not included"));
  CHECK_THAT(project.parse(project.unit("macro.cpp")).first_error,
             Catch::Equals("prelude: macro TWO of two.h, which is not included"));
  CHECK(project.difference("fine.cpp").empty());
}

TEST_CASE("a unit says which files of a layer were read in another order than its own", "[prelude]") {
  PreludeProject project;
  project.add("first.h", "#pragma once\n#define ORDER 1\n");
  project.add("second.h", "#pragma once\n#ifdef ORDER\nint after;\n#endif\n");
  project.add("third.h", "#pragma once\nint third;\n");
  project.add("same.cpp", "#include \"first.h\"\n#include \"third.h\"\n#include \"second.h\"\n");
  project.add("turned.cpp", "#include \"second.h\"\n#include \"first.h\"\n");
  project.add("without.cpp", "#include \"third.h\"\n#include \"second.h\"\n");
  project.require_layer("All", {"first.h", "second.h", "third.h"}, /*is_one_unit=*/true);
  CHECK(project.parse(project.unit("same.cpp")).entered_otherwise.empty());
  CHECK(project.parse(project.unit("turned.cpp")).entered_otherwise == std::vector<std::string>{"second.h"});
  CHECK(project.parse(project.unit("without.cpp")).entered_otherwise == std::vector<std::string>{"second.h"});
}

TEST_CASE("a list that the unit reads, too, and that leaves a macro behind says the same in a header", "[prelude]") {
  PreludeProject project;
  project.add("list.def",
              "#ifndef LEFT\n#define LEFT(x) ITEM(x)\n#endif\n#define ATTRIBUTE\nLEFT(red)\nITEM(green) "
              "ATTRIBUTE\n#undef ITEM\n");
  project.add("names.h", "#pragma once\nenum Colour {\n#define ITEM(x) x,\n#include \"list.def\"\n};\n");
  project.add("main.cpp", "#define ITEM(x) int g_##x;\n#include \"list.def\"\n#include \"names.h\"\nColour c = red;\n");
  project.require_layer("Headers", {"names.h"});
  const worker::IndexedUnit unit = project.parse(project.unit("main.cpp"));
  CHECK_THAT(unit.first_error, Catch::Equals(""));
  project.add("again.cpp", "#include \"names.h\"\n#define ITEM(x) int g_##x;\n#include \"list.def\"\n");
  CHECK_THAT(project.parse(project.unit("again.cpp")).first_error, Catch::Equals(""));
  project.add("other.cpp", "#define LEFT(x) ITEM(other_##x)\n#include \"names.h\"\n");
  CHECK_THAT(project.parse(project.unit("other.cpp")).first_error, Catch::Contains("macro LEFT"));
  CHECK(file_of(unit.files, "list.def").rows_hash != file_of(unit.imported, "list.def").rows_hash);
}

TEST_CASE("names and paths that no module map can have are refused", "[prelude]") {
  PreludeProject project;
  project.add("a.h", "#pragma once\n");
  CHECK_FALSE(project.build(project.layer("no name", {"a.h"})));
  CHECK_FALSE(project.build(project.layer("", {"a.h"})));
  CHECK_FALSE(project.build(project.layer("Headers", {"new\nline.h"})));
  CHECK_FALSE(project.build(project.layer("Headers", {"quotation\".h"})));
  project.add("a strange\\name.h", "#pragma once\nint strange();\n");
  project.require_layer("Headers", {"a strange\\name.h"});
}

}  // namespace
}  // namespace cairn::clang
