#include "server/convert/structure.h"

#include <catch2/catch.hpp>

#include "server/convert/semantic_tokens.h"

namespace cairn::server {
namespace {

using base::TextEncoding;
using model::SemanticToken;

TEST_CASE("every kind and modifier of a semantic token has a name in the legend", "[convert]") {
  const lsp::SemanticTokensLegend& legend = semantic_tokens_legend();
  CHECK(legend.token_types.size() == static_cast<std::size_t>(model::SemanticTokenKind::kNumber) + 1);
  CHECK(legend.token_types[static_cast<std::size_t>(model::SemanticTokenKind::kComment)] == "comment");
  CHECK(legend.token_types[static_cast<std::size_t>(model::SemanticTokenKind::kNumber)] == "number");
  CHECK(legend.token_modifiers.size() == static_cast<std::size_t>(model::SemanticTokenModifier::kGlobalScope) + 1);
  CHECK(legend.token_modifiers[static_cast<std::size_t>(model::SemanticTokenModifier::kStatic)] == "static");
}

TEST_CASE("semantic tokens that are not in order are left out", "[convert]") {
  SemanticToken first;
  first.line = 1;
  first.column = 4;
  first.length = 2;
  SemanticToken before;
  before.line = 1;
  before.column = 3;
  SemanticToken above;
  above.column = 9;
  CHECK(to_lsp({first, before, above}) == to_lsp({first}));
}

std::vector<lsp::FoldingRange> folded(const char* text, const lsp::FoldingRangeClientCapabilities& client) {
  const text::TextBuffer buffer{text};
  return to_lsp(text::find_folds(buffer.text(), text::read_source_tokens(buffer.text())), buffer, TextEncoding::kUtf16,
                client);
}

TEST_CASE("a client that folds lines gets one fold for a line, the largest", "[convert]") {
  const auto ranges = folded("f(a(\n),\n  b\n);\n", {true, std::nullopt});
  REQUIRE(ranges.size() == 1);
  CHECK(ranges[0].end_line == 2);
  CHECK_FALSE(ranges[0].start_character);
}

TEST_CASE("a fold that would hide nothing is no fold", "[convert]") {
  CHECK(folded("void f() {\n}\n", {true, std::nullopt}).empty());
  CHECK(folded("void f() {\n}\n", {false, std::nullopt}).size() == 1);
}

TEST_CASE("the limit of folds keeps the largest in their order", "[convert]") {
  const char* text = "a {\n}\nb {\n\n\n}\nc {\n\n}\nd {\n\n\n}\n";
  const auto ranges = folded(text, {false, 2});
  REQUIRE(ranges.size() == 2);
  CHECK(ranges[0].start_line == 2);
  CHECK(ranges[1].start_line == 9);
  CHECK(folded(text, {false, 3}).size() == 3);
  CHECK(folded(text, {false, 0}).empty());
  CHECK(folded(text, {false, 100}).size() == 4);
}

TEST_CASE("folds count columns in the agreed encoding", "[convert]") {
  CHECK(folded("/*ä*/ void f() {\n x;\n}\n", {})[0].start_character == 16U);
}

TEST_CASE("settings that nobody made keep their defaults", "[convert]") {
  CHECK(from_settings({}) == model::InlayHintChoice());
  ext::Settings::InlayHints settings;
  settings.designators = false;
  settings.type_name_limit = 7;
  CHECK(from_settings(settings) == model::InlayHintChoice{true, true, false, 7});
}

}  // namespace
}  // namespace cairn::server
