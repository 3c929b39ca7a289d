#include "server/report/check_report.h"

namespace cairn::server {

CheckCounts count_findings(const CheckReport& report) {
  CheckCounts counts;
  counts.files = report.files.size();
  for (const CheckedFile& file : report.files) {
    if (!file.failure.empty()) ++counts.failed;
    for (const model::Diagnostic& diagnostic : file.diagnostics) {
      if (diagnostic.severity == model::Severity::kError) ++counts.errors;
      if (diagnostic.severity == model::Severity::kWarning) ++counts.warnings;
    }
  }
  return counts;
}

std::string command_source_name(project::CommandSource source) {
  switch (source) {
    case project::CommandSource::kDatabase:
      return "database";
    case project::CommandSource::kBorrowed:
      return "borrowed";
    case project::CommandSource::kFlagsFile:
      return "flags-file";
    case project::CommandSource::kFallback:
      return "fallback";
  }
  return "fallback";
}

const char* severity_name(model::Severity severity) {
  switch (severity) {
    case model::Severity::kError:
      return "error";
    case model::Severity::kWarning:
      return "warning";
    case model::Severity::kInformation:
      return "information";
    case model::Severity::kHint:
      return "hint";
  }
  return "error";
}

}  // namespace cairn::server
