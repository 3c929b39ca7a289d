#include <catch2/catch.hpp>

#include <limits>

#include <fmt/format.h>

#include "core/text/text_buffer.h"
#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;

constexpr std::uint64_t kWholeFile = std::numeric_limits<std::uint64_t>::max();

const char* kind_name(model::SemanticTokenKind kind) {
  static constexpr const char* kNames[] = {"namespace", "type",     "class",    "struct",   "enum",     "typeParameter",
                                           "parameter", "variable", "property", "member",   "function", "method",
                                           "macro",     "modifier", "comment",  "operator", "concept",  "label",
                                           "keyword",   "string",   "number"};
  return kNames[static_cast<int>(kind)];
}

std::string modifier_names(std::uint32_t modifiers) {
  static constexpr const char* kNames[] = {"declaration", "definition", "deprecated",  "deduced",
                                           "readonly",    "static",     "abstract",    "virtual",
                                           "dependent",   "library",    "constructor", "function-scope",
                                           "class-scope", "file-scope", "global-scope"};
  std::string result;
  for (unsigned i = 0; i < std::size(kNames); ++i) {
    if (modifiers & (1U << i)) result += fmt::format("{}{}", result.empty() ? "" : " ", kNames[i]);
  }
  return result;
}

std::string word_of(const text::TextBuffer& buffer, const model::SemanticToken& token) {
  const auto at = [&](std::uint32_t column) {
    return require(buffer.offset_at({token.line, column}, base::TextEncoding::kUtf16));
  };
  return buffer.text().substr(at(token.column), at(token.column + token.length) - at(token.column));
}

// "kind word, kind word, …" of what lies in the annotated range, else of the whole file.
std::string show(Fixture& fixture, std::string_view text, model::SemanticTokenChoice choice = {},
                 std::uint64_t begin = 0, std::uint64_t end = kWholeFile) {
  fixture.open(text);
  const text::TextBuffer buffer(fixture.source().text);
  std::string result;
  text::Position last;
  for (const auto& token : require(fixture.file().semantic_tokens({begin, end, choice}))) {
    CHECK(std::pair(last.line, last.column) <= std::pair(token.line, token.column));
    last = {token.line, token.column + token.length};
    result += fmt::format("{}{} {}", result.empty() ? "" : ", ", kind_name(token.kind), word_of(buffer, token));
  }
  return result;
}

void check(std::string_view text, const std::string& expected, const std::string& name = "main.cpp") {
  Fixture fixture(name, name.ends_with(".c") ? std::vector<std::string>{} : std::vector<std::string>{"-std=c++20"});
  CHECK(show(fixture, text) == expected);
}

// The modifiers of the token at $0.
void check_modifiers(std::string_view text, const std::string& expected) {
  Fixture fixture;
  fixture.open(text);
  const text::TextBuffer buffer(fixture.source().text);
  const auto cursor = fixture.source().cursor;
  std::string found = "no token";
  for (const auto& token : require(fixture.file().semantic_tokens({cursor, cursor + 1, {}}))) {
    found = modifier_names(token.modifiers);
  }
  CHECK(found == expected);
}

TEST_CASE("semantic tokens of declarations", "[clang]") {
  check("int x;\nvoid f(int p) { int v = p; }\n", "variable x, function f, parameter p, variable v, parameter p");
  check("struct S { int m; void f(); static int s; };\n", "struct S, property m, method f, property s");
  check("class C {};\nunion U {};\nenum E { kA };\nenum class F { kB };\n",
        "class C, struct U, enum E, member kA, enum F, member kB");
  check("namespace n { inline namespace v {} }\nnamespace a = n;\n",
        "namespace n, namespace v, namespace a, namespace n");
}

TEST_CASE("semantic tokens of C", "[clang]") {
  check("struct P { int a; };\nstruct P p = { .a = 1 };\nint f(void) { return p.a; }\n",
        "struct P, property a, struct P, variable p, property a, function f, variable p, property a", "main.c");
  check("typedef struct { int x; } T;\nT t;\n", "property x, struct T, struct T, variable t", "main.c");
  check("int a[3] = { [1] = 2 };\nenum E { A } e = A;\n", "variable a, enum E, member A, variable e, member A",
        "main.c");
}

TEST_CASE("semantic tokens of names in namespaces", "[clang]") {
  check("namespace n { struct S {}; int v; }\nusing namespace n;\nusing n::S;\nint x = n::v;\n",
        "namespace n, struct S, variable v, namespace n, namespace n, struct S, variable x, namespace n, variable v");
}

TEST_CASE("an alias looks like what it stands for", "[clang]") {
  check("class C {};\nusing A = C;\ntypedef A B;\nB b;\nusing I = int;\nI i;\nenum E {};\nusing F = E;\n",
        "class C, class A, class C, class A, class B, class B, variable b, type I, type I, variable i, enum E, enum F, "
        "enum E");
}

TEST_CASE("semantic tokens of templates", "[clang]") {
  check(
      "template <typename T, int N> struct V { T t[N]; };\nV<int, 3> v;\n",
      "typeParameter T, typeParameter N, struct V, typeParameter T, property t, typeParameter N, struct V, variable v");
  check("template <class T> T f(T t) { return t; }\nint x = f<int>(1);\n",
        "typeParameter T, typeParameter T, function f, typeParameter T, parameter t, parameter t, variable x, function "
        "f");
  check("template <template <typename> class T> struct S {};\n", "typeParameter T, struct S");
  check("template <class T> int v = 1;\nint x = v<int>;\n", "variable v, variable x, variable v");
  check("template <class T> struct S {};\ntemplate <class T> struct S<T*> {};\ntemplate <> struct S<int> {};\n",
        "typeParameter T, struct S, typeParameter T, struct S, typeParameter T, struct S");
}

TEST_CASE("semantic tokens of dependent names", "[clang]") {
  check(
      "template <class T> void f(T t) {\n  t.member;\n  t.method();\n  T::function();\n  T::value;\n  typename T::type "
      "x;\n}\n",
      "typeParameter T, function f, typeParameter T, parameter t, parameter t, property member, parameter t, "
      "method method, typeParameter T, function function, typeParameter T, variable value, typeParameter T, type type, "
      "variable x");
  check("template <class T> struct S { using U = typename T::template R<int>::V; };\n",
        "typeParameter T, struct S, type U, typeParameter T, type R, type V");
}

TEST_CASE("semantic tokens of packs", "[clang]") {
  check("template <class... Ts> int f(Ts... ts) { return (ts + ...) + sizeof...(ts) + sizeof...(Ts); }\n",
        "typeParameter Ts, function f, typeParameter Ts, parameter ts, parameter ts, parameter ts, typeParameter Ts");
}

TEST_CASE("semantic tokens of concepts", "[clang]") {
  check(
      "template <class T> concept C = requires(T t) { t.x; };\ntemplate <C U> void f(U u);\n",
      "typeParameter T, concept C, typeParameter T, parameter t, parameter t, property x, concept C, typeParameter U, "
      "function f, typeParameter U, parameter u");
}

TEST_CASE("functions with a constrained auto as result have tokens", "[clang]") {
  check("template <class T> concept C = true;\nC auto f(C auto x) { return x; }\n",
        "typeParameter T, concept C, function f, concept C, parameter x, parameter x");
}

TEST_CASE("semantic tokens of lambdas and captures", "[clang]") {
  check("void f(int a) {\n  auto l = [a, b = a](int c) { return a + b + c; };\n  l(1);\n}\n",
        "function f, parameter a, class auto, variable l, parameter a, variable b, parameter a, parameter c, parameter "
        "a, "
        "variable b, parameter c, variable l");
  check("auto l = [](auto x) { return x; };\n", "class auto, variable l, type auto, parameter x, parameter x");
}

TEST_CASE("semantic tokens of structured bindings", "[clang]") {
  check("struct P { int a, b; };\nvoid f(P p) {\n  auto [x, y] = p;\n  x = y;\n}\n",
        "struct P, property a, property b, function f, struct P, parameter p, struct auto, variable x, variable y, "
        "parameter p, variable x, variable y");
}

TEST_CASE("auto looks like the type it stands for", "[clang]") {
  check(
      "class C {};\nenum E { kA };\nC c;\nauto a = c;\nconst auto& b = c;\nauto e = kA;\nauto i = 1;\nauto* p = &c;\n",
      "class C, enum E, member kA, class C, variable c, class auto, variable a, variable c, class auto, variable b, "
      "variable c, enum auto, variable e, member kA, type auto, variable i, class auto, variable p, variable c");
  check("struct S {};\nauto f() { return S(); }\n", "struct S, struct auto, function f, struct S");
}

TEST_CASE("semantic tokens of macros", "[clang]") {
  check("#define ONE 1\n#define ADD(a, b) ((a) + (b))\nint x = ADD(ONE, x);\n",
        "macro ONE, macro ADD, variable x, macro ADD, macro ONE, variable x");
  check("#define A\n#ifdef A\n#endif\n#if defined(A)\n#endif\n#undef A\n", "macro A, macro A, macro A, macro A");
  check("#define DECLARE(n) int n\nDECLARE(made);\nint y = made;\n",
        "macro DECLARE, macro DECLARE, variable made, variable y, variable made");
}

TEST_CASE("the body of a macro has no tokens but the name of the macro", "[clang]") {
  check("int v;\n#define GET v\n", "variable v, macro GET");
}

TEST_CASE("semantic tokens of constructors and destructors", "[clang]") {
  check("struct S { S(int); ~S(); };\nS::S(int) {}\nS::~S() {}\nvoid f(S s) { s.~S(); }\n",
        "struct S, struct S, struct S, struct S, struct S, struct S, struct S, function f, struct S, parameter s, "
        "parameter s, struct S");
  check("class C { public: C(int); };\nC c(1);\nC d = C(2);\nC* e = new C{3};\n",
        "class C, class C, class C, variable c, class C, variable d, class C, class C, variable e, class C");
}

TEST_CASE("semantic tokens of member initialisers", "[clang]") {
  check("struct B {};\nstruct S : B { int a; S() : B(), a(1) {} };\n",
        "struct B, struct S, struct B, property a, struct S, struct B, property a");
}

TEST_CASE("overloaded operators have tokens, built-in ones have none", "[clang]") {
  check("struct S {};\nS operator+(S, S);\nbool operator!(S);\nvoid f(S s) { s + s; !s; 1 + 2; }\n",
        "struct S, struct S, operator +, struct S, struct S, operator !, struct S, function f, struct S, parameter s, "
        "parameter s, operator +, parameter s, operator !, parameter s");
  check(
      "struct S { S& operator=(int); S* operator->(); int m; int operator[](int); };\n"
      "void f(S s) { s = 1; s->m; s[0]; }\n",
      "struct S, struct S, operator =, struct S, operator ->, property m, function f, struct S, parameter s, "
      "parameter s, operator =, parameter s, operator ->, property m, parameter s");
}

TEST_CASE("semantic tokens of labels", "[clang]") {
  check("void f() {\nend:\n  goto end;\n}\n", "function f, label end, label end");
}

TEST_CASE("override and final are modifiers where they are no names", "[clang]") {
  check("struct B { virtual void f(); };\nstruct D final : B { void f() override; int final; };\n",
        "struct B, method f, struct D, modifier final, struct B, method f, modifier override, property final");
}

TEST_CASE("semantic tokens of designated initialisers", "[clang]") {
  check("struct P { int a; int b; };\nP p{.a = 1, .b = 2};\n",
        "struct P, property a, property b, struct P, variable p, property a, property b");
}

TEST_CASE("semantic tokens of enumerations brought in by using", "[clang]") {
  check("enum class E { kA };\nvoid f() { using enum E; E e = kA; }\n",
        "enum E, member kA, function f, enum E, enum E, variable e, member kA");
}

TEST_CASE("semantic tokens of deduction guides and literals of one's own", "[clang]") {
  check("int operator\"\"_x(unsigned long long);\nint v = 5_x;\n", "variable v");
  check("template <class T> struct S { S(T); };\ntemplate <class T> S(T) -> S<T>;\nS s(1);\n",
        "typeParameter T, struct S, struct S, typeParameter T, typeParameter T, typeParameter T, struct S, "
        "typeParameter T, struct S, variable s");
}

TEST_CASE("identifiers beyond ASCII, with columns in UTF-16", "[clang]") {
  Fixture fixture;
  fixture.open("int größe; /* 😀 */ int 𝑥𝑦;\n");
  const auto tokens = require(fixture.file().semantic_tokens({0, kWholeFile, {}}));
  REQUIRE(tokens.size() == 2);
  CHECK(tokens[0].column == 4);
  CHECK(tokens[0].length == 5);
  CHECK(tokens[1].column == 24);
  CHECK(tokens[1].length == 4);
}

TEST_CASE("semantic tokens of a text with carriage returns", "[clang]") {
  check("int a;\r\nint b = a;\r\n#if 0\r\nint c;\r\n#endif\r\nint d = b;\r\n",
        "variable a, variable b, variable a, variable d, variable b");
}

TEST_CASE("a name that is continued on the next line is cut at the line's end", "[clang]") {
  Fixture fixture;
  fixture.open("int na\\\nme;\n");
  for (const auto& token : require(fixture.file().semantic_tokens({0, kWholeFile, {}}))) CHECK(token.length <= 3);
}

TEST_CASE("names in includes, comments and strings have no tokens", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "int header;\n");
  CHECK(show(fixture, "#include \"a.h\"\n// header\nconst char* s = \"header\";\n") == "variable s");
}

TEST_CASE("inactive code has tokens if they are wanted, one for each line", "[clang]") {
  Fixture fixture;
  const std::string_view text = "#if 0\nint a;\n\n  int b; // c\n#else\nint d;\n#endif\n";
  CHECK(show(fixture, text) == "variable d");
  CHECK(show(fixture, text, {true, false}) == "comment int a;, comment int b; // c, variable d");
}

TEST_CASE("inactive code in the middle of tokens is in order", "[clang]") {
  Fixture fixture;
  CHECK(show(fixture, "int a;\n#ifdef NO\nint b;\n#endif\nint c;\n#ifdef NO\nint d;\n#endif\n", {true, false}) ==
        "variable a, comment int b;, variable c, comment int d;");
}

TEST_CASE("keywords, literals and comments have tokens if they are wanted", "[clang]") {
  Fixture fixture;
  CHECK(show(fixture, "int x = 1; // n\n/* a\n  b */ const char* s = R\"(p\n q)\" \"r\";\n", {false, true}) ==
        "keyword int, variable x, number 1, comment // n, comment /* a, comment b */, keyword const, keyword char, "
        "variable s, string R\"(p, string q)\", string \"r\"");
}

TEST_CASE("a range has only the tokens that touch it", "[clang]") {
  Fixture fixture;
  const std::string_view text = "int aa;\nint bb;\nint cc;\n";
  CHECK(show(fixture, text, {}, 8, 16) == "variable bb");
  CHECK(show(fixture, text, {}, 5, 13) == "variable aa, variable bb");
  CHECK(show(fixture, text, {}, 7, 8).empty());
  CHECK(show(fixture, text, {}, 20, kWholeFile) == "variable cc");
}

TEST_CASE("a range in the middle of a directive, a comment or inactive code", "[clang]") {
  Fixture fixture;
  CHECK(show(fixture, "#define ADD(a, b) \\\n  ((a) + (b))\nint x;\n", {}, 22, 40) == "variable x");
  CHECK(show(fixture, "/* int a;\nint b; */ int c;\n", {}, 12, 40) == "variable c");
  CHECK(show(fixture, "#if 0\nint a;\nint b;\nint c;\n#endif\n", {true, false}, 13, 19) == "comment int b;");
}

TEST_CASE("the ranges of a file together have the tokens of the whole", "[clang]") {
  Fixture fixture;
  const std::string text =
      "#define M(x) x\nnamespace n {\nstruct S { int a; };\n}\nint f(n::S s) {\n  return M(s.a);\n}\n#if 0\nint "
      "g;\n#endif\n";
  const std::string whole = show(fixture, text, {true, false});
  std::string joined;
  for (std::uint64_t begin = 0; begin < text.size();) {
    const std::uint64_t end = text.find('\n', begin) + 1;
    const std::string part = show(fixture, text, {true, false}, begin, end);
    if (!part.empty()) joined += (joined.empty() ? "" : ", ") + part;
    begin = end;
  }
  CHECK(joined == whole);
}

TEST_CASE("declarations and definitions are told apart", "[clang]") {
  check_modifiers("void $0f();\n", "declaration global-scope");
  check_modifiers("void $0f() {}\n", "declaration definition global-scope");
  check_modifiers("void f();\nvoid g() { $0f(); }\n", "global-scope");
  check_modifiers("struct $0S;\n", "declaration global-scope");
  check_modifiers("#define $0M 1\n", "declaration definition global-scope");
}

TEST_CASE("scopes are told apart", "[clang]") {
  check_modifiers("static int $0v;\n", "declaration definition file-scope");
  check_modifiers("namespace { int $0v; }\n", "declaration definition file-scope");
  check_modifiers("extern \"C\" { int $0v; }\n", "declaration definition global-scope");
  check_modifiers("void f() { int $0v; }\n", "declaration definition function-scope");
  check_modifiers("void f(int $0p);\n", "declaration definition function-scope");
  check_modifiers("struct S { int $0m; };\n", "declaration definition class-scope");
  check_modifiers("struct S { enum E { $0kA }; };\n", "declaration definition readonly class-scope");
  check_modifiers("auto l = [] { int $0v = 1; return v; };\n", "declaration definition function-scope");
}

TEST_CASE("what is constant is readonly", "[clang]") {
  check_modifiers("const int $0v = 1;\n", "declaration definition readonly file-scope");
  check_modifiers("void f(const int& $0p);\n", "declaration definition readonly function-scope");
  check_modifiers("void f(const char* $0p);\n", "declaration definition readonly function-scope");
  check_modifiers("void f(int* const* $0p);\n", "declaration definition readonly function-scope");
  check_modifiers("void f(int* $0p);\n", "declaration definition function-scope");
  check_modifiers("struct S { void $0f() const; };\n", "declaration readonly class-scope");
}

TEST_CASE("static, virtual, abstract and deprecated things", "[clang]") {
  check_modifiers("struct S { static void $0f(); };\n", "declaration static class-scope");
  check_modifiers("struct S { static int $0v; };\n", "declaration static class-scope");
  check_modifiers("void f() { static int $0v; }\n", "declaration definition static function-scope");
  check_modifiers("struct S { virtual void $0f(); };\n", "declaration virtual class-scope");
  check_modifiers("struct S { virtual void $0f() = 0; };\n", "declaration abstract virtual class-scope");
  check_modifiers("struct S { virtual void f() = 0; };\nstruct T { $0S* s; };\n", "abstract global-scope");
  check_modifiers("__attribute__((deprecated)) void f();\nvoid g() { $0f(); }\n", "deprecated global-scope");
}

TEST_CASE("constructors, dependent names, deduced types and library names are marked", "[clang]") {
  check_modifiers("struct S { $0S(); };\n", "declaration constructor class-scope");
  check_modifiers("template <class T> void f(T t) { t.$0x; }\n", "dependent");
  check_modifiers("$0auto x = 1;\n", "deduced");
  Fixture fixture("main.cpp", {"-std=c++20", "-isystem", "sys"});
  fixture.add("sys/lib.h", "void lib();\n");
  fixture.open("#include <lib.h>\nvoid f() { lib(); }\n");
  const auto tokens = require(fixture.file().semantic_tokens({28, 31, {}}));
  REQUIRE(tokens.size() == 1);
  CHECK(modifier_names(tokens[0].modifiers) == "library global-scope");
}

TEST_CASE("broken code has the tokens that are known", "[clang]") {
  check("void f() { missing::thing(1); }\nint g;\n", "function f, variable g");
  check("struct S { int a; }\nint x = unknown;\nint y;\n", "struct S, property a, variable x, variable y");
}

TEST_CASE("a line without an end takes no time", "[clang]") {
  std::string text = "int v0";
  for (int i = 1; i < 20'000; ++i) text += fmt::format(";int v{}", i);
  text += ";/*ä*/int last;\n";
  Fixture fixture;
  fixture.open(text);
  CHECK(require(fixture.file().semantic_tokens({0, kWholeFile, {}})).size() == 20'001);
}

TEST_CASE("an empty file has no tokens", "[clang]") {
  Fixture fixture;
  CHECK(show(fixture, "").empty());
  CHECK(show(fixture, "// a comment\n").empty());
}

}  // namespace
}  // namespace cairn::clang
