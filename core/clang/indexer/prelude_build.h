// Building one layer of header modules, and reading the rows of all that it consists of: one
// parse gives both.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clang/indexer/imported_files.h"
#include "core/clang/indexer/kept_rows.h"
#include "core/clang/indexer/source_text.h"
#include "core/worker/messages.h"
#include "platform/base/result.h"

namespace cairn::clang {

struct ParsedPrelude {
  KeptRows rows;                 // file 0 is none
  worker::BuiltPrelude outcome;  // without `files`, times and memory
};

// Needs a deep stack, as parse_unit(). Writes `request.output_path` and its contents file if there was no error.
// kInvalidArgument: a name or path that no module map can have, or the output is there; kUnsupported: clang cannot do
// anything with the command; kIo, kNoSpace: nothing is left of the output.
Result<ParsedPrelude> build_prelude(const worker::BuildPreludeRequest& request, SourceTexts& texts,
                                    const ImportedFiles* imported);

}  // namespace cairn::clang
