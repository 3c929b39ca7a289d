// TOML, as Cargo's files use it.
#pragma once

#include <string_view>

#include "core/project/document_tree.h"
#include "platform/base/result.h"

namespace cairn::deps {

// Tables, arrays of tables, dotted names, all kinds of strings, arrays, inline tables; numbers, dates and booleans are
// kept as they are spelled and not checked. A table that is opened twice goes on. Format: https://toml.io/en/v1.0.0
// `problem` says why the result is empty. Thread-safe.
Result<project::DocumentTree> parse_toml(std::string_view text, project::DocumentProblem& problem);

}  // namespace cairn::deps
