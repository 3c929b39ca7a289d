// Includes of sources from which nothing is used.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/unit_reader.h"
#include "platform/base/result.h"

namespace cairn::deps {

struct UnusedInclude {
  std::string path;  // the source's, as the index names files
  std::uint32_t line = 0;
  std::string included;
  std::uint32_t files = 0;  // that the source's units would read no more, on average
};

struct UnusedIncludes {
  std::vector<UnusedInclude> list;  // by path and line
  std::uint32_t sources = 0;        // that could be judged: read as they are now, without errors
  std::uint32_t left_out = 0;       // the others
};

// An include of a source counts as unused if in all of its units clang found no mention, in the source, of anything
// that is declared in the included file or what that includes, and if of what would be read no more without it nothing
// is mentioned by what stays, specialises what stays, or is an operator outside of a class, which templates may find
// without anybody naming it. Nor if a header outside of the project asks about a macro of it. Left out are headers that
// declare nothing, and the header of the source's own name. Says nothing about includes in headers, on which their
// includers may rely. What only a type's completeness needs, counts as mentioned, because clang notes the definition
// that it uses. Errors as of UnitReader::visit. Memory: 8 bytes for each symbol of each file; bound: what the variants
// of 64 Mi symbols take, beyond which they are read again.
Result<UnusedIncludes> find_unused_includes(UnitReader& reader, const std::stop_token& stop);

}  // namespace cairn::deps
