// Diagnostics as compilers print them.
#pragma once

#include <string>
#include <string_view>

#include "server/report/check_report.h"

namespace cairn::server {

// "path:line:col: error: message [code]" and "path:line:col: note: message", a line
// each; "path: failed: reason" for a file that could not be parsed. Lines and columns
// count from 1. Paths below `base` (absolute) are printed relative to it. Pure.
std::string diagnostic_text(const CheckedFile& file, std::string_view base);

// "140 files: 0 errors, 12 warnings, 0 failed (35.2 s)". Pure.
std::string summary_text(const CheckReport& report);

// `path` relative to `base` if it lies below it, else as it is. Both are absolute and
// normalised. Pure.
std::string shown_path(std::string_view path, std::string_view base);

}  // namespace cairn::server
