#include "tests/support/poisons.h"

namespace cairn::test {
namespace {

// Ten macros, each ten times the one before: 10^9 tokens.
std::string nested_macros() {
  std::string text = "#define M0 0,0,0,0,0,0,0,0,0,0\n";
  for (int i = 1; i < 9; ++i) {
    text += "#define M" + std::to_string(i) + " ";
    for (int j = 0; j < 10; ++j) text += (j == 0 ? "M" : ",M") + std::to_string(i - 1);
    text += "\n";
  }
  return text + "int values[] = {M8};\n";
}

// Types that double in size with each step.
std::string doubling_types() {
  return "template <class A, class B> struct Pair { A a; B b; };\n"
         "template <int N> struct Big { using type = Pair<typename Big<N - 1>::type, Pair<typename Big<N - 1>::type, "
         "int>>; };\n"
         "template <> struct Big<0> { using type = int; };\n"
         "template <class T> struct Depth { static constexpr long value = 1; };\n"
         "template <class A, class B> struct Depth<Pair<A, B>> { static constexpr long value = Depth<A>::value + "
         "Depth<B>::value; };\n"
         "Big<60>::type big;\n";
}

}  // namespace

std::vector<Poison> poisons() {
  return {
      {"crash", "#pragma clang __debug crash\n", "died twice"},
      {"fatal error", "#pragma clang __debug llvm_fatal_error\n", "died twice"},
      {"memory of constexpr", "struct A{int x=1;}; constexpr A v[20000000]{};\n", "memory"},
      {"memory of macros", nested_macros(), "died twice"},
      {"endless read", "#include \"fifo\"\n", "no answer to parse within"},
      {"endless types", doubling_types(), "died twice"},
  };
}

}  // namespace cairn::test
