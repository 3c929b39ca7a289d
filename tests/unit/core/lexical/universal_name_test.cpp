#include "core/lexical/universal_name.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/lexical/scan.h"
#include "tests/support/slow_tokenizer.h"
#include "tests/unit/core/lexical/outline_text.h"

namespace cairn::lexical {
namespace {

// The identifiers of `source`, sorted; a slow tokenizer has to say the same.
std::string identifiers_of(std::string_view source) {
  FileScan file;
  scan("file.cpp", source, file);
  std::vector<std::string> found(file.rows().identifiers.begin(), file.rows().identifiers.end());
  std::sort(found.begin(), found.end());
  CHECK(found == test::slow_identifiers(source));
  return fmt::format("{}", fmt::join(found, " "));
}

std::uint64_t token_hash_of(std::string_view source) {
  FileScan file;
  scan("file.cpp", source, file);
  return file.rows().facts.token_hash;
}

}  // namespace

TEST_CASE("a character's number in a name is that character", "[lexical]") {
  CHECK(identifiers_of("int caf\\u00e9, caf\xC3\xA9, \\u00E9t\\u00e9;") == "caf\xC3\xA9 \xC3\xA9t\xC3\xA9");
  CHECK(identifiers_of("int \\u20AC1, \\U0001F600x;") ==
        "\xE2\x82\xAC"
        "1 \xF0\x9F\x98\x80x");
  CHECK(token_hash_of("int caf\\u00e9;") == token_hash_of("int caf\xC3\xA9;"));
  CHECK(token_hash_of("int caf\\u00e9;") != token_hash_of("int caf\\u00e8;"));
}

TEST_CASE("a character's number goes on behind line continuations", "[lexical]") {
  CHECK(identifiers_of("int a\\\n\\u0\\\n0e\\\r\n9\\\nb, c;") ==
        "a\xC3\xA9"
        "b c");
}

TEST_CASE("numbers of what may not stand in a name end it", "[lexical]") {
  CHECK(identifiers_of("int a\\u0041, b\\u00g9, c\\ud800, d\\U00110000, e\\u00e") ==
        "U00110000 a b c d e u0041 u00e u00g9 ud800");
}

TEST_CASE("a character's number in a number is a part of it", "[lexical]") {
  CHECK(identifiers_of("int a = 1\\u00e9x + 0x1\\u00ee+b;") == "a b");
}

TEST_CASE("a name that is spelled with numbers stands where they stand", "[lexical]") {
  check_outline("int caf\\u00e9, b;", "variable caf\xC3\xA9 1:5 def\nvariable b 1:16 def");
}

}  // namespace cairn::lexical
