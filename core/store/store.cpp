// Opening, following and mending a store. Changes of its rows are in store_changes.cpp.
#include "core/store/store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "platform/base/component.h"
#include "platform/base/log.h"
#include "platform/fs/file.h"

namespace cairn::store {
namespace {

// What was set aside is kept for whoever wants to see why, but not for ever.
constexpr std::size_t kMaxSetAside = 4;

constexpr std::string_view kSegmentSuffix = ".seg";

std::optional<std::uint64_t> id_of(std::string_view name) {
  if (!name.ends_with(kSegmentSuffix)) return std::nullopt;
  name.remove_suffix(kSegmentSuffix.size());
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
  if (error != std::errc() || end != name.data() + name.size() || id == 0) return std::nullopt;
  return id;
}

// Whether a manifest that fails to open so is to be made anew: not where the disk is full
// or somebody else is busy with it.
bool is_unusable(const Error& error) {
  return error.code != ErrorCode::kNoSpace && error.code != ErrorCode::kUnavailable &&
         error.code != ErrorCode::kPermission && error.code != ErrorCode::kTimeout;
}

std::vector<std::string> names_in(const std::string& directory) {
  auto names = fs::list_directory(directory);
  return names ? *std::move(names) : std::vector<std::string>();
}

}  // namespace

Store::Store(std::string directory, StoreOptions options)
    : directory_(std::move(directory)), options_(std::move(options)), snapshot_(std::make_shared<Snapshot>()) {}

Store::~Store() = default;

std::string Store::segment_path(std::uint64_t id) const { return fmt::format("{}/segments/{}.seg", directory_, id); }

std::shared_ptr<const Snapshot> Store::snapshot() const {
  const sync::MutexLock lock(snapshot_mutex_);
  return snapshot_;
}

bool Store::is_writer() const {
  const sync::MutexLock lock(state_mutex_);
  return lock_.has_value();
}

std::optional<pid_t> Store::other_writer() const {
  return is_writer() ? std::nullopt : fs::lock_holder(directory_ + "/writer.lock");
}

Result<std::unique_ptr<Store>> Store::open(const std::string& directory, StoreOptions options) {
  const base::ComponentScope component(base::Component::kStore);
  auto store = std::unique_ptr<Store>(new Store(directory, std::move(options)));
  Result<void> opened;
  {
    const sync::MutexLock lock(store->state_mutex_);
    opened = store->open_folder();
  }
  store->tell_pending();
  if (!opened) return unexpected(opened.error());
  return store;
}

void Store::tell_pending() {
  std::vector<std::string> messages;
  {
    const sync::MutexLock lock(state_mutex_);
    messages.swap(messages_);
  }
  for (const std::string& message : messages) {
    base::log_error("{}", message);
    if (options_.on_problem) options_.on_problem(message);
  }
}

Result<void> Store::open_folder() {
  for (const char* name : {"", "/segments", "/new", "/damaged"}) {
    if (!options_.may_write) break;
    if (auto made = fs::make_private_directory(directory_ + name); !made && access(directory_.c_str(), R_OK) != 0) {
      return made;
    }
  }
  if (auto became = become_writer(); became) return {};
  // Somebody else writes, or the medium cannot be written at all.
  if (auto opened = open_manifest(); opened) return {};
  const auto state = scan_segments();
  return state ? use_state(*state) : unexpected(state.error());
}

Result<void> Store::become_writer() {
  if (!options_.may_write) return unexpected(ErrorCode::kPermission, "opened for reading only");
  auto lock = fs::FileLock::try_acquire(directory_ + "/writer.lock");
  if (!lock) return unexpected(lock.error());
  lock_.emplace(*std::move(lock));
  auto opened = open_manifest();
  if (!opened && is_unusable(opened.error())) opened = rebuild_manifest(opened.error().message);
  if (!opened) {
    stop_writing();
    return opened;
  }
  remove_strays();
  return {};
}

void Store::stop_writing() {
  is_loaded_ = false;
  lock_.reset();
  manifest_.reset();
}

Result<void> Store::open_manifest() {
  const auto mode = lock_ ? sqlite::OpenMode::kReadWriteCreate : sqlite::OpenMode::kReadOnly;
  auto manifest = Manifest::open(directory_ + "/manifest.db", mode, options_.pool);
  if (!manifest) return unexpected(manifest.error());
  if (manifest->is_new()) {
    const auto state = known_state();
    if (!state) return unexpected(state.error());
    if (!state->segments.empty()) tell_made_anew("it was missing");
    if (auto made = manifest->create(*state); !made) return made;
  }
  // It is small: a look at all of it costs less than one wrong answer.
  if (auto problems = manifest->integrity_check(); !problems) {
    return unexpected(problems.error());
  } else if (!problems->empty()) {
    return unexpected(ErrorCode::kCorrupt, problems->front());
  }
  manifest_.emplace(*std::move(manifest));
  return load_manifest();
}

// What a new manifest has to say: what this process knows as the writer, else what the
// segments themselves tell.
Result<ManifestState> Store::known_state() {
  if (!is_loaded_) return scan_segments();
  ManifestState state{{}, next_id_, next_generation_};
  for (const Part& part : parts_) state.segments.push_back({part.id, part.segment->file().layer(), *part.dead});
  return state;
}

void Store::tell_made_anew(const std::string& why) {
  const std::string message = fmt::format(
      "The list of Cairn's index files in {} could not be used and was made anew from them ({})", directory_, why);
  if (std::exchange(is_made_anew_told_, true)) return;
  messages_.push_back(message);
}

Result<void> Store::load_manifest() {
  // A segment that a merge removed between our reading of the manifest and of the file is
  // no loss: the next reading does not name it.
  for (int attempt = 0;; ++attempt) {
    auto state = manifest_->read();
    if (!state) return unexpected(state.error());
    const bool all_there = std::all_of(state->segments.begin(), state->segments.end(), [&](const auto& segment) {
      return access(segment_path(segment.id).c_str(), F_OK) == 0;
    });
    if (!all_there && !lock_ && attempt < 3) continue;
    next_id_ = std::max(next_id_, state->next_id);
    next_generation_ = std::max(next_generation_, state->next_generation);
    if (auto used = use_state(*state); !used) return used;
    is_loaded_ = lock_.has_value();
    is_made_anew_told_ = false;
    return {};
  }
}

// Nothing changes on failure: a segment that cannot be mapped now is not lost.
Result<void> Store::use_state(const ManifestState& state) {
  std::vector<Part> parts;
  std::vector<std::uint64_t> lost;
  std::string why;
  for (const ManifestSegment& segment : state.segments) {
    const auto known =
        std::find_if(parts_.begin(), parts_.end(), [&](const Part& part) { return part.id == segment.id; });
    std::shared_ptr<const Segment> opened;
    if (known != parts_.end()) {
      opened = known->segment;
    } else if (auto file = SegmentFile::open(segment_path(segment.id)); file && (*file)->layer() == segment.layer) {
      opened = std::make_shared<const Segment>(*std::move(file));
    } else if (!file && file.error().code == ErrorCode::kUnavailable) {
      return unexpected(file.error());
    } else {
      lost.push_back(segment.id);
      if (why.empty()) why = file ? "it has the rows of another layer" : file.error().message;
      continue;
    }
    parts.push_back({segment.id, std::move(opened), std::make_shared<const DeadFiles>(segment.dead)});
  }
  parts_ = std::move(parts);
  if (!lost.empty()) lose(lost, why);
  show();
  return {};
}

Result<ManifestState> Store::scan_segments() {
  ManifestState state;
  std::vector<std::pair<std::uint64_t, std::unique_ptr<Segment>>> segments;
  std::vector<std::uint64_t> lost;
  std::string why;
  for (const std::string& name : names_in(directory_ + "/segments")) {
    const std::optional<std::uint64_t> id = id_of(name);
    if (!id) continue;
    if (auto file = SegmentFile::open(segment_path(*id))) {
      segments.emplace_back(*id, std::make_unique<Segment>(*std::move(file)));
    } else if (file.error().code == ErrorCode::kUnavailable) {
      return unexpected(file.error());
    } else {
      lost.push_back(*id);
      if (why.empty()) why = file.error().message;
    }
  }
  std::sort(segments.begin(), segments.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  state.next_id = next_id_;
  state.next_generation = next_generation_;
  for (const auto& [id, segment] : segments) {
    ManifestSegment entry{id, segment->file().layer(), {}};
    for (Ordinal file = 0; file < segment->count(Section::kPaths); ++file) {
      const std::uint64_t generation = segment->file_record(file).generation;
      state.next_generation = std::max(state.next_generation, generation + 1);
      if (generation == 0) continue;
      const std::string_view path = segment->path(file);
      for (const auto& [other_id, other] : segments) {
        if (other_id == id || other->file().layer() != segment->file().layer()) continue;
        const std::optional<Ordinal> there = other->find_path(path);
        const std::uint64_t theirs = there ? other->file_record(*there).generation : 0;
        if (theirs > generation || (theirs == generation && other_id > id)) entry.dead.add(file);
      }
    }
    state.next_id = std::max(state.next_id, id + 1);
    state.segments.push_back(std::move(entry));
  }
  if (!lost.empty()) lose(lost, why);
  return state;
}

Result<void> Store::rebuild_manifest(const std::string& why) {
  manifest_.reset();
  tell_made_anew(why);
  const std::string path = directory_ + "/manifest.db";
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const std::string from = path + suffix;
    if (rename(from.c_str(), fmt::format("{}/damaged/manifest.db{}", directory_, suffix).c_str()) != 0) {
      if (auto removed = fs::remove_tree(from); !removed) return removed;
    }
  }
  return open_manifest();
}

// Takes segments out of the store and says so, once for each. A reader leaves them to the
// writer, and only stops using them.
void Store::lose(const std::vector<std::uint64_t>& ids, const std::string& why) {
  std::vector<std::uint64_t> news;
  for (const std::uint64_t id : ids) {
    if (told_.insert(id).second) news.push_back(id);
  }
  if (!news.empty()) {
    messages_.push_back(
        fmt::format("Cairn set {} damaged part{} of its index aside ({}); the files in {} have to be "
                    "indexed again",
                    news.size(), news.size() == 1 ? "" : "s", why, news.size() == 1 ? "it" : "them"));
  }
  std::erase_if(parts_, [&](const Part& part) { return std::find(ids.begin(), ids.end(), part.id) != ids.end(); });
  if (!lock_) return;
  for (const std::uint64_t id : ids) {
    const std::string from = segment_path(id);
    const std::string to = fmt::format("{}/damaged/{}.seg", directory_, id);
    if (rename(from.c_str(), to.c_str()) != 0) unlink(from.c_str());
  }
  std::vector<std::string> kept = names_in(directory_ + "/damaged");
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return id_of(a) < id_of(b); });
  for (std::size_t i = 0; i + kMaxSetAside < kept.size(); ++i) {
    unlink(fmt::format("{}/damaged/{}", directory_, kept[i]).c_str());
  }
  if (!manifest_) return;
  ManifestChange change;
  change.removed = ids;
  change.next_id = next_id_;
  change.next_generation = next_generation_;
  // If this fails, the next start finds the segments missing and says so again.
  if (auto applied = manifest_->apply(change); !applied) base::log_error("{}", applied.error().message);
}

// What a crash left behind: unfinished segments, and finished ones of no manifest.
void Store::remove_strays() {
  for (const std::string& name : names_in(directory_ + "/new")) {
    static_cast<void>(fs::remove_tree(directory_ + "/new/" + name));
  }
  for (const std::string& name : names_in(directory_ + "/segments")) {
    const std::optional<std::uint64_t> id = id_of(name);
    const bool is_ours =
        id && std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) { return part.id == *id; });
    if (!is_ours) static_cast<void>(fs::remove_tree(directory_ + "/segments/" + name));
  }
}

void Store::show() {
  auto next = std::make_shared<Snapshot>();
  next->parts = parts_;
  for (const auto& [key, overlay] : overlays_) {
    for (Part& part : next->parts) {
      if (part.segment->file().layer() != key.layer) continue;
      const std::optional<Ordinal> file = part.segment->find_path(key.path);
      if (!file || !part.is_live(*file)) continue;
      auto dead = std::make_shared<DeadFiles>(*part.dead);
      dead->add(*file);
      part.dead = std::move(dead);
    }
  }
  for (const auto& [key, overlay] : overlays_) next->parts.push_back(overlay);
  const sync::MutexLock lock(snapshot_mutex_);
  next->version = snapshot_->version + 1;
  snapshot_ = std::move(next);
}

Result<void> Store::refresh() {
  const base::ComponentScope component(base::Component::kStore);
  Result<void> status;
  {
    const sync::MutexLock lock(state_mutex_);
    status = follow();
  }
  tell_pending();
  return status;
}

Result<void> Store::follow() {
  if (!lock_) {
    if (auto became = become_writer(); became) return {};
    if (!manifest_) return open_manifest();
    auto outdated = manifest_->is_outdated();
    if (outdated && *outdated) {
      if (auto loaded = load_manifest(); !loaded) outdated = unexpected(loaded.error());
    }
    if (!outdated) {  // the writer will mend it; until then the rows are those that we know
      manifest_.reset();
      return unexpected(outdated.error());
    }
  } else if (manifest_->is_broken()) {
    if (auto rebuilt = rebuild_manifest("it was removed or damaged"); !rebuilt) {
      stop_writing();
      return rebuilt;
    }
  }
  std::vector<std::uint64_t> lost;
  std::string why;
  for (const Part& part : parts_) {
    const bool is_missing = lock_ && access(segment_path(part.id).c_str(), F_OK) != 0;
    if (!part.segment->is_damaged() && !is_missing) continue;
    lost.push_back(part.id);
    if (why.empty()) why = is_missing ? "its file is gone" : part.segment->file().damage();
  }
  if (lost.empty()) return {};
  lose(lost, why);
  show();
  return {};
}

void Store::maintain() {
  const sync::MutexLock lock(state_mutex_);
  if (manifest_) manifest_->maintain();
}

void Store::release_pages(bool all) {
  const std::shared_ptr<const Snapshot> now = snapshot();
  for (const Part& part : now->parts) {
    if (all || !part.segment->file().was_read()) part.segment->file().release_pages();
  }
}

std::vector<SegmentStatus> Store::status() const {
  std::vector<SegmentStatus> result;
  const std::shared_ptr<const Snapshot> now = snapshot();
  for (const Part& part : now->parts) {
    const SegmentFile& file = part.segment->file();
    SegmentStatus status{part.id, file.layer(), file.file_bytes(), file.rows(Section::kFiles), part.dead->count(), {}};
    for (std::size_t i = 0; i < kSectionCount; ++i) {
      const auto section = static_cast<Section>(i);
      status.sections.push_back({section_name(section), file.section_bytes(section), file.rows(section)});
    }
    result.push_back(std::move(status));
  }
  return result;
}

Result<std::vector<std::string>> Store::verify() {
  std::vector<std::string> problems;
  const std::shared_ptr<const Snapshot> now = snapshot();
  for (const Part& part : now->parts) {
    if (!part.segment->file().verify(true)) {
      problems.push_back(fmt::format("segment {}: {}", part.id, part.segment->file().damage()));
    }
  }
  {
    const sync::MutexLock lock(state_mutex_);
    if (manifest_) {
      auto found = manifest_->integrity_check();
      if (!found) return unexpected(found.error());
      for (const std::string& problem : *found) problems.push_back("manifest: " + problem);
    }
  }
  if (auto refreshed = refresh(); !refreshed) problems.push_back("manifest: " + refreshed.error().message);
  return problems;
}

void Store::report_memory(memory::MemoryTree& tree) const {
  const std::shared_ptr<const Snapshot> now = snapshot();
  for (const Part& part : now->parts) {
    memory::MemoryTree& node = tree.child(part.id == 0 ? "overlays" : "segments");
    node.add(part.segment->file().memory_bytes() + part.dead->memory_bytes());
  }
}

}  // namespace cairn::store
