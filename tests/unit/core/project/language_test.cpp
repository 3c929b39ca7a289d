#include "core/project/language.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::project {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("suffixes tell the language as they do to clang", "[project]") {
  CHECK(file_kind("/a/x.c").language == "c");
  CHECK(file_kind("/a/x.C").language == "c++");
  CHECK(file_kind("/a/x.cc").language == "c++");
  CHECK(file_kind("/a/x.mm").language == "objective-c++");
  CHECK_FALSE(file_kind("/a/x.cpp").is_header);
  CHECK(file_kind("/a.b/vector").is_header);
}

TEST_CASE("a .h may be either language and a .hpp is C++", "[project]") {
  CHECK(file_kind("/a/x.h").is_header);
  CHECK(file_kind("/a/x.h").language.empty());
  CHECK(file_kind("/a/x.hpp").is_header);
  CHECK(file_kind("/a/x.hpp").language == "c++");
}

TEST_CASE("assembler and documents are not of the C family", "[project]") {
  CHECK_FALSE(file_kind("/a/x.S").is_source);
  CHECK_FALSE(file_kind("/a/x.md").is_source);
}

TEST_CASE("the language of a command is its last -x, else the suffix", "[project]") {
  CHECK(effective_language({"-x", "c", "-xc++"}, "/a/x.c") == "c++");
  CHECK(effective_language({"-xc++-header"}, "/a/x.h") == "c++");
  CHECK(effective_language({"-x", "none"}, "/a/x.cc") == "c++");
  CHECK(effective_language({}, "/a/x.h") == "c");
}

TEST_CASE("set_language replaces every -x", "[project]") {
  Words arguments = {"-DA", "-x", "c", "-xc++-header", "-DB"};
  set_language(arguments, "c++");
  CHECK(arguments == Words{"-xc++", "-DA", "-DB"});
}

TEST_CASE("set_language drops the standard of another language only", "[project]") {
  struct Case {
    std::string standard;
    std::string language;
    bool stays;
  };
  for (const Case& one : std::vector<Case>{{"-std=c++17", "c", false},
                                           {"-std=gnu++20", "objective-c", false},
                                           {"-std=c11", "c++", false},
                                           {"--std=iso9899:1999", "c++", false},
                                           {"-std=gnu11", "c", true},
                                           {"-std=c++17", "objective-c++", true},
                                           {"-std=cl2.0", "cl", true}}) {
    CAPTURE(one.standard, one.language);
    Words arguments = {one.standard};
    set_language(arguments, one.language);
    CHECK((arguments.size() == 2) == one.stays);
  }
}

}  // namespace
}  // namespace cairn::project
