// UnitRows: what was found in one unit, until it becomes rows of its files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/clang/indexer/number_table.h"
#include "core/clang/indexer/source_text.h"
#include "core/lexical/string_arena.h"
#include "core/model/rows.h"

namespace cairn::clang {

inline constexpr std::uint32_t kNoOffset = UINT32_MAX;

// A file of the unit. However often and under whatever names the unit enters it, it is one.
struct UnitFile {
  std::string path;  // in the store's form
  model::FileFacts facts;
  std::shared_ptr<const SourceText> source;
};

struct UnitSymbol {
  std::string_view usr;  // normalised
  std::string_view name;
  std::string_view scope;
  std::uint64_t id = 0;      // hash of the USR
  std::uint64_t digest = 0;  // hash of what a file that only mentions it has of it
  std::uint64_t scope_hash = 0;
  model::SymbolKind kind = model::SymbolKind::kVariable;
};

// A class that is only mentioned may have been seen declared as "struct" or "class".
model::SymbolKind mentioned_kind(model::SymbolKind kind);

// The text of a declaration: bytes of the file in which it stands.
struct Extent {
  std::uint32_t begin = kNoOffset;
  std::uint32_t end = kNoOffset;
  std::uint32_t head_end = kNoOffset;  // where the body begins; `end` if there is none
};

struct FoundOccurrence {
  std::uint32_t file = 0;
  std::uint32_t offset = 0;
  std::uint32_t symbol = 0;
  std::uint32_t length = 0;
  Extent extent;
  model::Roles roles = 0;
  // Of a declaration or definition: as it shows the symbol.
  model::SymbolKind kind = model::SymbolKind::kVariable;
  std::uint8_t flags = 0;
};

struct FoundRelation {
  std::uint32_t file = 0;
  std::uint32_t subject = 0;
  std::uint32_t object = 0;
  model::RelationKind kind = model::RelationKind::kBaseOf;
};

struct FoundInclude {
  std::uint32_t file = 0;
  std::uint32_t offset = 0;  // of the '#'
  bool is_angled = false;
  std::string_view spelled;
  std::uint32_t resolved = kNoOffset;  // number of a file
  std::string_view imported;           // or the path of one that the unit reads through a module
};

struct FoundMacro {
  std::uint32_t file = 0;
  std::uint32_t offset = 0;  // of the '#'
  model::MacroAct act = model::MacroAct::kDefine;
  bool pastes = false;
  std::string_view name;
  std::vector<std::string_view> body;
};

// Filled while a unit is read; texts are copied into it. Confined to one thread.
struct UnitRows {
  std::vector<UnitFile> files;
  std::vector<UnitSymbol> symbols;
  std::vector<FoundOccurrence> occurrences;
  std::vector<FoundRelation> relations;
  std::vector<FoundInclude> includes;
  std::vector<FoundMacro> macros;

  // The number of the symbol with that USR; the other texts count when it is new.
  std::uint32_t add_symbol(std::string_view usr, std::string_view name, std::string_view scope, model::SymbolKind kind);
  // A copy that lives as long as this; equal texts share one.
  std::string_view keep(std::string_view text);
  // Frees what only adding needs; nothing is added after it.
  void close();

 private:
  lexical::StringArena arena_;
  NumberTable numbers_;  // of symbols, by USR
  struct Text {
    std::string_view text;
    std::uint64_t hash = 0;
  };
  std::vector<Text> texts_;
  NumberTable text_numbers_;
};

}  // namespace cairn::clang
