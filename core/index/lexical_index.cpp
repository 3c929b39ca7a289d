#include "core/index/lexical_index.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/index/extra_files.h"
#include "core/index/include_changes.h"
#include "core/index/include_resolver.h"
#include "core/index/touched_files.h"
#include "core/index/unit_listing.h"
#include "core/lexical/scan.h"
#include "core/store/segment_builder.h"
#include "platform/base/hash.h"
#include "platform/base/log.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "platform/sync/mutex.h"
#include "platform/sync/thread_priority.h"

namespace cairn::index {
namespace {

// A builder of this size becomes a segment; then its files can be found. Larger ones save
// merges (24 MiB cost half as much CPU again on LLVM), and take memory on each thread.
constexpr std::uint64_t kLeastBuilderBytes = std::uint64_t{4} << 20;
constexpr std::uint64_t kMostBuilderBytes = std::uint64_t{64} << 20;
constexpr std::size_t kMaxProblems = 100;
constexpr std::chrono::milliseconds kProgressInterval{150};

// Grows with every change of what the scanner says of a text: then all files are scanned again.
constexpr std::uint32_t kRowsVersion = 3;

// A file to be looked at.
struct Changed {
  std::uint32_t file = 0;                       // index of the walked files
  std::optional<std::uint64_t> known_contents;  // the hash of those that the store has rows of
};

// What the store has of the files, and what it has too much.
struct Difference {
  std::vector<Changed> changed;
  std::vector<std::string> gone;
  TouchedFiles touched;  // what of it still counts
};

Difference compare(const store::Snapshot& snapshot, const std::vector<WalkedFile>& files, const TouchedFiles& touched,
                   std::uint64_t fingerprint, const std::set<std::string>& suspects) {
  std::vector<bool> is_known(files.size());
  std::vector<std::optional<std::uint64_t>> contents(files.size());
  Difference difference;
  for (const store::Part& part : snapshot.parts) {
    if (part.segment->file().layer() != kLexicalLayer) continue;
    store::BlobCursor paths(part.segment->file(), store::Section::kPaths);
    store::Bytes blob;
    std::size_t at = 0;  // both are sorted
    while (paths.next(blob)) {
      const std::string_view path = store::as_text(blob);
      const auto file = static_cast<store::Ordinal>(paths.position() - 1);
      if (!part.is_live(file)) continue;
      while (at < files.size() && files[at].path < path) ++at;
      if (at == files.size() || files[at].path != path) {
        difference.gone.emplace_back(path);
        continue;
      }
      if (touched.fingerprint() != fingerprint) continue;
      const store::FileRecord record = part.segment->file_record(file);
      is_known[at] = record.mtime_ns == files[at].mtime_ns && record.size_bytes == files[at].size_bytes;
      const bool is_suspect = suspects.contains(files[at].path);
      if (is_known[at] && !is_suspect) continue;
      contents[at] = record.content_hash;
      const TouchedFiles::Entry entry{files[at].mtime_ns, files[at].size_bytes, record.content_hash};
      is_known[at] = touched.contains(path, entry) && !is_suspect;
      if (is_known[at]) difference.touched.add(path, entry);
    }
  }
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    if (!is_known[i]) difference.changed.push_back({i, contents[i]});
  }
  return difference;
}

// Scans files on several threads; each fills segments of its own.
class Scanner {
 public:
  Scanner(store::Store& store, const LexicalIndexOptions& options, const std::vector<WalkedFile>& files,
          const std::vector<Changed>& changed, const IncludeResolver& resolver, const std::stop_token& stop)
      : store_(store), options_(options), files_(files), changed_(changed), stop_(stop), resolver_(resolver) {}

  // Adds to the outcome, and to `touched`, also when it fails.
  Result<void> run(LexicalIndexOutcome& outcome, TouchedFiles& touched);

  // Files that the resolver found besides those it was given.
  std::set<std::string> take_reached() CAIRN_EXCLUDES(mutex_) {
    const sync::MutexLock lock(mutex_);
    return std::move(reached_);
  }

 private:
  void scan_until_done();
  Result<void> scan_one(const Changed& changed, lexical::FileScan& scan, store::SegmentBuilder& builder);
  Result<void> publish(store::SegmentBuilder& builder);
  void show_progress(std::uint64_t done);
  void note(const std::string& problem) CAIRN_EXCLUDES(mutex_);
  void fail(Error error) CAIRN_EXCLUDES(mutex_);

  store::Store& store_;
  const LexicalIndexOptions& options_;
  const std::vector<WalkedFile>& files_;
  const std::vector<Changed>& changed_;
  const std::stop_token& stop_;
  const IncludeResolver& resolver_;
  std::uint64_t generation_ = 0;  // of all rows of this run; set before the threads start

  std::atomic<std::size_t> next_{0};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<std::uint64_t> scanned_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<bool> has_failed_{false};

  sync::Mutex mutex_;
  std::optional<Error> failure_ CAIRN_GUARDED_BY(mutex_);
  std::vector<std::string> problems_ CAIRN_GUARDED_BY(mutex_);
  std::vector<std::pair<std::uint32_t, TouchedFiles::Entry>> touched_ CAIRN_GUARDED_BY(mutex_);
  std::set<std::string> reached_ CAIRN_GUARDED_BY(mutex_);

  sync::Mutex progress_mutex_;
  std::chrono::steady_clock::time_point shown_ CAIRN_GUARDED_BY(progress_mutex_);
};

Result<void> Scanner::run(LexicalIndexOutcome& outcome, TouchedFiles& touched) {
  if (changed_.empty()) return {};
  auto generation = store_.take_generation();
  if (!generation) return unexpected(generation.error());
  generation_ = *generation;
  {
    std::vector<std::jthread> threads;
    const std::size_t count =
        std::clamp<std::size_t>(changed_.size() / 8, 1, std::max<std::size_t>(options_.threads, 1));
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([this] {
        if (options_.in_background) static_cast<void>(sync::lower_thread_priority());
        scan_until_done();
      });
    }
  }
  outcome.scanned += scanned_;
  outcome.scanned_bytes += bytes_;
  const sync::MutexLock lock(mutex_);
  outcome.touched += touched_.size();
  for (const auto& [file, entry] : touched_) touched.add(files_[file].path, entry);
  outcome.problems.insert(outcome.problems.end(), problems_.begin(), problems_.end());
  if (failure_) return unexpected(*failure_);
  if (stop_.stop_requested()) return unexpected(ErrorCode::kCancelled, "cancelled");
  return {};
}

void Scanner::scan_until_done() {
  lexical::FileScan scan;
  const std::uint64_t builder_bytes = std::clamp(options_.memory_bytes / std::max<std::size_t>(options_.threads, 1),
                                                 kLeastBuilderBytes, kMostBuilderBytes);
  auto builder = std::make_unique<store::SegmentBuilder>(kLexicalLayer, generation_);
  for (std::size_t i = next_++; i < changed_.size(); i = next_++) {
    if (stop_.stop_requested() || has_failed_) break;
    if (auto done = scan_one(changed_[i], scan, *builder); !done) note(done.error().message);
    show_progress(++done_);
    if (builder->memory_bytes() < builder_bytes) continue;
    if (auto published = publish(*builder); !published) return fail(published.error());
    builder = std::make_unique<store::SegmentBuilder>(kLexicalLayer, generation_);
  }
  // Whoever stops it wants it to end soon: what is not published yet is scanned again.
  if (stop_.stop_requested()) return;
  if (auto published = publish(*builder); !published) fail(published.error());
}

Result<void> Scanner::scan_one(const Changed& changed, lexical::FileScan& scan, store::SegmentBuilder& builder) {
  const WalkedFile& file = files_[changed.file];
  // The stamp is taken before the text: a file that changes in between is scanned again.
  const std::string full = fs::join_path(options_.root, file.path);
  auto stamp = fs::read_stamp(full);
  if (!stamp) return unexpected(stamp.error());
  auto text = fs::read_file(full, options_.walk.max_file_bytes, stop_);
  if (!text) return unexpected(text.error());
  if (changed.known_contents && *changed.known_contents == base::hash64(*text)) {
    const sync::MutexLock lock(mutex_);
    touched_.push_back({changed.file, {stamp->mtime_ns, stamp->size_bytes, *changed.known_contents}});
    return {};
  }
  ++scanned_;
  lexical::scan(file.path, *text, scan);
  model::FileRows rows = scan.rows();
  for (model::IncludeLine& include : rows.includes) {
    const ResolvedInclude found = resolver_.resolve(file.path, include.spelled, include.is_angled);
    include.resolved = found.path;
    if (found.is_listed || found.path.empty()) continue;
    const sync::MutexLock lock(mutex_);
    reached_.emplace(found.path);
  }
  rows.facts.mtime_ns = stamp->mtime_ns;
  rows.facts.size_bytes = stamp->size_bytes;
  bytes_ += text->size();
  return builder.add(rows);
}

Result<void> Scanner::publish(store::SegmentBuilder& builder) {
  if (builder.file_count() == 0) return {};
  const std::string path = store_.new_segment_path();
  if (auto written = builder.write(path); !written) return written;
  return store_.publish(path);
}

void Scanner::show_progress(std::uint64_t done) {
  if (!options_.on_progress) return;
  const sync::MutexLock lock(progress_mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < kProgressInterval) return;
  shown_ = now;
  options_.on_progress(done, changed_.size());
}

void Scanner::note(const std::string& problem) {
  const sync::MutexLock lock(mutex_);
  if (problems_.size() < kMaxProblems) problems_.push_back(problem);
}

void Scanner::fail(Error error) {
  has_failed_ = true;
  const sync::MutexLock lock(mutex_);
  if (!failure_) failure_ = std::move(error);
}

// Whether an include can lead to `path`, which the walk left out: then a new index would have it too.
bool may_be_reached(const LexicalIndexOptions& options, const std::string& path) {
  const std::string full = fs::join_path(options.root, path);
  return path.starts_with('/') ||
         std::any_of(options.project.search_folders.begin(), options.project.search_folders.end(),
                     [&](const std::string& folder) { return full.starts_with(folder + "/"); });
}

// Of what rows depend on besides their file, wherever the root is: an index may be moved with its workspace.
std::uint64_t fingerprint_of(const std::string& root, const std::vector<std::string>& folders) {
  std::string text = fmt::format("{}\n", kRowsVersion);
  for (const std::string& folder : folders) text += (folder == root ? "." : index_path(root, folder)) + '\n';
  return base::hash64(text);
}

bool has_rows(const store::Snapshot& snapshot) {
  return std::any_of(snapshot.parts.begin(), snapshot.parts.end(),
                     [](const store::Part& part) { return part.segment->file().layer() == kLexicalLayer; });
}

std::string last_component(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

std::optional<std::uint32_t> find_file(const std::vector<WalkedFile>& files, std::string_view path) {
  const auto found =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const WalkedFile& file, std::string_view wanted) { return file.path < wanted; });
  if (found == files.end() || found->path != path) return std::nullopt;
  return static_cast<std::uint32_t>(found - files.begin());
}

// Those of `paths` that are listed are scanned whatever they contain.
void add_to_scan(const std::vector<std::string>& paths, const std::vector<WalkedFile>& files, Difference& difference) {
  std::set<std::uint32_t> wanted;
  for (const std::string& path : paths) {
    if (const auto file = find_file(files, path)) wanted.insert(*file);
  }
  for (Changed& each : difference.changed) {
    if (wanted.erase(each.file) != 0) each.known_contents.reset();
  }
  for (const std::uint32_t file : wanted) difference.changed.push_back({file, std::nullopt});
}

// Where files came or went, includes of others may lead elsewhere: those are scanned again too.
void add_includers(const store::Snapshot& snapshot, const std::vector<WalkedFile>& files,
                   const std::set<std::string>& suspects, Difference& difference) {
  std::set<std::string> names;
  for (const Changed& each : difference.changed) {
    if (!each.known_contents) names.insert(last_component(files[each.file].path));
  }
  if (names.size() == files.size()) return;  // all of it is new
  for (const std::string& path : difference.gone) names.insert(last_component(path));
  for (const std::string& path : suspects) {  // outside, or left out by the walk: in a folder of headers
    if (!find_file(files, path)) names.insert(last_component(path));
  }
  if (!names.empty()) add_to_scan(files_that_include(snapshot, names), files, difference);
}

// Scans what changed, then what that includes besides `files`, then what this includes …
Result<void> scan_all(store::Store& store, const LexicalIndexOptions& options, const std::vector<WalkedFile>& files,
                      const IncludeResolver& resolver, Difference& difference, const std::stop_token& stop,
                      LexicalIndexOutcome& outcome, std::set<std::string>& included) {
  Scanner scanner(store, options, files, difference.changed, resolver, stop);
  if (auto scanned = scanner.run(outcome, difference.touched); !scanned) return scanned;
  std::set<std::string> seen;
  for (std::set<std::string> found = scanner.take_reached(); !found.empty();) {
    std::vector<std::string> fresh;
    for (const std::string& path : found) {
      if (seen.size() < kMaxExtraFiles && seen.insert(path).second) fresh.push_back(path);
    }
    std::vector<WalkedFile> wave;
    add_extra_files(options.root, fresh, options.walk, wave);
    std::vector<Changed> all;
    for (std::uint32_t i = 0; i < wave.size(); ++i) {
      all.push_back({i, std::nullopt});
      included.insert(wave[i].path);
    }
    Scanner next(store, options, wave, all, resolver, stop);
    if (auto scanned = next.run(outcome, difference.touched); !scanned) return scanned;
    outcome.files += wave.size();
    found = next.take_reached();
  }
  return {};
}

// All files that are to have rows, as far as they are known before any is read.
// `kept` gets the hashes, sorted, of the paths that count whoever includes them.
Result<WalkResult> list_files(const store::Snapshot& snapshot, const LexicalIndexOptions& options,
                              const std::stop_token& stop, std::vector<std::uint64_t>& kept) {
  auto walked = walk_sources(options.root, options.walk, stop);
  if (!walked) return walked;
  add_extra_files(options.root, options.project.sources, options.walk, walked->files);
  for (const WalkedFile& file : walked->files) kept.push_back(base::hash64(file.path));
  std::sort(kept.begin(), kept.end());
  std::vector<std::string> included = included_before(snapshot, kLexicalLayer, walked->files);
  std::erase_if(included, [&](const std::string& path) { return !may_be_reached(options, path); });
  add_extra_files(options.root, included, options.walk, walked->files);
  return walked;
}

// There while a run is under way: what one has published that came to no end knows of files that had gone or were yet
// to come, and no later difference says so.
std::string unsettled_file(const std::string& store_folder) { return store_folder + "/unsettled"; }

std::string touched_file(const std::string& store_folder) { return store_folder + "/touched"; }

}  // namespace

Result<std::uint64_t> count_unscanned_files(const store::Snapshot& snapshot, const std::string& store_folder,
                                            const LexicalIndexOptions& options, const std::stop_token& stop) {
  std::vector<std::uint64_t> kept;
  const auto walked = list_files(snapshot, options, stop, kept);
  if (!walked) return unexpected(walked.error());
  const Difference difference = compare(snapshot, walked->files, TouchedFiles::load(touched_file(store_folder)),
                                        fingerprint_of(options.root, options.project.search_folders), {});
  std::uint64_t count = 0;
  for (const Changed& each : difference.changed) {
    if (stop.stop_requested()) return unexpected(ErrorCode::kCancelled, "cancelled");
    const std::string path = fs::join_path(options.root, walked->files[each.file].path);
    if (access(path.c_str(), R_OK) != 0) continue;  // what cannot be read has no rows
    if (each.known_contents) {
      const auto text = fs::read_file(path, options.walk.max_file_bytes, stop);
      if (text && *each.known_contents == base::hash64(*text)) continue;
    }
    ++count;
  }
  return count;
}

Result<LexicalIndexOutcome> update_lexical_index(store::Store& store, const LexicalIndexOptions& options,
                                                 const std::stop_token& stop) {
  std::shared_ptr<const store::Snapshot> snapshot = store.snapshot();
  std::vector<std::uint64_t> kept;
  auto walked = list_files(*snapshot, options, stop, kept);
  if (!walked) return unexpected(walked.error());
  LexicalIndexOutcome outcome;
  outcome.problems = std::move(walked->problems);
  const std::vector<WalkedFile>& files = walked->files;
  outcome.files = files.size();
  const std::uint64_t fingerprint = fingerprint_of(options.root, options.project.search_folders);
  const std::string touched_path = touched_file(store.directory());
  TouchedFiles touched = TouchedFiles::load(touched_path);
  if (touched.fingerprint() != fingerprint && !has_rows(*snapshot) && store.is_writer()) {
    // If this run is interrupted, the next one goes on.
    touched.set_fingerprint(fingerprint);
    if (auto saved = touched.save(touched_path); !saved) base::log_error("{}", saved.error().message);
  }
  Difference difference = compare(*snapshot, files, touched, fingerprint, options.suspects);
  if (snapshot->is_damaged()) {
    // What is damaged is set aside first: then its files are known to be missing.
    if (auto refreshed = store.refresh(); !refreshed) return unexpected(refreshed.error());
    snapshot = store.snapshot();
    difference = compare(*snapshot, files, touched, fingerprint, options.suspects);
  }
  add_includers(*snapshot, files, options.suspects, difference);
  const IncludeResolver resolver(options.root, files, options.project.search_folders);
  const std::string unsettled = unsettled_file(store.directory());
  const bool was_unsettled = access(unsettled.c_str(), F_OK) == 0;
  if (was_unsettled) add_to_scan(files_that_lead_elsewhere(*snapshot, resolver), files, difference);
  const bool has_work = was_unsettled || !difference.changed.empty() || !difference.gone.empty();
  if (has_work && !was_unsettled && store.is_writer()) {
    if (auto marked = fs::write_file_atomically(unsettled, {}); !marked) return unexpected(marked.error());
  }
  std::set<std::string> included;
  const Result<void> scanned = scan_all(store, options, files, resolver, difference, stop, outcome, included);
  difference.touched.set_fingerprint(scanned ? fingerprint : touched.fingerprint());
  if (difference.touched != touched && store.is_writer()) {
    if (auto saved = difference.touched.save(touched_path); !saved) base::log_error("{}", saved.error().message);
  }
  if (!scanned) return unexpected(scanned.error());
  std::erase_if(difference.gone, [&](const std::string& path) { return included.contains(path); });
  if (!difference.gone.empty()) {
    if (auto removed = store.remove_files(kLexicalLayer, difference.gone); !removed) return unexpected(removed.error());
    outcome.removed = difference.gone.size();
  }
  if (outcome.scanned != 0 || outcome.removed != 0) {
    const std::vector<std::string> unreached = files_out_of_reach(*store.snapshot(), [&](std::string_view path) {
      return std::binary_search(kept.begin(), kept.end(), base::hash64(path));
    });
    if (!unreached.empty()) {
      if (auto removed = store.remove_files(kLexicalLayer, unreached); !removed) return unexpected(removed.error());
      outcome.removed += unreached.size();
    }
  }
  if (has_work) unlink(unsettled.c_str());
  for (Result<bool> merged = true; merged && *merged;) {
    merged = store.merge_once(stop);
    if (!merged && merged.error().code == ErrorCode::kCancelled) return unexpected(merged.error());
    if (!merged) base::log_error("merging the index: {}", merged.error().message);
  }
  return outcome;
}

}  // namespace cairn::index
