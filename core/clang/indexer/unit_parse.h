// Parsing a unit with clang's C++ interface, and reading its rows from the AST.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/clang/indexer/imported_files.h"
#include "core/clang/indexer/kept_rows.h"
#include "core/clang/indexer/source_text.h"
#include "core/worker/messages.h"
#include "platform/base/result.h"

namespace cairn::clang {

struct ParsedUnit {
  KeptRows rows;  // file 0 is the main file
  std::uint32_t error_count = 0;
  std::string first_error;
  std::set<std::string> missing_includes;
  std::vector<worker::IndexedFile> imported;
  std::vector<std::string> entered_otherwise;
  worker::EditFacts edit;
};

// Needs a deep stack: clang and the walks over its AST recurse. All of clang's memory is free
// again when it returns, but for the texts of files. `texts` of earlier units are used again. `imported`: of the
// request's module files; null if it has none.
Result<ParsedUnit> parse_unit(const worker::IndexUnitRequest& request, SourceTexts& texts,
                              const ImportedFiles* imported = nullptr);

}  // namespace cairn::clang
