#include "core/query/spelling_files.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/core/query/scanned_store.h"

namespace cairn::query {
namespace {

// All files are units.
SpellingFiles search(test::ScannedStore& store, const IncludeMap& map, const std::vector<std::string>& names,
                     const std::stop_token& stop = {}) {
  SpellingScope scope;
  for (IncludeMap::File file = 0; file < map.size(); ++file) scope.units.push_back(file);
  scope.everywhere.assign(map.size(), false);
  return files_spelling(store.snapshot(), index::kLexicalLayer, map, scope, names, stop);
}

std::string spelling(test::ScannedStore& store, const std::vector<std::string>& names) {
  const IncludeMap map(store.snapshot(), index::kLexicalLayer);
  const SpellingFiles found = search(store, map, names);
  CHECK(found.is_whole);
  std::string shown;
  for (const SpellingFile& each : found.files) {
    if (!shown.empty()) shown += ' ';
    shown += map.path(each.file);
  }
  return shown;
}

}  // namespace

TEST_CASE("a name is spelled in the files that contain it, not in comments and literals", "[query]") {
  test::ScannedStore store;
  store.add("a.cpp", "int f() { return size; }");
  store.add("b.cpp", "// size\nconst char* s = \"size\";");
  store.add("c.cpp", "int length;");
  CHECK(spelling(store, {"size"}) == "a.cpp");
  CHECK(spelling(store, {"size", "length"}) == "a.cpp c.cpp");
  CHECK(spelling(store, {"nothing"}).empty());
}

TEST_CASE("files that use a macro whose body has the name count, through any number of macros", "[query]") {
  test::ScannedStore store;
  store.add("m.h", "#define SIZE_OF(x) (x).size()\n#define OUTER(x) SIZE_OF(x)\n");
  store.add("a.cpp", "#include \"m.h\"\nint a = OUTER(b);");
  store.add("n.h", "#include \"m.h\"\n#define INNERMOST OUTER(0)\n");
  store.add("c.cpp", "#include \"n.h\"\nint c = INNERMOST;");
  store.add("d.cpp", "int d = OTHER(1);");
  CHECK(spelling(store, {"size"}) == "a.cpp c.cpp m.h n.h");
}

TEST_CASE("names of macros' parameters are no names in their bodies", "[query]") {
  test::ScannedStore store;
  store.add("m.h", "#define TWICE(size) ((size) * 2)\n");
  store.add("a.cpp", "#include \"m.h\"\nint a = TWICE(b);");
  CHECK(spelling(store, {"size"}) == "m.h");
}

TEST_CASE("files in which a macro may put the name together of pieces count", "[query]") {
  test::ScannedStore store;
  store.add("paste.h", "#define VISIT(x) visit##x()\n#define JOIN(a, b) a##b\n#define EACH(x) VISIT(x)\n");
  store.add("node.cpp", "#include \"paste.h\"\nvoid f() { VISIT(Node); }");
  store.add("each.cpp", "#include \"paste.h\"\nvoid f() { EACH(Node); }");
  store.add("leaf.cpp", "#include \"paste.h\"\nvoid f() { VISIT(Leaf); }");
  store.add("join.cpp", "#include \"paste.h\"\nint JOIN(visit, Node);");
  store.add("half.cpp", "#include \"paste.h\"\nint JOIN(visit, Leaf);");
  store.add("unpasted.cpp", "#include \"paste.h\"\nint visit, Node;");
  CHECK(spelling(store, {"visitNode"}) == "each.cpp join.cpp node.cpp");
}

TEST_CASE("a number is a piece that no file has to mention", "[query]") {
  test::ScannedStore store;
  store.add("paste.h", "#define FIELD(n) field##n\n");
  store.add("a.cpp", "#include \"paste.h\"\nint FIELD(12);");
  store.add("b.cpp", "#include \"paste.h\"\nint b;");
  CHECK(spelling(store, {"field12"}) == "a.cpp paste.h");
  CHECK(spelling(store, {"fieldx"}).empty());
}

TEST_CASE("pieces come from lists of other macros' arguments too", "[query]") {
  test::ScannedStore store;
  store.add("list.h", "#define LIST(X) X(Node) X(Leaf)\n");
  store.add("visit.cpp", "#include \"list.h\"\n#define MAKE(x) void visit##x();\nLIST(MAKE)\n");
  store.add("other.cpp", "#include \"list.h\"\n#define MAKE(x) void leave##x();\nLIST(MAKE)\n");
  CHECK(spelling(store, {"visitNode"}) == "visit.cpp");
}

TEST_CASE("a piece may be what another macro stands for", "[query]") {
  test::ScannedStore store;
  store.add("names.h",
            "#define PREFIX my_\n#define CAT_(a, b) a##b\n#define CAT(a, b) CAT_(a, b)\n"
            "#define FN(x) CAT(PREFIX, x)\n");
  store.add("a.cpp", "#include \"names.h\"\nvoid FN(open)();");
  store.add("b.cpp", "#include \"names.h\"\nvoid FN(close)();");
  CHECK(spelling(store, {"my_open"}) == "a.cpp");
}

TEST_CASE("a name is put together in several steps", "[query]") {
  test::ScannedStore store;
  store.add("steps.h", "#define TWO(a, b) a##b\n#define THREE(a, b, c) TWO(TWO_(a, b), c)\n#define TWO_(a, b) a##b\n");
  store.add("a.cpp", "#include \"steps.h\"\nint THREE(on, Mouse, Down);");
  store.add("b.cpp", "#include \"steps.h\"\nint THREE(on, Mouse, Up);");
  CHECK(spelling(store, {"onMouseDown"}) == "a.cpp");
}

TEST_CASE("keywords are pieces that no file has to mention", "[query]") {
  test::ScannedStore store;
  store.add("a.cpp", "#define READ(type) type read_##type();\nREAD(int)");
  store.add("b.cpp", "#define WRITE(type) type write_##type();\nWRITE(int)");
  CHECK(spelling(store, {"read_int"}) == "a.cpp");
}

TEST_CASE("macros that stand for a name are found by names put together too", "[query]") {
  test::ScannedStore store;
  store.add("pick.h", "#define PICK_fast quick()\n#define PICK_small tiny()\n#define PICK(how) PICK_##how\n");
  store.add("a.cpp", "#include \"pick.h\"\nint a = PICK(fast);");
  store.add("b.cpp", "#include \"pick.h\"\nint b = PICK(small);");
  CHECK(spelling(store, {"quick"}) == "a.cpp pick.h");
}

TEST_CASE("macros of one name are told apart by the units that define them", "[query]") {
  test::ScannedStore store;
  store.add("kinds.def", "KIND(Node)\nKIND(Leaf)\n");
  store.add("visit.cpp", "#define KIND(x) void visit##x();\n#include \"kinds.def\"\n#undef KIND\n");
  store.add("count.cpp", "#define KIND(x) +1\nint n = 0\n#include \"kinds.def\"\n;");
  store.add("plain.cpp", "#define CALL(x) x\nint i = CALL(size());");
  store.add("size.cpp", "#define CALL(x) length(x)\nint i = CALL(a);");
  const IncludeMap map(store.snapshot(), index::kLexicalLayer);
  const SpellingFiles found = search(store, map, {"visitNode"});
  std::string shown;
  for (const SpellingFile& each : found.files) {
    shown += std::string(map.path(each.file)) + ':';
    for (const IncludeMap::File unit : each.only_in) shown += ' ' + std::string(map.path(unit));
  }
  CHECK(shown == "kinds.def: visit.cpp");
  CHECK(spelling(store, {"length"}) == "size.cpp");
}

TEST_CASE("macros of files that any unit may have count in all", "[query]") {
  test::ScannedStore store;
  store.add("config.h", "#define CALL(x) start##x()\n");
  store.add("a.cpp", "int a = CALL(Up);");
  const IncludeMap map(store.snapshot(), index::kLexicalLayer);
  SpellingScope scope{{*map.find("a.cpp")}, std::vector<bool>(map.size())};
  CHECK(files_spelling(store.snapshot(), index::kLexicalLayer, map, scope, {"startUp"}, {}).files.empty());
  scope.everywhere[*map.find("config.h")] = true;
  REQUIRE(files_spelling(store.snapshot(), index::kLexicalLayer, map, scope, {"startUp"}, {}).files.size() == 1);
}

TEST_CASE("a search that is stopped says that it is not whole", "[query]") {
  test::ScannedStore store;
  store.add("a.cpp", "int size;");
  std::stop_source stop;
  stop.request_stop();
  const IncludeMap map(store.snapshot(), index::kLexicalLayer);
  CHECK_FALSE(search(store, map, {"size"}, stop.get_token()).is_whole);
}

}  // namespace cairn::query
