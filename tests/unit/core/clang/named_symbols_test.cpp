#include <catch2/catch.hpp>

#include <string>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;

// "usr, usr (local)" at the $0 of the text.
std::string names(std::string_view marked, bool with_root = true) {
  Fixture fixture("main.cpp", {});
  const testing::Annotated source = testing::read_annotations(marked);
  worker::ParseRequest request = fixture.request(source.text);
  request.root = with_root ? request.directory : "";
  testing::require(fixture.file().parse(request));
  std::string text;
  for (const model::NamedSymbol& each : testing::require(fixture.file().symbols_at(source.cursor))) {
    text += (text.empty() ? "" : ", ") + (each.is_local ? each.name + " (local)" : each.usr);
  }
  return text;
}

TEST_CASE("a function is named by its USR at its declaration and its use", "[named_symbols]") {
  CHECK(names("int $0f(int);\nint x = f(1);\n") == "c:@F@f#I#");
  CHECK(names("int f(int);\nint x = $0f(1);\n") == "c:@F@f#I#");
}

TEST_CASE("what belongs to a file is named by its path in the workspace, else by the absolute one", "[named_symbols]") {
  CHECK(names("static int $0f();\n") == "c:main.cpp@F@f#");
  const std::string absolute = names("static int $0f();\n", false);
  CHECK(absolute.starts_with("c:/"));
  CHECK(absolute.ends_with("/main.cpp@F@f#"));
}

TEST_CASE("a symbol has its name and kind", "[named_symbols]") {
  Fixture fixture;
  fixture.open("struct S { int $0field; };\n");
  const auto named = testing::require(fixture.file().symbols_at(fixture.source().cursor));
  REQUIRE(named.size() == 1);
  CHECK(named[0].name == "field");
  CHECK(named[0].kind == model::SymbolKind::kField);
  CHECK_FALSE(named[0].is_local);
}

TEST_CASE("locals, parameters and template parameters are in no index", "[named_symbols]") {
  CHECK(names("void f(int $0a) {}\n") == "a (local)");
  CHECK(names("void f() { int x = 1; $0x = 2; }\n") == "x (local)");
  CHECK(names("template <class T> $0T f();\n") == "T (local)");
  CHECK(names("void f() { struct L { int m; } l; l.$0m = 1; }\n") == "m (local)");
  CHECK(names("void f() { again: goto $0again; }\n") == "again (local)");
  CHECK(names("void f() { extern int $0x; }\n") == "c:@x");
}

TEST_CASE("a constructor's call names constructor and class", "[named_symbols]") {
  CHECK(names("struct T { T(int); };\nT make() { return $0T(1); }\n") == "c:@S@T@F@T#I#, c:@S@T");
  CHECK(names("struct T { T(int); };\nvoid f() { T x$0(1); }\n").starts_with("c:@S@T@F@T#I#"));
  CHECK(names("struct T { $0T(int); };\n") == "c:@S@T@F@T#I#");
}

TEST_CASE("an overload set in a template names all of it", "[named_symbols]") {
  CHECK(names("int g(int);\nint g(char);\ntemplate <class T> int f(T t) { return $0g(t); }\n") ==
        "c:@F@g#C#, c:@F@g#I#");
}

TEST_CASE("members of implicit instances are the template's", "[named_symbols]") {
  const std::string box = "template <class T> struct Box { T v; typedef T type; enum E { kA }; T get(); };\n";
  CHECK(names(box + "int x = Box<int>().$0v;\n") == "c:@ST>1#T@Box@FI@v");
  CHECK(names(box + "int x = Box<int>().$0get();\n") == "c:@ST>1#T@Box@F@get#");
  CHECK(names(box + "int x = Box<int>::$0kA;\n") == "c:@ST>1#T@Box@E@E@kA");
  CHECK(names(box + "template <> struct Box<char> { int w; };\nint x = Box<char>().$0w;\n") == "c:@S@Box>#C@FI@w");
}

TEST_CASE("a macro is named by its file and by its name alone", "[named_symbols]") {
  CHECK(names("#define N 1\nint x = $0N;\n") == "c:main.cpp@macro@N, c:@macro@N");
  CHECK(names("#include <limits.h>\nint x = $0INT_MAX;\n") == "c:@macro@INT_MAX");
}

TEST_CASE("a macro that is not defined has its name", "[named_symbols]") {
  CHECK(names("#ifdef $0MISSING\n#endif\n") == "c:@macro@MISSING");
  CHECK(names("#if 1 && \\\n  defined($0MISSING)\n#endif\n") == "c:@macro@MISSING");
  CHECK(names("#if $0defined(MISSING)\n#endif\n").empty());
  CHECK(names("int $0return;\n").empty());
}

TEST_CASE("white space, comments and includes name nothing", "[named_symbols]") {
  CHECK(names("int f();  $0 int g();\n").empty());
  CHECK(names("// a comm$0ent\nint f();\n").empty());
  CHECK(names("#include <$0stddef.h>\n").empty());
}

}  // namespace
}  // namespace cairn::clang
