#include "core/index/workspace_watcher.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "platform/base/hash.h"
#include "platform/base/log.h"
#include "platform/base/unique_fd.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kEventsPerRead = 4096;
// Before what has come is looked at, so that a flood does not keep batches back for ever.
constexpr std::size_t kEventsPerStep = 200'000;
constexpr std::size_t kMaxDepth = 256;
constexpr std::size_t kMaxIgnoreBytes = std::size_t{1} << 20;
// At once; the others wait for the next interval.
constexpr std::size_t kFoldersPerPoll = 5000;
constexpr milliseconds kRootInterval{500};
constexpr milliseconds kLongest{3'600'000};

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

bool is_directory(const std::string& folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status{};
  return lstat((folder + "/" + entry.d_name).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string joined(const std::vector<std::string>& patterns) {
  std::string text;
  for (const std::string& pattern : patterns) text += pattern + "\n";
  return text;
}

std::string relative_to(const std::string& root, const std::string& path) {
  return path.size() <= root.size() + 1 ? std::string() : path.substr(root.size() + 1);
}

// Of the names, sizes and times of all that lies in a folder.
std::uint64_t signature_of(const std::string& folder) {
  const Directory directory(opendir(folder.c_str()));
  if (!directory) return 0;
  std::uint64_t sum = 1;
  while (const dirent* entry = readdir(directory.get())) {
    struct stat status{};
    if (fstatat(dirfd(directory.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    std::string text = entry->d_name;
    if (!S_ISDIR(status.st_mode)) {
      text += '/' + std::to_string(status.st_size) + '/' + std::to_string(status.st_mtim.tv_sec) + '/' +
              std::to_string(status.st_mtim.tv_nsec) + '/' + std::to_string(status.st_ino);
    }
    sum += base::hash64(text);  // in any order
  }
  return sum;
}

}  // namespace

WorkspaceWatcher::WorkspaceWatcher(Config config, std::unique_ptr<fs::FolderWatch> watch, OnBatch on_batch)
    : config_(std::move(config)),
      lock_path_(config_.root + "/.git/index.lock"),
      filter_(config_.root, config_.filter),
      excluded_("", joined(config_.exclude_patterns)),
      on_batch_(std::move(on_batch)),
      watch_(std::move(watch)),
      queue_(config_.limits) {}

WorkspaceWatcher::~WorkspaceWatcher() {
  if (!thread_.joinable()) return;
  {
    const sync::MutexLock lock(mutex_);
    is_ending_ = true;
  }
  watch_->wake();
  thread_.join();
}

void WorkspaceWatcher::start() {
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    base::log_error("changes on the disk are not watched: {}", error.what());
  }
}

void WorkspaceWatcher::run() {
  for (;;) {
    {
      const sync::MutexLock lock(mutex_);
      if (is_ending_) return;
    }
    watch_->wait(step(Clock::now()));
  }
}

milliseconds WorkspaceWatcher::step(Clock::time_point now) {
  if (!has_begun_) {
    has_begun_ = true;
    if (!config_.cookie_folder.empty()) {
      if (const auto number = watch_->add(config_.cookie_folder)) cookies_ = *number;
    }
    look_for_root(now);
    next_poll_ = now + kPollInterval;
  }
  take_requests(now);
  take_events(now);
  if (now >= next_poll_) {
    if (!has_root_) look_for_root(now);
    poll(now);
    next_poll_ = now + (has_root_ ? kPollInterval : kRootInterval);
  }
  hand_out(now);
  publish_status();
  return sleep_time(now);
}

milliseconds WorkspaceWatcher::sleep_time(Clock::time_point now) const {
  auto wake = now + kLongest;
  if (const auto due = queue_.due()) wake = std::min(wake, std::max(*due, now + config_.limits.debounce / 2));
  if (!polled_.empty() || !has_root_) wake = std::min(wake, next_poll_);
  for (const Barrier& barrier : barriers_) wake = std::min(wake, barrier.asked + kCookiePatience);
  return std::chrono::ceil<milliseconds>(std::max(wake - now, Clock::duration::zero()));
}

void WorkspaceWatcher::report(const std::vector<std::string>& paths) {
  {
    const sync::MutexLock lock(mutex_);
    if (reported_.size() + paths.size() > kMaxReported) {
      has_lost_reports_ = true;
    } else {
      reported_.insert(reported_.end(), paths.begin(), paths.end());
    }
  }
  watch_->wake();
}

void WorkspaceWatcher::set_header_folders(std::vector<std::string> folders) {
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  folders.resize(std::min(folders.size(), kMaxHeaderFolders));
  {
    const sync::MutexLock lock(mutex_);
    wanted_folders_ = std::move(folders);
  }
  watch_->wake();
}

bool WorkspaceWatcher::add_barrier(std::uint64_t number) {
  {
    const sync::MutexLock lock(mutex_);
    if (barrier_count_ == kMaxBarriers) return false;
    ++barrier_count_;
    wanted_barriers_.push_back(number);
  }
  watch_->wake();
  return true;
}

WorkspaceWatcher::Status WorkspaceWatcher::status() const {
  const sync::MutexLock lock(mutex_);
  return status_;
}

void WorkspaceWatcher::publish_status() {
  counts_.folders = folders_.size();
  counts_.polled_folders = polled_.size();
  counts_.waiting = queue_.size();
  constexpr std::uint64_t kFolderBytes = 350;  // two nodes of trees, and the path twice
  constexpr std::uint64_t kChangeBytes = 200;
  counts_.memory_bytes =
      (folders_.size() + polled_.size() + header_folders_.size()) * kFolderBytes + queue_.size() * kChangeBytes;
  const sync::MutexLock lock(mutex_);
  status_ = counts_;
}

void WorkspaceWatcher::take_requests(Clock::time_point now) {
  std::vector<std::string> reported;
  std::optional<std::vector<std::string>> folders;
  std::vector<std::uint64_t> numbers;
  bool has_lost = false;
  {
    const sync::MutexLock lock(mutex_);
    reported = std::move(reported_);
    reported_.clear();
    folders = std::exchange(wanted_folders_, std::nullopt);
    numbers = std::move(wanted_barriers_);
    wanted_barriers_.clear();
    has_lost = std::exchange(has_lost_reports_, false);
  }
  if (folders) update_header_folders(*folders, now);
  if (has_lost) {
    ++counts_.overflows;
    queue_.add_rescan(now);
  }
  counts_.raw_events += reported.size();
  for (const std::string& path : reported) {
    take_file(path, header_folders_.contains(std::string(fs::parent_path(path))), Change::Kind::kChanged, true, now);
  }
  for (const std::uint64_t number : numbers) barriers_.push_back({number, {}, false, now});
  make_cookies(now);
}

void WorkspaceWatcher::make_cookies(Clock::time_point now) {
  for (Barrier& barrier : barriers_) {
    if (!barrier.cookie.empty() || barrier.is_seen) continue;
    barrier.cookie = "seen-" + std::to_string(getpid()) + "-" + std::to_string(++next_cookie_);
    barrier.asked = now;
    if (cookies_ < 0) continue;  // it will be late, and then all is compared
    const std::string path = config_.cookie_folder + "/" + barrier.cookie;
    const base::UniqueFd file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    unlink(path.c_str());
  }
}

void WorkspaceWatcher::take_events(Clock::time_point now) {
  for (std::size_t taken = 0; taken < kEventsPerStep;) {
    const std::vector<fs::FolderEvent> events = watch_->read(kEventsPerRead);
    if (events.empty()) return;
    for (const fs::FolderEvent& event : events) take_event(event, now);
    taken += events.size();
  }
}

void WorkspaceWatcher::take_event(const fs::FolderEvent& event, Clock::time_point now) {
  using Kind = fs::FolderEvent::Kind;
  if (event.kind == Kind::kOverflow) return lose_events(now);
  if (event.folder == cookies_) {
    for (Barrier& barrier : barriers_) barrier.is_seen |= barrier.cookie == event.name && !event.name.empty();
    return;
  }
  ++counts_.raw_events;
  const auto found = folders_.find(event.folder);
  if (found == folders_.end()) return;  // of before it was let go
  const Folder folder = found->second;
  if (event.kind == Kind::kFolderGone) {
    forget_below(folder.path);
    if (folder.path != config_.root) return;
    has_root_ = false;
    next_poll_ = now;
    return queue_.add_rescan(now);
  }
  const std::string path = folder.path + "/" + event.name;
  if (event.is_directory) {
    if (!folder.is_searched) take_folder(path, event.kind, now);
    return;
  }
  switch (event.kind) {
    case Kind::kCreated:
      return take_file(path, folder.is_searched, Change::Kind::kCreated, false, now);
    case Kind::kChanged:
      return take_file(path, folder.is_searched, Change::Kind::kChanged, false, now);
    case Kind::kRemoved:
    case Kind::kMovedFrom:
      return take_file(path, folder.is_searched, Change::Kind::kRemoved, false, now);
    case Kind::kWritten:
    case Kind::kMovedTo:
    case Kind::kFolderGone:
    case Kind::kOverflow:
      return take_file(path, folder.is_searched, Change::Kind::kChanged, true, now);
  }
}

void WorkspaceWatcher::take_file(const std::string& path, bool is_searched, Change::Kind kind, bool is_finished,
                                 Clock::time_point now) {
  const ChangedKind judged = filter_.judge(path, is_searched);
  if (judged == ChangedKind::kNothing) return;
  has_database_ |= judged == ChangedKind::kDatabase;
  has_settings_ |= judged == ChangedKind::kSettings;
  has_manifests_ |= judged == ChangedKind::kManifest;
  if (judged == ChangedKind::kIgnoring && is_finished) {
    // Folders may count now that did not.
    cover(config_.root, false, now);
  }
  if (!queue_.add(path, kind, is_finished, now)) ++counts_.overflows;
}

void WorkspaceWatcher::take_folder(const std::string& path, fs::FolderEvent::Kind kind, Clock::time_point now) {
  using Kind = fs::FolderEvent::Kind;
  if (kind == Kind::kRemoved || kind == Kind::kMovedFrom) {
    const bool is_known = numbers_.contains(path) || polled_.contains(path);
    forget_below(path);
    // Whatever lay in it is gone.
    if (is_known && !queue_.add(path, Change::Kind::kRemoved, false, now)) ++counts_.overflows;
  } else if (!is_left_out(path, true)) {
    cover(path, true, now);
  }
}

void WorkspaceWatcher::lose_events(Clock::time_point now) {
  base::log_info("events of the file system were lost: everything is compared with the disk");
  ++counts_.overflows;
  queue_.add_rescan(now);
  has_database_ = true;
  has_settings_ = true;
  look_for_root(now);  // folders may have come unseen
  for (Barrier& barrier : barriers_) {
    if (!barrier.is_seen) barrier.cookie.clear();  // its event may be among the lost ones
  }
  make_cookies(now);
}

void WorkspaceWatcher::look_for_root(Clock::time_point now) {
  struct stat status{};
  const bool had_root = std::exchange(has_root_, stat(config_.root.c_str(), &status) == 0 && S_ISDIR(status.st_mode));
  if (!has_root_) return;
  cover(config_.root, false, now);
  // What happened before it was watched.
  if (!had_root) {
    has_database_ = true;
    has_settings_ = true;
    queue_.add_rescan(now);
  }
}

bool WorkspaceWatcher::is_left_out(const std::string& path, bool is_directory) const {
  if (is_directory && (fs::file_name(path).starts_with('.') || filter_.leaves_out(path))) return true;
  const std::string relative = relative_to(config_.root, path);
  using Verdict = IgnoreRules::Verdict;
  if (const Verdict excluded = excluded_.verdict(relative, is_directory); excluded != Verdict::kNone) {
    return excluded == Verdict::kIgnored;
  }
  for (std::string folder = relative; !folder.empty();) {
    const std::size_t slash = folder.rfind('/');
    folder.resize(slash == std::string::npos ? 0 : slash);
    const auto rules = ignores_.find(folder);
    if (rules == ignores_.end()) continue;
    if (const Verdict verdict = rules->second.verdict(relative, is_directory); verdict != Verdict::kNone) {
      return verdict == Verdict::kIgnored;
    }
  }
  return false;
}

// False if there is no such folder.
bool WorkspaceWatcher::watch(const std::string& folder, bool is_searched, Clock::time_point now) {
  if (numbers_.contains(folder) && folders_.at(numbers_.at(folder)).is_searched && !is_searched) {
    folders_.at(numbers_.at(folder)).is_searched = false;  // the walk goes there by now
  }
  const Result<int> number = folders_.size() < kMaxFolders
                                 ? watch_->add(folder)
                                 : Result<int>(unexpected(ErrorCode::kNoSpace, "too many folders"));
  if (number) {
    polled_.erase(folder);
    if (folders_.try_emplace(*number, Folder{folder, is_searched}).second) numbers_[folder] = *number;
    return true;
  }
  if (number.error().code == ErrorCode::kNotFound) return false;
  if (polled_.empty()) {
    base::log_info("{}: such folders are looked at every {} s instead", number.error().message,
                   kPollInterval.count() / 1000);
    next_poll_ = now + kPollInterval;
  }
  if (polled_.size() < kMaxFolders) polled_.try_emplace(folder, Polled{signature_of(folder), is_searched});
  return true;
}

void WorkspaceWatcher::cover(const std::string& first, bool is_new, Clock::time_point now) {
  std::vector<std::pair<std::string, std::size_t>> waiting{{first, 0}};
  while (!waiting.empty()) {
    const auto [folder, depth] = waiting.back();
    waiting.pop_back();
    if (!watch(folder, false, now)) continue;
    const base::UniqueFd fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    const Directory directory(fd ? fdopendir(dup(fd.get())) : nullptr);
    if (!directory) continue;
    const std::string relative = relative_to(config_.root, folder);
    ignores_.erase(relative);
    if (auto text = fs::read_prefix(folder + "/.gitignore", kMaxIgnoreBytes)) {
      IgnoreRules rules(relative, *text);
      if (!rules.empty()) ignores_.emplace(relative, std::move(rules));
    }
    while (const dirent* entry = readdir(directory.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      std::string path = folder + "/" + entry->d_name;
      if (is_directory(folder, *entry)) {
        if (depth < kMaxDepth && !is_left_out(path, true)) waiting.emplace_back(std::move(path), depth + 1);
      } else if (is_new) {
        take_file(path, false, Change::Kind::kChanged, true, now);
      }
    }
  }
}

void WorkspaceWatcher::forget_below(const std::string& folder) {
  const std::string inside = folder + "/";
  const auto forget = [&](std::map<std::string, int>::iterator each) {
    watch_->remove(each->second);
    folders_.erase(each->second);
    return numbers_.erase(each);
  };
  if (const auto self = numbers_.find(folder); self != numbers_.end()) forget(self);
  for (auto each = numbers_.lower_bound(inside); each != numbers_.end() && each->first.starts_with(inside);) {
    each = forget(each);
  }
  polled_.erase(folder);
  for (auto each = polled_.lower_bound(inside); each != polled_.end() && each->first.starts_with(inside);) {
    each = polled_.erase(each);
  }
}

void WorkspaceWatcher::update_header_folders(const std::vector<std::string>& folders, Clock::time_point now) {
  const std::set<std::string> wanted(folders.begin(), folders.end());
  for (const std::string& folder : header_folders_) {
    const auto known = numbers_.find(folder);
    if (wanted.contains(folder) || known == numbers_.end() || !folders_.at(known->second).is_searched) continue;
    watch_->remove(known->second);
    folders_.erase(known->second);
    numbers_.erase(known);
  }
  for (const std::string& folder : wanted) {
    if (!numbers_.contains(folder) && !polled_.contains(folder)) watch(folder, true, now);
  }
  header_folders_ = wanted;
}

void WorkspaceWatcher::poll(Clock::time_point now) {
  std::size_t looked = 0;
  std::vector<std::string> changed;
  for (auto& [folder, polled] : polled_) {
    if (++looked > kFoldersPerPoll) break;
    const std::uint64_t signature = signature_of(folder);
    if (std::exchange(polled.signature, signature) != signature) changed.push_back(folder);
  }
  if (polled_.size() > kFoldersPerPoll) queue_.add_rescan(now);  // the rest is compared as a whole
  for (const std::string& folder : changed) {
    const bool is_searched = polled_.at(folder).is_searched;
    const Directory directory(opendir(folder.c_str()));
    if (!directory) continue;
    // Which of them it was is for whoever compares stamps.
    while (const dirent* entry = readdir(directory.get())) {
      if (entry->d_name[0] == '.') continue;
      const std::string path = folder + "/" + entry->d_name;
      if (!is_directory(folder, *entry)) {
        take_file(path, is_searched, Change::Kind::kChanged, true, now);
      } else if (!is_searched && !numbers_.contains(path) && !polled_.contains(path) && !is_left_out(path, true)) {
        cover(path, true, now);
      }
    }
    if (!queue_.add(folder, Change::Kind::kChanged, true, now)) ++counts_.overflows;  // and what is gone
  }
}

bool WorkspaceWatcher::is_locked(Clock::time_point now) const {
  return now - queue_.first() < kLockPatience && access(lock_path_.c_str(), F_OK) == 0;
}

void WorkspaceWatcher::give(WatchBatch batch) {
  batch.has_database = std::exchange(has_database_, false);
  batch.has_settings = std::exchange(has_settings_, false);
  batch.has_manifests = std::exchange(has_manifests_, false);
  if (batch.is_rescan || !batch.changes.empty()) ++counts_.batches;
  counts_.changes += batch.changes.size();
  counts_.rescans += batch.is_rescan ? 1 : 0;
  publish_status();
  on_batch_(std::move(batch));
}

void WorkspaceWatcher::hand_out(Clock::time_point now) {
  bool is_barrier_due = false;
  for (Barrier& barrier : barriers_) {
    const bool is_late = !barrier.is_seen && now - barrier.asked >= kCookiePatience;
    const bool is_unheard = !barrier.is_seen && cookies_ < 0;
    if (is_late || is_unheard) {
      queue_.add_rescan(now);
      has_database_ = true;
      barrier.is_seen = true;
    }
    is_barrier_due |= barrier.is_seen;
  }
  if (is_barrier_due && !polled_.empty()) poll(now);
  const auto due = queue_.due();
  if (is_barrier_due || (due && *due <= now && !is_locked(now))) {
    while (!queue_.empty()) give({queue_.take(now), false, false, false, {}});
  }
  if (!is_barrier_due) return;
  WatchBatch last;
  std::erase_if(barriers_, [&](const Barrier& barrier) {
    if (barrier.is_seen) last.barriers.push_back(barrier.number);
    return barrier.is_seen;
  });
  {
    const sync::MutexLock lock(mutex_);
    barrier_count_ -= last.barriers.size();
  }
  give(std::move(last));
}

}  // namespace cairn::index
