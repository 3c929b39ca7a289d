// Collects what is found in a file, and makes rows of it at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/lexical/string_arena.h"
#include "core/model/rows.h"

namespace cairn::lexical {

enum class ScopeId : std::uint32_t { kFile = 0 };

struct Found {
  std::string_view name;
  ScopeId scope = ScopeId::kFile;
  model::SymbolKind kind = model::SymbolKind::kVariable;
  bool is_local = false;  // cannot be named from other files
  model::Roles roles = model::kDeclares;
  text::Position start;
  std::uint32_t length = 0;
  text::Range extent;
  std::string_view signature;
};

// Symbols are told apart by scope, name and letter of their kind; overloads are one symbol. The names of scopes may
// come late ("typedef struct {…} Name;"), so symbols are made by finish(). Not thread-safe; views must live until the
// rows are no longer used.
class RowBuilder {
 public:
  explicit RowBuilder(StringArena& arena) : arena_(arena) {}

  void start_file();

  // A scope without a name shows its contents in its parent until it gets one.
  ScopeId add_scope(ScopeId parent, std::string_view name, bool is_local = false);
  void name_scope(ScopeId scope, std::string_view name);
  bool is_local(ScopeId scope) const { return scopes_[index(scope)].is_local; }

  ScopeId parent(ScopeId scope) const { return scopes_[index(scope)].parent; }
  std::string_view name(ScopeId scope) const { return scopes_[index(scope)].name; }

  // Returns a number for close().
  std::size_t add(const Found& found);

  // `end` is the end of the whole declaration.
  void close(std::size_t number, text::Position end) { found_[number].extent.end = end; }

  // A class named as the base of another.
  struct Base {
    std::size_t derived = 0;  // add()'s number of the other
    std::string_view name;
    ScopeId guess = ScopeId::kFile;  // where it is taken to be if this file does not show it
    text::Position start;
    std::uint32_t length = 0;
  };
  // It may stand in one of `scopes`: the first in which this file has a class of that name.
  void add_base(const Base& base, std::span<const ScopeId> scopes);

  // Fills symbols, occurrences and relations. `path` makes local symbols of different files different.
  void finish(std::string_view path, model::FileRows& rows);

 private:
  struct Scope {
    ScopeId parent = ScopeId::kFile;
    std::string_view name;
    bool is_local = false;
    std::string_view text;               // "ns::Class::", made by finish()
    ScopeId canonical = ScopeId::kFile;  // the first scope of the same name in the same parent
  };
  struct Key {
    std::string_view name;
    ScopeId scope = ScopeId::kFile;
    char letter = 0;
    bool operator==(const Key&) const = default;
  };

  static std::size_t index(ScopeId scope) { return static_cast<std::size_t>(scope); }
  void resolve_scopes();
  std::size_t slot_of(const Key& key) const;
  std::uint32_t symbol_of(const Found& found, model::FileRows& rows);
  void add_relations(model::FileRows& rows);
  void reset_slots(std::size_t entries);

  StringArena& arena_;
  std::vector<Scope> scopes_;
  std::vector<Found> found_;
  struct PendingBase : Base {
    std::size_t scopes_end = 0;  // of base_scopes_
  };
  std::vector<PendingBase> bases_;
  std::vector<ScopeId> base_scopes_;
  std::vector<Key> keys_;             // of the symbols
  std::vector<bool> is_defined_;      // of the symbols
  std::vector<std::uint32_t> slots_;  // open addressing: 0, or a number plus 1
};

}  // namespace cairn::lexical
