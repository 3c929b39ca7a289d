// VariantRows: all that one variant of a file states, for comparing it with another.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/store/snapshot.h"

namespace cairn::index {

// Views live as long as the snapshot.
struct VariantRows {
  struct Row {
    text::Position start;
    std::uint32_t length = 0;
    model::Roles roles = 0;
    text::Range extent;
    std::string_view usr;
    std::string_view name;
    model::SymbolKind kind = model::SymbolKind::kVariable;
    bool introduces() const { return (roles & (model::kDeclares | model::kDefines)) != 0; }
    bool has_extent() const { return extent != text::Range(); }
  };
  struct Include {
    std::uint32_t line = 0;
    std::string_view spelled;
    std::string_view resolved;  // empty: not found
  };
  struct Macro {
    std::uint32_t line = 0;
    model::MacroAct act = model::MacroAct::kDefine;
    std::string_view name;
  };
  std::vector<Row> rows;
  std::vector<std::tuple<std::string_view, std::string_view, model::RelationKind>> relations;  // sorted
  std::vector<Include> includes;
  std::vector<Macro> macros;
};

// Empty if the variant is not there or damaged. `with_rows`: else only its includes and macros are read. Reads all
// relations of its segment.
std::optional<VariantRows> read_variant(const store::Snapshot& snapshot, const std::string& stored_path,
                                        bool with_rows);

}  // namespace cairn::index
