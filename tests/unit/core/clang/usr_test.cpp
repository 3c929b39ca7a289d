#include "core/clang/usr.h"

#include <catch2/catch.hpp>

namespace cairn::clang {

TEST_CASE("a path below the root is relative to it", "[usr]") {
  CHECK(store_path("/w/project", "/w/project/src/a.cpp") == "src/a.cpp");
  CHECK(store_path("/w/project", "/w/projects/a.cpp") == "/w/projects/a.cpp");
  CHECK(store_path("/", "/usr/include/a.h") == "usr/include/a.h");
}

TEST_CASE("what can be named from everywhere keeps its USR", "[usr]") {
  CHECK(normalise_usr("c:@F@main#", "src/main.cpp") == "c:@F@main#");
  CHECK(normalise_usr("c:@N@ns@S@vector>#I", "src/vector") == "c:@N@ns@S@vector>#I");
  CHECK(normalise_usr("c:@F@print#*1C.#", "print.c") == "c:@F@print#*1C.#");
}

TEST_CASE("what is bound to a file is bound to its path", "[usr]") {
  CHECK(normalise_usr("c:main.cpp@F@helper#I#", "src/main.cpp") == "c:src/main.cpp@F@helper#I#");
  CHECK(normalise_usr("c:main.cpp@aN@S@X@FI@f", "tools/main.cpp") == "c:tools/main.cpp@aN@S@X@FI@f");
  CHECK(normalise_usr("c:main.cpp@12@F@f#@x", "src/main.cpp") == "c:src/main.cpp@12@F@f#@x");
}

TEST_CASE("two files of one name have two symbols of their own", "[usr]") {
  CHECK(normalise_usr("c:main.cpp@helper", "a/main.cpp") != normalise_usr("c:main.cpp@helper", "b/main.cpp"));
}

TEST_CASE("a typedef belongs to no file", "[usr]") {
  CHECK(normalise_usr("c:types.h@T@size", "include/types.h") == "c:@T@size");
  CHECK(normalise_usr("c:types.h@N@ns@T@size", "types.h") == "c:@N@ns@T@size");
  CHECK(normalise_usr("c:types.h@S@C@T@value_type", "types.h") == "c:@S@C@T@value_type");
}

TEST_CASE("a typedef in an unnamed namespace or a function belongs to its file", "[usr]") {
  CHECK(normalise_usr("c:a.cpp@aN@T@size", "src/a.cpp") == "c:src/a.cpp@aN@T@size");
  CHECK(normalise_usr("c:a.cpp@40@F@f#@T@size", "src/a.cpp") == "c:src/a.cpp@40@F@f#@T@size");
}

TEST_CASE("an enumeration in an unnamed namespace belongs to its file", "[usr]") {
  CHECK(normalise_usr("c:@aN@E@Color", "src/a.cpp") == "c:src/a.cpp@aN@E@Color");
  CHECK(normalise_usr("c:@N@x@aN@E@Color@kRed", "src/a.cpp") == "c:src/a.cpp@N@x@aN@E@Color@kRed");
}

TEST_CASE("types inside a USR are bound to the path too", "[usr]") {
  CHECK(normalise_usr("c:@F@f#$main.cpp@aN@S@X#", "src/main.cpp") == "c:@F@f#$src/main.cpp@aN@S@X#");
  CHECK(normalise_usr("c:main.cpp@F@f#$main.cpp@aN@S@X#", "s/main.cpp") == "c:s/main.cpp@F@f#$s/main.cpp@aN@S@X#");
  CHECK(normalise_usr("c:@S@conf.h@120@FI@port", "src/conf.h") == "c:@S@src/conf.h@120@FI@port");
}

TEST_CASE("expressions in types are left out", "[usr]") {
  CHECK(normalise_usr("c:@F@f#^x<decltype(*I)>::type#", "") == "c:@F@f#^x<decltype()>::type#");
  CHECK(normalise_usr("c:@F@f#^x<decltype(g(*I, (1)))>:::t#^decltype(a)", "") ==
        "c:@F@f#^x<decltype()>:::t#^decltype()");
  CHECK(normalise_usr("c:@F@f#^decltype(", "") == "c:@F@f#^decltype(");
}

TEST_CASE("another file's name is left as it is", "[usr]") {
  CHECK(normalise_usr("c:other.h@F@f#", "src/main.cpp") == "c:other.h@F@f#");
  CHECK(normalise_usr("c:main.cppx@F@f#", "src/main.cpp") == "c:main.cppx@F@f#");
  CHECK(normalise_usr("c:main.cpp@F@f#", "") == "c:main.cpp@F@f#");
  CHECK(normalise_usr("", "src/main.cpp").empty());
}

TEST_CASE("the file in front of a USR is told", "[usr]") {
  CHECK(named_file("c:main.cpp@F@f#") == "main.cpp");
  CHECK(named_file("c:@F@f#").empty());
  CHECK(may_name_file("c:main.cpp@F@f#"));
  CHECK(may_name_file("c:@F@f#$a.h@S@X#"));
  CHECK_FALSE(may_name_file("c:@F@f#"));
  CHECK_FALSE(may_name_file("c:"));
}

TEST_CASE("a variable template is named without its parameters", "[usr]") {
  CHECK(variable_template_usr("c:@N@ns@VT>1#T@zero") == "c:@N@ns@zero");
  CHECK(variable_template_usr("c:@VT>2#NI#$@N@a@E@B@x") == "c:@x");
  CHECK(variable_template_usr("c:@N@ns@zero") == "c:@N@ns@zero");
}

TEST_CASE("a macro of the workspace belongs to its file, others to none", "[usr]") {
  CHECK(macro_usr("N", "src/a.h") == "c:src/a.h@macro@N");
  CHECK(macro_usr("assert", "/usr/include/assert.h") == "c:@macro@assert");
  CHECK(macro_usr("NDEBUG", "") == "c:@macro@NDEBUG");
}

}  // namespace cairn::clang
