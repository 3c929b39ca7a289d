#include "server/convert/answers.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::server {
namespace {

constexpr text::Range kRange = {{1, 2}, {3, 4}};

model::DocumentSymbol symbol(std::string name, model::SymbolKind kind,
                             std::vector<model::DocumentSymbol> children = {}) {
  model::DocumentSymbol result;
  result.name = std::move(name);
  result.kind = kind;
  result.range = kRange;
  result.selection_range = {{1, 6}, {1, 9}};
  result.children = std::move(children);
  return result;
}

void check_range(const lsp::Range& range) { CHECK(from_lsp(range) == kRange); }

}  // namespace

TEST_CASE("positions and ranges keep their numbers in both directions", "[server][convert]") {
  const lsp::Range range = to_lsp(kRange);
  CHECK(range.start.line == 1);
  CHECK(range.start.character == 2);
  CHECK(range.end.line == 3);
  CHECK(range.end.character == 4);
  CHECK(from_lsp(range) == kRange);
}

TEST_CASE("locations become URIs, in their order", "[server][convert]") {
  const std::vector<lsp::Location> locations =
      to_lsp(std::vector<model::Location>{{"/b c.h", kRange}, {"/a.h", kRange}});
  REQUIRE(locations.size() == 2);
  CHECK(locations[0].uri == "file:///b%20c.h");
  CHECK(locations[1].uri == "file:///a.h");
  check_range(locations[0].range);
}

TEST_CASE("highlights tell reading from writing", "[server][convert]") {
  CHECK(to_lsp(model::Highlight{kRange, model::HighlightKind::kText}).kind == lsp::DocumentHighlightKind::kText);
  CHECK(to_lsp(model::Highlight{kRange, model::HighlightKind::kRead}).kind == lsp::DocumentHighlightKind::kRead);
  CHECK(to_lsp(model::Highlight{kRange, model::HighlightKind::kWrite}).kind == lsp::DocumentHighlightKind::kWrite);
}

TEST_CASE("a diagnostic has its severity, code and source", "[server][convert]") {
  model::Diagnostic from;
  from.range = kRange;
  from.severity = model::Severity::kWarning;
  from.code = "-Wunused";
  from.message = "unused";
  const lsp::Diagnostic to = to_lsp(from, {});
  check_range(to.range);
  CHECK(to.severity == lsp::DiagnosticSeverity::kWarning);
  CHECK(to.code == "-Wunused");
  CHECK(to.source == "clang");
  CHECK(to.message == "unused");
}

TEST_CASE("every severity has its own", "[server][convert]") {
  const auto severity_of = [](model::Severity severity) {
    model::Diagnostic from;
    from.severity = severity;
    return to_lsp(from, {}).severity;
  };
  CHECK(severity_of(model::Severity::kError) == lsp::DiagnosticSeverity::kError);
  CHECK(severity_of(model::Severity::kInformation) == lsp::DiagnosticSeverity::kInformation);
  CHECK(severity_of(model::Severity::kHint) == lsp::DiagnosticSeverity::kHint);
}

TEST_CASE("Cairn's own diagnostic says that it is not clang's, and one without a code has none", "[server][convert]") {
  model::Diagnostic from;
  from.code = "not-parsed";
  CHECK(to_lsp(from, {}).source == "cairn");
  from.code.clear();
  CHECK_FALSE(to_lsp(from, {}).code);
}

TEST_CASE("notes are related information, or lines of the message for a client without it", "[server][convert]") {
  model::Diagnostic from;
  from.message = "redefinition";
  from.notes.push_back({{"/a.h", kRange}, "previous definition is here"});
  lsp::PublishDiagnosticsClientCapabilities client;
  const lsp::Diagnostic without = to_lsp(from, client);
  CHECK(without.message == "redefinition\n/a.h:2: previous definition is here");
  CHECK(without.related_information.empty());
  client.related_information = true;
  const lsp::Diagnostic with = to_lsp(from, client);
  CHECK(with.message == "redefinition");
  REQUIRE(with.related_information.size() == 1);
  CHECK(with.related_information[0].location.uri == "file:///a.h");
  CHECK(with.related_information[0].message == "previous definition is here");
}

TEST_CASE("tags go only to a client that knows them", "[server][convert]") {
  model::Diagnostic from;
  from.is_unnecessary = true;
  from.is_deprecated = true;
  lsp::PublishDiagnosticsClientCapabilities client;
  CHECK(to_lsp(from, client).tags.empty());
  client.tag_support = {lsp::DiagnosticTag::kDeprecated};
  CHECK(to_lsp(from, client).tags == std::vector<lsp::DiagnosticTag>{lsp::DiagnosticTag::kDeprecated});
  client.tag_support.push_back(lsp::DiagnosticTag::kUnnecessary);
  CHECK(to_lsp(from, client).tags.size() == 2);
}

TEST_CASE("a hover is Markdown only for a client that announced it", "[server][convert]") {
  const model::Hover hover{"**x**", kRange};
  CHECK(to_lsp(hover, {lsp::MarkupKind::kPlainText, lsp::MarkupKind::kMarkdown}).contents.value == "**x**");
  const lsp::Hover plain = to_lsp(hover, {});
  CHECK(plain.contents.kind == lsp::MarkupKind::kPlainText);
  CHECK(plain.contents.value == "x");
  REQUIRE(plain.range);
  check_range(*plain.range);
  CHECK_FALSE(to_lsp(model::Hover{"x", std::nullopt}, {}).range);
}

TEST_CASE("symbols keep their tree", "[server][convert]") {
  const lsp::DocumentSymbol to =
      to_lsp(symbol("ns", model::SymbolKind::kNamespace,
                    {symbol("S", model::SymbolKind::kStruct, {symbol("f", model::SymbolKind::kMethod)})}));
  CHECK(to.kind == lsp::SymbolKind::kNamespace);
  CHECK_FALSE(to.detail);
  REQUIRE(to.children.size() == 1);
  CHECK(to.children[0].kind == lsp::SymbolKind::kStruct);
  REQUIRE(to.children[0].children.size() == 1);
  CHECK(to.children[0].children[0].name == "f");
  check_range(to.range);
  CHECK(from_lsp(to.selection_range) == text::Range{{1, 6}, {1, 9}});
}

TEST_CASE("flat symbols come outer first, with their container's full name", "[server][convert]") {
  const std::vector<lsp::SymbolInformation> flat =
      flatten({symbol("ns", model::SymbolKind::kNamespace,
                      {symbol("S", model::SymbolKind::kStruct, {symbol("f", model::SymbolKind::kMethod)})}),
               symbol("g", model::SymbolKind::kFunction)},
              "file:///a.cpp");
  REQUIRE(flat.size() == 4);
  CHECK(flat[0].name == "ns");
  CHECK_FALSE(flat[0].container_name);
  CHECK(flat[1].container_name == "ns");
  CHECK(flat[2].name == "f");
  CHECK(flat[2].container_name == "ns::S");
  CHECK_FALSE(flat[3].container_name);
  CHECK(flat[3].location.uri == "file:///a.cpp");
  check_range(flat[3].location.range);
}

TEST_CASE("every kind of symbol has a kind in LSP", "[server][convert]") {
  for (int kind = 0; kind <= static_cast<int>(model::SymbolKind::kFile); ++kind) {
    const auto to = static_cast<int>(to_lsp(symbol("x", static_cast<model::SymbolKind>(kind))).kind);
    CHECK((to >= 1 && to <= 26));
  }
}

}  // namespace cairn::server
