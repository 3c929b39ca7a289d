#include "tests/unit/core/lexical/outline_text.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/lexical/scan.h"

namespace cairn::lexical {
namespace {

// In the order of model::SymbolKind.
constexpr std::string_view kWords[] = {"namespace",  "class",     "struct",  "union",       "enum",
                                       "enumerator", "function",  "method",  "constructor", "destructor",
                                       "conversion", "operator",  "field",   "variable",    "constant",
                                       "alias",      "parameter", "concept", "macro",       "file"};

}  // namespace

std::string outline_of(std::string_view source) {
  FileScan file;
  scan("file.cpp", source, file);
  const model::FileRows& rows = file.rows();
  std::vector<model::Occurrence> found = rows.occurrences;
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
  std::string text;
  for (const model::Occurrence& occurrence : found) {
    if ((occurrence.roles & model::kRefers) != 0) continue;
    const model::SymbolFacts& symbol = rows.symbols[occurrence.symbol];
    text += fmt::format("{}{} {}{} {}:{} {}", text.empty() ? "" : "\n", kWords[static_cast<std::size_t>(symbol.kind)],
                        symbol.scope, symbol.name, occurrence.start.line + 1, occurrence.start.column + 1,
                        (occurrence.roles & model::kDefines) != 0 ? "def" : "decl");
  }
  return text;
}

void check_outline(std::string_view source, std::string_view expected) {
  INFO("source:\n" << source);
  CHECK(outline_of(source) == expected);
}

}  // namespace cairn::lexical
