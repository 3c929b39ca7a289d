// Segment: the rows in a segment file, by ordinal. FORMAT.md says how each is coded.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/model/rows.h"
#include "core/store/occurrence_codec.h"
#include "core/store/segment_file.h"

namespace cairn::store {

// Files, symbols, names, scopes and identifiers of one segment are numbered in their
// sorted order; ordinals mean nothing in another segment.
using Ordinal = std::uint32_t;

// A file that mentions a symbol.
struct Posting {
  Ordinal file = 0;
  bool introduces = false;  // with a declaration or definition
};

struct SegmentRelation {
  Ordinal other = 0;  // a symbol
  Ordinal file = 0;   // that states it
  model::RelationKind kind = model::RelationKind::kBaseOf;
  bool is_object = false;  // the symbol asked about is the relation's object, `other` its subject
  auto operator<=>(const SegmentRelation&) const = default;
};

struct SegmentMacro {
  std::uint32_t line = 0;
  model::MacroAct act = model::MacroAct::kDefine;
  bool pastes = false;
  Ordinal name = 0;  // identifiers
  std::vector<Ordinal> body;
};

struct SegmentInclude {
  std::uint32_t line = 0;
  bool is_angled = false;
  std::string_view spelled;
  std::optional<Ordinal> resolved;  // a path
};

// The identity that the store gives to a USR.
model::SymbolId symbol_id(std::string_view usr);

// Order of names: without regard to ASCII case, then by bytes.
bool name_less(std::string_view a, std::string_view b);

// Whether `name` begins with `prefix`, without regard to ASCII case.
bool starts_with_folded(std::string_view name, std::string_view prefix);

// Reads rows. Whatever fails to decode marks the file as damaged and reads as nothing.
// Thread-safe; views live as long as the segment.
class Segment {
 public:
  explicit Segment(std::unique_ptr<SegmentFile> file) : file_(std::move(file)) {}

  SegmentFile& file() { return *file_; }
  const SegmentFile& file() const { return *file_; }
  bool is_damaged() const { return file_->is_damaged(); }

  Ordinal count(Section section) const { return static_cast<Ordinal>(file_->items(section)); }
  std::string_view text(Section section, Ordinal ordinal) const { return as_text(file_->blob(section, ordinal)); }

  // Files.
  std::string_view path(Ordinal file) const { return text(Section::kPaths, file); }
  std::optional<Ordinal> find_path(std::string_view path) const;
  // The first path that is not before `prefix`.
  Ordinal first_path_from(std::string_view prefix) const;
  FileRecord file_record(Ordinal file) const;
  bool has_rows(Ordinal file) const { return file_record(file).generation != 0; }

  // Symbols. Several have one id only where two USRs collide.
  SymbolRecord symbol(Ordinal symbol) const;
  std::vector<Ordinal> find_id(model::SymbolId id) const;
  std::string_view usr(Ordinal symbol) const { return text(Section::kUsrs, symbol); }
  std::string_view name_of(Ordinal symbol) const { return text(Section::kNames, this->symbol(symbol).name); }
  model::SymbolFacts facts(Ordinal symbol) const;

  // Rows of a file, and of a symbol.
  std::vector<Posting> postings(Ordinal symbol) const;
  std::vector<SegmentRelation> relations(Ordinal symbol) const;
  std::vector<Ordinal> symbols_named(Ordinal name) const {
    return list(Section::kNameSymbols, name, Section::kSymbols);
  }
  std::vector<Ordinal> includers(Ordinal file) const { return list(Section::kIncluders, file, Section::kPaths); }
  std::vector<Ordinal> mentions(Ordinal identifier) const {
    return list(Section::kMentions, identifier, Section::kPaths);
  }
  std::vector<SegmentInclude> includes(Ordinal file) const;
  std::vector<SegmentMacro> macros(Ordinal file) const;

  // Calls `visit(symbol, mention)` for all occurrences in a file, by symbol.
  template <typename Visit>
  void visit_occurrences(Ordinal file, Visit visit) const;
  // Calls `visit(mention)` for one symbol's occurrences in a file, by position.
  template <typename Visit>
  void visit_mentions(Ordinal file, Ordinal symbol, Visit visit) const;

  // The first name whose folded text is not before `prefix`.
  Ordinal first_name_from(std::string_view prefix) const;
  std::optional<Ordinal> find_identifier(std::string_view identifier) const;

 private:
  std::optional<Ordinal> find_text(Section section, std::string_view text) const;
  // A blob of rising ordinals of `of`.
  std::vector<Ordinal> list(Section section, Ordinal index, Section of) const;

  std::unique_ptr<SegmentFile> file_;
};

template <typename Visit>
void Segment::visit_occurrences(Ordinal file, Visit visit) const {
  GroupsReader groups(file_->blob(Section::kOccurrences, file));
  Group group;
  while (groups.next(group)) {
    MentionReader mentions(group.body);
    Mention mention;
    while (mentions.next(mention)) visit(group.symbol, mention);
    if (!mentions.ok()) return file_->fail("a mention cannot be decoded", Section::kOccurrences);
  }
  if (!groups.ok()) file_->fail("a group cannot be decoded", Section::kOccurrences);
}

template <typename Visit>
void Segment::visit_mentions(Ordinal file, Ordinal symbol, Visit visit) const {
  GroupsReader groups(file_->blob(Section::kOccurrences, file));
  Group group;
  while (groups.next(group)) {
    if (group.symbol < symbol) continue;
    if (group.symbol > symbol) break;
    MentionReader mentions(group.body);
    Mention mention;
    while (mentions.next(mention)) visit(mention);
    if (!mentions.ok()) file_->fail("a mention cannot be decoded", Section::kOccurrences);
    return;
  }
  if (!groups.ok()) file_->fail("a group cannot be decoded", Section::kOccurrences);
}

}  // namespace cairn::store
