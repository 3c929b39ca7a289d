// Files of which only comments changed.
//
// The rows that units state of them are read from the store and written anew on other lines (moved_rows.h), under the
// names of variants of their own; then the table calls version and variants by the new content, so that all units
// that have them are up to date at once. As always the rows are published first and the old ones removed last: after
// a crash there are rows too many, or the old version is moved once more.
#include <algorithm>
#include <map>
#include <set>

#include "core/index/code_lines.h"
#include "core/index/file_states.h"
#include "core/index/index_ledger.h"
#include "core/index/moved_rows.h"
#include "core/index/semantic_status.h"
#include "core/store/segment_builder.h"
#include "core/store/variant_path.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"

namespace cairn::index {
namespace {

// Larger files are parsed instead.
constexpr std::size_t kMaxMovedBytes = std::size_t{16} << 20;

}  // namespace

// A version whose file has another content, and what units say of it.
struct IndexLedger::EditedVersion {
  std::uint32_t version = 0;
  fs::FileStamp stamp;  // taken before the content was read
  std::set<std::uint32_t> variants;
  bool is_stated = true;  // all its units are done
};

Result<std::uint64_t> IndexLedger::move_comments(const std::set<std::string>& suspects, const std::stop_token& stop) {
  FileStates states(root_, suspects);
  std::map<std::uint32_t, EditedVersion> edited;
  for (std::uint32_t number = 1; number < table_->versions().size(); ++number) {
    if (stop.stop_requested()) return std::uint64_t{0};
    const deps::FileVersion& version = table_->versions()[number];
    if (version.units == 0 || !table_->has_note(number)) continue;
    const std::string& path = table_->path(version.file);
    const auto stamp = states.stamp(path);
    if (!stamp) continue;
    const bool has_same_stamp = stamp->mtime_ns == version.mtime_ns && stamp->size_bytes == version.size_bytes;
    if ((has_same_stamp && !states.is_suspect(path)) || states.content_hash(path) == version.content_hash) continue;
    edited[number].version = number;
    edited[number].stamp = *stamp;
  }
  if (edited.empty()) return std::uint64_t{0};
  auto read = table_->read_units(
      [&](const deps::UnitKey&, const deps::UnitFacts& facts, std::span<const deps::UnitListEntry> list) {
        for (const deps::UnitListEntry& entry : list) {
          const auto found = edited.find(entry.version);
          if (found == edited.end()) continue;
          if (entry.variant != 0) found->second.variants.insert(entry.variant);
          // What kills or refuses may not do so any more: that is for a parse to say.
          if (facts.state != deps::UnitState::kDone || entry.variant == 0) found->second.is_stated = false;
        }
      });
  if (!read) return unexpected(read.error());
  std::uint64_t count = 0;
  for (const auto& [number, each] : edited) {
    auto moved = move_version(each);
    if (!moved) return unexpected(moved.error());
    count += *moved ? 1 : 0;
  }
  return count;
}

Result<bool> IndexLedger::move_version(const EditedVersion& edited) {
  const deps::FileVersion version = table_->versions()[edited.version];
  const std::string path = table_->path(version.file);
  if (!edited.is_stated) return false;
  const auto text = fs::read_file(absolute_path(root_, path), kMaxMovedBytes);
  if (!text) return false;
  deps::UnitTable::Move move{edited.version, base::hash64(*text), edited.stamp.mtime_ns, text->size(), {}, {}};
  if (text->size() != edited.stamp.size_bytes || table_->find_version(path, move.content_hash) != 0) return false;
  auto note = table_->note_of(edited.version);
  if (!note) return unexpected(note.error());
  const auto before = decode_code_lines(*note);
  const CodeLines after = find_code_lines(*text);
  const auto map = before ? LineMap::between(*before, after) : std::nullopt;
  if (!map) return false;
  move.note = encode_code_lines(after, !before->prints.empty());
  std::vector<MovedVariant> variants;
  for (const std::uint32_t number : edited.variants) {
    const std::uint64_t old_hash = table_->variants()[number].rows_hash;
    // Nobody compares it with an indexer's: it only has to be another for other rows.
    const std::uint64_t new_hash = base::hash64(base::hex64(old_hash) + base::hex64(move.content_hash));
    if (table_->find_variant(path, new_hash) != 0) return false;
    move.variants.emplace_back(number, new_hash);
    variants.push_back({store::variant_path(path, old_hash), store::variant_path(path, new_hash)});
  }
  model::FileFacts facts;
  facts.content_hash = move.content_hash;
  facts.mtime_ns = move.mtime_ns;
  facts.size_bytes = move.size_bytes;
  facts.line_count = after.line_count;
  const bool is_ascii =
      std::all_of(text->begin(), text->end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) facts.flags = model::FileFacts::kAscii;
  auto generation = store_->take_generation();
  if (!generation) return unexpected(generation.error());
  store::SegmentBuilder builder(kSemanticLayer, *generation);
  if (!add_moved_rows(*store_->snapshot(), variants, facts, *map, builder)) return false;
  const std::string segment = store_->new_segment_path();
  if (auto written = builder.write(segment); !written) return unexpected(written.error());
  if (auto published = store_->publish(segment); !published) return unexpected(published.error());
  if (auto moved = table_->move(move); !moved) return unexpected(moved.error());
  std::vector<std::string> old_paths;
  for (const MovedVariant& variant : variants) {
    live_.insert(base::hash64(variant.to));
    if (!needed_.contains(variant.from)) old_paths.push_back(variant.from);
  }
  if (auto removed = remove_rows(old_paths); !removed) return unexpected(removed.error());
  return true;
}

}  // namespace cairn::index
