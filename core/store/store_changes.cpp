// How the rows of a store change: segments come, merge and go, each step one transaction
// of the manifest after everything that it names is on the disk.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "core/store/merge.h"
#include "core/store/segment_builder.h"
#include "core/store/store.h"
#include "platform/base/component.h"
#include "platform/base/log.h"

namespace cairn::store {
namespace {

Error not_the_writer() { return Error{ErrorCode::kUnavailable, "another process writes this workspace's index"}; }

Result<void> sync_directory(const std::string& path) {
  const base::UniqueFd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || fsync(fd.get()) != 0) return unexpected(base::errno_error("cannot sync " + path));
  return {};
}

// Segments of one class differ in size by less than this factor.
constexpr std::uint64_t kClassFactor = 4;
constexpr std::uint64_t kSmallestClassBytes = 64 * 1024;

int size_class(std::uint64_t bytes) {
  int result = 0;
  for (; bytes > kSmallestClassBytes; bytes /= kClassFactor) ++result;
  return result;
}

// Calls `visit(file, there)` for the paths that two segments share. Few are looked up one
// by one; many are gone through side by side, since both are sorted.
template <typename Visit>
void for_shared_paths(const Segment& few, const Segment& many, Visit visit) {
  constexpr Ordinal kLookupsPerPath = 16;
  if (few.count(Section::kPaths) < many.count(Section::kPaths) / kLookupsPerPath) {
    for (Ordinal file = 0; file < few.count(Section::kPaths); ++file) {
      if (const std::optional<Ordinal> there = many.find_path(few.path(file))) visit(file, *there);
    }
    return;
  }
  BlobCursor here(few.file(), Section::kPaths);
  BlobCursor there(many.file(), Section::kPaths);
  Bytes a;
  Bytes b;
  bool goes_on = here.next(a) && there.next(b);
  while (goes_on) {
    const int order = as_text(a).compare(as_text(b));
    if (order == 0) visit(static_cast<Ordinal>(here.position() - 1), static_cast<Ordinal>(there.position() - 1));
    goes_on = (order > 0 || here.next(a)) && (order < 0 || there.next(b));
  }
}

Result<std::shared_ptr<const Segment>> open_checked(const std::string& path) {
  auto file = SegmentFile::open(path);
  if (!file) return unexpected(file.error());
  // It may come from a worker, which is not trusted: everything is looked at once.
  if (!(*file)->verify(false)) {
    return unexpected(ErrorCode::kCorrupt, fmt::format("{}: {}", path, (*file)->damage()));
  }
  (*file)->release_pages();  // whoever asks will read little of it
  return std::shared_ptr<const Segment>(std::make_shared<Segment>(*std::move(file)));
}

}  // namespace

Result<std::uint64_t> Store::take_generation() {
  const sync::MutexLock lock(state_mutex_);
  if (!lock_) return unexpected(not_the_writer());
  return next_generation_++;
}

std::string Store::new_segment_path() {
  const sync::MutexLock lock(state_mutex_);
  return fmt::format("{}/new/{}-{}.seg", directory_, getpid(), next_temporary_++);
}

Result<void> Store::publish(const std::string& path) {
  const base::ComponentScope component(base::Component::kStore);
  auto segment = open_checked(path);
  Result<void> published;
  if (segment) {
    const sync::MutexLock lock(state_mutex_);
    published = lock_ ? adopt(path, *std::move(segment), {}) : unexpected(not_the_writer());
  } else {
    published = unexpected(segment.error());
  }
  if (!published) unlink(path.c_str());
  tell_pending();
  return published;
}

// Moves a segment in; `replaced` go in the same transaction.
Result<void> Store::adopt(const std::string& path, std::shared_ptr<const Segment> segment,
                          const std::vector<Part>& replaced) {
  const base::ComponentScope component(base::Component::kStore);
  Part part{next_id_, std::move(segment), nullptr};
  ManifestChange change;
  change.added.emplace_back(part.id, part.segment->file().layer());
  for (const Part& old : replaced) change.removed.push_back(old.id);
  if (replaced.empty()) {
    find_replaced(part, change);
  } else {
    find_died_meanwhile(replaced, part, change);
  }
  if (part.segment->is_damaged()) return unexpected(ErrorCode::kCorrupt, part.segment->file().damage());
  const std::string place = segment_path(part.id);
  if (rename(path.c_str(), place.c_str()) != 0)
    return unexpected(base::errno_error("cannot move a segment to " + place));
  if (auto synced = sync_directory(directory_ + "/segments"); !synced) {
    unlink(place.c_str());
    return synced;
  }
  ++next_id_;
  std::vector<Part> parts = parts_;
  std::erase_if(parts, [&](const Part& each) {
    return std::find(change.removed.begin(), change.removed.end(), each.id) != change.removed.end();
  });
  part.dead = std::make_shared<const DeadFiles>();
  parts.push_back(std::move(part));
  if (auto applied = apply(std::move(change), std::move(parts)); !applied) {
    unlink(place.c_str());
    return applied;
  }
  for (const Part& old : replaced) unlink(segment_path(old.id).c_str());
  return {};
}

// Which rows the new part makes dead, and which of its own are older than what is there.
void Store::find_replaced(const Part& part, ManifestChange& change) const {
  const Segment& segment = *part.segment;
  for (const Part& other : parts_) {
    if (other.segment->file().layer() != segment.file().layer()) continue;
    for_shared_paths(segment, *other.segment, [&](Ordinal file, Ordinal there) {
      const FileRecord record = segment.file_record(file);
      if (record.generation == 0 || !other.is_live(there)) return;
      if (other.segment->file_record(there).generation > record.generation) {
        change.died[part.id].push_back(file);
      } else {
        change.died[other.id].push_back(there);
      }
    });
  }
}

// What died in the inputs of a merge while it ran is dead in its result.
void Store::find_died_meanwhile(const std::vector<Part>& inputs, const Part& merged, ManifestChange& change) const {
  for (const Part& input : inputs) {
    const auto now = std::find_if(parts_.begin(), parts_.end(), [&](const Part& part) { return part.id == input.id; });
    if (now == parts_.end()) continue;
    now->dead->for_each([&](Ordinal file) {
      if (input.dead->contains(file)) return;
      const std::optional<Ordinal> there = merged.segment->find_path(input.segment->path(file));
      if (there) change.died[merged.id].push_back(*there);
    });
  }
}

// Commits, then shows what `parts` become by it.
Result<void> Store::apply(ManifestChange change, std::vector<Part> parts) {
  change.next_id = next_id_;
  change.next_generation = next_generation_;
  auto applied = manifest_->apply(change);
  if (!applied && applied.error().code == ErrorCode::kCorrupt) {
    // The segments are sound, and we know which of them count.
    if (auto rebuilt = rebuild_manifest(applied.error().message); !rebuilt) {
      stop_writing();
      return rebuilt;
    }
    applied = manifest_->apply(change);
  }
  if (!applied) return applied;
  for (const auto& died : change.died) {
    const auto part = std::find_if(parts.begin(), parts.end(), [&](const Part& each) { return each.id == died.first; });
    if (part == parts.end()) continue;
    auto dead = std::make_shared<DeadFiles>(*part->dead);
    for (const Ordinal file : died.second) dead->add(file);
    part->dead = std::move(dead);
  }
  parts_ = std::move(parts);
  show();
  return {};
}

Result<void> Store::remove_files(std::uint32_t layer, const std::vector<std::string>& paths) {
  const base::ComponentScope component(base::Component::kStore);
  Result<void> removed;
  {
    const sync::MutexLock lock(state_mutex_);
    if (!lock_) return unexpected(not_the_writer());
    ManifestChange change;
    for (const Part& part : parts_) {
      if (part.segment->file().layer() != layer) continue;
      for (const std::string& path : paths) {
        const std::optional<Ordinal> file = part.segment->find_path(path);
        if (file && part.is_live(*file)) change.died[part.id].push_back(*file);
      }
    }
    if (!change.died.empty()) removed = apply(std::move(change), parts_);
  }
  tell_pending();
  return removed;
}

// Many segments of like size come first: merging them bounds their number, and rids them of
// dead rows too.
std::vector<Part> Store::choose_merge() const {
  std::map<std::pair<std::uint32_t, int>, std::vector<Part>> classes;
  for (const Part& part : parts_) {
    const SegmentFile& file = part.segment->file();
    classes[{file.layer(), size_class(file.file_bytes())}].push_back(part);
  }
  for (auto& [key, parts] : classes) {
    if (parts.size() >= options_.merge_width) return parts;
  }
  for (const Part& part : parts_) {
    if (part.dead->count() * 2 > part.segment->file().rows(Section::kFiles)) return {part};
  }
  return {};
}

Result<bool> Store::merge_once(const std::stop_token& stop) {
  const sync::MutexLock one_at_a_time(merge_mutex_);
  std::vector<Part> inputs;
  {
    const sync::MutexLock lock(state_mutex_);
    if (lock_) inputs = choose_merge();
  }
  if (inputs.empty()) return false;
  std::vector<MergeInput> merge_inputs;
  for (const Part& input : inputs) merge_inputs.push_back({input.segment, input.dead});
  const std::string path = new_segment_path();
  auto merged = merge_segments(merge_inputs, path, directory_ + "/new", stop);
  if (!merged) {
    if (auto refreshed = refresh(); !refreshed) base::log_error("{}", refreshed.error().message);
    return unexpected(merged.error());
  }
  auto segment = open_checked(path);
  Result<void> finished;
  if (segment) {
    const sync::MutexLock lock(state_mutex_);
    finished = finish_merge(inputs, path, *std::move(segment));
  } else {
    finished = unexpected(segment.error());
  }
  if (!finished) unlink(path.c_str());
  tell_pending();
  if (!finished) return unexpected(finished.error());
  return true;
}

Result<void> Store::finish_merge(const std::vector<Part>& inputs, const std::string& path,
                                 std::shared_ptr<const Segment> merged) {
  for (const Part& input : inputs) {
    const bool is_there =
        std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) { return part.id == input.id; });
    // Set aside meanwhile: its rows may be wrong, so the merge's may be.
    if (!is_there || !lock_) return unexpected(ErrorCode::kUnavailable, "a segment went away while it was merged");
  }
  return adopt(path, std::move(merged), inputs);
}

Result<void> Store::set_overlay(std::uint32_t layer, const model::FileRows& rows) {
  const sync::MutexLock lock(state_mutex_);
  SegmentBuilder builder(layer, next_generation_);
  if (auto added = builder.add(rows); !added) return added;
  auto bytes = builder.write_to_memory();
  if (!bytes) return unexpected(bytes.error());
  auto file = SegmentFile::from_memory(*std::move(bytes));
  if (!file) return unexpected(file.error());
  overlays_.insert_or_assign(
      OverlayKey{layer, std::string(rows.path)},
      Part{0, std::make_shared<const Segment>(*std::move(file)), std::make_shared<const DeadFiles>()});
  show();
  return {};
}

void Store::clear_overlay(std::uint32_t layer, const std::string& path) {
  const sync::MutexLock lock(state_mutex_);
  if (overlays_.erase(OverlayKey{layer, path}) != 0) show();
}

}  // namespace cairn::store
