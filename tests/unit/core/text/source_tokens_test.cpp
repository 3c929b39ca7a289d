#include "core/text/source_tokens.h"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::text {
namespace {

using namespace std::string_view_literals;
using Kind = SourceTokenKind;

// Tokens in brackets that tell their kind: [word] "literal" {punctuation} …, one after
// the other.
std::string show(std::string_view text) {
  std::string result;
  for (const SourceToken& token : read_source_tokens(text)) {
    static constexpr char kLetters[] = {'w', 'l', 'p', 'c', 'b', 'd'};
    result += kLetters[static_cast<int>(token.kind)];
    result += '<';
    result += text.substr(token.begin, token.end - token.begin);
    result += '>';
  }
  return result;
}

TEST_CASE("words, numbers and punctuation are tokens", "[text]") {
  CHECK(show("int x=1'000.5e-3f;") == "w<int>w<x>p<=>w<1'000.5e-3f>p<;>");
  CHECK(show("0x1p+2 .5 a.b 1..2") == "w<0x1p+2>w<.5>w<a>p<.>w<b>w<1..2>");
}

TEST_CASE("a quote after a digit separates digits", "[text]") {
  CHECK(show("f(1'000, 'c')") == "w<f>p<(>w<1'000>p<,>l<'c'>p<)>");
}

TEST_CASE("bytes beyond ASCII are parts of words", "[text]") { CHECK(show("größe+1") == "w<größe>p<+>w<1>"); }

TEST_CASE("literals keep prefixes, suffixes and escaped quotes", "[text]") {
  CHECK(show(R"(u8"a\"b"_s L'\'' "x"sv)") == R"(l<u8"a\"b"_s>l<L'\''>l<"x"sv>)");
}

TEST_CASE("a literal without its end ends with its line", "[text]") {
  CHECK(show("char c = 'x;\nint y;") == "w<char>w<c>p<=>l<'x;>w<int>w<y>p<;>");
  CHECK(show("\"a\\\nb\" c") == "l<\"a\\\nb\">w<c>");
}

TEST_CASE("raw strings end at their own delimiter only", "[text]") {
  CHECK(show("R\"(a\")\\)\" x") == "l<R\"(a\")\\)\">w<x>");
  CHECK(show("u8R\"ab()\" )ab\" x") == "l<u8R\"ab()\" )ab\">w<x>");
  CHECK(show("R\"(never\nends") == "l<R\"(never\nends>");
}

TEST_CASE("what begins as a raw string cannot is an ordinary one", "[text]") {
  CHECK(show("R\"a b\" x") == "w<R>l<\"a b\">w<x>");
  CHECK(show("XR\"(\" x") == "w<XR>l<\"(\">w<x>");
}

TEST_CASE("comments are tokens, and nothing in them is", "[text]") {
  CHECK(show("a // \" /*\nb /* ' // */ c") == "w<a>c<// \" /*>w<b>b</* ' // */>w<c>");
  CHECK(show("// goes \\\non\nx") == "c<// goes \\\non>w<x>");
  CHECK(show("/* never ends") == "b</* never ends>");
  CHECK(show("a/b") == "w<a>p</>w<b>");
}

TEST_CASE("a directive is one token with its continuation lines", "[text]") {
  CHECK(show("#define A { \\\r\n \"\r\nx") == "d<#define A { \\\r\n \">w<x>");
  CHECK(show("  # if 1 /* a\nb */ + 1\nx") == "d<# if 1 /* a\nb */ + 1>w<x>");
  CHECK(show("a # b") == "w<a>p<#>w<b>");
}

TEST_CASE("the name of a directive", "[text]") {
  const auto name = [](std::string_view text) {
    return std::string(directive_name(text, read_source_tokens(text).front()));
  };
  CHECK(name("#  include <a>") == "include");
  CHECK(name("#").empty());
  CHECK(name("#!/bin/sh").empty());
}

TEST_CASE("empty text and NUL bytes", "[text]") {
  CHECK(show("").empty());
  CHECK(read_source_tokens("a\0b"sv).size() == 3);
}

// Offsets of partners: "open-close" for each pair, in the order of the opening ones.
std::string pairs(std::string_view text) {
  const auto tokens = read_source_tokens(text);
  std::string result;
  for (const SourceToken& token : tokens) {
    if (token.partner == SourceToken::kNone || tokens[token.partner].begin < token.begin) continue;
    result += std::to_string(token.begin) + "-" + std::to_string(tokens[token.partner].begin) + " ";
  }
  return result;
}

TEST_CASE("brackets find their partners", "[text]") {
  CHECK(pairs("{(a)[b]}") == "0-7 1-3 4-6 ");
  CHECK(pairs("{'{' \"(\" /*[*/}") == "0-14 ");
}

TEST_CASE("a brace closes what was left open inside of it", "[text]") {
  CHECK(pairs("{(a[}x)") == "0-4 ");
  CHECK(pairs("(])") == "0-2 ");
  CHECK(pairs("}{)}").substr(0, 4) == "1-3 ");
}

TEST_CASE("each branch of a conditional begins with the same brackets", "[text]") {
  CHECK(pairs("#if A\nf(){\n#else\ng(){\n#endif\n}\n") == "7-8 9-29 18-19 ");
  CHECK(pairs("{\n#if A\n}\n#else\n}\n#endif\n{}") == "0-16 25-26 ");
}

TEST_CASE("directives that close nothing are harmless", "[text]") {
  CHECK(pairs("#endif\n#else\n{}\n#elif\n") == "13-14 ");
}

// Whatever the bytes are: tokens do not overlap, partners are mutual, parents are around.
TEST_CASE("any bytes give tokens in order", "[text]") {
  std::mt19937 random(7);
  const std::string_view alphabet = "{}()[]\"'\\\n\r#/*Rab1 ;,";
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (auto i = random() % 200; i > 0; --i) text += alphabet[random() % alphabet.size()];
    if (round % 3 == 0) text += "\n#if x\n" + text + "\n#else\n" + text + "#endif";
    std::uint32_t last = 0;
    const auto tokens = read_source_tokens(text);
    for (std::uint32_t i = 0; i < tokens.size(); ++i) {
      REQUIRE(tokens[i].begin >= last);
      REQUIRE(tokens[i].begin < tokens[i].end);
      REQUIRE(tokens[i].end <= text.size());
      last = tokens[i].end;
      if (tokens[i].parent != SourceToken::kNone) REQUIRE(tokens[i].parent < i);
      if (tokens[i].partner == SourceToken::kNone) continue;
      REQUIRE(tokens[i].partner < tokens.size());
      // An opening bracket has one partner; closing ones in other branches may share it.
      if (tokens[i].partner > i) REQUIRE(tokens[tokens[i].partner].partner == i);
    }
  }
}

}  // namespace
}  // namespace cairn::text
