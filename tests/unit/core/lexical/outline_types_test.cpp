#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "core/lexical/scan.h"
#include "tests/unit/core/lexical/outline_text.h"

namespace cairn::lexical {

TEST_CASE("classes, structs and unions are scopes of what stands in them", "[lexical]") {
  check_outline("class A { struct B { union C { int d; }; }; };",
                "class A 1:7 def\nstruct A::B 1:18 def\nunion A::B::C 1:28 def\nfield A::B::C::d 1:36 def");
}

TEST_CASE("a class is declared without a body and defined with one", "[lexical]") {
  check_outline("class A;\nstruct B { };\nenum class E : int;\ntemplate <class T> struct F;",
                "class A 1:7 decl\nstruct B 2:8 def\nenum E 3:12 decl\nstruct F 4:27 decl");
}

TEST_CASE("macros and attributes between key and name are stepped over", "[lexical]") {
  check_outline(
      "class EXPORT A { };\nclass LLVM_ABI B;\nstruct __attribute__((packed)) C { };\nstruct alignas(8) D { };",
      "class A 1:14 def\nclass B 2:16 decl\nstruct C 3:32 def\nstruct D 4:19 def");
  check_outline("class CAPABILITY(\"mutex\") M { };\nclass [[nodiscard]] N final { };\nstruct EXPORT n::O : P { };",
                "class M 1:27 def\nclass N 2:21 def\nstruct n::O 3:18 def");
}

TEST_CASE("base clauses are no declarators", "[lexical]") {
  check_outline("class A final : public B<int, C>, virtual protected n::D { int x; };",
                "class A 1:7 def\nfield A::x 1:64 def");
}

TEST_CASE("a nested class with a qualified base is no access label", "[lexical]") {
  check_outline("class A { public: struct B : public std::array<int, 3> { int c; }; };",
                "class A 1:7 def\nstruct A::B 1:26 def\nfield A::B::c 1:62 def");
  check_outline("class A { struct B : public ::n::C { int c; }; };",
                "class A 1:7 def\nstruct A::B 1:18 def\nfield A::B::c 1:42 def");
}

TEST_CASE("several macros on the lines before a class are stepped over", "[lexical]") {
  check_outline("BEGIN_NAMESPACE\nBEGIN_EXPORT\nenum class E : int { A };\nEND_EXPORT",
                "enum E 3:12 def\nenumerator E::A 3:22 def");
}

TEST_CASE("a specialisation has its template's name", "[lexical]") {
  check_outline("template <> struct hash<A> { int x; };\ntemplate <class T> class V<T*> { };",
                "struct hash 1:20 def\nfield hash::x 1:34 def\nclass V 2:26 def");
}

TEST_CASE("a class defined outside of its scope has that scope", "[lexical]") {
  check_outline("struct A::B { int c; };", "struct A::B 1:11 def\nfield A::B::c 1:19 def");
}

TEST_CASE("access labels are no members", "[lexical]") {
  check_outline(
      "class A { public: int a; Q_OBJECT private: int b; Q_SIGNALS: void s(); public slots: void t(); };",
      "class A 1:7 def\nfield A::a 1:23 def\nfield A::b 1:48 def\nmethod A::s 1:67 decl\nmethod A::t 1:91 decl");
}

TEST_CASE("fields, bit-fields and arrays are found", "[lexical]") {
  check_outline("struct A { int a, *b[3], (*c)(int); unsigned d : 3, e : 4; int : 2; long f{1}; T<int, U> g = {1}; };",
                "struct A 1:8 def\nfield A::a 1:16 def\nfield A::b 1:20 def\nfield A::c 1:28 def\n"
                "field A::d 1:46 def\nfield A::e 1:53 def\nfield A::f 1:74 def\nfield A::g 1:90 def");
}

TEST_CASE("static members are declared unless they are initialised or inline", "[lexical]") {
  check_outline("struct A { static int a; static const int b = 1; static inline int c; };",
                "struct A 1:8 def\nvariable A::a 1:23 decl\nvariable A::b 1:43 def\nvariable A::c 1:68 def");
}

TEST_CASE("a field with a thread-safety macro keeps its name", "[lexical]") {
  check_outline("struct A { int a GUARDED_BY(m); std::map<int, int> b ABSL_GUARDED_BY(m) = {}; Foo c ATTR; };",
                "struct A 1:8 def\nfield A::a 1:16 def\nfield A::b 1:52 def\nfield A::c 1:83 def");
}

TEST_CASE("enumerators are found whatever their values", "[lexical]") {
  check_outline("enum E { A, B = 3, C = (1 << 2), D = f(1, 2), G = sizeof(int[2]), H };",
                "enum E 1:6 def\nenumerator E::A 1:10 def\nenumerator E::B 1:13 def\nenumerator E::C 1:20 def\n"
                "enumerator E::D 1:34 def\nenumerator E::G 1:47 def\nenumerator E::H 1:67 def");
}

TEST_CASE("attributes and macros behind an enumerator are stepped over", "[lexical]") {
  check_outline("enum class E : unsigned { A [[deprecated]], B DEPRECATED = 1, C __attribute__((x)), };",
                "enum E 1:12 def\nenumerator E::A 1:27 def\nenumerator E::B 1:45 def\nenumerator E::C 1:63 def");
}

TEST_CASE("macro calls and directives between enumerators are stepped over", "[lexical]") {
  check_outline(
      "enum E {\n#define X(a) a,\n#include \"list.def\"\n  A,\n#if B\n  C\n#else\n  D\n#endif\n};",
      "enum E 1:6 def\nmacro X 2:9 def\nenumerator E::A 4:3 def\nenumerator E::C 6:3 def\nenumerator E::D 8:3 def");
  check_outline("enum E { LIST(X) A, LIST(Y) };", "enum E 1:6 def\nenumerator E::A 1:18 def");
}

TEST_CASE("enumerators of an unnamed enumeration belong to the scope around it", "[lexical]") {
  check_outline("namespace n { enum { A, B }; }",
                "namespace n 1:11 def\nenumerator n::A 1:22 def\nenumerator n::B 1:25 def");
}

TEST_CASE("typedefs of all shapes are found", "[lexical]") {
  check_outline("typedef int a, *b;\ntypedef int (*c)(int, char *);\ntypedef void d(int);\ntypedef char e[3];",
                "alias a 1:13 def\nalias b 1:17 def\nalias c 2:15 def\nalias d 3:14 def\nalias e 4:14 def");
  check_outline(
      "typedef struct A B;\ntypedef std::map<int, A> C;\ntypedef int (A::*D)(int) const;\ntypedef A *(*E)(void);",
      "alias B 1:18 def\nalias C 2:26 def\nalias D 3:18 def\nalias E 4:14 def");
}

TEST_CASE("a typedef names the struct without a name", "[lexical]") {
  check_outline("typedef struct { int a; } X, *Y;", "field X::a 1:22 def\nalias X 1:27 def\nalias Y 1:31 def");
  check_outline("typedef struct Z { int a; } Z;", "struct Z 1:16 def\nfield Z::a 1:24 def\nalias Z 1:29 def");
  check_outline("typedef enum { A } E;", "enumerator E::A 1:16 def\nalias E 1:20 def");
}

TEST_CASE("unnamed structs and unions in a struct show their fields in it", "[lexical]") {
  check_outline(
      "struct A { union { int b; float c; }; struct { int d; } e; };",
      "struct A 1:8 def\nfield A::b 1:24 def\nfield A::c 1:33 def\nfield A::e::d 1:52 def\nfield A::e 1:57 def");
}

TEST_CASE("variables declared with their type are found behind its body", "[lexical]") {
  check_outline("static struct A { int x; } a = {1}, *b;\nenum { C } d;",
                "struct A 1:15 def\nfield A::x 1:23 def\nvariable a 1:28 def\nvariable b 1:38 def\n"
                "enumerator d::C 2:8 def\nvariable d 2:12 def");
}

TEST_CASE("aliases and alias templates are found", "[lexical]") {
  check_outline("using A = int;\ntemplate <class T> using B [[x]] = std::vector<T>;\nusing C = void (*)(int);",
                "alias A 1:7 def\nalias B 2:26 def\nalias C 3:7 def");
}

TEST_CASE("using declarations and directives declare nothing", "[lexical]") {
  check_outline("using namespace std;\nusing std::vector;\nusing enum E;\nnamespace a = b::c;\nint x;",
                "variable x 5:5 def");
}

TEST_CASE("concepts are found", "[lexical]") {
  check_outline("template <class T> concept C = requires(T t) { t.f(); { t.g() } -> D; };\nint x;",
                "concept C 1:28 def\nvariable x 2:5 def");
}

TEST_CASE("namespaces nest, name several scopes at once and may be inline", "[lexical]") {
  check_outline("namespace a::b::inline c { inline namespace d { int x; } }",
                "namespace a 1:11 def\nnamespace a::b 1:14 def\nnamespace a::b::c 1:24 def\n"
                "namespace a::b::c::d 1:45 def\nvariable a::b::c::d::x 1:53 def");
}

TEST_CASE("an anonymous namespace shows its contents in its parent", "[lexical]") {
  check_outline("namespace a { namespace { int x; } }", "namespace a 1:11 def\nvariable a::x 1:31 def");
}

TEST_CASE("attributes and macros around a namespace's name are stepped over", "[lexical]") {
  check_outline("namespace [[deprecated]] a { }\nnamespace EXPORT b { }\nnamespace c __attribute__((x)) { }",
                "namespace a 1:26 def\nnamespace b 2:18 def\nnamespace c 3:11 def");
  check_outline("FMT_BEGIN_NAMESPACE\nnamespace detail {\nint x;\n}\nFMT_END_NAMESPACE\nint y;",
                "namespace detail 2:11 def\nvariable detail::x 3:5 def\nvariable y 6:5 def");
}

TEST_CASE("linkage blocks are no scopes", "[lexical]") {
  check_outline("extern \"C\" {\nint f(void);\nextern int x;\n}\nextern \"C\" int g(void);",
                "function f 2:5 decl\nvariable x 3:12 decl\nfunction g 5:16 decl");
}

TEST_CASE("static assertions declare nothing", "[lexical]") {
  check_outline("static_assert(sizeof(int) == 4, \"x\");\n_Static_assert(1, \"\");\nint x;", "variable x 3:5 def");
}

TEST_CASE("comparisons and shifts among a template's arguments are no angles", "[lexical]") {
  check_outline("template <class T> struct A<T, enable_if_t<sizeof(T) >= 4>> { int x; };",
                "struct A 1:27 def\nfield A::x 1:67 def");
  check_outline("template <class T> struct A<T, (1 < 2), 1 << 3, a <= b> { };", "struct A 1:27 def");
}

TEST_CASE("two macros in front of a class's name are stepped over", "[lexical]") {
  check_outline("class EXPORT DEPRECATED(\"x\") A : public B { };", "class A 1:30 def");
}

// "base > derived", by usr, with the roles of the base's mention.
std::string bases_of(std::string_view source) {
  FileScan file;
  scan("file.cpp", source, file);
  std::string text;
  for (const model::Relation& relation : file.rows().relations) {
    CHECK(relation.kind == model::RelationKind::kBaseOf);
    const model::SymbolFacts& base = file.rows().symbols[relation.subject];
    text += fmt::format("{}{}{} > {}", text.empty() ? "" : ", ", base.usr,
                        (base.flags & model::SymbolFacts::kMentionedOnly) != 0 ? "?" : "",
                        file.rows().symbols[relation.object].usr);
  }
  return text;
}

TEST_CASE("a base is the nearest class of its name in the file", "[lexical]") {
  CHECK(bases_of("struct B; namespace n { struct B {}; struct D final : public virtual B<int> { }; }") ==
        "lex:n::B#T > lex:n::D#T");
  CHECK(bases_of("struct B {}; namespace n { struct A { struct I {}; }; struct D : B, A::I { }; }") ==
        "lex:B#T > lex:n::D#T, lex:n::A::I#T > lex:n::D#T");
  CHECK(bases_of("struct B {}; namespace n { struct B {}; struct D : ::B { }; }") == "lex:B#T > lex:n::D#T");
  CHECK(bases_of("namespace { struct B {}; struct D : B {}; }") == "lex:B#T@file.cpp > lex:D#T@file.cpp");
}

TEST_CASE("a base of another file is taken for one of the namespace, or of the program", "[lexical]") {
  CHECK(bases_of("namespace n { namespace { struct D : B { struct E : B {}; }; } }") ==
        "lex:n::B#T? > lex:n::D#T@file.cpp, lex:n::B#T? > lex:n::D::E#T@file.cpp");
  CHECK(bases_of("namespace n { struct D : m::B, n::C { }; }") == "lex:m::B#T? > lex:n::D#T, lex:n::C#T? > lex:n::D#T");
}

TEST_CASE("what is no class is no base", "[lexical]") {
  CHECK(bases_of("template <class T, typename... U> struct D : T, U... { }; struct E : decltype(f()) { };") == "");
  CHECK(bases_of("enum E : int { a }; struct F { int x : 3; };") == "");
}

TEST_CASE("what is nested too deeply is skipped and what follows is found", "[lexical]") {
  std::string source;
  for (int i = 0; i < 5000; ++i) source += "namespace n {";
  source.append(5000, '}').append("int x;");
  const std::string outline = outline_of(source);
  CHECK(outline.ends_with("variable x 1:70005 def"));
}

}  // namespace cairn::lexical
