#include "core/lexical/row_builder.h"

#include <algorithm>
#include <bit>

#include "core/lexical/identifier_table.h"

namespace cairn::lexical {
namespace {

constexpr std::size_t kMaxScopeBytes = 1024;  // deeper scopes are shown as their parents

// Kinds that a declaration and its definition may be taken for share a letter: "class X;" and "struct X {", a method
// and the definition outside of its class.
char letter_of(model::SymbolKind kind) {
  switch (kind) {
    case model::SymbolKind::kNamespace:
      return 'N';
    case model::SymbolKind::kClass:
    case model::SymbolKind::kStruct:
    case model::SymbolKind::kUnion:
    case model::SymbolKind::kEnum:
      return 'T';
    case model::SymbolKind::kEnumMember:
      return 'E';
    case model::SymbolKind::kFunction:
    case model::SymbolKind::kMethod:
    case model::SymbolKind::kConstructor:
    case model::SymbolKind::kDestructor:
    case model::SymbolKind::kConversion:
    case model::SymbolKind::kOperator:
      return 'F';
    case model::SymbolKind::kTypeAlias:
      return 'A';
    case model::SymbolKind::kConcept:
      return 'C';
    case model::SymbolKind::kMacro:
      return 'M';
    default:
      return 'V';
  }
}

}  // namespace

void RowBuilder::start_file() {
  scopes_.assign(1, Scope{});
  found_.clear();
  bases_.clear();
  base_scopes_.clear();
  keys_.clear();
  is_defined_.clear();
}

ScopeId RowBuilder::add_scope(ScopeId parent, std::string_view name, bool is_local) {
  Scope& added = scopes_.emplace_back();
  added.parent = parent;
  added.name = name;
  added.is_local = is_local || scopes_[index(parent)].is_local;
  return static_cast<ScopeId>(scopes_.size() - 1);
}

void RowBuilder::name_scope(ScopeId scope, std::string_view name) {
  if (scopes_[index(scope)].name.empty()) scopes_[index(scope)].name = name;
}

std::size_t RowBuilder::add(const Found& found) {
  found_.push_back(found);
  return found_.size() - 1;
}

void RowBuilder::add_base(const Base& base, std::span<const ScopeId> scopes) {
  base_scopes_.insert(base_scopes_.end(), scopes.begin(), scopes.end());
  PendingBase& pending = bases_.emplace_back();
  static_cast<Base&>(pending) = base;
  pending.scopes_end = base_scopes_.size();
}

void RowBuilder::reset_slots(std::size_t entries) { slots_.assign(std::bit_ceil(entries * 2 + 1), 0); }

// Parents come before their children.
void RowBuilder::resolve_scopes() {
  reset_slots(scopes_.size());
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t number = 1; number < scopes_.size(); ++number) {
    Scope& scope = scopes_[number];
    scope.parent = scopes_[index(scope.parent)].canonical;
    const Scope& parent = scopes_[index(scope.parent)];
    if (scope.name.empty() || parent.text.size() + scope.name.size() > kMaxScopeBytes) {
      scope.canonical = scope.parent;
      continue;
    }
    std::size_t at = mix(hash_name(scope.name), index(scope.parent)) & mask;
    for (; slots_[at] != 0; at = (at + 1) & mask) {
      const Scope& other = scopes_[slots_[at] - 1];
      if (other.parent == scope.parent && other.name == scope.name) break;
    }
    if (slots_[at] == 0) {
      slots_[at] = number + 1;
      scope.text = arena_.join({parent.text, scope.name, "::"});
    }
    scope.canonical = static_cast<ScopeId>(slots_[at] - 1);
  }
}

// Where a key is, or belongs.
std::size_t RowBuilder::slot_of(const Key& key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = mix(hash_name(key.name), index(key.scope) * 128 + static_cast<unsigned char>(key.letter)) & mask;
  while (slots_[at] != 0 && keys_[slots_[at] - 1] != key) at = (at + 1) & mask;
  return at;
}

std::uint32_t RowBuilder::symbol_of(const Found& found, model::FileRows& rows) {
  const Key key{found.name, scopes_[index(found.scope)].canonical, letter_of(found.kind)};
  const std::size_t at = slot_of(key);
  if (slots_[at] == 0) {
    keys_.push_back(key);
    is_defined_.push_back(false);
    rows.symbols.push_back({.usr = {},
                            .name = found.name,
                            .scope = scopes_[index(key.scope)].text,
                            .signature = found.signature,
                            .kind = found.kind});
    slots_[at] = static_cast<std::uint32_t>(keys_.size());
  }
  return slots_[at] - 1;
}

void RowBuilder::add_relations(model::FileRows& rows) {
  std::size_t first = 0;
  for (const PendingBase& base : bases_) {
    Found found{.name = base.name,
                .scope = base.guess,
                .kind = model::SymbolKind::kClass,
                .roles = model::kRefers,
                .start = base.start,
                .length = base.length,
                .extent = {},
                .signature = {}};
    for (std::size_t i = first; i < base.scopes_end; ++i) {
      if (slots_[slot_of({base.name, scopes_[index(base_scopes_[i])].canonical, letter_of(found.kind)})] == 0) continue;
      found.scope = base_scopes_[i];
      break;
    }
    first = base.scopes_end;
    const std::uint32_t object = symbol_of(found_[base.derived], rows);
    const std::size_t known = rows.symbols.size();
    const std::uint32_t subject = symbol_of(found, rows);
    if (subject == known) rows.symbols[subject].flags |= model::SymbolFacts::kMentionedOnly;
    rows.occurrences.push_back({subject, found.start, found.length, found.roles, found.extent});
    if (subject != object) rows.relations.push_back({subject, object, model::RelationKind::kBaseOf});
  }
}

void RowBuilder::finish(std::string_view path, model::FileRows& rows) {
  resolve_scopes();
  reset_slots(found_.size() + bases_.size());
  std::vector<model::Occurrence>& occurrences = rows.occurrences;
  for (const Found& found : found_) {
    const std::uint32_t number = symbol_of(found, rows);
    model::SymbolFacts& symbol = rows.symbols[number];
    const bool is_defined = (found.roles & model::kDefines) != 0;
    if (is_defined && !is_defined_[number]) symbol.signature = found.signature;  // the first definition's
    is_defined_[number] = is_defined_[number] || is_defined;
    if (found.is_local || is_local(found.scope)) symbol.flags |= model::SymbolFacts::kLocal;
    occurrences.push_back({number, found.start, found.length, found.roles, found.extent});
  }
  add_relations(rows);
  for (std::size_t number = 0; number < rows.symbols.size(); ++number) {
    model::SymbolFacts& symbol = rows.symbols[number];
    const char letter[2] = {'#', keys_[number].letter};
    const bool is_symbol_local = (symbol.flags & model::SymbolFacts::kLocal) != 0;
    symbol.usr = arena_.join({"lex:", symbol.scope, symbol.name, std::string_view(letter, 2),
                              is_symbol_local ? "@" : "", is_symbol_local ? path : ""});
  }
}

}  // namespace cairn::lexical
