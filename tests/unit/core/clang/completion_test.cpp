#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/unit/core/clang/fixture.h"

namespace cairn::clang {
namespace {

using testing::Fixture;
using testing::show;

const model::CompletionItem* find(const model::Completion& completion, std::string_view name) {
  const auto found = std::find_if(completion.items.begin(), completion.items.end(),
                                  [&](const auto& item) { return item.filter_text == name; });
  return found == completion.items.end() ? nullptr : &*found;
}

std::vector<std::string> labels(const model::Completion& completion) {
  std::vector<std::string> all;
  for (const auto& item : completion.items) all.push_back(item.label);
  return all;
}

TEST_CASE("completion after a dot, an arrow and a scope lists members", "[clang]") {
  for (const char* text : {"struct S { int first_member; };\nint f(S s) { return s.$0; }\n",
                           "struct S { int first_member; };\nint f(S* s) { return s->$0; }\n",
                           "namespace n { int first_member; }\nint x = n::$0;\n"}) {
    Fixture fixture;
    fixture.open(text);
    CHECK(find(fixture.complete(), "first_member") != nullptr);
  }
}

TEST_CASE("completion filters by what is typed and replaces it", "[clang]") {
  Fixture fixture;
  fixture.open("struct S { int alpha; int beta; };\nint f(S s) { return s.[[al]]$0; }\n");
  const model::Completion completion = fixture.complete();
  CHECK(labels(completion) == std::vector<std::string>{"alpha"});
  CHECK(show(completion.replace) == fixture.source().ranges[0]);
}

TEST_CASE("completion puts exact prefixes before other fits", "[clang]") {
  Fixture fixture;
  fixture.open(
      "struct S { int nother_x; int Name; int name; int nxaxme; int other; };\nint f(S s) { return s.name$0; }\n");
  CHECK(labels(fixture.complete()) == std::vector<std::string>{"name", "Name", "nxaxme"});
}

TEST_CASE("a completed function has parameters, result and comment", "[clang]") {
  Fixture fixture;
  fixture.open("// Counts things.\nint count_things(int first, char second = 'c');\nint x = count_$0;\n");
  const model::Completion completion = fixture.complete();
  REQUIRE(completion.items.size() == 1);
  const model::CompletionItem& item = completion.items[0];
  CHECK(item.label == "count_things(int first, char second = 'c')");
  CHECK(item.insert_text == "count_things");
  CHECK(item.detail == "int");
  CHECK(item.documentation == "Counts things.");
  CHECK(item.kind == model::CompletionKind::kFunction);
}

TEST_CASE("overloads stay separate items", "[clang]") {
  Fixture fixture;
  fixture.open("void over(int);\nvoid over(char);\nvoid f() { ove$0 }\n");
  CHECK(labels(fixture.complete()) == std::vector<std::string>{"over(char)", "over(int)"});
}

TEST_CASE("completion cut at its limit says so", "[clang]") {
  Fixture fixture;
  fixture.open("struct S { int a; int b; int c; };\nint f(S s) { return s.$0; }\n");
  const model::Completion cut = fixture.complete(2);
  CHECK(cut.items.size() == 2);
  CHECK(cut.is_incomplete);
  CHECK_FALSE(fixture.complete().is_incomplete);
}

TEST_CASE("private members and deleted functions are not offered from outside", "[clang]") {
  Fixture fixture;
  fixture.open("class S { int secret; public: void gone() = delete; int shown; };\nvoid f(S s) { s.$0; }\n");
  const model::Completion completion = fixture.complete();
  CHECK(find(completion, "shown") != nullptr);
  CHECK(find(completion, "secret") == nullptr);
  CHECK(find(completion, "gone") == nullptr);
}

TEST_CASE("completion offers macros and keywords with their kinds", "[clang]") {
  Fixture fixture;
  fixture.open("#define MY_MACRO 1\nint f() { $0 }\n");
  const model::Completion completion = fixture.complete(100000);
  REQUIRE(find(completion, "MY_MACRO") != nullptr);
  CHECK(find(completion, "MY_MACRO")->kind == model::CompletionKind::kMacro);
  REQUIRE(find(completion, "while") != nullptr);
  CHECK(find(completion, "while")->kind == model::CompletionKind::kKeyword);
}

TEST_CASE("a deprecated item is marked", "[clang]") {
  Fixture fixture;
  fixture.open("__attribute__((deprecated)) int old_one();\nint x = old_$0;\n");
  REQUIRE(find(fixture.complete(), "old_one") != nullptr);
  CHECK(find(fixture.complete(), "old_one")->is_deprecated);
}

TEST_CASE("completion at the end of the file", "[clang]") {
  Fixture fixture;
  fixture.open("int some_name;\nint x = some_$0");
  CHECK(labels(fixture.complete()) == std::vector<std::string>{"some_name"});
}

TEST_CASE("completion on a line with an emoji and CRLF before it", "[clang]") {
  Fixture fixture;
  fixture.open("int some_name;\r\nconst char* s = \"😀\"; int x = [[some_]]$0;\r\n");
  const model::Completion completion = fixture.complete();
  CHECK(labels(completion) == std::vector<std::string>{"some_name"});
  CHECK(show(completion.replace) == fixture.source().ranges[0]);
}

TEST_CASE("completion sees names of headers in the preamble", "[clang]") {
  Fixture fixture;
  fixture.add("a.h", "namespace lib { int from_header; }\n");
  fixture.open("#include \"a.h\"\nint x = lib::$0;\n");
  CHECK(find(fixture.complete(), "from_header") != nullptr);
}

TEST_CASE("completion in an #include offers files and folders", "[clang]") {
  Fixture fixture;
  fixture.add("my-header.h", "");
  fixture.add("my-folder/inner.h", "");
  fixture.open("#include \"[[my-]]$0\"\n");
  const model::Completion completion = fixture.complete();
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
  const model::Completion completion = fixture.complete();
  REQUIRE(find(completion, "inner.h") != nullptr);
  CHECK(find(completion, "inner.h")->insert_text == "inner.h\"");
}

}  // namespace
}  // namespace cairn::clang
