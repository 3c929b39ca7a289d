#include "core/query/spelling_files.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/core/query/scanned_store.h"

namespace cairn::query {
namespace {

std::string spelling(test::ScannedStore& store, const std::vector<std::string>& names) {
  const SpellingFiles found = files_spelling(store.snapshot(), index::kLexicalLayer, names, {});
  CHECK(found.is_whole);
  std::string shown;
  for (const std::string& each : found.paths) shown += (shown.empty() ? "" : " ") + each;
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
  store.add("a.cpp", "int a = OUTER(b);");
  store.add("n.h", "#define INNERMOST OUTER(0)\n");
  store.add("c.cpp", "int c = INNERMOST;");
  store.add("d.cpp", "int d = OTHER(1);");
  CHECK(spelling(store, {"size"}) == "a.cpp c.cpp m.h n.h");
}

TEST_CASE("names of macros' parameters are no names in their bodies", "[query]") {
  test::ScannedStore store;
  store.add("m.h", "#define TWICE(size) ((size) * 2)\n");
  store.add("a.cpp", "int a = TWICE(b);");
  CHECK(spelling(store, {"size"}) == "m.h");
}

TEST_CASE("files in which a macro may put the name together of pieces count", "[query]") {
  test::ScannedStore store;
  store.add("paste.h", "#define VISIT(x) visit##x()\n#define JOIN(a, b) a##b\n#define EACH(x) VISIT(x)\n");
  store.add("node.cpp", "void f() { VISIT(Node); }");
  store.add("each.cpp", "void f() { EACH(Node); }");
  store.add("leaf.cpp", "void f() { VISIT(Leaf); }");
  store.add("join.cpp", "int JOIN(visit, Node);");
  store.add("half.cpp", "int JOIN(visit, Leaf);");
  store.add("unpasted.cpp", "int visit, Node;");
  CHECK(spelling(store, {"visitNode"}) == "each.cpp join.cpp node.cpp");
}

TEST_CASE("a number is a piece that no file has to mention", "[query]") {
  test::ScannedStore store;
  store.add("paste.h", "#define FIELD(n) field##n\n");
  store.add("a.cpp", "int FIELD(12);");
  store.add("b.cpp", "int b;");
  CHECK(spelling(store, {"field12"}) == "a.cpp paste.h");
  CHECK(spelling(store, {"fieldx"}).empty());
}

TEST_CASE("a search that is stopped says that it is not whole", "[query]") {
  test::ScannedStore store;
  store.add("a.cpp", "int size;");
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(files_spelling(store.snapshot(), index::kLexicalLayer, {"size"}, stop.get_token()).is_whole);
}

}  // namespace cairn::query
