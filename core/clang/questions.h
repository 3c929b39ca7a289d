// The questions about a parsed file, one source each. They borrow the map and the
// unit behind it; offsets are bytes into the main file's parsed text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clang/source_map.h"
#include "core/clang/unit.h"
#include "core/model/answers.h"

namespace cairn::clang {

// diagnostics.cpp: sorted by position, none twice.
std::vector<model::Diagnostic> find_diagnostics(SourceMap& sources);

// fixes.cpp: of a diagnostic of the main file and its notes, clang's own first.
std::vector<model::Fix> find_fixes(SourceMap& sources, CXDiagnostic diagnostic);

// navigation.cpp
std::vector<model::Location> find_definition(SourceMap& sources, std::uint64_t offset);
std::vector<model::Location> find_declaration(SourceMap& sources, std::uint64_t offset);

// references.cpp
std::vector<model::Location> find_references(SourceMap& sources, std::uint64_t offset, bool include_declaration);
std::vector<model::Highlight> find_highlights(SourceMap& sources, std::uint64_t offset);

// hover.cpp
std::optional<model::Hover> describe(SourceMap& sources, std::uint64_t offset);

// symbols.cpp
std::vector<model::DocumentSymbol> list_symbols(SourceMap& sources);

// completion.cpp: `text` is the main file's text now, newer perhaps than the parse.
model::Completion complete_at(const Unit& unit, std::string_view text, base::TextEncoding encoding,
                              std::uint64_t offset, std::uint32_t limit);

}  // namespace cairn::clang
