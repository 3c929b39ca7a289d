// Three steps: which files live on (a newer input's rows of a path hide an older one's);
// which paths, symbols, names, scopes and identifiers the rows of those files need; then
// for each kind one pass over the sorted inputs side by side, which gives both orders at
// once.
#include "core/store/merge_plan.h"

#include <optional>
#include <utility>

namespace cairn::store {
namespace {

using Kept = std::vector<std::vector<bool>>;  // by input, ordinal

constexpr Ordinal kStopInterval = 1024;

class Planner {
 public:
  Planner(const std::vector<MergeInput>& inputs, const std::string& scratch_directory, const std::stop_token& stop)
      : inputs_(inputs), scratch_directory_(scratch_directory), stop_(stop) {}

  Result<MergePlan> plan();

 private:
  const Segment& segment(std::size_t input) const { return *inputs_[input].segment; }
  Kept nothing_kept(Section section) const;
  Result<void> check() const;
  Result<void> check_each(Ordinal ordinal) const { return ordinal % kStopInterval == 0 ? check() : Result<void>(); }

  Result<void> find_live_files();
  Result<void> find_used();
  Result<void> use_rows_of(std::size_t input, Ordinal file);
  Result<void> use_relations_of(std::size_t input);
  void use_symbol_texts(std::size_t input, Ordinal symbol);

  Result<Numbering> make_numbering(Section section) const;
  // Numbers the kept items of a sorted section; `key(input, ordinal)` as it is sorted.
  template <typename Cursor, typename Less>
  Result<Numbering> number(Section section, const Kept& kept, Less less) const;

  const std::vector<MergeInput>& inputs_;
  const std::string& scratch_directory_;
  const std::stop_token& stop_;
  MergePlan plan_;
  Kept paths_;
  Kept symbols_;
  Kept names_;
  Kept scopes_;
  Kept identifiers_;
};

// Goes through a section of sorted texts.
class TextCursor {
 public:
  using Key = std::string_view;
  TextCursor(const Segment& segment, Section section) : blobs_(segment.file(), section) {}
  bool next() {
    Bytes blob;
    if (!blobs_.next(blob)) return false;
    key_ = as_text(blob);
    return true;
  }
  const Key& key() const { return key_; }

 private:
  BlobCursor blobs_;
  Key key_;
};

// Goes through symbols: by id, and by USR where ids are equal.
class SymbolCursor {
 public:
  using Key = std::pair<std::uint64_t, std::string_view>;
  SymbolCursor(const Segment& segment, Section) : segment_(segment), usrs_(segment.file(), Section::kUsrs) {}
  bool next() {
    Bytes usr;
    if (!usrs_.next(usr)) return false;
    key_ = {segment_.symbol(static_cast<Ordinal>(usrs_.position() - 1)).id, as_text(usr)};
    return true;
  }
  const Key& key() const { return key_; }

 private:
  const Segment& segment_;
  BlobCursor usrs_;
  Key key_;
};

Result<MergePlan> Planner::plan() {
  if (auto done = find_live_files(); !done) return unexpected(done.error());
  if (auto done = find_used(); !done) return unexpected(done.error());
  const auto by_bytes = [](const auto& a, const auto& b) { return a < b; };
  const auto put = [](Result<Numbering> made, Numbering& out) -> Result<void> {
    if (!made) return unexpected(made.error());
    out = *std::move(made);
    return {};
  };
  if (auto done = put(number<TextCursor>(Section::kPaths, paths_, by_bytes), plan_.paths); !done) {
    return unexpected(done.error());
  }
  if (auto done = put(number<SymbolCursor>(Section::kSymbols, symbols_, by_bytes), plan_.symbols); !done) {
    return unexpected(done.error());
  }
  if (auto done = put(number<TextCursor>(Section::kNames, names_, name_less), plan_.names); !done) {
    return unexpected(done.error());
  }
  if (auto done = put(number<TextCursor>(Section::kScopes, scopes_, by_bytes), plan_.scopes); !done) {
    return unexpected(done.error());
  }
  if (auto done = put(number<TextCursor>(Section::kIdentifiers, identifiers_, by_bytes), plan_.identifiers); !done) {
    return unexpected(done.error());
  }
  return std::move(plan_);
}

Kept Planner::nothing_kept(Section section) const {
  Kept kept;
  for (const MergeInput& input : inputs_) kept.emplace_back(input.segment->count(section));
  return kept;
}

Result<void> Planner::check() const {
  if (stop_.stop_requested()) return unexpected(ErrorCode::kCancelled, "cancelled");
  for (const MergeInput& input : inputs_) {
    if (input.segment->is_damaged()) return unexpected(ErrorCode::kCorrupt, input.segment->file().damage());
  }
  return {};
}

Result<void> Planner::find_live_files() {
  Kept every_path;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    std::vector<bool> live(segment(i).count(Section::kPaths));
    for (Ordinal file = 0; file < live.size(); ++file) {
      live[file] = segment(i).has_rows(file) && !inputs_[i].dead->contains(file);
    }
    every_path.emplace_back(live.size(), true);
    plan_.live_files.push_back(std::move(live));
  }
  if (auto checked = check(); !checked) return checked;
  auto paths = number<TextCursor>(Section::kPaths, every_path, [](const auto& a, const auto& b) { return a < b; });
  if (!paths) return unexpected(paths.error());
  paths->for_each([&](Ordinal, std::span<const Source> sources) {
    bool is_taken = false;
    for (std::size_t i = sources.size(); i-- > 0;) {
      const Source& source = sources[i];
      auto live = plan_.live_files[source.input].begin() + source.ordinal;
      if (is_taken) *live = false;
      is_taken = is_taken || *live;
    }
    return true;
  });
  return {};
}

Result<void> Planner::find_used() {
  paths_ = plan_.live_files;
  symbols_ = nothing_kept(Section::kSymbols);
  names_ = nothing_kept(Section::kNames);
  scopes_ = nothing_kept(Section::kScopes);
  identifiers_ = nothing_kept(Section::kIdentifiers);
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    for (Ordinal file = 0; file < plan_.live_files[i].size(); ++file) {
      if (auto checked = check_each(file); !checked) return checked;
      if (!plan_.live_files[i][file]) continue;
      if (auto used = use_rows_of(i, file); !used) return used;
    }
    if (auto used = use_relations_of(i); !used) return used;
    for (Ordinal symbol = 0; symbol < symbols_[i].size(); ++symbol) {
      if (symbols_[i][symbol]) use_symbol_texts(i, symbol);
    }
    for (Ordinal identifier = 0; identifier < identifiers_[i].size(); ++identifier) {
      if (auto checked = check_each(identifier); !checked) return checked;
      for (const Ordinal file : segment(i).mentions(identifier)) {
        if (plan_.live_files[i][file]) identifiers_[i][identifier] = true;
      }
    }
  }
  return check();
}

Result<void> Planner::use_rows_of(std::size_t input, Ordinal file) {
  GroupsReader groups(segment(input).file().blob(Section::kOccurrences, file));
  Group group;
  while (groups.next(group)) {
    if (group.symbol >= symbols_[input].size()) {
      segment(input).file().fail("an unknown symbol occurs", Section::kOccurrences);
      return check();
    }
    symbols_[input][group.symbol] = true;
  }
  if (!groups.ok()) segment(input).file().fail("a group cannot be decoded", Section::kOccurrences);
  for (const SegmentInclude& include : segment(input).includes(file)) {
    if (include.resolved) paths_[input][*include.resolved] = true;
  }
  return {};
}

Result<void> Planner::use_relations_of(std::size_t input) {
  for (Ordinal symbol = 0; symbol < symbols_[input].size(); ++symbol) {
    if (auto checked = check_each(symbol); !checked) return checked;
    for (const SegmentRelation& relation : segment(input).relations(symbol)) {
      if (!plan_.live_files[input][relation.file]) continue;
      symbols_[input][symbol] = true;
      symbols_[input][relation.other] = true;
    }
  }
  return {};
}

void Planner::use_symbol_texts(std::size_t input, Ordinal symbol) {
  const SymbolRecord record = segment(input).symbol(symbol);
  if (record.name >= names_[input].size() || record.scope >= scopes_[input].size()) {
    segment(input).file().fail("a symbol's name is out of range", Section::kSymbols);
    return;
  }
  names_[input][record.name] = true;
  scopes_[input][record.scope] = true;
}

template <typename Cursor, typename Less>
Result<Numbering> Planner::number(Section section, const Kept& kept, Less less) const {
  Numbering numbering;
  std::vector<std::optional<Cursor>> cursors(inputs_.size());
  std::vector<Ordinal> at(inputs_.size());
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    auto remap = Remap::make(scratch_directory_, segment(i).count(section));
    if (!remap) return unexpected(remap.error());
    numbering.inputs.push_back(*std::move(remap));
    cursors[i].emplace(segment(i), section);
    if (!cursors[i]->next()) cursors[i].reset();
  }
  while (true) {
    if (auto checked = check_each(numbering.count); !checked) return unexpected(checked.error());
    std::optional<typename Cursor::Key> least;
    for (const auto& cursor : cursors) {
      if (cursor && (!least || less(cursor->key(), *least))) least = cursor->key();
    }
    if (!least) break;
    bool is_kept = false;
    for (std::size_t i = 0; i < cursors.size(); ++i) {
      if (!cursors[i] || cursors[i]->key() != *least) continue;
      numbering.inputs[i][at[i]] = kept[i][at[i]] ? numbering.count : kDropped;
      is_kept = is_kept || kept[i][at[i]];
      ++at[i];
      if (!cursors[i]->next()) cursors[i].reset();
    }
    if (is_kept) ++numbering.count;
  }
  if (auto checked = check(); !checked) return unexpected(checked.error());
  return numbering;
}

}  // namespace

Result<MergePlan> plan_merge(const std::vector<MergeInput>& inputs, const std::string& scratch_directory,
                             const std::stop_token& stop) {
  return Planner(inputs, scratch_directory, stop).plan();
}

}  // namespace cairn::store
