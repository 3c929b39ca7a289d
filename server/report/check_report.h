// CheckReport: what `cairn check` found, before it is printed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/model/answers.h"
#include "core/project/compile_command.h"

namespace cairn::server {

// One parsed file, or one that could not be parsed.
struct CheckedFile {
  std::string path;            // absolute
  std::string command_source;  // command_source_name()
  double seconds = 0;          // from the first try to the answer
  std::string failure;         // one line: why it could not be parsed; empty: it was
  std::vector<model::Diagnostic> diagnostics;
};

struct CheckReport {
  std::string root;                // absolute: what relative paths are relative to
  std::vector<CheckedFile> files;  // sorted by path, each once
  double seconds = 0;              // wall time of the whole
};

struct CheckCounts {
  std::size_t files = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t failed = 0;
  bool has_findings() const { return errors + failed != 0; }
};
CheckCounts count_findings(const CheckReport& report);

// "database", "borrowed", "flags-file", "fallback".
std::string command_source_name(project::CommandSource source);

// "error", "warning", "information", "hint".
const char* severity_name(model::Severity severity);

}  // namespace cairn::server
