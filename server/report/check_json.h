// `cairn check --json`.
#pragma once

#include <string>

#include "server/report/check_report.h"

namespace cairn::server {

// One document, ended by a newline:
//   {"files":[{"path","seconds","status":"ok"|"failed","reason"?,"commandSource",
//              "diagnostics":[{"line","column","endLine","endColumn","severity","code",
//                              "message","notes":[{"path","line","column","message"}]}]}],
//    "summary":{"files","errors","warnings","failed","seconds"}}
// Paths are absolute; lines and columns count from 1, columns in UTF-16 code units. Pure.
std::string check_json(const CheckReport& report);

}  // namespace cairn::server
