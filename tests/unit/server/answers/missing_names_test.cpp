#include "server/answers/missing_names.h"

#include <catch2/catch.hpp>

#include "server/answers/include_offers.h"

namespace cairn::server {

TEST_CASE("the name that is not declared is read from the text, with its qualifiers", "[answers]") {
  const std::string_view text = "std::vector<int> v; ns::f(); Shape s;";
  CHECK(missing_name("no template named 'vector' in namespace 'std'", text, 5) == "std::vector");
  CHECK(missing_name("use of undeclared identifier 'std'", text, 0) == "std::vector");
  CHECK(missing_name("no member named 'f' in namespace 'ns'", text, 24) == "ns::f");
  CHECK(missing_name("unknown type name 'Shape'", text, 29) == "Shape");
  CHECK(missing_name("call to undeclared library function 'printf' with type 'int (const char *, ...)'; x", "printf(1)",
                     0) == "printf");
}

TEST_CASE("of an incomplete type the message tells the name", "[answers]") {
  CHECK(missing_name("member access into incomplete type 'ns::Box'", "b.x", 1) == "ns::Box");
  CHECK(missing_name("variable has incomplete type 'const struct Box'", "b", 0) == "Box");
  CHECK(missing_name("implicit instantiation of undefined template 'std::basic_string<char>'", "s", 0) ==
        "std::basic_string");
}

TEST_CASE("members of classes and other errors name nothing to be included", "[answers]") {
  CHECK(missing_name("no member named 'x' in 'Box'", "b.x", 2).empty());
  CHECK(missing_name("expected ';' after expression", "b", 0).empty());
}

TEST_CASE("what is typed is read with its qualifiers", "[answers]") {
  const auto shown = [](std::string_view text) {
    const TypedName typed = typed_name(text, text.size());
    return typed.can_be_offered ? typed.qualifier + "|" + typed.word : "nothing";
  };
  CHECK(shown("x = std::vec") == "std::|vec");
  CHECK(shown("a::b::c") == "a::b::|c");
  CHECK(shown("int ve") == "|ve");
  CHECK(shown("v") == "nothing");
  CHECK(shown("b.size") == "nothing");
  CHECK(shown("b->size") == "nothing");
  CHECK(shown("// vec") == "nothing");
  CHECK(shown("/* a\n vec") == "nothing");
  CHECK(shown("\"vec") == "nothing");
  CHECK(shown("R\"x(\" vec") == "nothing");
  CHECK(shown("/* a */ 1'000 + '\"' + \"//\" + vec") == "|vec");
  CHECK(shown("#include vec") == "nothing");
  CHECK(shown("12") == "nothing");
}

TEST_CASE("scopes around a place are its namespaces, those that are used, and the file's", "[answers]") {
  const std::string_view text = "using namespace std;\nnamespace a {\nnamespace b {\nint x;\n}\nint y;\n}\n";
  CHECK(scopes_around("x.cpp", text, text.find('x')) == std::vector<std::string>{"a::b::", "a::", "std::", ""});
  CHECK(scopes_around("x.cpp", text, text.find('y')) == std::vector<std::string>{"a::", "std::", ""});
}

}  // namespace cairn::server
