#include "core/index/moved_rows.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <utility>

#include "core/index/semantic_status.h"

namespace cairn::index {
namespace {

// A macro's use may go over so many lines; __LINE__ in it is that of its end.
constexpr std::uint64_t kLinesOfUse = 100;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// "@123@" or "@123" at the end: an offset.
bool names_offset(std::string_view usr) {
  for (std::size_t at = usr.find('@'); at != std::string_view::npos; at = usr.find('@', at + 1)) {
    std::size_t end = at + 1;
    while (end < usr.size() && is_digit(usr[end])) ++end;
    if (end > at + 1 && (end == usr.size() || usr[end] == '@')) return true;
  }
  return false;
}

// Whether the text has a number that may be that of a line in a use of a macro that begins on `line` (from 1).
bool names_line(std::string_view text, std::uint64_t line) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    std::uint64_t number = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
      number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(text[at] - '0'), UINT32_MAX);
    }
    if (number >= line && number <= line + kLinesOfUse) return true;
  }
  return false;
}

// A class that is only mentioned may have been seen declared as "struct" or "class".
model::SymbolKind mentioned_kind(model::SymbolKind kind) {
  return kind == model::SymbolKind::kStruct ? model::SymbolKind::kClass : kind;
}

// One segment with some of the variants.
class Mover {
 public:
  Mover(const store::Segment& segment, const LineMap& map) : segment_(segment), map_(map) {}

  // Before move(): the relations that `file` states.
  void want(store::Ordinal file) { relations_[file]; }
  void read_relations() {
    for (store::Ordinal symbol = 0; symbol < segment_.count(store::Section::kSymbols); ++symbol) {
      for (const store::SegmentRelation& relation : segment_.relations(symbol)) {
        const auto stated = relations_.find(relation.file);
        if (relation.is_object || stated == relations_.end()) continue;
        stated->second.push_back({symbol, relation.other, relation.kind});
      }
    }
  }
  std::optional<model::FileRows> move(store::Ordinal file, std::string_view path, const model::FileFacts& facts);

 private:
  struct Found {
    store::Ordinal symbol = 0;
    store::Mention mention;
  };
  bool move_place(text::Position& place) const {
    const auto line = map_.map(place.line);
    if (line) place.line = *line;
    return line.has_value();
  }
  bool move_line(std::uint32_t& line) const {
    const auto moved = map_.map(line);
    if (moved) line = *moved;
    return moved.has_value();
  }
  std::uint32_t number_of(store::Ordinal symbol, bool is_introduced, model::FileRows& rows);

  const store::Segment& segment_;
  const LineMap& map_;
  std::map<store::Ordinal, std::vector<model::Relation>> relations_;  // by file; of ordinals of the segment
  std::map<store::Ordinal, std::uint32_t> numbers_;
};

std::uint32_t Mover::number_of(store::Ordinal symbol, bool is_introduced, model::FileRows& rows) {
  const auto [place, is_new] = numbers_.try_emplace(symbol, static_cast<std::uint32_t>(rows.symbols.size()));
  const model::SymbolFacts known = segment_.facts(symbol);
  if (is_new) {
    model::SymbolFacts& facts = rows.symbols.emplace_back();
    facts.usr = known.usr;
    facts.name = known.name;
    facts.kind = mentioned_kind(known.kind);
    facts.flags = model::SymbolFacts::kMentionedOnly;
  }
  if (is_introduced) rows.symbols[place->second] = known;
  return place->second;
}

std::optional<model::FileRows> Mover::move(store::Ordinal file, std::string_view path, const model::FileFacts& facts) {
  model::FileRows rows;
  rows.path = path;
  rows.facts = facts;
  constexpr std::uint32_t kOfText = model::FileFacts::kAscii;
  rows.facts.flags = (segment_.file_record(file).flags & ~kOfText) | (facts.flags & kOfText);
  numbers_.clear();
  std::vector<Found> found;
  segment_.visit_occurrences(
      file, [&](store::Ordinal symbol, const store::Mention& mention) { found.push_back({symbol, mention}); });
  for (const Found& each : found) {
    const bool is_introduced = (each.mention.roles & (model::kDeclares | model::kDefines)) != 0;
    model::Occurrence row;
    row.symbol = number_of(each.symbol, is_introduced, rows);
    row.start = each.mention.start;
    row.length = each.mention.length;
    row.roles = each.mention.roles;
    row.extent = each.mention.extent;
    const model::SymbolFacts& symbol = rows.symbols[row.symbol];
    if (row.length == 0 && map_.moves(row.start.line) &&
        (names_line(symbol.name, row.start.line + 1) || names_line(symbol.usr, row.start.line + 1))) {
      return std::nullopt;
    }
    const bool has_extent = row.extent != text::Range();
    if (!move_place(row.start)) return std::nullopt;
    if (has_extent && (!move_place(row.extent.start) || !move_place(row.extent.end))) return std::nullopt;
    rows.occurrences.push_back(row);
  }
  for (const model::Relation& each : relations_[file]) {
    rows.relations.push_back({number_of(each.subject, false, rows), number_of(each.object, false, rows), each.kind});
  }
  for (const model::SymbolFacts& symbol : rows.symbols) {
    if (names_offset(symbol.usr)) return std::nullopt;
  }
  for (const store::SegmentInclude& include : segment_.includes(file)) {
    model::IncludeLine row{include.line, include.is_angled, include.spelled,
                           include.resolved ? segment_.path(*include.resolved) : std::string_view()};
    if (!move_line(row.line)) return std::nullopt;
    rows.includes.push_back(row);
  }
  for (const store::SegmentMacro& macro : segment_.macros(file)) {
    model::MacroLine row{
        macro.line, macro.act, macro.pastes, segment_.text(store::Section::kIdentifiers, macro.name), {}};
    for (const store::Ordinal word : macro.body) row.body.push_back(segment_.text(store::Section::kIdentifiers, word));
    if (!move_line(row.line)) return std::nullopt;
    rows.macros.push_back(std::move(row));
  }
  if (segment_.is_damaged()) return std::nullopt;
  return rows;
}

}  // namespace

bool add_moved_rows(const store::Snapshot& snapshot, const std::vector<MovedVariant>& variants,
                    const model::FileFacts& facts, const LineMap& map, store::SegmentBuilder& builder) {
  std::map<const store::Part*, std::pair<Mover, std::vector<std::pair<store::Ordinal, const MovedVariant*>>>> movers;
  for (const MovedVariant& variant : variants) {
    const auto found = snapshot.find_file(kSemanticLayer, variant.from);
    if (!found) return false;
    auto [mover, is_new] = movers.try_emplace(
        found->part, std::pair(Mover(*found->part->segment, map), decltype(movers)::mapped_type::second_type()));
    mover->second.first.want(found->file);
    mover->second.second.emplace_back(found->file, &variant);
  }
  for (auto& [part, work] : movers) {
    auto& [mover, files] = work;
    mover.read_relations();
    for (const auto& [file, variant] : files) {
      const auto rows = mover.move(file, variant->to, facts);
      if (!rows || !builder.add(*rows)) return false;
    }
  }
  return true;
}

}  // namespace cairn::index
