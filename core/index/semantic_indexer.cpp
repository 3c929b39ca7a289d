// What there is to do. How it is done is in semantic_leases.cpp.
#include "core/index/semantic_indexer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/index/include_graph.h"
#include "core/index/semantic_background.h"
#include "platform/base/log.h"
#include "platform/fs/path.h"
#include "platform/sync/thread_priority.h"

namespace cairn::index {
namespace {

constexpr std::size_t kMaxTasks = 1024;
// After a change on the disk: builds and checkouts write many files in a row.
constexpr std::chrono::milliseconds kCheckDelay{500};
// What changed since yesterday, but not a whole checkout.
constexpr std::int64_t kRecentNs = std::int64_t{24} * 3600 * 1'000'000'000;
constexpr std::size_t kMaxRecent = 64;
constexpr std::size_t kMaxNeighbours = 1000;
// More are no edits of somebody, and have other stamps.
constexpr std::size_t kMaxKeptSuspects = 10'000;
// A unit that was never parsed: so many bytes of its source take as long as one of CPU.
constexpr std::uint64_t kBytesPerMs = 20;
constexpr std::uint64_t kLeastCostMs = 200;

std::string real_root_of(const std::string& root) { return fs::real_path(root).value_or(root); }

}  // namespace

SemanticIndexer::SemanticIndexer(io::EventLoop& loop, govern::Governor& governor, trace::Metrics& metrics,
                                 Config config, std::shared_ptr<store::Store> store, Callbacks callbacks)
    : loop_(loop),
      governor_(governor),
      metrics_(metrics),
      config_(std::move(config)),
      root_(real_root_of(config_.project.root)),
      store_(std::move(store)),
      callbacks_(std::move(callbacks)),
      check_timer_(loop),
      backoff_timer_(loop),
      idle_timer_(loop),
      load_timer_(loop),
      reaper_(loop) {
  background_ = std::make_shared<Background>(
      IndexLedger(store_, root_, config_.table_path,
                  [this](const std::string& message) { on_loop([this, message] { callbacks_.on_problem(message); }); }),
      root_);
  merger_ = std::make_unique<sync::BackgroundThread>("index-merge", kMaxTasks);
  thread_ = std::make_unique<sync::BackgroundThread>("index-units", kMaxTasks);
  make_preludes();
  // Not the other one: answers wait for the units that it publishes.
  static_cast<void>(merger_->post([] { static_cast<void>(sync::lower_thread_priority()); }));
  governor_.add(*this);
}

SemanticIndexer::~SemanticIndexer() {
  governor_.remove(*this);
  alive_.reset();
  stop_.request_stop();
  preludes_->stop();
  kill_workers();
}

// The queue holds what the bounds on leases allow, so it is never full.
void SemanticIndexer::post(std::function<void()> work) {
  ++*tasks_;
  const bool is_posted = thread_->post([tasks = tasks_, work = std::move(work)] {
    const std::shared_ptr<void> done(nullptr, [&tasks](void*) { --*tasks; });  // also if it throws
    work();
  });
  if (!is_posted) --*tasks_;
}

void SemanticIndexer::on_loop(std::function<void()> work) {
  loop_.post([alive = std::weak_ptr<bool>(alive_), work = std::move(work)] {
    if (!alive.expired()) work();
  });
}

void SemanticIndexer::set_database(project::ProjectDatabase database) {
  thread_checker_.check();
  new_database_ = std::move(database);
  check();
}

void SemanticIndexer::check(const std::set<std::string>& suspects) {
  suspects_.insert(suspects.begin(), suspects.end());
  check_timer_.cancel();
  stopped_because_.clear();
  failed_starts_ = 0;
  if (is_surveying_) {
    is_survey_wanted_ = true;
  } else if (new_database_ || project_) {
    survey();
  }
}

void SemanticIndexer::check_soon() {
  if (!check_timer_.armed()) check_timer_.start(kCheckDelay, [this] { check(); });
}

void SemanticIndexer::survey() {
  is_surveying_ = true;
  is_survey_wanted_ = false;
  idle_timer_.cancel();
  auto database = std::exchange(new_database_, std::nullopt);
  std::set<std::string> suspects = suspects_;
  // A parse that runs may have read them before they changed.
  if ((in_flight_.empty() && finishing_ == 0) || suspects_.size() > kMaxKeptSuspects) suspects_.clear();
  post([this, background = background_, database, config = config_.project, open = open_files_,
        suspects = std::move(suspects), stop = stop_.get_token()] {
    if (database) {
      background->project.emplace(config, *database);
      background->list = list_units(*background->project, background->root);
    }
    auto survey = background->ledger.survey(*background->list, *background->project, open, suspects, stop);
    background->note_memory();
    on_loop([this, database, list = background->list, survey = std::move(survey)]() mutable {
      is_surveying_ = false;
      if (database) project_.emplace(config_.project, *database);
      list_ = list;
      if (survey) {
        take_survey(*std::move(survey));
      } else {
        queue_.clear();
        large_.clear();
        edits_.clear();
        standings_.assign(list_->size(), UnitStanding());
        stop_for(survey.error().message);
        callbacks_.on_problem("The units of the index cannot be looked at: " + survey.error().message);
      }
      if (is_survey_wanted_) return check();
      if (callbacks_.on_surveyed) callbacks_.on_surveyed();
    });
  });
}

void SemanticIndexer::take_survey(Survey survey) {
  standings_ = std::move(survey.units);
  peaks_ = PeakEstimate();
  for (std::size_t unit = 0; unit < standings_.size(); ++unit) {
    peaks_.add((*list_)[unit].key.path, standings_[unit].peak_bytes);
  }
  neighbours_ = std::set<std::string>(survey.neighbours.begin(), survey.neighbours.end());
  folders_ = std::move(survey.folders);
  rivals_serial_ = survey.rivals_serial;
  hold_back(std::move(survey.edits));
  enqueue_all();
  std::erase_if(suspicions_, [this](const auto& each) { return !find_unit(each.first); });
  std::erase_if(retries_, [this](const deps::UnitKey& key) {
    const auto unit = find_unit(key);
    return !unit || standings_[*unit].kind != UnitStanding::Kind::kStale;
  });
  keep_from_preludes();
  consider_preludes();
  if (survey.has_removed_rows) is_merge_wanted_ = true;
  try_again_what_fits();
  if (survey.moved_files != 0) metrics_.count("indexer.moved_files", survey.moved_files);
  changed();
  pump();
}

std::optional<std::size_t> SemanticIndexer::find_unit(const deps::UnitKey& key) const {
  if (!list_) return std::nullopt;
  const auto unit =
      std::lower_bound(list_->begin(), list_->end(), key,
                       [](const ListedUnit& each, const deps::UnitKey& wanted) { return each.key < wanted; });
  if (unit == list_->end() || unit->key != key) return std::nullopt;
  return static_cast<std::size_t>(unit - list_->begin());
}

std::uint64_t SemanticIndexer::estimated_cost(std::size_t unit) const {
  const UnitStanding& standing = standings_[unit];
  return standing.cost_ms != 0 ? standing.cost_ms : kLeastCostMs + standing.size_bytes / kBytesPerMs;
}

void SemanticIndexer::enqueue_all() {
  queue_.clear();
  waiting_.clear();
  impatient_.clear();
  large_.clear();
  const std::int64_t now_ns =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::set<std::string> open(open_files_.begin(), open_files_.end());
  const std::set<deps::UnitKey> suspects(retries_.begin(), retries_.end());
  std::set<std::string_view> folders;
  for (const std::string& path : open_files_) folders.insert(std::string_view(path).substr(0, path.rfind('/') + 1));
  std::vector<std::pair<std::int64_t, std::size_t>> recent;
  for (std::size_t unit = 0; unit < standings_.size(); ++unit) {
    const deps::UnitKey& key = (*list_)[unit].key;
    if (standings_[unit].kind != UnitStanding::Kind::kStale || in_flight_.contains(key) || suspects.contains(key) ||
        is_held_back(unit)) {
      continue;
    }
    QueuedUnit wish{Urgency::kRest, standings_[unit].mtime_ns, estimated_cost(unit)};
    if (open.contains(key.path)) {
      wish.urgency = Urgency::kOpen;
    } else if (neighbours_.contains(key.path) ||
               folders.contains(std::string_view(key.path).substr(0, key.path.rfind('/') + 1))) {
      wish.urgency = Urgency::kNeighbour;
    } else if (now_ns - wish.mtime_ns < kRecentNs) {
      recent.emplace_back(wish.mtime_ns, unit);
    }
    queue_.put(unit, wish);
  }
  std::sort(recent.rbegin(), recent.rend());
  recent.resize(std::min(recent.size(), kMaxRecent));
  for (const auto& [mtime_ns, unit] : recent) queue_.put(unit, {Urgency::kRecent, mtime_ns, estimated_cost(unit)});
}

void SemanticIndexer::enqueue(std::size_t unit) {
  standings_[unit].kind = UnitStanding::Kind::kStale;
  queue_.put(unit, {Urgency::kRest, standings_[unit].mtime_ns, estimated_cost(unit)});
}

void SemanticIndexer::request_units(const std::vector<std::string>& paths) {
  thread_checker_.check();
  if (!list_) return;
  for (const std::string& path : paths) {
    auto unit =
        std::lower_bound(list_->begin(), list_->end(), path,
                         [](const ListedUnit& each, const std::string& wanted) { return each.key.path < wanted; });
    for (; unit != list_->end() && unit->key.path == path; ++unit) {
      const auto number = static_cast<std::size_t>(unit - list_->begin());
      if (waiting_.erase(number) != 0 || std::erase(large_, number) != 0 || let_go(number) ||
          take_from_starved(number)) {
        enqueue(number);
      }
      if (queue_.raise(number)) impatient_.insert(number);
    }
  }
  pump();
}

FileStandings SemanticIndexer::file_standings() const {
  if (!list_ || standings_.size() != list_->size()) return {};
  return file_standings_of(*list_, standings_);
}

std::vector<std::string> SemanticIndexer::still_open(const std::vector<std::string>& paths) const {
  std::vector<std::string> open;
  if (!list_ || standings_.size() != list_->size()) return open;
  for (const std::string& path : paths) {
    auto unit =
        std::lower_bound(list_->begin(), list_->end(), path,
                         [](const ListedUnit& each, const std::string& wanted) { return each.key.path < wanted; });
    bool is_open = false;
    for (; unit != list_->end() && unit->key.path == path; ++unit) {
      const auto number = static_cast<std::size_t>(unit - list_->begin());
      is_open = is_open || standings_[number].kind == UnitStanding::Kind::kStale;
    }
    if (is_open) open.push_back(path);
  }
  return open;
}

bool SemanticIndexer::is_next_asked() const {
  const auto next = queue_.next();
  return next && next->urgency == Urgency::kAsked;
}

bool SemanticIndexer::has_next() const { return config_.waits_for_requests ? is_next_asked() : !queue_.empty(); }

void SemanticIndexer::set_open_files(const std::vector<std::string>& paths) {
  thread_checker_.check();
  std::vector<std::string> indexed;
  for (const std::string& path : paths) indexed.push_back(index_path(root_, path));
  if (std::exchange(open_files_, indexed) == indexed || queue_.empty()) return;
  // Also of those that are not asked again: a survey is due, or the queue is put in order at once.
  post([this, store = store_, indexed] {
    auto related = files_with_same_includes(*store->snapshot(), indexed, kMaxNeighbours);
    on_loop([this, related = std::move(related)] {
      neighbours_ = std::set<std::string>(related.begin(), related.end());
      if (list_ && standings_.size() == list_->size()) enqueue_all();
    });
  });
}

void SemanticIndexer::set_threads(std::size_t threads) {
  config_.threads = std::max<std::size_t>(threads, 1);
  pump();
}

void SemanticIndexer::stop_for(const std::string& reason) {
  stopped_because_ = reason;
  base::log_info("indexing stops: {}", reason);
  changed();
  rest_when_idle();
}

bool SemanticIndexer::has_work() const {
  if (is_surveying_ || check_timer_.armed() || !in_flight_.empty() || has_layers_ || is_unstated_look_due_ ||
      has_held_back()) {
    return true;
  }
  return stopped_because_.empty() &&
         (!queue_.empty() || !large_.empty() || !retries_.empty() || !waiting_.empty() || preludes_->is_busy());
}

void SemanticIndexer::changed() {
  is_status_old_ = true;
  if (callbacks_.on_changed) callbacks_.on_changed();
}

const SemanticStatus& SemanticIndexer::status() const {
  if (std::exchange(is_status_old_, false)) fill_status(status_);
  status_.is_working = has_work();
  return status_;
}

void SemanticIndexer::fill_status(SemanticStatus& status) const {
  const bool is_listed = list_ && project_ && project_->database().database && standings_.size() == list_->size();
  status = is_listed ? status_of(*list_, standings_) : SemanticStatus();
  status.stopped_because = stopped_because_;
  status.spared = spared_;
}

SemanticIndexer::Progress SemanticIndexer::progress() const {
  Progress progress;
  progress.done = run_done_;
  std::uint64_t left = 0;
  std::uint64_t pending = 0;
  for (std::size_t unit = 0; unit < standings_.size(); ++unit) {
    if (standings_[unit].kind != UnitStanding::Kind::kStale) continue;
    left += estimated_cost(unit);
    ++pending;
  }
  progress.units = run_done_ + pending;
  if (run_done_ == 0 || run_done_cost_ == 0) return progress;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - run_begun_;
  progress.units_per_second = static_cast<double>(run_done_) / std::max(elapsed.count(), 0.001);
  const double per_cost = elapsed.count() / static_cast<double>(run_done_cost_);
  progress.left = std::chrono::seconds(static_cast<std::int64_t>(per_cost * static_cast<double>(left) + 0.5));
  return progress;
}

SemanticIndexer::Costs SemanticIndexer::costs() const { return costs_; }

std::vector<worker::IndexWorker::Status> SemanticIndexer::workers() const {
  std::vector<worker::IndexWorker::Status> result;
  for (const auto& slot : slots_) {
    if (const auto status = slot->worker->status()) result.push_back(*status);
  }
  return result;
}

void SemanticIndexer::kill_workers() { slots_.clear(); }

void SemanticIndexer::report_memory(memory::MemoryTree& tree) const {
  std::size_t bytes = standings_.capacity() * sizeof(UnitStanding);
  for (const UnitStanding& standing : standings_) bytes += standing.reason.capacity();
  if (list_) {
    bytes += list_->capacity() * sizeof(ListedUnit);
    for (const ListedUnit& unit : *list_) bytes += unit.key.path.capacity();
  }
  for (const std::string& folder : folders_) bytes += folder.capacity() + sizeof(std::string);
  tree.child("units").add(bytes);
  constexpr std::size_t kNode = 112;  // a place in each of the two trees
  tree.child("queue").add(queue_.size() * kNode);
  tree.child("preludes").add(preludes_->memory_bytes());
  tree.child("live_rows").add(background_->ledger_bytes);
}

std::size_t SemanticIndexer::table_bytes() const { return background_->table_bytes; }

}  // namespace cairn::index
