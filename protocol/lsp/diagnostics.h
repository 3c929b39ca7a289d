// textDocument/publishDiagnostics and textDocument/diagnostic.
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

struct DocumentDiagnosticParams {
  TextDocumentIdentifier text_document;
  std::optional<std::string> previous_result_id;
};
bool read(Reader reader, DocumentDiagnosticParams& out);

// All diagnostics of a document or, without them, that the result named is still right.
struct DocumentDiagnosticReport {
  std::string result_id;
  std::optional<Json> items;  // an array of Diagnostic
};
Json to_json(const DocumentDiagnosticReport& value);

// `data` of the error with which a server ends a textDocument/diagnostic by itself.
struct DiagnosticServerCancellationData {
  bool retrigger_request = true;
};
Json to_json(const DiagnosticServerCancellationData& value);

}  // namespace cairn::lsp
