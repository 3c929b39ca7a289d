// What clients send, apart from initialize: read from realistic messages.
#include <catch2/catch.hpp>

#include <string>

#include "protocol/lsp/cancel.h"
#include "protocol/lsp/completion.h"
#include "protocol/lsp/signature_help.h"
#include "protocol/lsp/navigation.h"
#include "protocol/lsp/progress.h"
#include "protocol/lsp/symbols.h"
#include "protocol/lsp/text_sync.h"
#include "protocol/lsp/trace.h"

namespace cairn::lsp {
namespace {

template <typename T>
T parsed(const char* text) {
  Result<T> result = rpc::parse_params<T>(Json::parse(text));
  if (!result) FAIL(result.error().message);
  return *std::move(result);
}

template <typename T>
std::string problem(const char* text) {
  const Result<T> result = rpc::parse_params<T>(Json::parse(text));
  REQUIRE_FALSE(result);
  return result.error().message;
}

TEST_CASE("didOpen brings uri, language, version and text", "[lsp]") {
  const auto params = parsed<DidOpenTextDocumentParams>(
      R"({"textDocument":{"uri":"file:///a.cpp","languageId":"cpp","version":1,"text":"int a;\n"}})");
  CHECK(params.text_document.uri == "file:///a.cpp");
  CHECK(params.text_document.language_id == "cpp");
  CHECK(params.text_document.version == 1);
  CHECK(params.text_document.text == "int a;\n");
  CHECK(problem<DidOpenTextDocumentParams>(R"({"textDocument":{"uri":7}})") ==
        "textDocument.uri: expected string, got number 7");
}

TEST_CASE("didChange brings edits of ranges and of the whole text, in order", "[lsp]") {
  const auto params = parsed<DidChangeTextDocumentParams>(
      R"({"textDocument":{"uri":"file:///a.cpp","version":2},"contentChanges":[
          {"range":{"start":{"line":1,"character":2},"end":{"line":3,"character":4}},"rangeLength":9,"text":"x"},
          {"text":"whole"}]})");
  REQUIRE(params.content_changes.size() == 2);
  CHECK(params.text_document.version == 2);
  CHECK(params.content_changes[0].range == Range{{1, 2}, {3, 4}});
  CHECK(params.content_changes[0].text == "x");
  CHECK_FALSE(params.content_changes[1].range);
  CHECK(params.content_changes[1].text == "whole");
}

TEST_CASE("didChange refuses negative positions by path", "[lsp]") {
  CHECK(problem<DidChangeTextDocumentParams>(
            R"({"textDocument":{"uri":"u","version":2},"contentChanges":[
                {"range":{"start":{"line":-1,"character":0},"end":{"line":0,"character":0}},"text":""}]})") ==
        "contentChanges[0].range.start.line: expected integer from 0 to 2147483647, got number -1");
}

TEST_CASE("didClose and didSave name the document", "[lsp]") {
  CHECK(parsed<DidCloseTextDocumentParams>(R"({"textDocument":{"uri":"u"}})").text_document.uri == "u");
  CHECK(parsed<DidSaveTextDocumentParams>(R"({"textDocument":{"uri":"u"},"text":"t"})").text_document.uri == "u");
}

TEST_CASE("didChangeWatchedFiles gives the files, and what is wrong in it costs only itself", "[lsp]") {
  CHECK(parsed<DidChangeWatchedFilesParams>(R"({"changes":[{"uri":"u","type":1},{"type":2},7,{"uri":"v"}]})").uris ==
        std::vector<std::string>{"u", "v"});
  CHECK(parsed<DidChangeWatchedFilesParams>(R"({"changes":null})").uris.empty());
}

TEST_CASE("watched files are registered by globs", "[lsp]") {
  const Json params = watched_files_registration({"**/*.h"});
  CHECK(params["registrations"][0]["method"] == "workspace/didChangeWatchedFiles");
  CHECK(params["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"] == "**/*.h");
}

TEST_CASE("a position request needs document and position", "[lsp]") {
  const auto params = parsed<TextDocumentPositionParams>(
      R"({"textDocument":{"uri":"u"},"position":{"line":1,"character":2147483647}})");
  CHECK(params.position == Position{1, 2147483647});
  CHECK(problem<TextDocumentPositionParams>(R"({"textDocument":{"uri":"u"}})") == "position: missing");
}

TEST_CASE("references bring their context and tokens of both types", "[lsp]") {
  const auto params = parsed<ReferenceParams>(
      R"({"textDocument":{"uri":"u"},"position":{"line":0,"character":0},"context":{"includeDeclaration":true},
          "workDoneToken":"w","partialResultToken":3})");
  CHECK(params.context.include_declaration);
  CHECK(params.work_done_token == ProgressToken("w"));
  CHECK(params.partial_result_token == ProgressToken(std::int64_t{3}));
}

TEST_CASE("references without tokens have none", "[lsp]") {
  const auto params = parsed<ReferenceParams>(
      R"({"textDocument":{"uri":"u"},"position":{"line":0,"character":0},"context":{"includeDeclaration":false}})");
  CHECK_FALSE(params.work_done_token);
  CHECK_FALSE(params.partial_result_token);
}

TEST_CASE("an item to resolve is kept as it came, its data read if it is ours", "[lsp]") {
  const auto ours = parsed<CompletionItemToResolve>(R"({"label":"f","data":{"list":4,"index":2},"other":[1]})");
  CHECK(ours.item["other"] == Json({1}));
  REQUIRE(ours.data);
  CHECK(ours.data->list == 4);
  CHECK(ours.data->index == 2);
  CHECK_FALSE(parsed<CompletionItemToResolve>(R"({"label":"f","data":"x"})").data);
}

TEST_CASE("signature help brings what is shown already", "[lsp]") {
  const auto params = parsed<SignatureHelpParams>(
      R"json({"textDocument":{"uri":"u"},"position":{"line":0,"character":5},"context":{"triggerKind":3,
          "isRetrigger":true,"activeSignatureHelp":{"signatures":[{"label":"f()"}],"activeSignature":0}}})json");
  CHECK(params.context.is_retrigger);
  REQUIRE(params.context.active_signature_help);
  CHECK(params.context.active_signature_help->signatures.at(0).label == "f()");
  const auto wrong = parsed<SignatureHelpParams>(
      R"({"textDocument":{"uri":"u"},"position":{"line":0,"character":5},"context":{"activeSignatureHelp":7}})");
  CHECK_FALSE(wrong.context.active_signature_help);
}

TEST_CASE("completion brings what triggered it, invoked by hand if it does not say", "[lsp]") {
  const auto params = parsed<CompletionParams>(
      R"({"textDocument":{"uri":"u"},"position":{"line":0,"character":5},
          "context":{"triggerKind":2,"triggerCharacter":"."}})");
  CHECK(params.context.trigger_kind == CompletionTriggerKind::kTriggerCharacter);
  CHECK(params.context.trigger_character == ".");
  CHECK(parsed<CompletionParams>(R"({"textDocument":{"uri":"u"},"position":{"line":0,"character":5}})")
            .context.trigger_kind == CompletionTriggerKind::kInvoked);
}

TEST_CASE("documentSymbol, cancel and setTrace are read", "[lsp]") {
  CHECK(parsed<DocumentSymbolParams>(R"({"textDocument":{"uri":"u"}})").text_document.uri == "u");
  CHECK(parsed<CancelParams>(R"({"id":"a"})").id == rpc::RequestId("a"));
  CHECK(parsed<SetTraceParams>(R"({"value":"verbose"})").value == TraceValue::kVerbose);
  CHECK(problem<SetTraceParams>(R"({"value":"loud"})") == R"(value: expected one of "off", "messages", "verbose")");
}

}  // namespace
}  // namespace cairn::lsp
