#include "server/answers/locator.h"

#include <algorithm>
#include <utility>

#include "core/query/variants.h"
#include "core/text/line_diff.h"
#include "core/text/source_tokens.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::server {
namespace {

constexpr std::size_t kMaxTextBytes = std::size_t{64} << 20;

// Whether the bytes of `range` spell one of the names; of an operator or destructor its end.
bool spells(const text::TextBuffer& text, const text::Range& range, std::span<const std::string> names) {
  const std::string_view line = text.line(range.start.line);
  if (range.start.line != range.end.line || range.end.column > line.size() || range.start == range.end) return false;
  const std::string_view word = line.substr(range.start.column, range.end.column - range.start.column);
  const auto continues = [&](std::size_t at) {
    return text::is_source_word_byte(word.back()) && at < line.size() && text::is_source_word_byte(line[at]);
  };
  if (continues(range.end.column)) return false;
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return name == word ||
           (name.size() > word.size() && name.ends_with(word) && !text::is_source_word_byte(word.front()));
  });
}

text::Position in_units(const text::TextBuffer& text, const text::Position& bytes, base::TextEncoding encoding) {
  if (encoding == base::TextEncoding::kUtf8) return bytes;
  const auto offset = text.offset_at(bytes, base::TextEncoding::kUtf8);
  return offset ? text.position_at(*offset, encoding) : bytes;
}

// What a macro's expansion mentions stands where the macro is used: that word is shown.
text::Range word_at(const text::TextBuffer& text, const text::Position& start) {
  const std::string_view line = text.line(start.line);
  text::Position end = start;
  while (end.column < line.size() && text::is_source_word_byte(line[end.column])) ++end.column;
  return {start, end};
}

bool has_no_length(const query::Place& place) { return place.range.start == place.range.end; }

}  // namespace

const Locator::Text& Locator::newest(const std::string& absolute) {
  const auto open = view_.open_texts.find(absolute);
  if (open == view_.open_texts.end()) return on_disk(absolute);
  const auto [known, is_new] = newest_.try_emplace(absolute);
  if (is_new) known->second = {text::TextBuffer(*open->second), base::hash64(*open->second)};
  return known->second;
}

const Locator::Text& Locator::on_disk(const std::string& absolute) {
  const auto [known, is_new] = disk_.try_emplace(absolute);
  if (!is_new) return known->second;
  if (auto bytes = fs::read_file(absolute, kMaxTextBytes)) {
    known->second.hash = base::hash64(*bytes);
    known->second.buffer.emplace(*std::move(bytes));
  }
  return known->second;
}

const text::TextBuffer* Locator::text_of(const std::string& absolute) {
  const Text& text = newest(absolute);
  return text.buffer ? &*text.buffer : nullptr;
}

bool Locator::has_stamp(const std::string& absolute, const query::TextStamp& stamp) {
  if (view_.open_texts.contains(absolute) || stamp.mtime_ns == 0) return false;
  const auto found = fs::read_stamp(absolute);
  return found && found->mtime_ns == stamp.mtime_ns && found->size_bytes == stamp.size_bytes;
}

void Locator::take(const std::vector<query::Place>& places, bool is_ascii, LocatedFile& out) {
  const bool is_plain = (is_ascii || view_.encoding == base::TextEncoding::kUtf8) &&
                        std::none_of(places.begin(), places.end(), has_no_length);
  const text::TextBuffer* text = is_plain ? nullptr : text_of(out.path);
  const auto convert = [&](const text::Range& range) -> text::Range {
    if (text == nullptr) return range;
    return {in_units(*text, range.start, view_.encoding), in_units(*text, range.end, view_.encoding)};
  };
  out.places.reserve(out.places.size() + places.size());
  for (const query::Place& place : places) {
    LocatedPlace located;
    located.range = convert(text && has_no_length(place) ? word_at(*text, place.range.start) : place.range);
    located.extent = place.extent == text::Range() ? located.range : convert(place.extent);
    located.roles = place.roles;
    out.places.push_back(located);
  }
}

void Locator::take_checked(const std::vector<query::Place>& places, std::span<const std::string> names,
                           LocatedFile& out) {
  const text::TextBuffer* text = text_of(out.path);
  if (text == nullptr) return;
  std::vector<query::Place> kept;
  for (const query::Place& place : places) {
    const bool cannot_be_checked = has_no_length(place) && view_.is_index_fresh;
    if (cannot_be_checked || spells(*text, place.range, names)) kept.push_back(place);
  }
  take(kept, false, out);
}

// An open file whose text is not what was indexed: rows of the saved text move along with
// the lines, and are checked.
void Locator::take_moved(std::vector<query::Place> places, const text::TextBuffer& saved,
                         std::span<const std::string> names, LocatedFile& out) {
  const text::TextBuffer& open = *newest(out.path).buffer;
  const text::LineMap lines(saved.text(), open.text());
  std::vector<query::Place> moved;
  for (query::Place place : places) {
    const auto line = lines.at(place.range.start.line);
    if (!line) continue;
    const auto first = lines.at(place.extent.start.line);
    const auto last = lines.at(place.extent.end.line);
    if (place.extent != text::Range() && first && last) {
      place.extent.start.line = *first;
      place.extent.end.line = *last;
    } else {
      place.extent = {};
    }
    place.range.start.line = place.range.end.line = *line;
    // What is not spelled cannot be looked for; the line is still there, so it holds.
    if (has_no_length(place) || spells(open, place.range, names)) moved.push_back(place);
  }
  take(moved, false, out);
}

// The places in the text of that hash; where every unit is fresh, all of them: then texts
// of a file differ in nothing that rows say.
std::vector<query::Place> Locator::places_in(const query::FilePlaces& file, std::uint64_t hash) const {
  std::vector<query::Place> places;
  for (const query::TextPlaces& each : file.texts) {
    if (view_.is_index_fresh || each.text.content_hash == hash) {
      places.insert(places.end(), each.places.begin(), each.places.end());
    }
  }
  query::merge_places(places);
  return places;
}

bool Locator::is_indexed(const query::FilePlaces& file, std::uint64_t hash) const {
  return !query::current_variants(*view_.snapshot, file.path, hash).empty();
}

LocatedFile Locator::locate(const query::FilePlaces& file, std::span<const std::string> names) {
  LocatedFile out;
  out.path = fs::join_path(view_.root, file.path);
  // With rows of one text, or of several that must not be mixed, its own are enough.
  const bool takes_one = file.texts.size() == 1 || !view_.is_index_fresh;
  for (const query::TextPlaces& each : file.texts) {
    if (!takes_one || !has_stamp(out.path, each.text)) continue;
    take(each.places, each.text.is_ascii, out);
    return out;
  }
  const Text& text = newest(out.path);
  if (!text.buffer) {
    out.is_stale = true;
    return out;
  }
  for (const query::TextPlaces& each : file.texts) {
    if (!takes_one || each.text.content_hash != text.hash) continue;
    take(each.places, each.text.is_ascii, out);
    return out;
  }
  if (is_indexed(file, text.hash) && !view_.is_index_fresh) return out;  // rows of this very text: not here
  const Text& saved = on_disk(out.path);
  const std::vector<query::Place> places = places_in(file, saved.hash);
  if (text.hash == saved.hash && !places.empty()) {
    take_checked(places, names, out);
    out.is_stale = out.places.size() != places.size();
    return out;
  }
  out.is_stale = true;
  if (!places.empty() && saved.buffer) {
    take_moved(places, *saved.buffer, names, out);
  } else if (!is_indexed(file, saved.hash)) {
    std::vector<query::Place> all;
    for (const query::TextPlaces& each : file.texts) all.insert(all.end(), each.places.begin(), each.places.end());
    query::merge_places(all);
    take_checked(all, names, out);
  }
  return out;
}

std::optional<LocatedPlace> Locator::locate(const std::string& path, const query::TextStamp& text,
                                            const query::Place& place, const std::string& name, bool& is_stale) {
  const LocatedFile file = locate({path, {{text, {place}}}}, std::span(&name, 1));
  is_stale = is_stale || file.is_stale;
  return file.places.empty() ? std::nullopt : std::optional(file.places.front());
}

}  // namespace cairn::server
