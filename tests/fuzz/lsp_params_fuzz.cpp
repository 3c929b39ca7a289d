// Params as a client may write them: the input is one JSON text, read as the params of
// every method and as settings. What is refused must be named by a path that leads
// through the input; what is read goes on to where the server takes it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "core/text/text_buffer.h"
#include "platform/base/utf.h"
#include "protocol/ext/memory_report.h"
#include "protocol/ext/settings.h"
#include "protocol/lsp/cancel.h"
#include "protocol/lsp/code_action.h"
#include "protocol/lsp/completion.h"
#include "protocol/lsp/signature_help.h"
#include "protocol/lsp/configuration.h"
#include "protocol/lsp/diagnostics.h"
#include "protocol/lsp/initialize.h"
#include "protocol/lsp/inlay_hint.h"
#include "protocol/lsp/navigation.h"
#include "protocol/lsp/semantic_tokens.h"
#include "protocol/lsp/structure.h"
#include "protocol/lsp/symbols.h"
#include "protocol/lsp/text_sync.h"
#include "protocol/lsp/uri.h"

namespace {

namespace base = cairn::base;
namespace ext = cairn::ext;
namespace lsp = cairn::lsp;
namespace rpc = cairn::rpc;
namespace text = cairn::text;

void require(bool holds) {
  if (!holds) std::abort();
}

// Follows "contentChanges[2].range.start: …" as far as the input has it. Only the last
// step may lead nowhere: that is what "missing" is said of.
void check_path(std::string_view message, const rpc::Json& params) {
  const std::size_t end = message.find(": ");
  require(end != std::string_view::npos && end > 0);
  std::string_view path = message.substr(0, end);
  const rpc::Json* value = &params;
  if (path == "params") return;
  while (!path.empty()) {
    require(value != nullptr);
    if (path.starts_with('[')) {
      const std::size_t index = std::strtoul(path.data() + 1, nullptr, 10);
      require(value->is_array() && index < value->size());
      value = &(*value)[index];
      path.remove_prefix(path.find(']') + 1);
    } else {
      const std::string_view name = path.substr(0, path.find_first_of(".["));
      require(value->is_object());
      const auto member = value->find(name);
      value = member == value->end() ? nullptr : &*member;
      path.remove_prefix(name.size());
    }
    if (path.starts_with('.')) path.remove_prefix(1);
  }
  require(value != nullptr || message.ends_with("missing"));
}

template <typename T>
cairn::Result<T> read_params(const rpc::Json& params) {
  cairn::Result<T> result = rpc::parse_params<T>(params);
  if (!result) {
    require(base::is_valid_utf8(result.error().message));
    check_path(result.error().message, params);
  }
  return result;
}

template <typename T>
void check_params(const rpc::Json& params) {
  static_cast<void>(read_params<T>(params));
}

void check_uri(const lsp::DocumentUri& uri) {
  if (const auto path = lsp::path_from_uri(uri)) {
    require(path->starts_with('/') && path->find('\0') == std::string::npos);
    require(lsp::path_from_uri(lsp::uri_from_path(*path)).value() == *path);
  } else {
    require(!path.error().message.empty());
  }
}

text::Position from_lsp(const lsp::Position& position) { return {position.line, position.character}; }

// As the server does with an open document; edits that are impossible end it.
void apply(const lsp::DidChangeTextDocumentParams& params, text::TextBuffer buffer) {
  for (const lsp::TextDocumentContentChangeEvent& event : params.content_changes) {
    if (!event.range) {
      buffer = text::TextBuffer(event.text);
      continue;
    }
    const text::Range range{from_lsp(event.range->start), from_lsp(event.range->end)};
    const std::size_t before = buffer.text().size();
    const auto replaced = buffer.replace(range, base::TextEncoding::kUtf16, event.text);
    if (!replaced) {
      require(!replaced.error().message.empty() && buffer.text().size() == before);
      return;
    }
    require(buffer.text().size() >= event.text.size());
  }
}

void check_settings(const rpc::Json& params) {
  ext::Settings settings;
  for (const std::string& warning : ext::read_settings(params, settings)) {
    require(warning.find(": ") != std::string::npos && base::is_valid_utf8(warning));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = rpc::parse_json({reinterpret_cast<const char*>(data), size});
  if (!parsed) return 0;
  const rpc::Json& params = *parsed;

  if (const auto initialize = read_params<lsp::InitializeParams>(params)) {
    check_settings(initialize->initialization_options);
    for (const lsp::WorkspaceFolder& folder : initialize->workspace_folders) check_uri(folder.uri);
  }
  check_settings(params);
  check_params<lsp::SetTraceParams>(params);
  check_params<lsp::CodeActionParams>(params);
  check_params<lsp::DocumentDiagnosticParams>(params);
  check_params<lsp::DidChangeConfigurationParams>(params);
  check_params<lsp::CancelParams>(params);
  if (const auto open = read_params<lsp::DidOpenTextDocumentParams>(params)) {
    check_uri(open->text_document.uri);
    require(text::TextBuffer(open->text_document.text).text() == open->text_document.text);
  }
  if (const auto change = read_params<lsp::DidChangeTextDocumentParams>(params)) {
    apply(*change, text::TextBuffer("one\r\ntw\xC3\xB6\n\xF0\x9F\x98\x80 three"));
  }
  check_params<lsp::DidCloseTextDocumentParams>(params);
  check_params<lsp::DidSaveTextDocumentParams>(params);
  if (const auto position = read_params<lsp::TextDocumentPositionParams>(params)) {
    check_uri(position->text_document.uri);
  }
  check_params<lsp::ReferenceParams>(params);
  check_params<lsp::DocumentSymbolParams>(params);
  check_params<lsp::CompletionParams>(params);
  check_params<lsp::CompletionItemToResolve>(params);
  check_params<lsp::SignatureHelpParams>(params);
  check_params<lsp::SemanticTokensParams>(params);
  check_params<lsp::SemanticTokensDeltaParams>(params);
  check_params<lsp::SemanticTokensRangeParams>(params);
  check_params<lsp::InlayHintParams>(params);
  check_params<lsp::FoldingRangeParams>(params);
  check_params<lsp::SelectionRangeParams>(params);
  check_params<lsp::DocumentLinkParams>(params);
  check_params<ext::MemoryReportParams>(params);
  return 0;
}
