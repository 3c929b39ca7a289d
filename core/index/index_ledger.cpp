#include "core/index/index_ledger.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "core/index/code_lines.h"
#include "core/index/file_states.h"
#include "core/index/include_graph.h"
#include "core/index/missing_includes.h"
#include "core/index/semantic_status.h"
#include "core/store/variant_path.h"
#include "platform/base/hash.h"
#include "platform/base/log.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

// Of a unit that cannot be parsed, so many files are watched.
constexpr std::size_t kMaxWatchedFiles = 2000;
constexpr std::size_t kMaxMissing = 64;
constexpr std::size_t kMaxNotedBytes = std::size_t{16} << 20;
constexpr std::size_t kMaxReasonBytes = 500;

std::uint64_t thread_cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(now.tv_nsec) / 1000;
}

std::string variant_of(const worker::IndexedFile& file) { return store::variant_path(file.path, file.rows_hash); }

}  // namespace

IndexLedger::IndexLedger(std::shared_ptr<store::Store> store, std::string root, std::string table_path,
                         std::function<void(const std::string&)> on_loss)
    : store_(std::move(store)),
      root_(std::move(root)),
      table_path_(std::move(table_path)),
      on_loss_(std::move(on_loss)),
      outside_(root_) {}

Result<void> IndexLedger::open() {
  if (!table_) {
    auto opened = deps::open_or_renew(table_path_, on_loss_);
    if (!opened) return unexpected(opened.error());
    table_.emplace(*std::move(opened));
  }
  if (is_live_known_) return {};
  live_.clear();
  const auto snapshot = store_->snapshot();
  for (const store::Part& part : snapshot->parts) {
    if (part.segment->file().layer() != kSemanticLayer) continue;
    store::BlobCursor paths(part.segment->file(), store::Section::kPaths);
    store::Bytes blob;
    while (paths.next(blob)) {
      if (part.is_live(static_cast<store::Ordinal>(paths.position() - 1)))
        live_.insert(base::hash64(store::as_text(blob)));
    }
  }
  is_live_known_ = true;
  return {};
}

Result<void> IndexLedger::remove_rows(const std::vector<std::string>& stored_paths) {
  if (stored_paths.empty()) return {};
  for (const std::string& path : stored_paths) live_.erase(base::hash64(path));
  return store_->remove_files(kSemanticLayer, stored_paths);
}

Result<Delivery> IndexLedger::plan_files(const std::vector<worker::IndexedFile>& files) {
  if (auto opened = open(); !opened) return unexpected(opened.error());
  Delivery delivery;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    if (!live_.contains(base::hash64(variant_of(files[i])))) delivery.request.files.push_back(i);
  }
  if (delivery.request.files.empty()) return delivery;
  auto generation = store_->take_generation();
  if (!generation) return unexpected(generation.error());
  delivery.request.generation = *generation;
  delivery.request.layer = kSemanticLayer;
  delivery.request.segment_path = store_->new_segment_path();
  return delivery;
}

Result<Delivery> IndexLedger::plan(const worker::IndexedUnit& unit) {
  auto delivery = plan_files(unit.files);
  if (!delivery) return delivery;
  delivery->has_imported = std::all_of(unit.imported.begin(), unit.imported.end(), [this](const auto& file) {
    return live_.contains(base::hash64(variant_of(file)));
  });
  return delivery;
}

Result<Delivery> IndexLedger::plan_layer(const std::vector<worker::IndexedFile>& files) {
  for (const worker::IndexedFile& file : files) {
    std::string path = variant_of(file);
    const std::uint64_t hash = base::hash64(path);
    needed_.emplace(std::move(path), hash);
  }
  return plan_files(files);
}

Result<void> IndexLedger::publish_layer(const std::vector<worker::IndexedFile>& files,
                                        const std::string& segment_path) {
  if (auto opened = open(); !opened) return opened;
  return publish(files, segment_path);
}

Result<bool> IndexLedger::release_layers() {
  if (needed_.empty()) return false;
  if (auto opened = open(); !opened) return unexpected(opened.error());
  std::unordered_set<std::uint64_t> stated;
  for (std::size_t i = 1; i < table_->variants().size(); ++i) {
    const deps::FileVariant& variant = table_->variants()[i];
    if (variant.units != 0)
      stated.insert(base::hash64(store::variant_path(table_->path(variant.file), variant.rows_hash)));
  }
  std::vector<std::string> removed;
  for (const auto& [path, hash] : needed_) {
    if (live_.contains(hash) && !stated.contains(hash)) removed.push_back(path);
  }
  needed_.clear();
  if (auto done = remove_rows(removed); !done) return unexpected(done.error());
  return !removed.empty();
}

bool IndexLedger::has_rows(const worker::IndexedFile& file) {
  return open() && live_.contains(base::hash64(variant_of(file)));
}

Result<void> IndexLedger::publish(const std::vector<worker::IndexedFile>& files, const std::string& segment_path) {
  if (auto published = store_->publish(segment_path); !published) return published;
  // What the segment really holds, not what it was asked to hold, is live now.
  const auto snapshot = store_->snapshot();
  for (const worker::IndexedFile& file : files) {
    const std::string path = variant_of(file);
    const std::uint64_t hash = base::hash64(path);
    if (!live_.contains(hash) && snapshot->find_file(kSemanticLayer, path)) live_.insert(hash);
  }
  return {};
}

Result<FinishedUnit> IndexLedger::finish(const ListedUnit& unit, const project::CompileCommand& command,
                                         const worker::IndexedUnit& indexed,
                                         const std::vector<worker::IndexedFile>& silent,
                                         const std::string& segment_path, std::uint64_t rivals_serial,
                                         std::set<std::string> suspects) {
  const std::uint64_t begin = thread_cpu_us();
  if (auto opened = open(); !opened) return unexpected(opened.error());
  FinishedUnit finished;
  if (!segment_path.empty()) {
    if (auto published = publish(indexed.files, segment_path); !published) return unexpected(published.error());
    finished.has_published = true;
  }
  FileStates states(root_, std::move(suspects));
  std::vector<deps::UnitFile> files;
  std::vector<std::string> absolute_files;
  const auto add = [&](const worker::IndexedFile& file, std::optional<std::uint64_t> rows) {
    const auto stamp = states.stamp(file.path);
    if (!stamp || stamp->mtime_ns != file.mtime_ns || stamp->size_bytes != file.size_bytes ||
        (states.is_suspect(file.path) && states.content_hash(file.path) != file.content_hash)) {
      finished.has_changed = true;
    }
    files.push_back({file.path, file.content_hash, file.mtime_ns, file.size_bytes, rows});
    absolute_files.push_back(absolute_path(root_, file.path));
  };
  for (const worker::IndexedFile& file : indexed.files) {
    if (!live_.contains(base::hash64(variant_of(file)))) return finished;
    add(file, file.rows_hash);
  }
  for (const worker::IndexedFile& file : silent) add(file, std::nullopt);
  deps::UnitFacts facts;
  facts.command_hash = unit.command_hash;
  facts.error_count = indexed.error_count;
  facts.cost_ms = indexed.cpu_ms;
  facts.peak_bytes = indexed.peak_bytes;
  facts.reason = indexed.first_error.substr(0, kMaxReasonBytes);
  for (const std::string& missing : indexed.missing_includes) {
    if (facts.missing_includes.size() == kMaxMissing) break;
    // What seems to be there, and clang does not find, would make the unit stale for ever.
    if (!is_any_there(states, std::span(&missing, 1), command, absolute_files))
      facts.missing_includes.push_back(missing);
  }
  for (const deps::UnitFile& file : files) facts.rivals += rivals_.of(file.path);
  if (rivals_serial != rivals_serial_) {
    // Files came or went while it was parsed, which it may have seen or not.
    facts.rivals = ~facts.rivals;
    finished.has_changed = true;
  }
  auto unstated = checked(table_->put(unit.key, facts, files));
  if (!unstated) return unexpected(unstated.error());
  std::erase_if(*unstated, [this](const std::string& path) { return needed_.contains(path); });
  if (auto removed = remove_rows(*unstated); !removed) return unexpected(removed.error());
  if (auto noted = note_code_lines(files); !noted) return unexpected(noted.error());
  finished.is_done = true;
  finished.publish_us = thread_cpu_us() - begin;
  return finished;
}

// Of files that are new to the table: so that an edit of comments alone can be told.
Result<void> IndexLedger::note_code_lines(const std::vector<deps::UnitFile>& files) {
  std::vector<deps::UnitTable::Note> notes;
  for (const deps::UnitFile& file : files) {
    const std::uint32_t version = table_->find_version(file.path, file.content_hash);
    if (version == 0 || table_->has_note(version)) continue;
    const auto text = fs::read_file(absolute_path(root_, file.path), kMaxNotedBytes);
    if (text && base::hash64(*text) == file.content_hash) {
      const bool is_header = &file != &files.front();  // what units include
      notes.push_back({version, encode_code_lines(find_code_lines(*text), is_header)});
    }
  }
  return checked(table_->set_notes(notes));
}

Result<void> IndexLedger::give_up(const ListedUnit& unit, deps::UnitState state, const std::string& reason,
                                  std::uint64_t peak_bytes) {
  if (auto opened = open(); !opened) return opened;
  auto known = checked(table_->files_of(unit.key));
  if (!known) return unexpected(known.error());
  std::vector<std::string> paths = include_closure(*store_->snapshot(), unit.key.path, kMaxWatchedFiles);
  for (const deps::UnitFile& file : *known) {
    if (paths.size() < kMaxWatchedFiles) paths.push_back(file.path);
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  FileStates states(root_);
  std::vector<deps::UnitFile> files;
  for (const std::string& path : paths) {
    const auto stamp = states.stamp(path);
    const auto hash = states.content_hash(path);
    if (stamp && hash) files.push_back({path, *hash, stamp->mtime_ns, stamp->size_bytes, std::nullopt});
  }
  deps::UnitFacts facts;
  for (const deps::UnitFile& file : files) facts.rivals += rivals_.of(file.path);
  facts.command_hash = unit.command_hash;
  facts.state = state;
  facts.peak_bytes = peak_bytes;
  facts.reason = reason.substr(0, kMaxReasonBytes);
  auto unstated = checked(table_->put(unit.key, facts, files));
  if (!unstated) return unexpected(unstated.error());
  return remove_rows(*unstated);
}

void IndexLedger::rest() {
  table_.reset();
  std::unordered_set<std::uint64_t>().swap(live_);
  needed_.clear();
  outside_.forget();
  rivals_ = {};
  ++rivals_serial_;
  is_live_known_ = false;
}

std::size_t IndexLedger::memory_bytes() const {
  constexpr std::size_t kNode = 24;
  return outside_.memory_bytes() + rivals_.memory_bytes() + live_.size() * kNode + live_.bucket_count() * sizeof(void*);
}

}  // namespace cairn::index
