#include "core/store/dump.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/store/lookup.h"
#include "core/store/variant_path.h"

namespace cairn::store {
namespace {

using Line = std::function<void(std::string_view)>;

// Holds lines back until it is known that what they were made of is sound.
class HeldLines {
 public:
  explicit HeldLines(const Line& line)
      : line_(line), hold_([this](std::string_view each) { held_.emplace_back(each); }) {}
  const Line& hold() const { return hold_; }
  void let_go(const Segment& segment) {
    if (!segment.is_damaged()) {
      for (const std::string& each : held_) line_(each);
    }
    held_.clear();
  }

 private:
  const Line& line_;
  std::vector<std::string> held_;
  Line hold_;
};

constexpr std::pair<model::Role, const char*> kRoleNames[] = {
    {model::kDeclares, "declares"},   {model::kDefines, "defines"},
    {model::kRefers, "refers"},       {model::kReads, "reads"},
    {model::kWrites, "writes"},       {model::kCalls, "calls"},
    {model::kImplicit, "implicit"},   {model::kTakesAddress, "takes-address"},
    {model::kOverrides, "overrides"}, {model::kFromMacro, "from-macro"},
    {model::kTests, "tests"},
};

constexpr const char* kActNames[] = {"define", "undefine", "test"};
constexpr const char* kRelationNames[] = {"base-of", "overridden-by", "contains", "specialised-by"};

std::string role_names(model::Roles roles) {
  std::string names;
  for (const auto& [role, name] : kRoleNames) {
    if ((roles & role) != 0) names += (names.empty() ? "" : "+") + std::string(name);
  }
  return names;
}

std::string show(const text::Range& range) {
  return fmt::format("{}:{}-{}:{}", range.start.line + 1, range.start.column + 1, range.end.line + 1,
                     range.end.column + 1);
}

using Occurrences = std::vector<std::tuple<Mention, std::string_view>>;

void read_occurrences(const Segment& segment, Ordinal file, Occurrences& rows) {
  segment.visit_occurrences(
      file, [&](Ordinal symbol, const Mention& mention) { rows.emplace_back(mention, segment.usr(symbol)); });
}

void dump_occurrences(Occurrences rows, std::string_view path, const Line& line) {
  std::sort(rows.begin(), rows.end());
  for (const auto& [mention, usr] : rows) {
    line(fmt::format("{}:{}:{} {} {} {}{}{}", path, mention.start.line + 1, mention.start.column + 1, mention.length,
                     role_names(mention.roles), usr, mention.extent == text::Range() ? "" : " ",
                     mention.extent == text::Range() ? "" : show(mention.extent)));
  }
}

void dump_macros(const Segment& segment, Ordinal file, std::string_view path, const Line& line) {
  for (const SegmentMacro& macro : segment.macros(file)) {
    std::string body;
    for (const Ordinal identifier : macro.body)
      body += " " + std::string(segment.text(Section::kIdentifiers, identifier));
    line(fmt::format("{}:{} {} {}{}{}", path, macro.line + 1, kActNames[static_cast<std::size_t>(macro.act)],
                     segment.text(Section::kIdentifiers, macro.name), macro.pastes ? " ##" : "", body));
  }
}

// A sorted section of several parts side by side: each text once, with its places.
class SideBySide {
 public:
  SideBySide(const std::vector<const Part*>& parts, Section section) {
    for (const Part* part : parts) cursors_.push_back({part, BlobCursor(part->segment->file(), section), {}, false});
    for (Cursor& cursor : cursors_) cursor.advance();
  }
  // False at the end.
  bool next(std::string_view& text, std::vector<SymbolRef::Place>& places) {
    places.clear();
    const Cursor* least = nullptr;
    for (const Cursor& cursor : cursors_) {
      if (!cursor.at_end && (!least || cursor.text < least->text)) least = &cursor;
    }
    if (!least) return false;
    text = least->text;
    for (Cursor& cursor : cursors_) {
      if (cursor.at_end || cursor.text != text) continue;
      places.push_back({cursor.part, static_cast<Ordinal>(cursor.blobs.position() - 1)});
      cursor.advance();
    }
    return true;
  }

 private:
  struct Cursor {
    const Part* part;
    BlobCursor blobs;
    std::string_view text;
    bool at_end;
    void advance() {
      Bytes blob;
      at_end = !blobs.next(blob);
      text = as_text(blob);
    }
  };
  std::vector<Cursor> cursors_;
};

// Gives each of the lines since the last call once, sorted.
class Union {
 public:
  explicit Union(const Line& line) : line_(line), take_([this](std::string_view each) { lines_.emplace_back(each); }) {}
  const Line& take() const { return take_; }
  // What several variants say of one place is said together, as in the rows of a unit that reads the file several
  // times.
  Occurrences& occurrences() { return occurrences_; }
  void let_go(std::string_view path) {
    const auto place = [](const auto& row) {
      const auto& [mention, usr] = row;
      return std::tuple(mention.start, mention.length, usr);
    };
    std::sort(occurrences_.begin(), occurrences_.end(),
              [&](const auto& a, const auto& b) { return place(a) < place(b); });
    std::size_t kept = 0;
    for (const auto& row : occurrences_) {
      if (kept != 0 && place(occurrences_[kept - 1]) == place(row)) {
        Mention& all = std::get<Mention>(occurrences_[kept - 1]);
        all.roles |= std::get<Mention>(row).roles;
        all.extent = std::max(all.extent, std::get<Mention>(row).extent);
      } else {
        occurrences_[kept++] = row;
      }
    }
    occurrences_.resize(kept);
    dump_occurrences(std::exchange(occurrences_, {}), path, take_);
    std::sort(lines_.begin(), lines_.end());
    lines_.erase(std::unique(lines_.begin(), lines_.end()), lines_.end());
    for (const std::string& each : lines_) line_(each);
    lines_.clear();
  }

 private:
  const Line& line_;
  std::vector<std::string> lines_;
  Occurrences occurrences_;
  Line take_;
};

void dump_files(const std::vector<const Part*>& parts, bool is_union, const Line& line) {
  SideBySide paths(parts, Section::kPaths);
  std::string_view stored;
  std::string_view path;
  std::vector<SymbolRef::Place> places;
  Union united(line);
  HeldLines held(is_union ? united.take() : line);
  while (paths.next(stored, places)) {
    // A file's variants follow each other.
    if (is_union && own_path(stored) != path) united.let_go(path);
    path = is_union ? own_path(stored) : stored;
    for (const auto& [part, file] : places) {
      if (!part->is_live(file)) continue;
      const Segment& segment = *part->segment;
      for (const SegmentInclude& include : segment.includes(file)) {
        held.hold()(fmt::format("{}:{} include {}{}{} {}", path, include.line + 1, include.is_angled ? '<' : '"',
                                include.spelled, include.is_angled ? '>' : '"',
                                include.resolved ? segment.path(*include.resolved) : std::string_view("-")));
      }
      dump_macros(segment, file, path, held.hold());
      Occurrences own;
      Occurrences& rows = is_union ? united.occurrences() : own;
      const std::size_t before = rows.size();
      read_occurrences(segment, file, rows);
      if (!is_union) dump_occurrences(std::move(own), path, held.hold());
      if (is_union && segment.is_damaged()) rows.resize(before);
      held.let_go(segment);
    }
  }
  united.let_go(path);
}

void dump_identifiers(const std::vector<const Part*>& parts, bool is_union, const Line& line) {
  SideBySide identifiers(parts, Section::kIdentifiers);
  std::string_view identifier;
  std::vector<SymbolRef::Place> places;
  std::vector<std::string_view> files;
  while (identifiers.next(identifier, places)) {
    files.clear();
    for (const auto& [part, ordinal] : places) {
      const std::size_t before = files.size();
      for (const Ordinal file : part->segment->mentions(ordinal)) {
        const std::string_view path = part->segment->path(file);
        if (part->is_live(file)) files.push_back(is_union ? own_path(path) : path);
      }
      if (part->segment->is_damaged()) files.resize(before);
    }
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    for (const std::string_view file : files) line(fmt::format("identifier {} {}", identifier, file));
  }
}

void dump_symbol(const SymbolRef& symbol, bool is_union, const Line& line) {
  const model::SymbolFacts& facts = symbol.facts;
  if (symbol.is_introduced && is_union) {
    // Of several declarations one has given the rest, and which one depends on what came last.
    line(fmt::format("symbol {} kind={} {}{}", facts.usr, static_cast<int>(facts.kind), facts.scope, facts.name));
  } else if (symbol.is_introduced) {
    line(fmt::format("symbol {} kind={} flags={} {}{} {}", facts.usr, static_cast<int>(facts.kind), facts.flags,
                     facts.scope, facts.name, facts.signature));
  }
  std::vector<std::string> lines;
  for (const auto& [part, ordinal] : symbol.places) {
    const std::size_t before = lines.size();
    for (const SegmentRelation& relation : part->segment->relations(ordinal)) {
      if (relation.is_object || !part->is_live(relation.file)) continue;
      const std::string_view path = part->segment->path(relation.file);
      lines.push_back(fmt::format("relation {} {} {} {}", facts.usr,
                                  kRelationNames[static_cast<std::size_t>(relation.kind)],
                                  part->segment->usr(relation.other), is_union ? own_path(path) : path));
    }
    if (part->segment->is_damaged()) lines.resize(before);
  }
  std::sort(lines.begin(), lines.end());
  if (is_union) lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  for (const std::string& each : lines) line(each);
}

// By id: each part's symbols are sorted by it.
void dump_symbols(const Snapshot& snapshot, std::uint32_t layer, const std::vector<const Part*>& parts, bool is_union,
                  const Line& line) {
  std::vector<Ordinal> next(parts.size());
  while (true) {
    std::optional<std::uint64_t> least;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (next[i] >= parts[i]->segment->count(Section::kSymbols)) continue;
      const std::uint64_t id = parts[i]->segment->symbol(next[i]).id;
      if (!least || id < *least) least = id;
    }
    if (!least) return;
    std::vector<SymbolRef> symbols = find_symbols(snapshot, layer, static_cast<model::SymbolId>(*least));
    std::sort(symbols.begin(), symbols.end(),
              [](const SymbolRef& a, const SymbolRef& b) { return a.facts.usr < b.facts.usr; });
    for (const SymbolRef& symbol : symbols) dump_symbol(symbol, is_union, line);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Ordinal count = parts[i]->segment->count(Section::kSymbols);
      while (next[i] < count && parts[i]->segment->symbol(next[i]).id == *least) ++next[i];
    }
    if (snapshot.is_damaged()) return;
  }
}

bool dump(const Snapshot& snapshot, std::uint32_t layer, bool is_union, const Line& line) {
  std::vector<const Part*> parts;
  for (const Part& part : snapshot.parts) {
    if (part.segment->file().layer() == layer) parts.push_back(&part);
  }
  dump_files(parts, is_union, line);
  dump_identifiers(parts, is_union, line);
  dump_symbols(snapshot, layer, parts, is_union, line);
  return !snapshot.is_damaged();
}

}  // namespace

bool dump_rows(const Snapshot& snapshot, std::uint32_t layer, const std::function<void(std::string_view)>& line) {
  return dump(snapshot, layer, false, line);
}

bool dump_union(const Snapshot& snapshot, std::uint32_t layer, const std::function<void(std::string_view)>& line) {
  return dump(snapshot, layer, true, line);
}

}  // namespace cairn::store
