// What stands in one file: at a place, as an outline, of one symbol, on an #include line.
// All read the rows of this file only, in the variants that they are given: those that
// fit the text in question (current_variants()).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/answers.h"
#include "core/query/places.h"
#include "core/query/symbol_facts.h"
#include "core/query/variants.h"

namespace cairn::query {

struct SymbolAt {
  SymbolInfo symbol;
  Place place;
};

// The symbols at a position (column in bytes), at or just before which a name stands;
// `word` is that name in the text. Symbols of this name are meant before others that a
// conversion or a macro puts there, what is declared there before what is used, and a class
// before its constructor. By USR; several where variants differ or overloads are in question.
std::vector<SymbolAt> symbols_at(std::span<const Variant> variants, text::Position position, std::string_view word);

// The file's own places of the symbols, spelled ones only; merged.
std::vector<Place> places_in_file(std::span<const Variant> variants, std::span<const std::string> usrs);

// What the file declares and defines, as a tree by extents: what stands in functions is
// left out, as are macros and parameters. Columns are bytes.
std::vector<model::DocumentSymbol> outline_of(std::span<const Variant> variants);

// The file that an #include in this line leads to; empty if there is none.
std::string included_at(std::span<const Variant> variants, std::uint32_t line);

bool is_function_kind(model::SymbolKind kind);
bool is_type_kind(model::SymbolKind kind);

}  // namespace cairn::query
