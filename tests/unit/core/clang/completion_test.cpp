#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::require;
using testing::show;

constexpr std::uint32_t kEverything = 100000;

const model::CompletionItem* find(const model::Completion& completion, std::string_view name) {
  const auto found = std::find_if(completion.items.begin(), completion.items.end(),
                                  [&](const auto& item) { return item.filter_text == name; });
  return found == completion.items.end() ? nullptr : &*found;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> all;
  for (std::string word; stream >> word;) all.push_back(word);
  return all;
}

model::Completion complete_in(const std::string& name, std::string_view source) {
  Fixture fixture(name, {name.ends_with(".c") ? "-std=c11" : "-std=c++20"});
  fixture.open(source);
  return fixture.complete(kEverything);
}
model::Completion complete(std::string_view source) { return complete_in("main.cpp", source); }
model::Completion complete_c(std::string_view source) { return complete_in("main.c", source); }

// All names of the list, sorted, each once.
std::string names(const model::Completion& completion) {
  std::set<std::string> sorted;
  for (const auto& item : completion.items) sorted.insert(item.filter_text);
  std::string all;
  for (const std::string& name : sorted) all += (all.empty() ? "" : " ") + name;
  return all;
}

// Those of `wanted` that are in the list, in the order of `wanted`.
std::string offered(const model::Completion& completion, const std::string& wanted) {
  std::string all;
  for (const std::string& name : words(wanted)) {
    if (find(completion, name)) all += (all.empty() ? "" : " ") + name;
  }
  return all;
}

// Those of `wanted` that are in the list, in the list's order.
std::string order(const model::Completion& completion, const std::string& wanted) {
  const std::vector<std::string> all = words(wanted);
  std::string result;
  for (const auto& item : completion.items) {
    const bool is_wanted = std::find(all.begin(), all.end(), item.filter_text) != all.end();
    if (is_wanted && words(result).size() < all.size()) result += (result.empty() ? "" : " ") + item.filter_text;
  }
  return result;
}

// What an editor with snippets inserts: arguments stand between < >.
std::string inserted(const model::Completion& completion, std::string_view name) {
  const auto* item = find(completion, name);
  if (!item) return "not offered";
  std::string text = item->insert_text;
  for (const model::CallPiece& piece : item->call) text += piece.is_argument ? "<" + piece.text + ">" : piece.text;
  return text;
}

}  // namespace

// What is offered where.

TEST_CASE("completion after a dot, an arrow and a scope lists members", "[clang]") {
  for (const char* text : {"struct S { int first_member; };\nint f(S s) { return s.$0; }\n",
                           "struct S { int first_member; };\nint f(S* s) { return s->$0; }\n",
                           "namespace n { int first_member; }\nint x = n::$0;\n"}) {
    CHECK(offered(complete(text), "first_member") == "first_member");
  }
}

TEST_CASE("completion after a dot lists nothing but members", "[clang]") {
  CHECK(names(complete("#define MACRO 1\nint global;\nstruct S { int a; void b(); };\nvoid f(S s) { s.$0 }\n")) ==
        "S a b operator= ~S");
}

TEST_CASE("completion lists inherited members", "[clang]") {
  CHECK(offered(complete("struct A { int of_a; };\nstruct B : A { int of_b; };\nvoid f(B b) { b.of$0 }\n"),
                "of_b of_a") == "of_b of_a");
}

TEST_CASE("completion of a member of this inside a member function", "[clang]") {
  CHECK(offered(complete("struct S { int field; void f() { fie$0 } };\n"), "field") == "field");
}

TEST_CASE("completion inside a function that is defined outside of its class", "[clang]") {
  CHECK(offered(complete("struct S { int field; void f(); };\nvoid S::f() { fie$0 }\n"), "field") == "field");
}

TEST_CASE("completion of static members and nested types behind a class", "[clang]") {
  CHECK(offered(complete("struct S { static int st; struct In {}; enum E { e1 }; };\nint x = S::$0;\n"),
                "st In E e1") == "st In E e1");
}

TEST_CASE("completion in a lambda sees captures, parameters and locals", "[clang]") {
  CHECK(offered(complete("void f() { int local = 1; auto g = [&](int param) { return $0; }; }\n"), "local param") ==
        "local param");
}

TEST_CASE("completion in template arguments", "[clang]") {
  CHECK(offered(complete("template <class T> struct Box {};\nstruct Content {};\nBox<Con$0> b;\n"), "Content") ==
        "Content");
}

TEST_CASE("completion in a template sees its parameters", "[clang]") {
  CHECK(offered(complete("template <class Elem, int Num> void f() { $0 }\n"), "Elem Num") == "Elem Num");
}

TEST_CASE("completion of a member of a template's instance", "[clang]") {
  CHECK(offered(complete("template <class T> struct Box { T content(); };\nvoid f(Box<int> b) { b.con$0 }\n"),
                "content") == "content");
}

TEST_CASE("completion of members of a dependent base of known shape", "[clang]") {
  CHECK(offered(complete("template <class T> struct Box { T item; };\n"
                         "template <class T> void f(Box<T> b) { b.$0 }\n"),
                "item") == "item");
}

TEST_CASE("completion of members that a concept promises", "[clang]") {
  CHECK(offered(complete("template <class T> concept Shape = requires(T t) { t.area(); };\n"
                         "template <Shape T> void f(T t) { t.$0 }\n"),
                "area") == "area");
}

TEST_CASE("completion offers concepts", "[clang]") {
  const auto completion = complete("template <class T> concept Shape = true;\ntemplate <Sha$0\n");
  REQUIRE(find(completion, "Shape") != nullptr);
  CHECK(find(completion, "Shape")->kind == model::CompletionKind::kConcept);
}

TEST_CASE("completion of structured bindings", "[clang]") {
  const auto completion = complete("struct P { int a, b; };\nvoid f(P p) { auto [left, right] = p; lef$0 }\n");
  REQUIRE(find(completion, "left") != nullptr);
  CHECK(find(completion, "left")->kind == model::CompletionKind::kVariable);
}

TEST_CASE("completion of designated initialisers", "[clang]") {
  CHECK(names(complete("struct P { int alpha; int beta; };\nP p{.$0};\n")) == "alpha beta");
  CHECK(names(complete_c("struct P { int alpha; int beta; };\nstruct P p = {.$0};\n")) == "alpha beta");
}

TEST_CASE("completion of designated initialisers behind others", "[clang]") {
  CHECK(offered(complete("struct P { int alpha; int beta; };\nP p{.alpha = 1, .be$0};\n"), "beta") == "beta");
}

TEST_CASE("completion in a list of member initialisers offers members and bases", "[clang]") {
  CHECK(offered(complete("struct B { B(int q); };\nstruct D : B { int mem; int other; D() : $0 };\n"), "B mem other") ==
        "B mem other");
}

TEST_CASE("completion in an enumeration's switch offers its constants", "[clang]") {
  const auto completion =
      complete("enum class Color { red, green };\nvoid f(Color c) { switch (c) { case gre$0: break; } }\n");
  CHECK(inserted(completion, "green") == "Color::green");
}

TEST_CASE("completion behind a scoped enumeration", "[clang]") {
  CHECK(names(complete("enum class Color { red, green };\nColor c = Color::$0;\n")) == "green red");
}

TEST_CASE("completion offers to override virtual functions", "[clang]") {
  const auto completion = complete("struct B { virtual void draw(int a) const; };\nstruct D : B {\n  dra$0\n};\n");
  CHECK(inserted(completion, "draw") == "void draw(int a) const override");
  REQUIRE(find(completion, "draw") != nullptr);
  CHECK(find(completion, "draw")->kind == model::CompletionKind::kMethod);
}

TEST_CASE("completion offers macros and keywords with their kinds", "[clang]") {
  const auto completion = complete("#define MY_MACRO 1\nint f() { $0 }\n");
  REQUIRE(find(completion, "MY_MACRO") != nullptr);
  CHECK(find(completion, "MY_MACRO")->kind == model::CompletionKind::kMacro);
  REQUIRE(find(completion, "while") != nullptr);
  CHECK(find(completion, "while")->kind == model::CompletionKind::kKeyword);
}

TEST_CASE("each keyword is offered once", "[clang]") {
  const auto completion = complete("int f() { i$0 }\n");
  CHECK(std::count_if(completion.items.begin(), completion.items.end(),
                      [](const auto& item) { return item.filter_text == "if"; }) == 1);
}

TEST_CASE("completion at file level offers types and keywords", "[clang]") {
  CHECK(offered(complete("struct Known {};\n$0\n"), "Known namespace template using static") ==
        "Known namespace template using static");
}

TEST_CASE("completion in C has no words of C++", "[clang]") {
  const auto completion = complete_c("struct S { int a; };\nint f(void) { $0 }\n");
  CHECK(offered(completion, "while sizeof template static_cast nullptr") == "while sizeof");
}

TEST_CASE("completion of tags in C", "[clang]") {
  CHECK(offered(complete_c("struct Tagged { int a; };\nvoid f(void) { struct Tag$0 }\n"), "Tagged") == "Tagged");
}

TEST_CASE("completion sees names of headers in the preamble", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "namespace lib { int from_header; }\n");
  fixture.open("#include \"a.h\"\nint x = lib::$0;\n");
  CHECK(find(fixture.complete(), "from_header") != nullptr);
}

TEST_CASE("completion of names in other scripts", "[clang]") {
  CHECK(offered(complete("int größe_neu;\nint x = grö$0;\n"), "größe_neu") == "größe_neu");
}

TEST_CASE("completion at the end of the file", "[clang]") {
  CHECK(names(complete("int some_name;\nint x = some_$0")) == "some_name");
}

TEST_CASE("completion in the middle of a word offers what fits the part before the cursor", "[clang]") {
  Fixture fixture;
  fixture.open("int some_name;\nint x = [[so]]$0me;\n");
  const auto completion = fixture.complete();
  REQUIRE(find(completion, "some_name") != nullptr);
  CHECK(show(completion.replace) == fixture.source().ranges[0]);
  CHECK(completion.replace_end.column == 12);
}

TEST_CASE("completion in a file with errors before and behind", "[clang]") {
  CHECK(offered(complete("int broken = ;\nstruct S { int member; };\nvoid f(S s) { if (s.mem$0 \n} } )\n"), "member") ==
        "member");
}

TEST_CASE("completion in an unfinished statement", "[clang]") {
  CHECK(offered(complete("int counter;\nvoid f() { int x = coun$0\n  int y = 1; }\n"), "counter") == "counter");
}

TEST_CASE("completion on a line with an emoji and CRLF before it", "[clang]") {
  Fixture fixture;
  fixture.open("int some_name;\r\nconst char* s = \"😀\"; int x = [[some_]]$0;\r\n");
  const auto completion = fixture.complete();
  CHECK(names(completion) == "some_name");
  CHECK(show(completion.replace) == fixture.source().ranges[0]);
}

TEST_CASE("private members and deleted functions are not offered from outside", "[clang]") {
  const auto completion =
      complete("class S { int secret; public: void gone() = delete; int shown; };\nvoid f(S s) { s.$0; }\n");
  CHECK(offered(completion, "shown secret gone") == "shown");
}

TEST_CASE("private members are offered inside the class", "[clang]") {
  CHECK(offered(complete("class S { int secret; void f() { this->$0 } };\n"), "secret") == "secret");
}

// Where nothing is offered.

TEST_CASE("completion offers nothing in comments, strings and characters", "[clang]") {
  CHECK(names(complete("int name;\n// nam$0\n")).empty());
  CHECK(names(complete("int name;\n/* nam$0 */\n")).empty());
  CHECK(names(complete("int name;\nconst char* s = \"nam$0\";\n")).empty());
  CHECK(names(complete("int name;\nint c = 'nam$0';\n")).empty());
}

// Preprocessor.

TEST_CASE("completion behind a hash offers directives", "[clang]") {
  CHECK(offered(complete("#$0\n"), "define include ifdef pragma while") == "define include ifdef pragma");
  CHECK(offered(complete("#inc$0\n"), "include define") == "include");
}

TEST_CASE("completion behind a hash in an open condition offers its other branches", "[clang]") {
  CHECK(offered(complete("#if 1\n#e$0\n#endif\n"), "else elif endif") == "else elif endif");
}

TEST_CASE("completion of macros in conditions", "[clang]") {
  for (const char* text : {"#define MY_FLAG 1\n#ifdef MY_$0\n#endif\n", "#define MY_FLAG 1\n#if MY_$0\n#endif\n",
                           "#define MY_FLAG 1\n#if defined(MY_$0)\n#endif\n", "#define MY_FLAG 1\n#undef MY_$0\n"}) {
    CHECK(offered(complete(text), "MY_FLAG") == "MY_FLAG");
  }
}

TEST_CASE("completion in an #include offers files and folders", "[clang]") {
  Fixture fixture;
  fixture.add("my-header.h", "");
  fixture.add("my-folder/inner.h", "");
  fixture.open("#include \"[[my-]]$0\"\n");
  const auto completion = fixture.complete();
  REQUIRE(find(completion, "my-header.h") != nullptr);
  CHECK(find(completion, "my-header.h")->kind == model::CompletionKind::kFile);
  CHECK(find(completion, "my-header.h")->insert_text == "my-header.h");
  REQUIRE(find(completion, "my-folder/") != nullptr);
  CHECK(find(completion, "my-folder/")->kind == model::CompletionKind::kFolder);
  CHECK(show(completion.replace) == fixture.source().ranges[0]);
}

TEST_CASE("completion behind a folder in an open #include closes the quote", "[clang]") {
  Fixture fixture;
  fixture.add("my-folder/inner.h", "");
  fixture.open("#include \"my-folder/in$0\n");
  CHECK(inserted(fixture.complete(), "inner.h") == "inner.h\"");
}

TEST_CASE("completion in an #include with angle brackets finds the standard's headers", "[clang]") {
  Fixture fixture;
  fixture.open("#include <vec$0\n");
  CHECK(inserted(fixture.complete(), "vector") == "vector>");
}

TEST_CASE("completion in an #include finds folders of -I and -isystem", "[clang]") {
  Fixture fixture("main.cpp", {"-Iown", "-isystem", "sys"});
  fixture.add("own/of-own.h", "");
  fixture.add("sys/of-sys.h", "");
  fixture.open("#include <of-$0>\n");
  CHECK(names(fixture.complete()) == "of-own.h of-sys.h");
}

TEST_CASE("completion in a #include of C offers the system's headers", "[clang]") {
  CHECK(offered(complete_c("#include <std$0\n"), "stdio.h stdlib.h") == "stdio.h stdlib.h");
}

// What an item says and inserts.

TEST_CASE("completion filters by what is typed and replaces it", "[clang]") {
  Fixture fixture;
  fixture.open("struct S { int alpha; int beta; };\nint f(S s) { return s.[[al]]$0; }\n");
  const auto completion = fixture.complete();
  CHECK(names(completion) == "alpha");
  CHECK(show(completion.replace) == fixture.source().ranges[0]);
}

TEST_CASE("a completed function has parameters, result and comment", "[clang]") {
  const auto completion =
      complete("// Counts things.\nint count_things(int first, char second = 'c');\nint x = count_$0;\n");
  REQUIRE(find(completion, "count_things") == &completion.items[0]);
  const model::CompletionItem& item = completion.items[0];
  CHECK(item.label == "count_things");
  CHECK(item.signature == "(int first, char second = 'c')");
  CHECK(item.insert_text == "count_things");
  CHECK(item.result_type == "int");
  CHECK(item.documentation == "Counts things.");
  CHECK(item.kind == model::CompletionKind::kFunction);
}

TEST_CASE("a completed function is called with its required arguments", "[clang]") {
  CHECK(inserted(complete("int many(int a, char b, int c = 3);\nint x = man$0;\n"), "many") ==
        "many(<int a>, <char b>)");
  CHECK(inserted(complete("int none();\nint x = non$0;\n"), "none") == "none()");
}

TEST_CASE("a completed method is called, a field is not", "[clang]") {
  const auto completion = complete("struct S { int get(int i) const; int val; };\nvoid f(S s) { s.$0 }\n");
  CHECK(inserted(completion, "get") == "get(<int i>)");
  CHECK(find(completion, "get")->signature == "(int i) const");
  CHECK(inserted(completion, "val") == "val");
  CHECK(find(completion, "val")->result_type == "int");
}

TEST_CASE("a completed template takes its arguments", "[clang]") {
  CHECK(inserted(complete("template <class T, int N> struct Box {};\nBo$0\n"), "Box") == "Box<<class T>, <int N>>");
  CHECK(inserted(complete("template <class T> T make(int n);\nint x = mak$0;\n"), "make") ==
        "make<<class T>>(<int n>)");
}

TEST_CASE("a function-like macro takes its arguments", "[clang]") {
  CHECK(inserted(complete("#define ADD(a, b) ((a) + (b))\nint x = AD$0;\n"), "ADD") == "ADD(<a>, <b>)");
}

TEST_CASE("keywords that are written like calls take their arguments, statements do not", "[clang]") {
  const auto completion = complete("void f() { $0 }\n");
  CHECK(inserted(completion, "static_cast") == "static_cast<<type>>(<expression>)");
  CHECK(inserted(completion, "sizeof") == "sizeof(<expression-or-type>)");
  CHECK(inserted(completion, "while") == "while");
  CHECK(inserted(completion, "return") == "return");
}

TEST_CASE("no call is inserted where the arguments are there already", "[clang]") {
  CHECK(inserted(complete("int many(int a);\nint x = man$0(1);\n"), "many") == "many");
  CHECK(inserted(complete("int many(int a);\nint x = man$0y (1);\n"), "many") == "many");
}

TEST_CASE("no call is inserted behind an address operator", "[clang]") {
  CHECK(inserted(complete("int many(int a);\nauto p = &man$0;\n"), "many") == "many");
  CHECK(inserted(complete("struct S { void m(int a); };\nauto p = &S::$0;\n"), "m") == "m");
  CHECK(inserted(complete("int many(int a);\nint f(int q) { return q & man$0; }\n"), "many") == "many(<int a>)");
  CHECK(inserted(complete("int many(int a);\nint f(int q) { return q && man$0; }\n"), "many") == "many(<int a>)");
}

TEST_CASE("no call is inserted in a using declaration", "[clang]") {
  CHECK(inserted(complete("namespace n { int many(int a); }\nusing n::$0;\n"), "many") == "many");
}

TEST_CASE("a namespace is completed without colons", "[clang]") {
  CHECK(inserted(complete("namespace outer { int x; }\nint y = out$0;\n"), "outer") == "outer");
}

TEST_CASE("overloads stay separate items", "[clang]") {
  const auto completion = complete("void over(int);\nvoid over(char);\nvoid f() { ove$0 }\n");
  REQUIRE(completion.items.size() == 2);
  CHECK(completion.items[0].signature != completion.items[1].signature);
}

TEST_CASE("a deprecated item is marked", "[clang]") {
  const auto completion = complete("__attribute__((deprecated)) int old_one();\nint x = old_$0;\n");
  REQUIRE(find(completion, "old_one") != nullptr);
  CHECK(find(completion, "old_one")->is_deprecated);
}

TEST_CASE("members behind a dot on a pointer come with the change to an arrow", "[clang]") {
  const auto completion = complete("struct S { int mem; };\nvoid f(S* p) {\n  p.me$0\n}\n");
  REQUIRE(find(completion, "mem") != nullptr);
  REQUIRE(find(completion, "mem")->changes.size() == 1);
  CHECK(show(find(completion, "mem")->changes[0].range) == "2:3-2:4");
  CHECK(find(completion, "mem")->changes[0].text == "->");
}

TEST_CASE("completion kinds", "[clang]") {
  const auto completion = complete(
      "namespace nn {}\nclass Cc {};\nstruct Ss {};\nunion Uu {};\nenum Ee { en };\nusing Aa = int;\n"
      "template <class T> void tf();\nvoid f(int pp) { int vv; $0 }\n");
  const auto kind = [&](std::string_view name) {
    return find(completion, name) ? std::optional(find(completion, name)->kind) : std::nullopt;
  };
  using Kind = model::CompletionKind;
  CHECK(kind("nn") == Kind::kNamespace);
  CHECK(kind("Cc") == Kind::kClass);
  CHECK(kind("Ss") == Kind::kStruct);
  CHECK(kind("Uu") == Kind::kUnion);
  CHECK(kind("Ee") == Kind::kEnum);
  CHECK(kind("en") == Kind::kEnumMember);
  CHECK(kind("Aa") == Kind::kTypeAlias);
  CHECK(kind("tf") == Kind::kFunction);
  CHECK(kind("pp") == Kind::kVariable);
  CHECK(kind("vv") == Kind::kVariable);
}

// Cutting, and what is kept for later.

TEST_CASE("completion cut at its limit says so", "[clang]") {
  Fixture fixture;
  fixture.open("struct S { int a; int b; int c; };\nint f(S s) { return s.$0; }\n");
  const auto cut = fixture.complete(2);
  CHECK(cut.items.size() == 2);
  CHECK(cut.is_incomplete);
  CHECK_FALSE(fixture.complete().is_incomplete);
}

TEST_CASE("an item's documentation can be asked for as long as its list is the last", "[clang]") {
  Fixture fixture;
  fixture.open("// About alpha.\nint alpha_one;\nint x = alpha_$0;\n");
  REQUIRE(fixture.complete(10, 7).items.size() == 1);
  REQUIRE(fixture.file().completion_details({7, 0}).has_value());
  CHECK(fixture.file().completion_details({7, 0})->documentation == "About alpha.");
  CHECK_FALSE(fixture.file().completion_details({7, 1}).has_value());
  CHECK_FALSE(fixture.file().completion_details({6, 0}).has_value());
  fixture.complete(10, 8);
  CHECK_FALSE(fixture.file().completion_details({7, 0}).has_value());
}

TEST_CASE("an item's documentation survives signature help and a parse", "[clang]") {
  Fixture fixture;
  fixture.open("// About alpha.\nint alpha_one(int a);\nint x = alpha_one($0);\n");
  REQUIRE(fixture.complete(10000, 7).items.size() > 1);
  std::uint32_t index = 0;
  const auto completion = fixture.complete(10000, 7);
  while (completion.items[index].filter_text != "alpha_one") ++index;
  CHECK(fixture.signature_help().has_value());
  require(fixture.file().parse(fixture.request(fixture.source().text)));
  CHECK(fixture.file().completion_details({7, index})->documentation == "About alpha.");
}

TEST_CASE("the next character of a word is completed from the same list", "[clang]") {
  Fixture fixture;
  fixture.open("int alpha; int beta;\nint x = $0;\n");
  CHECK(offered(fixture.complete(kEverything), "alpha beta") == "alpha beta");
  for (const char* typed : {"a", "al", "b", ""}) {
    std::string text = fixture.source().text;
    text.insert(fixture.source().cursor, typed);
    require(fixture.file().update(fixture.request(text)));
    const auto completion = require(
        fixture.file().complete({fixture.source().cursor + std::string_view(typed).size(), kEverything, 1, false}));
    const std::string expected = *typed == 0 ? "alpha beta" : (*typed == 'a' ? "alpha" : "beta");
    CHECK(offered(completion, "alpha beta") == expected);
  }
}

TEST_CASE("completion sees an edit elsewhere in the file", "[clang]") {
  Fixture fixture;
  fixture.open("int alpha;\nint x = $0;\n");
  fixture.complete();
  std::string text = fixture.source().text;
  text.replace(4, 5, "gamma");
  require(fixture.file().update(fixture.request(text)));
  const auto completion = require(fixture.file().complete({fixture.source().cursor, kEverything, 1, false}));
  CHECK(offered(completion, "alpha gamma") == "gamma");
}

TEST_CASE("completion sees the unsaved text of a header that changed since", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "int alpha;\n");
  fixture.open("int first;\n#include \"a.h\"\nint x = $0;\n");
  CHECK(offered(fixture.complete(kEverything), "alpha gamma") == "alpha");
  auto request = fixture.request(fixture.source().text);
  request.overlays.push_back({fixture.path("a.h"), "int gamma;\n"});
  require(fixture.file().update(request));
  const auto completion = require(fixture.file().complete({fixture.source().cursor, kEverything, 1, false}));
  CHECK(offered(completion, "alpha gamma") == "gamma");
}

// Order.

TEST_CASE("completion puts exact prefixes before other fits", "[clang]") {
  CHECK(
      order(complete("struct S { int other_name; int Name; int name; int na_me; };\nint f(S s) { return s.name$0; }\n"),
            "name Name na_me other_name") == "name Name na_me other_name");
}

TEST_CASE("completion prefers what fits the expected type", "[clang]") {
  CHECK(order(complete("struct A {}; struct B {};\nvoid take(B*);\nvoid f(A* one, B* two) { take($0); }\n"),
              "one two") == "two one");
}

TEST_CASE("completion prefers locals to globals, and those to macros", "[clang]") {
  CHECK(order(complete("#define thing_macro 1\nint thing_global;\nvoid f() { int thing_local = 1; thing$0 }\n"),
              "thing_local thing_global thing_macro") == "thing_local thing_global thing_macro");
}

TEST_CASE("completion prefers what the text around uses", "[clang]") {
  CHECK(order(complete("struct S { int aaa; int bbb; };\nvoid f(S s) { s.bbb = 1; s.bbb = 2; s.$0 }\n"), "aaa bbb") ==
        "bbb aaa");
}

TEST_CASE("completion prefers what is used behind the same tokens", "[clang]") {
  CHECK(
      order(complete("struct S { int xx, yy; };\nvoid f(S one, S two) { one.xx = two.yy; two.yy = one.xx; one.$0 }\n"),
            "xx yy") == "xx yy");
  CHECK(
      order(complete("struct S { int xx, yy; };\nvoid f(S one, S two) { one.xx = two.yy; two.yy = one.xx; two.$0 }\n"),
            "xx yy") == "yy xx");
}

TEST_CASE("completion puts reserved and deprecated names and operators last", "[clang]") {
  CHECK(order(complete(
                  "struct S { int _hidden; int shown; __attribute__((deprecated)) int old; S& operator=(const S&); };\n"
                  "void f(S s) { s.$0 }\n"),
              "_hidden shown old operator= ~S")
            .starts_with("shown"));
}

}  // namespace cairn::clang
