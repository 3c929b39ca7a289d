#include "core/clang/source_token.h"

#include <catch2/catch.hpp>

#include <string>

namespace cairn::clang {
namespace {

// The tokens between bars, white space left out.
std::string tokens(std::string_view text) {
  std::string all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = token_end(text, at);
    if (!is_space(text.substr(at, end - at))) all += "|" + std::string(text.substr(at, end - at));
    at = end;
  }
  return all;
}

}  // namespace

TEST_CASE("source tokens are words, numbers, literals and punctuation", "[clang]") {
  CHECK(tokens("a->b::c.d = 1'000 + 0x1F;") == "|a|->|b|::|c|.|d|=|1'000|+|0x1F|;");
  CHECK(tokens("größe_1(x)") == "|größe_1|(|x|)");
}

TEST_CASE("source tokens keep literals whole", "[clang]") {
  CHECK(tokens(R"(f("a, \" (b", ','))") == R"(|f|(|"a, \" (b"|,|','|))");
}

TEST_CASE("a literal that is not closed ends with its line", "[clang]") {
  CHECK(tokens("\"abc\ndef") == "|\"abc|def");
  CHECK(tokens("\"abc\\") == "|\"abc\\");
}

TEST_CASE("source tokens keep comments whole", "[clang]") {
  CHECK(tokens("a // b, c\nd /* e\n f */ g /* h") == "|a|// b, c|d|/* e\n f */|g|/* h");
  CHECK(is_comment("// x"));
  CHECK(is_comment("/* x */"));
  CHECK_FALSE(is_comment("/"));
}

}  // namespace cairn::clang
