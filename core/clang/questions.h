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
#include "core/model/inlay_hint.h"
#include "core/model/semantic_tokens.h"

namespace cairn::clang {

// diagnostics.cpp: sorted by position, none twice.
std::vector<model::Diagnostic> find_diagnostics(SourceMap& sources);

// fixes.cpp: of a diagnostic of the main file and its notes, clang's own first.
std::vector<model::Fix> find_fixes(SourceMap& sources, CXDiagnostic diagnostic);

// navigation.cpp
std::vector<model::Location> find_definition(SourceMap& sources, std::uint64_t offset);
std::vector<model::Location> find_declaration(SourceMap& sources, std::uint64_t offset);
std::vector<model::Location> find_type_definition(SourceMap& sources, std::uint64_t offset);

// named_symbols.cpp: what find_definition would lead to, as the index names it; of a class's name
// where a constructor is called, both. `root` as in ParseRequest.
std::vector<model::NamedSymbol> find_named_symbols(SourceMap& sources, std::string_view root, std::uint64_t offset);

// implementations.cpp: definitions where there are some, else declarations.
std::vector<model::Location> find_implementations(SourceMap& sources, std::uint64_t offset);

// references.cpp
std::vector<model::Location> find_references(SourceMap& sources, std::uint64_t offset, bool include_declaration);

// highlights.cpp
std::vector<model::Highlight> find_highlights(SourceMap& sources, std::uint64_t offset);

// hover.cpp
std::optional<model::Hover> describe(SourceMap& sources, std::uint64_t offset);

// symbols.cpp
std::vector<model::DocumentSymbol> list_symbols(SourceMap& sources);

// semantic_tokens.cpp: of the tokens that touch [begin, end), in order. Time is in
// proportion to the declarations there, besides one scan of the file.
std::vector<model::SemanticToken> find_semantic_tokens(SourceMap& sources, std::uint32_t begin, std::uint32_t end,
                                                       const model::SemanticTokenChoice& choice);

// inlay_hints.cpp: those in [begin, end), sorted by position.
std::vector<model::InlayHint> find_inlay_hints(SourceMap& sources, std::uint32_t begin, std::uint32_t end,
                                               const model::InlayHintChoice& choice);

// links.cpp: of every #include of the main file that clang could follow, in order.
std::vector<model::DocumentLink> find_links(SourceMap& sources);

}  // namespace cairn::clang
