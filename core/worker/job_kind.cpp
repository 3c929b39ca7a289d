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
  }
  return "unknown";
}

}  // namespace cairn::worker
