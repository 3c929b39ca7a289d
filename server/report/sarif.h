// `cairn check --sarif`: SARIF 2.1.0, which code scanning services read.
// Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
#pragma once

#include <string>

#include "server/report/check_report.h"

namespace cairn::server {

// One document with one run, ended by a newline. Regions count from 1, columns in
// UTF-16 code units. Files below the report's root have URIs relative to SRCROOT,
// others absolute ones. A rule is a diagnostic's code ("-Wunused-variable", "Semantic
// Issue"); a file that could not be parsed is a result of the rule kFailedRule. A
// fingerprint holds no line number, so that an edit above a finding does not make it
// a new one. Pure.
std::string sarif_text(const CheckReport& report);

inline constexpr const char* kFailedRule = "cairn-not-parsed";

}  // namespace cairn::server
