#include "core/worker/messages.h"

namespace cairn::worker {

const char* job_kind_name(JobKind kind) {
  switch (kind) {
    case JobKind::kHello:
      return "hello";
    case JobKind::kParse:
      return "parse";
    case JobKind::kHover:
      return "hover";
    case JobKind::kDefinition:
      return "definition";
    case JobKind::kDeclaration:
      return "declaration";
    case JobKind::kReferences:
      return "references";
    case JobKind::kHighlights:
      return "highlights";
    case JobKind::kDocumentSymbols:
      return "document_symbols";
    case JobKind::kCompletion:
      return "completion";
    case JobKind::kUpdate:
      return "update";
    case JobKind::kTypeDefinition:
      return "type_definition";
    case JobKind::kImplementation:
      return "implementation";
    case JobKind::kCompletionDetails:
      return "completion_details";
    case JobKind::kSignatureHelp:
      return "signature_help";
    case JobKind::kSemanticTokens:
      return "semantic_tokens";
    case JobKind::kInlayHints:
      return "inlay_hints";
    case JobKind::kDocumentLinks:
      return "document_links";
    case JobKind::kIndexUnit:
      return "index_unit";
    case JobKind::kDeliverRows:
      return "deliver_rows";
    case JobKind::kSymbolsAt:
      return "symbols_at";
    case JobKind::kBuildPrelude:
      return "build_prelude";
    case JobKind::kDescribeCommand:
      return "describe_command";
  }
  return "unknown";
}

}  // namespace cairn::worker
