// Code for which a header that is read once for all units is wrong if done carelessly: the rows
// are those of the exact parse, or the unit says that they are not.
#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/core/clang/indexer/prelude_project.h"

namespace cairn::clang {
namespace {

using testing::PreludeProject;

struct Trap {
  std::string name;
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<std::string> headers;
  std::string main;
  std::string refused;  // a part of the reason; empty: equal rows
};

const std::vector<Trap>& traps() {
  static const std::vector<Trap> all = {
      {"a macro of a header that is not included",
       {{"leak.h", "#pragma once\n#define min(a, b) ((a) < (b) ? (a) : (b))\n"},
        {"algo.h", "#pragma once\ntemplate <class T> T least(T a, T b) { return a < b ? a : b; }\n"}},
       {"leak.h", "algo.h"},
       "#include \"algo.h\"\nint min(int a, int b) { return least(a, b); }\nint x = min(1, 2);\n",
       ""},
      {"a macro that the unit undefines",
       {{"m.h", "#pragma once\n#define M 1\ninline int m() { return M; }\n"}},
       {"m.h"},
       "#include \"m.h\"\nint a = M;\n#undef M\nint M = 2;\nint b = M;\n",
       ""},
      {"a macro whose body names another header's",
       {{"one.h", "#pragma once\n#define ONE TWO\n"},
        {"two.h", "#pragma once\n#define TWO 2\n"},
        {"three.h", "#pragma once\n#include \"two.h\"\n#define THREE (TWO + 1)\n"}},
       {"one.h", "two.h", "three.h"},
       "#include \"one.h\"\n#include \"three.h\"\nint a = ONE + THREE;\n",
       ""},
      {"a macro that the unit defines before a header that asks about it",
       {{"m.h", "#pragma once\n#ifdef M\nint with;\n#else\nint without;\n#endif\n"}},
       {"m.h"},
       "#define M\n#include \"m.h\"\n",
       "another one in this order"},
      {"a macro that the unit defines before a header that names it",
       {{"m.h", "#pragma once\nint M;\n"}},
       {"m.h"},
       "#define M renamed\n#include \"m.h\"\n",
       "another one in this order"},
      {"a macro that is gone again before the header that asks about it",
       {{"m.h", "#pragma once\n#ifdef M\nint with;\n#else\nint without;\n#endif\nint x;\n"}},
       {"m.h"},
       "#define M\n#undef M\n#include \"m.h\"\n",
       ""},
      {"a macro that only a macro's body names, which the header does not use",
       {{"m.h", "#pragma once\n#define UNUSED M\nint x;\n"}},
       {"m.h"},
       "#define M 1\n#include \"m.h\"\n",
       ""},
      {"a header that asks about another one's macro",
       {{"config.h", "#pragma once\n#define WITH 1\n"},
        {"m.h", "#pragma once\n#ifdef WITH\nint with;\n#endif\nint x;\n"}},
       {"config.h", "m.h"},
       "#include \"config.h\"\n#include \"m.h\"\n",
       "another one in this order"},
      {"a header that names a macro of another one where nothing is asked",
       {{"config.h", "#pragma once\n#define WITH 1\n"},
        {"m.h", "#pragma once\n#if 1\nint x;\n#elif defined(WITH)\nint with;\n#endif\n"}},
       {"config.h", "m.h"},
       "#include \"config.h\"\n#include \"m.h\"\n",
       "another one in this order"},
      {"the same in the other order",
       {{"config.h", "#pragma once\n#define WITH 1\n"},
        {"m.h", "#pragma once\n#ifdef WITH\nint with;\n#endif\nint x;\n"}},
       {"config.h", "m.h"},
       "#include \"m.h\"\n#include \"config.h\"\n",
       ""},
      {"a macro that another header undefines",
       {{"one.h", "#pragma once\n#define M 1\n"}, {"two.h", "#pragma once\n#undef M\n"}},
       {"one.h", "two.h"},
       "#include \"one.h\"\n#include \"two.h\"\n#ifdef M\nint with;\n#endif\n",
       "another one in this order"},
      {"a macro that is defined unless it is there",
       {{"whole.h", "#pragma once\n#define LIMIT 7\n"},
        {"other.h", "#pragma once\n#include \"whole.h\"\n#ifndef LIMIT\n#define LIMIT 8\n#endif\nint x = LIMIT;\n"}},
       {"whole.h", "other.h"},
       "#include \"whole.h\"\n#include \"other.h\"\nint y = LIMIT;\n",
       ""},
      {"the same, where it is not there in the module",
       {{"whole.h", "#pragma once\n#define LIMIT 7\n"},
        {"other.h", "#pragma once\n#ifndef LIMIT\n#define LIMIT 8\n#endif\nint x = LIMIT;\n"}},
       {"whole.h", "other.h"},
       "#include \"whole.h\"\n#include \"other.h\"\n",
       "another one in this order"},
      {"a list that is included again and again",
       {{"list.def", "ITEM(red)\nITEM(green)\n#undef ITEM\n"},
        {"names.h",
         "#pragma once\nenum Colour {\n#define ITEM(x) x,\n#include \"list.def\"\n};\nconst char* name(Colour);\n"}},
       {"names.h"},
       "#include \"names.h\"\nColour favourite = red;\n",
       ""},
      {"overloads that stand elsewhere",
       {{"near.h", "#pragma once\nint call(long);\n"}, {"far.h", "#pragma once\nint call(int);\n"}},
       {"near.h", "far.h"},
       "#include \"near.h\"\nint x = call(1);\n",
       ""},
      {"candidates of a dependent name",
       {{"near.h", "#pragma once\nstruct A {};\nint call(A);\n"},
        {"far.h", "#pragma once\nstruct B {};\nint call(B);\n"},
        {"user.h", "#pragma once\n#include \"near.h\"\ntemplate <class T> int use(T t) { return call(t); }\n"}},
       {"far.h", "near.h", "user.h"},
       "#include \"far.h\"\n#include \"user.h\"\nint x = use(A()) + use(B());\n",
       ""},
      {"functions that a using-declaration brings",
       {{"near.h", "#pragma once\nnamespace n { void call(int); }\n"},
        {"far.h", "#pragma once\nnamespace n { void call(long); }\n"},
        {"user.h", "#pragma once\n#include \"near.h\"\nnamespace m { using n::call; }\n"}},
       {"far.h", "near.h", "user.h"},
       "#include \"far.h\"\n#include \"user.h\"\nvoid f() { m::call(1); }\n",
       ""},
      {"a default argument that stands elsewhere",
       {{"plain.h", "#pragma once\nint f(int, int);\n"}, {"full.h", "#pragma once\nint f(int, int = 3);\n"}},
       {"full.h", "plain.h"},
       "#include \"plain.h\"\nint x = f(1, 2);\n",
       ""},
      {"a type that is completed elsewhere",
       {{"part.h", "#pragma once\nstruct T;\nT* make();\n"}, {"whole.h", "#pragma once\nstruct T { int x; };\n"}},
       {"whole.h", "part.h"},
       "#include \"part.h\"\nT* t = make();\n",
       ""},
      {"a type that is declared in several headers",
       {{"one.h", "#pragma once\nclass T;\nvoid one(T*);\n"},
        {"two.h", "#pragma once\nstruct T;\nvoid two(T*);\n"},
        {"whole.h", "#pragma once\nclass T { public: int x; };\n"}},
       {"one.h", "two.h", "whole.h"},
       "#include \"two.h\"\nvoid three(T* t) { two(t); }\n",
       ""},
      {"a specialisation that stands elsewhere",
       {{"box.h", "#pragma once\ntemplate <class T> struct Box { T get() { return T(); } };\n"},
        {"special.h", "#pragma once\n#include \"box.h\"\ntemplate <> struct Box<int> { long get() { return 1; } };\n"}},
       {"box.h", "special.h"},
       "#include \"box.h\"\nBox<char> box;\nchar c = box.get();\n",
       ""},
      {"the specialisation of another header, asked for",
       {{"box.h", "#pragma once\ntemplate <class T> struct Box { T get() { return T(); } };\n"},
        {"special.h", "#pragma once\n#include \"box.h\"\ntemplate <> struct Box<int> { long get() { return 1; } };\n"}},
       {"box.h", "special.h"},
       "#include \"box.h\"\nint i = Box<int>().get();\n",
       "must be imported"},
      {"static functions of one name",
       {{"one.h", "#pragma once\nnamespace one { static int helper() { return 1; } }\n"},
        {"two.h", "#pragma once\nnamespace two { static int helper() { return 2; } }\n"}},
       {"one.h", "two.h"},
       "#include \"one.h\"\nstatic int helper() { return one::helper(); }\nint x = helper();\n",
       ""},
      {"two headers of one name",
       {{"a/util.h", "#pragma once\nint util_a();\n"},
        {"b/util.h", "#pragma once\nint util_b();\n"},
        {"b/all.h", "#pragma once\n#include \"util.h\"\ninline int all() { return util_b(); }\n"}},
       {"a/util.h", "b/util.h", "b/all.h"},
       "#include \"a/util.h\"\n#include \"b/all.h\"\nint x = util_a() + all();\n",
       ""},
      {"packing that a header leaves behind",
       {{"packed.h", "#pragma once\n#pragma pack(push, 1)\nstruct P { char c; int i; };\n"}},
       {"packed.h"},
       "#include \"packed.h\"\nstruct S { char c; int i; };\nstatic_assert(sizeof(S) == 5);\n",
       "static assertion"},
      {"an include inside extern C",
       {{"c.h", "#pragma once\nint c();\n"}},
       {"c.h"},
       "extern \"C\" {\n#include \"c.h\"\n}\nint x = c();\n",
       "extern \"C\""},
      {"an include inside a namespace",
       {{"n.h", "#pragma once\nint n();\n"}},
       {"n.h"},
       "namespace inner {\n#include \"n.h\"\n}\nint x = inner::n();\n",
       "namespace"},
      {"an include that is missing",
       {{"whole.h", "#pragma once\nstruct T { int x; };\n"}, {"other.h", "#pragma once\nint other();\n"}},
       {"whole.h", "other.h"},
       "#include \"other.h\"\nint x = other();\nint y = sizeof(int);\n",
       ""},
      {"statics and templates of a class across modules",
       {{"base.h", "#pragma once\nstruct Base { virtual ~Base(); virtual int f() const; static int count; };\n"},
        {"derived.h",
         "#pragma once\n#include \"base.h\"\nstruct Derived : Base { int f() const override { return count; } };\n"}},
       {"base.h", "derived.h"},
       "#include \"derived.h\"\nstruct Last : Derived { int f() const override { return Base::f(); } };\n"
       "int g(Last l) { Last copy(l); return copy.f() + Last::count; }\n",
       ""},
      {"an explicit instance of a header's template",
       {{"box.h",
         "#pragma once\ntemplate <class T> struct Box { T get() { return T(); } };\n"
         "template <class T> T twice(T t) { return t + t; }\n"}},
       {"box.h"},
       "#include \"box.h\"\ntemplate struct Box<int>;\ntemplate int twice<int>(int);\n",
       ""},
  };
  return all;
}

TEST_CASE("rows of a unit on header modules are those of its exact parse", "[prelude]") {
  for (const Trap& trap : traps()) {
    DYNAMIC_SECTION(trap.name) {
      PreludeProject project;
      for (const auto& [path, text] : trap.files) project.add(path, text);
      project.add("main.cpp", trap.main);
      project.require_layer("Headers", trap.headers);
      const std::string difference = project.difference("main.cpp");
      if (trap.refused.empty()) {
        CHECK_THAT(difference, Catch::Equals(""));
      } else {
        CHECK(difference.starts_with("refused: "));
      }
      CHECK_THAT(difference, Catch::Contains(trap.refused));
    }
  }
}

}  // namespace
}  // namespace cairn::clang
