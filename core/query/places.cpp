// A symbol's postings say which variants mention it, in each segment. They are put in
// order of their paths first, which costs no look at any occurrence; then one file after
// the other is decoded, all its variants together, so that places which several variants
// state come out once and an answer can be sent while the rest is still unread.
#include "core/query/places.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/index/semantic_status.h"
#include "core/query/symbol_facts.h"
#include "core/query/variants.h"

namespace cairn::query {
namespace {

struct Candidate {
  std::string_view path;  // without the variant's mark
  const store::Part* part = nullptr;
  store::Ordinal file = 0;
  store::Ordinal symbol = 0;
  const PlacesWanted* wanted = nullptr;
  bool operator<(const Candidate& other) const {
    return std::tie(path, part, file, symbol) < std::tie(other.path, other.part, other.file, other.symbol);
  }
};

void find_candidates(const store::Snapshot& snapshot, const PlacesWanted& wanted, std::vector<Candidate>& candidates) {
  const bool only_introductions = (wanted.roles & ~(model::kDeclares | model::kDefines)) == 0;
  for (const std::string& usr : wanted.usrs) {
    const auto symbol = find_symbol(snapshot, usr);
    if (!symbol) continue;
    for (const auto& [part, ordinal] : symbol->places) {
      const std::size_t before = candidates.size();
      for (const store::Posting& posting : part->segment->postings(ordinal)) {
        if ((only_introductions && !posting.introduces) || !part->is_live(posting.file)) continue;
        candidates.push_back(
            {path_of_variant(part->segment->path(posting.file)), part, posting.file, ordinal, &wanted});
      }
      if (part->segment->is_damaged()) candidates.resize(before);
    }
  }
}

// Adds the candidate's places to those of its file.
void add_places(const Candidate& candidate, FilePlaces& file) {
  const PlacesWanted& wanted = *candidate.wanted;
  const store::Segment& segment = *candidate.part->segment;
  std::vector<Place> places;
  segment.visit_mentions(candidate.file, candidate.symbol, [&](const store::Mention& mention) {
    if ((mention.roles & wanted.roles) == 0 || (mention.roles & wanted.excluded) != 0) return;
    places.push_back(place_of(mention));
  });
  if (places.empty()) return;
  const TextStamp stamp = stamp_of(segment.file_record(candidate.file));
  if (segment.is_damaged()) return;  // what was read may be what a fault left there
  auto text = std::find_if(file.texts.begin(), file.texts.end(),
                           [&](const TextPlaces& each) { return each.text.content_hash == stamp.content_hash; });
  if (text == file.texts.end()) text = file.texts.insert(text, {stamp, {}});
  // Of several stamps of one text the newest is the file's on the disk, if any is.
  if (stamp.mtime_ns > text->text.mtime_ns) text->text = stamp;
  text->places.insert(text->places.end(), places.begin(), places.end());
}

}  // namespace

void merge_places(std::vector<Place>& places) {
  std::sort(places.begin(), places.end());
  std::size_t kept = 0;
  for (const Place& place : places) {
    if (kept != 0 && places[kept - 1].range == place.range) {
      places[kept - 1].roles |= place.roles;
      // A declaration is no shorter for being seen by one more unit.
      places[kept - 1].extent = std::max(places[kept - 1].extent, place.extent);
    } else {
      places[kept++] = place;
    }
  }
  places.resize(kept);
}

bool visit_places(const store::Snapshot& snapshot, std::span<const PlacesWanted> wanted, const std::stop_token& stop,
                  const std::function<bool(FilePlaces&&)>& visit) {
  std::vector<Candidate> candidates;
  for (const PlacesWanted& each : wanted) find_candidates(snapshot, each, candidates);
  std::sort(candidates.begin(), candidates.end());
  for (std::size_t begin = 0, end = 0; begin < candidates.size(); begin = end) {
    if (stop.stop_requested()) return false;
    FilePlaces file;
    for (end = begin; end < candidates.size() && candidates[end].path == candidates[begin].path; ++end) {
      add_places(candidates[end], file);
    }
    if (file.texts.empty()) continue;
    file.path = candidates[begin].path;
    for (TextPlaces& text : file.texts) merge_places(text.places);
    if (!visit(std::move(file))) return false;
  }
  return true;
}

std::vector<FilePlaces> find_places(const store::Snapshot& snapshot, const PlacesWanted& wanted) {
  std::vector<FilePlaces> found;
  visit_places(snapshot, wanted, {}, [&](FilePlaces&& file) {
    found.push_back(std::move(file));
    return true;
  });
  return found;
}

Place place_of(const store::Mention& mention) {
  return {{mention.start, {mention.start.line, mention.start.column + mention.length}}, mention.extent, mention.roles};
}

TextStamp stamp_of(const store::FileRecord& record) {
  return {record.content_hash, record.mtime_ns, record.size_bytes, (record.flags & model::FileFacts::kAscii) != 0};
}

}  // namespace cairn::query
