// Places of symbols across the project, file by file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/rows.h"
#include "core/store/lookup.h"

namespace cairn::query {

// Where a symbol stands. Columns are bytes.
struct Place {
  text::Range range;   // the name; empty for what is not spelled
  text::Range extent;  // the whole declaration; empty where that is not known
  model::Roles roles = model::kRefers;
  auto operator<=>(const Place&) const = default;
};

// Places by rising position, those of one range as one with all roles.
void merge_places(std::vector<Place>& places);

// The text that rows are about, as the index saw it.
struct TextStamp {
  std::uint64_t content_hash = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t size_bytes = 0;
  bool is_ascii = false;  // bytes are columns in every encoding
};

// The places in one text of a file, from all variants that were made from it.
struct TextPlaces {
  TextStamp text;
  std::vector<Place> places;  // merged; never empty
};

// Units that were indexed at different times may have seen different texts of a file.
struct FilePlaces {
  std::string path;  // relative to the root; absolute outside of it
  std::vector<TextPlaces> texts;
};

// What visit_places() looks for; of different symbols different places may be wanted.
struct PlacesWanted {
  std::span<const std::string> usrs;
  model::Roles roles = 0;     // places with any of these
  model::Roles excluded = 0;  // but none of these
};

// Calls `visit` for each file with places of any of the symbols, by rising path, one file
// in memory at a time. Ends early when it returns false or `stop` is requested; false then.
bool visit_places(const store::Snapshot& snapshot, std::span<const PlacesWanted> wanted, const std::stop_token& stop,
                  const std::function<bool(FilePlaces&&)>& visit);
inline bool visit_places(const store::Snapshot& snapshot, const PlacesWanted& wanted, const std::stop_token& stop,
                         const std::function<bool(FilePlaces&&)>& visit) {
  return visit_places(snapshot, std::span(&wanted, 1), stop, visit);
}

// The same, collected; for questions whose answers are short.
std::vector<FilePlaces> find_places(const store::Snapshot& snapshot, const PlacesWanted& wanted);

Place place_of(const store::Mention& mention);
TextStamp stamp_of(const store::FileRecord& record);

}  // namespace cairn::query
