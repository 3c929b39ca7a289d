#include "core/store/lookup.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "core/store/name_filter.h"
#include "core/text/fuzzy_match.h"
#include "core/text/typo_match.h"

namespace cairn::store {
namespace {

// A prefix of one or two characters fits many names about equally well: this many of a
// part, in alphabetical order, are looked at before all others are.
constexpr std::size_t kMaxPrefixNames = 4096;
constexpr std::size_t kShortPattern = 2;

// Names that score well are collected, then those of dead symbols drop out: so many more
// than asked for are kept at first.
constexpr std::size_t kSpareFactor = 8;

// Names that were mistyped are an offer: they fill up to so many, with scores below those of all that match.
// They are looked for only where fewer than so many names match: who sees a screen of those sees the mistake too.
constexpr std::size_t kMaxMistyped = 50;
constexpr float kMistypedScore = 0.001F;

struct Candidate {
  float score = 0;
  std::uint32_t part = 0;
  Ordinal name = 0;
};

bool better(const Candidate& a, const Candidate& b) {
  if (a.score != b.score) return a.score > b.score;
  return std::pair(a.part, a.name) < std::pair(b.part, b.name);
}

// Keeps the best of what is added.
class BestCandidates {
 public:
  explicit BestCandidates(std::size_t capacity) : capacity_(capacity) {}
  void add(const Candidate& candidate) {
    if (worst_ && !better(candidate, *worst_)) {
      is_cut_ = true;
      return;
    }
    kept_.push_back(candidate);
    if (kept_.size() >= 2 * capacity_) cut();
  }
  std::vector<Candidate> take() {
    if (kept_.size() > capacity_) cut();
    std::sort(kept_.begin(), kept_.end(), better);
    return std::move(kept_);
  }
  bool is_cut() const { return is_cut_; }

 private:
  void cut() {
    std::nth_element(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(capacity_ - 1), kept_.end(), better);
    kept_.resize(capacity_);
    worst_ = kept_.back();
    is_cut_ = true;
  }
  std::size_t capacity_;
  std::vector<Candidate> kept_;
  std::optional<Candidate> worst_;
  bool is_cut_ = false;
};

// Reads names by rising ordinal; near ones cost less than a lookup each.
class NameReader {
 public:
  explicit NameReader(const Segment& segment) : segment_(segment), cursor_(segment.file(), Section::kNames) {}
  std::string_view at(Ordinal name) {
    if (name < cursor_.position() || name - cursor_.position() >= kBlobStride) {
      cursor_ = BlobCursor(segment_.file(), Section::kNames, name);
    }
    Bytes blob;
    while (cursor_.position() <= name && cursor_.next(blob)) {
    }
    return as_text(blob);
  }

 private:
  const Segment& segment_;
  BlobCursor cursor_;
};

void scan_prefix(const Segment& segment, std::uint32_t part, std::string_view pattern,
                 const text::FuzzyMatcher& matcher, BestCandidates& best) {
  Ordinal name = segment.first_name_from(pattern);
  BlobCursor cursor(segment.file(), Section::kNames, name);
  Bytes blob;
  for (std::size_t seen = 0; seen < kMaxPrefixNames && cursor.next(blob); ++seen, ++name) {
    if (!starts_with_folded(as_text(blob), pattern)) break;
    if (const auto score = matcher.match(as_text(blob))) best.add({*score, part, name});
  }
}

// Adds the names that `query` lets pass and `match` gives a score. False if it was stopped.
template <typename Query, typename Match>
bool scan_filters(const Segment& segment, std::uint32_t part, const Query& query, const Match& match,
                  const std::stop_token& stop, BestCandidates& best) {
  constexpr std::size_t kPerBlock = kBlockBytes / sizeof(NameFilter);
  const std::uint64_t count = segment.file().items(Section::kNameFilters);
  NameReader names(segment);
  for (std::uint64_t begin = 0; begin < count; begin += kPerBlock) {
    if (stop.stop_requested()) return false;
    const std::uint64_t size = std::min<std::uint64_t>(kPerBlock, count - begin);
    const Bytes block =
        segment.file().read(Section::kNameFilters, begin * sizeof(NameFilter), size * sizeof(NameFilter));
    if (block.empty()) return true;  // damaged
    const auto* filters = reinterpret_cast<const NameFilter*>(block.data());
    for (std::uint64_t i = 0; i < size; ++i) {
      if (!query.may_match(filters[i])) continue;
      const auto name = static_cast<Ordinal>(begin + i);
      if (const std::optional<float> score = match(names.at(name))) best.add({*score, part, name});
    }
  }
  return true;
}

bool is_introduced(const Part& part, Ordinal symbol) {
  for (const Posting& posting : part.segment->postings(symbol)) {
    if (posting.introduces && part.is_live(posting.file)) return true;
  }
  return false;
}

// The candidates as hits, without names that only dead files had.
std::vector<NameHit> keep_live(const Snapshot& snapshot, std::vector<Candidate> candidates, std::size_t limit) {
  std::vector<NameHit> hits;
  std::map<std::string_view, std::size_t> index;
  for (const Candidate& candidate : candidates) {
    const Part& part = snapshot.parts[candidate.part];
    const std::string_view name = part.segment->text(Section::kNames, candidate.name);
    const auto known = index.find(name);
    if (known == index.end() && hits.size() == limit) continue;
    std::vector<SymbolRef::Place> places;
    for (const Ordinal symbol : part.segment->symbols_named(candidate.name)) {
      if (is_introduced(part, symbol)) places.push_back({&part, symbol});
    }
    if (places.empty() || part.segment->is_damaged()) continue;
    if (known == index.end()) {
      index[name] = hits.size();
      hits.push_back({name, candidate.score, std::move(places)});
    } else {
      auto& all = hits[known->second].symbols;
      all.insert(all.end(), places.begin(), places.end());
    }
  }
  return hits;
}

bool in_layer(const Part& part, std::uint32_t layer) { return part.segment->file().layer() == layer; }

// Whether a live file states a relation of the symbol.
bool is_related(const Part& part, Ordinal symbol) {
  for (const SegmentRelation& relation : part.segment->relations(symbol)) {
    if (part.is_live(relation.file)) return true;
  }
  return false;
}

}  // namespace

std::vector<SymbolRef> find_symbols(const Snapshot& snapshot, std::uint32_t layer, model::SymbolId id) {
  std::vector<SymbolRef> found;
  std::vector<std::string_view> introducers;  // of each the first by path
  for (auto part = snapshot.parts.rbegin(); part != snapshot.parts.rend(); ++part) {
    if (!in_layer(*part, layer)) continue;
    for (const Ordinal ordinal : part->segment->find_id(id)) {
      const model::SymbolFacts facts = part->segment->facts(ordinal);
      std::uint32_t files = 0;
      std::optional<Ordinal> introducer;  // the first by path
      for (const Posting& posting : part->segment->postings(ordinal)) {
        if (!part->is_live(posting.file)) continue;
        ++files;
        if (posting.introduces && !introducer) introducer = posting.file;
      }
      // A file may relate symbols that it does not mention: a specialisation its template.
      if (files == 0 && !is_related(*part, ordinal)) continue;
      if (part->segment->is_damaged()) continue;
      auto symbol =
          std::find_if(found.begin(), found.end(), [&](const auto& each) { return each.facts.usr == facts.usr; });
      if (symbol == found.end()) {
        found.push_back({id, facts, false, 0, {}});
        symbol = found.end() - 1;
        introducers.emplace_back();
      }
      if (introducer) {
        std::string_view& first = introducers[static_cast<std::size_t>(symbol - found.begin())];
        const std::string_view path = part->segment->path(*introducer);
        if (!symbol->is_introduced || path < first) {
          symbol->facts = facts;
          first = path;
        }
        symbol->is_introduced = true;
      }
      symbol->file_count += files;
      symbol->places.push_back({&*part, ordinal});
    }
  }
  std::erase_if(found, [](const SymbolRef& symbol) { return symbol.file_count == 0; });
  return found;
}

void visit_occurrences(const SymbolRef& symbol, model::Roles roles,
                       const std::function<bool(std::string_view path, const Mention&)>& visit) {
  // Files that only use the symbol are known without a look at their rows.
  const bool only_introductions = (roles & ~(model::kDeclares | model::kDefines)) == 0;
  std::vector<Mention> mentions;
  for (const SymbolRef::Place& place : symbol.places) {
    const Segment& segment = *place.part->segment;
    for (const Posting& posting : segment.postings(place.ordinal)) {
      if (only_introductions && !posting.introduces) continue;
      if (!place.part->is_live(posting.file)) continue;
      mentions.clear();
      segment.visit_mentions(posting.file, place.ordinal, [&](const Mention& mention) {
        if ((mention.roles & roles) != 0) mentions.push_back(mention);
      });
      if (mentions.empty()) continue;
      const std::string_view path = segment.path(posting.file);
      if (segment.is_damaged()) break;  // what was read may be what a fault left there
      for (const Mention& mention : mentions) {
        if (!visit(path, mention)) return;
      }
    }
  }
}

namespace {

// Names that `matcher` accepts.
NameSearch search_exactly(const Snapshot& snapshot, std::uint32_t layer, std::string_view pattern,
                          const text::FuzzyMatcher& matcher, std::size_t limit, const std::stop_token& stop) {
  NameSearch search;
  const NameFilterQuery query(pattern);
  for (std::size_t capacity = limit * kSpareFactor;; capacity *= kSpareFactor) {
    BestCandidates best(capacity);
    if (pattern.size() <= kShortPattern) {
      for (std::uint32_t i = 0; i < snapshot.parts.size(); ++i) {
        if (in_layer(snapshot.parts[i], layer)) scan_prefix(*snapshot.parts[i].segment, i, pattern, matcher, best);
      }
      search.hits = keep_live(snapshot, best.take(), limit);
      search.is_complete = false;
      if (search.hits.size() >= limit) return search;
      best = BestCandidates(capacity);
    }
    bool is_whole = true;
    for (std::uint32_t i = 0; i < snapshot.parts.size() && is_whole; ++i) {
      if (!in_layer(snapshot.parts[i], layer)) continue;
      const auto match = [&](std::string_view name) { return matcher.match(name); };
      is_whole = scan_filters(*snapshot.parts[i].segment, i, query, match, stop, best);
    }
    const bool is_cut = best.is_cut();
    std::vector<Candidate> candidates = best.take();
    const bool is_more = candidates.size() > limit;
    search.hits = keep_live(snapshot, std::move(candidates), limit);
    search.is_complete = is_whole && !is_cut && !(is_more && search.hits.size() >= limit);
    if (!is_whole || !is_cut || search.hits.size() >= limit) return search;
  }
}

// Names that `matcher` refuses and that may be meant all the same, behind all others.
void add_mistyped(const Snapshot& snapshot, std::uint32_t layer, std::string_view pattern,
                  const text::FuzzyMatcher& matcher, std::size_t limit, const std::stop_token& stop,
                  std::vector<NameHit>& hits) {
  const text::TypoMatcher typos(pattern);
  const TypoFilterQuery query(pattern);
  BestCandidates best(limit * kSpareFactor);
  for (std::uint32_t i = 0; i < snapshot.parts.size(); ++i) {
    if (!in_layer(snapshot.parts[i], layer)) continue;
    const auto match = [&](std::string_view name) -> std::optional<float> {
      const auto score = typos.match(name);
      return score && !matcher.match(name) ? std::optional(*score * kMistypedScore) : std::nullopt;
    };
    if (!scan_filters(*snapshot.parts[i].segment, i, query, match, stop, best)) return;
  }
  std::vector<NameHit> found = keep_live(snapshot, best.take(), limit);
  hits.insert(hits.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
}

}  // namespace

NameSearch search_names(const Snapshot& snapshot, std::uint32_t layer, std::string_view pattern, std::size_t limit,
                        const std::stop_token& stop) {
  if (pattern.empty() || limit == 0) return {};
  const text::FuzzyMatcher matcher(pattern);
  NameSearch search = search_exactly(snapshot, layer, pattern, matcher, limit, stop);
  if (pattern.size() >= text::TypoMatcher::kMinPattern && search.hits.size() < std::min(limit, kMaxMistyped)) {
    const std::size_t room = std::min(limit, kMaxMistyped) - search.hits.size();
    add_mistyped(snapshot, layer, pattern, matcher, room, stop, search.hits);
  }
  return search;
}

std::vector<NameHit> names_equal_to(const Snapshot& snapshot, std::uint32_t layer, std::string_view name) {
  std::vector<Candidate> candidates;
  for (std::uint32_t i = 0; i < snapshot.parts.size(); ++i) {
    if (!in_layer(snapshot.parts[i], layer)) continue;
    const Segment& segment = *snapshot.parts[i].segment;
    // Names that differ in case only are neighbours.
    BlobCursor cursor(segment.file(), Section::kNames, segment.first_name_from(name));
    Bytes blob;
    while (cursor.next(blob) && as_text(blob).size() == name.size() && starts_with_folded(as_text(blob), name)) {
      if (as_text(blob) == name) candidates.push_back({1, i, static_cast<Ordinal>(cursor.position() - 1)});
    }
  }
  return keep_live(snapshot, std::move(candidates), 1);
}

std::vector<std::string> files_mentioning(const Snapshot& snapshot, std::uint32_t layer, std::string_view identifier) {
  std::vector<std::string> paths;
  for (const Part& part : snapshot.parts) {
    if (!in_layer(part, layer)) continue;
    const std::optional<Ordinal> found = part.segment->find_identifier(identifier);
    if (!found) continue;
    const std::size_t before = paths.size();
    for (const Ordinal file : part.segment->mentions(*found)) {
      if (part.is_live(file)) paths.emplace_back(part.segment->path(file));
    }
    if (part.segment->is_damaged()) paths.resize(before);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace cairn::store
