// textDocument/codeAction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/lsp/basic.h"
#include "protocol/lsp/diagnostics.h"
#include "protocol/lsp/workspace_edit.h"

namespace cairn::lsp {

// Kinds are paths: "source.fixAll.cairn" is one of "source.fixAll" and of "source".
inline constexpr std::string_view kQuickFix = "quickfix";
inline constexpr std::string_view kSourceFixAll = "source.fixAll";
inline constexpr std::string_view kSourceOrganizeImports = "source.organizeImports";

struct CodeActionContext {
  // Where the diagnostics stand that the client asks about. It may hold those of other
  // servers, and in forms that are theirs.
  std::vector<Range> diagnostic_ranges;
  std::vector<std::string> only;  // kinds; empty: all
};
bool read(Reader reader, CodeActionContext& out);

struct CodeActionParams {
  TextDocumentIdentifier text_document;
  Range range;
  CodeActionContext context;
};
bool read(Reader reader, CodeActionParams& out);

// Whether actions of `kind` are among those that `only` asks for.
bool is_asked_for(std::string_view kind, const std::vector<std::string>& only);

struct CodeAction {
  std::string title;
  std::string kind;
  std::vector<Diagnostic> diagnostics;  // that it mends
  bool is_preferred = false;
  WorkspaceEdit edit;
};
Json to_json(const CodeAction& value);

}  // namespace cairn::lsp
