// textDocument/publishDiagnostics.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

enum class DiagnosticSeverity { kError = 1, kWarning = 2, kInformation = 3, kHint = 4 };

enum class DiagnosticTag { kUnnecessary = 1, kDeprecated = 2 };
bool read(Reader reader, DiagnosticTag& out);

struct DiagnosticRelatedInformation {
  Location location;
  std::string message;
};
Json to_json(const DiagnosticRelatedInformation& value);

// Empty tags and related information are left out, as clients without support for
// them expect.
struct Diagnostic {
  Range range;
  DiagnosticSeverity severity = DiagnosticSeverity::kError;
  std::optional<std::string> code;
  std::optional<std::string> source;
  std::string message;
  std::vector<DiagnosticTag> tags;
  std::vector<DiagnosticRelatedInformation> related_information;
};
Json to_json(const Diagnostic& value);

struct PublishDiagnosticsParams {
  DocumentUri uri;
  std::optional<std::int32_t> version;  // only for clients with versionSupport
  std::vector<Diagnostic> diagnostics;
};
Json to_json(const PublishDiagnosticsParams& value);

}  // namespace cairn::lsp
