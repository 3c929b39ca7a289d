// What the server sends, apart from the answer to initialize: compared as JSON.
#include <catch2/catch.hpp>

#include "protocol/lsp/completion.h"
#include "protocol/lsp/diagnostics.h"
#include "protocol/lsp/highlight.h"
#include "protocol/lsp/hover.h"
#include "protocol/lsp/progress.h"
#include "protocol/lsp/signature_help.h"
#include "protocol/lsp/symbols.h"
#include "protocol/lsp/trace.h"
#include "protocol/lsp/window.h"

namespace cairn::lsp {
namespace {

const Range kRange{{1, 2}, {3, 4}};
const Json kRangeJson = Json::parse(R"({"start":{"line":1,"character":2},"end":{"line":3,"character":4}})");

// The expected JSON, with "R" standing for kRangeJson.
Json expected(const char* text) {
  Json json = Json::parse(text);
  const auto replace = [](auto&& self, Json& value) -> void {
    if (value == "R") {
      value = kRangeJson;
    } else if (value.is_structured()) {
      for (Json& element : value) self(self, element);
    }
  };
  replace(replace, json);
  return json;
}

TEST_CASE("a list of locations is an array", "[lsp]") {
  CHECK(rpc::json_array(std::vector<Location>{{"file:///a", kRange}}) ==
        expected(R"([{"uri":"file:///a","range":"R"}])"));
  CHECK(rpc::json_array(std::vector<Location>{}) == Json::array());
}

TEST_CASE("a diagnostic leaves out what it does not have", "[lsp]") {
  Diagnostic diagnostic;
  diagnostic.range = kRange;
  diagnostic.message = "bad";
  CHECK(to_json(PublishDiagnosticsParams{"u", std::nullopt, {diagnostic}}) ==
        expected(R"({"uri":"u","diagnostics":[{"range":"R","severity":1,"message":"bad"}]})"));
}

TEST_CASE("a diagnostic carries all that it has", "[lsp]") {
  Diagnostic diagnostic;
  diagnostic.range = kRange;
  diagnostic.severity = DiagnosticSeverity::kWarning;
  diagnostic.code = "-Wunused";
  diagnostic.source = "clang";
  diagnostic.message = "unused";
  diagnostic.tags = {DiagnosticTag::kUnnecessary, DiagnosticTag::kDeprecated};
  diagnostic.related_information = {{{"v", kRange}, "here"}};
  CHECK(to_json(PublishDiagnosticsParams{"u", 7, {diagnostic}}) ==
        expected(R"({"uri":"u","version":7,"diagnostics":[{"range":"R","severity":2,"code":"-Wunused",
                     "source":"clang","message":"unused","tags":[1,2],
                     "relatedInformation":[{"location":{"uri":"v","range":"R"},"message":"here"}]}]})"));
}

TEST_CASE("no diagnostics are an empty array, which clears the editor's list", "[lsp]") {
  CHECK(to_json(PublishDiagnosticsParams{"u", 1, {}}) == expected(R"({"uri":"u","version":1,"diagnostics":[]})"));
}

TEST_CASE("a hover names its markup and range", "[lsp]") {
  CHECK(to_json(Hover{{MarkupKind::kMarkdown, "*x*"}, kRange}) ==
        expected(R"({"contents":{"kind":"markdown","value":"*x*"},"range":"R"})"));
  CHECK(to_json(Hover{{MarkupKind::kPlainText, "x"}, std::nullopt}) ==
        expected(R"({"contents":{"kind":"plaintext","value":"x"}})"));
}

TEST_CASE("document symbols nest", "[lsp]") {
  DocumentSymbol inner{"f", "void", SymbolKind::kMethod, true, kRange, kRange, {}};
  const DocumentSymbol outer{"S", std::nullopt, SymbolKind::kStruct, false, kRange, kRange, {inner}};
  CHECK(to_json(outer) == expected(R"({"name":"S","kind":23,"range":"R","selectionRange":"R","children":[
                     {"name":"f","detail":"void","kind":6,"deprecated":true,"range":"R","selectionRange":"R"
}]
})"));
}

TEST_CASE("the flat form of a symbol names its container", "[lsp]") {
  CHECK(to_json(SymbolInformation{"f", SymbolKind::kFunction, false, {"u", kRange}, "ns"}) ==
        expected(R"({"name":"f","kind":12,"location":{"uri":"u","range":"R"},"containerName":"ns"})"));
}

TEST_CASE("a highlight has its kind's number", "[lsp]") {
  CHECK(to_json(DocumentHighlight{kRange, DocumentHighlightKind::kWrite}) == expected(R"({"range":"R","kind":3})"));
}

TEST_CASE("a completion item carries its edit, order and documentation", "[lsp]") {
  CompletionItem item;
  item.label = "f(...) const";
  item.kind = CompletionItemKind::kFunction;
  item.tags = {CompletionItemTag::kDeprecated};
  item.deprecated = true;
  item.detail = "void";
  item.documentation = MarkupContent{MarkupKind::kPlainText, "Does f."};
  item.sort_text = "0001f";
  item.filter_text = "f";
  item.text_edit = TextEdit{kRange, "f"};
  CHECK(to_json(CompletionList{true, {item}}) ==
        expected(R"({"isIncomplete":true,"items":[{"label":"f(...) const","kind":3,"tags":[1],"deprecated":true,
                     "detail":"void","documentation":{"kind":"plaintext","value":"Does f."},"sortText":"0001f",
                     "filterText":"f","textEdit":{"range":"R","newText":"f"}
}]
})"));
}

TEST_CASE("a completion item can be a snippet, replace more, edit elsewhere and come back", "[lsp]") {
  CompletionItem item;
  item.label = "f";
  item.label_details = CompletionItemLabelDetails{"(int a)", "void"};
  item.insert_text_format = InsertTextFormat::kSnippet;
  item.text_edit = TextEdit{kRange, "f(${1:int a})"};
  item.replace = kRange;
  item.additional_text_edits = {TextEdit{kRange, "->"}};
  item.data = CompletionItemData{4, 2};
  item.score = 1.5;
  CHECK(to_json(item) == expected(R"x({"label":"f","labelDetails":{"detail":"(int a)","description":"void"},"kind":1,
                      "insertTextFormat":2,"textEdit":{"newText":"f(${1:int a})","insert":"R","replace":"R"},
                      "additionalTextEdits":[{"range":"R","newText":"->"}],"data":{"list":4,"index":2},
                      "score":1.5})x"));
}

TEST_CASE("signature help names parameters by text or by offsets", "[lsp]") {
  SignatureHelp help;
  help.signatures.push_back({"f(int a)", MarkupContent{MarkupKind::kPlainText, "Does f."}, {}, 0});
  help.signatures[0].parameters = {{"int a", std::nullopt}, {"", std::pair(2U, 7U)}};
  help.active_parameter = 0;
  CHECK(to_json(help) == expected(R"x({"signatures":[{"label":"f(int a)","activeParameter":0,
                      "documentation":{"kind":"plaintext","value":"Does f."},
                      "parameters":[{"label":"int a"},{"label":[2,7]}]}],
                      "activeSignature":0,"activeParameter":0})x"));
}

TEST_CASE("an empty completion is a list that is complete", "[lsp]") {
  CHECK(to_json(CompletionList{}) == expected(R"({"isIncomplete":false,"items":[]})"));
}

TEST_CASE("messages to the user and the log have their type's number", "[lsp]") {
  CHECK(to_json(ShowMessageParams{MessageType::kError, "m"}) == expected(R"({"type":1,"message":"m"})"));
  CHECK(to_json(LogMessageParams{MessageType::kLog, "m"}) == expected(R"({"type":4,"message":"m"})"));
}

TEST_CASE("progress goes through create, begin and end", "[lsp]") {
  const ProgressToken token = std::int64_t{4};
  CHECK(to_json(WorkDoneProgressCreateParams{"t"}) == expected(R"({"token":"t"})"));
  CHECK(to_json(ProgressParams{token, to_json(WorkDoneProgressBegin{"Indexing", true, "0/9", 0})}) ==
        expected(R"({"token":4,"value":{"kind":"begin","title":"Indexing","cancellable":true,"message":"0/9",
                     "percentage":0}})"));
  CHECK(to_json(WorkDoneProgressEnd{"done"}) == expected(R"({"kind":"end","message":"done"})"));
  CHECK(to_json(WorkDoneProgressEnd{}) == expected(R"({"kind":"end"})"));
}

}  // namespace
}  // namespace cairn::lsp
