// How units are parsed on preludes, and how these are built.
//
// A build goes through: build (worker) → its rows: plan, deliver, publish, as those of a unit →
// the next layer. A unit on a prelude goes the way of semantic_leases.cpp, but that its answer may be refused;
// then the same worker parses it exactly.
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/index/semantic_background.h"
#include "core/index/semantic_indexer.h"
#include "platform/base/log.h"
#include "platform/fs/file.h"

namespace cairn::index {
namespace {

using std::chrono::milliseconds;

// A build reads many times what a unit does.
constexpr milliseconds kBuildDeadline{900'000};
constexpr milliseconds kDescribeDeadline{60'000};
constexpr milliseconds kLayerDeliveryDeadline{300'000};
constexpr std::size_t kMaxDifferencesTold = 20;

// Module files of another build of the indexer are worth nothing.
std::string identity_of(const std::string& program) {
  const auto stamp = fs::read_stamp(program);
  return stamp ? fmt::format("{} {}", stamp->mtime_ns, stamp->size_bytes) : program;
}

}  // namespace

void SemanticIndexer::make_preludes() {
  PreludeKeeper::Host host;
  host.post = [this](std::function<void()> work) { post(std::move(work)); };
  host.on_loop = [this](std::function<void()> work) { on_loop(std::move(work)); };
  host.command_for = [background = background_](const ListedUnit& unit) {
    return background->project->command_for_entry(absolute_path(background->root, unit.key.path), unit.entry);
  };
  host.has_rows = [background = background_](const worker::IndexedFile& file) {
    return background->ledger.has_rows(file);
  };
  host.parse_again = [this](std::size_t unit) {
    if (unit < standings_.size() && standings_[unit].kind == UnitStanding::Kind::kDone) enqueue(unit);
  };
  host.on_changed = [this] {
    on_loop([this] {
      for (const std::size_t unit : std::exchange(waiting_, {})) {
        if (unit < standings_.size()) enqueue(unit);
      }
      changed();
      pump();
    });
  };
  host.count = [this](const char* counter) { metrics_.count(counter); };
  preludes_ = std::make_unique<PreludeKeeper>(std::move(host), config_.preludes, config_.prelude_folder,
                                              identity_of(config_.worker.program), root_);
}

// Units that were found to have to state what nobody else does.
void SemanticIndexer::keep_from_preludes() {
  for (std::size_t unit = 0; unit < standings_.size(); ++unit) {
    const UnitStanding& standing = standings_[unit];
    if (standing.unstated_file.empty()) continue;
    metrics_.count("preludes.unstated");
    preludes_->demote((*list_)[unit], standing.content_hash, "no other unit states rows of " + standing.unstated_file);
  }
}

void SemanticIndexer::consider_preludes() {
  std::vector<PreludeKeeper::Stale> stale;
  std::set<std::size_t> exact;
  for (std::size_t unit = 0; unit < standings_.size(); ++unit) {
    if (standings_[unit].kind == UnitStanding::Kind::kDone && standings_[unit].is_exact) exact.insert(unit);
    if (standings_[unit].kind == UnitStanding::Kind::kStale && !is_held_back(unit))
      stale.push_back({unit, standings_[unit].cost_ms});
  }
  preludes_->consider(list_, stale, std::move(exact));
}

bool SemanticIndexer::begin_prelude_job(const std::shared_ptr<Slot>& slot) {
  if (!preludes_->has_job() || !may_begin_prelude_job(*slot)) return false;
  const std::shared_ptr<PreludeJob> job = preludes_->next_job();
  if (!job) return false;
  if (in_flight_.empty() && run_done_ == 0) run_begun_ = std::chrono::steady_clock::now();
  idle_timer_.cancel();
  slot->prelude_job = job;
  if (job->describe) {
    slot->worker->describe(*job->describe, kDescribeDeadline);
  } else {
    slot->worker->build(*job->build, kBuildDeadline, job->is_retry, job->expected_bytes);
  }
  return true;
}

// Takes the unit out of the way if its prelude is on its way, unless somebody asks for it.
bool SemanticIndexer::has_to_wait(std::size_t unit) {
  if (impatient_.contains(unit) || preludes_->way_of((*list_)[unit]) != PreludeKeeper::Way::kWait) return false;
  waiting_.insert(unit);
  return true;
}

void SemanticIndexer::choose_way(Job& job) const {
  // What has killed a process is tried in the simplest way.
  if (job.is_retry || job.edit || preludes_->way_of(job.unit) != PreludeKeeper::Way::kOnPrelude) return;
  job.prelude = preludes_->prelude_of(job.unit);
  if (job.prelude) job.other_macros = preludes_->other_macros(job.unit, *job.prelude);
}

void SemanticIndexer::parse(Slot& slot) {
  const Job& job = *slot.job;
  worker::IndexUnitRequest request{absolute_path(root_, job.unit.key.path), job.command.directory,
                                   job.command.arguments, root_};
  if (job.prelude) request.module_files = job.prelude->module_files;
  if (job.edit && !job.prelude) request.edited = job.edit->asked();
  slot.worker->index(request, deadline(), job.is_retry, job.expected_bytes);
}

// Rows of files that depend on the order of includes come from exact parses only.
void SemanticIndexer::set_silent_apart(Job& job) {
  job.silent.clear();
  if (!job.prelude) return;
  auto& imported = job.indexed.imported;
  const auto first = std::stable_partition(imported.begin(), imported.end(), [&](const worker::IndexedFile& file) {
    return !job.prelude->order_dependent.contains(file.path);
  });
  job.silent.assign(first, imported.end());
  imported.erase(first, imported.end());
}

// A unit's answer has come and was looked at. True: it is parsed once more, exactly.
bool SemanticIndexer::has_gone_another_way(const std::shared_ptr<Slot>& slot, const std::string& refused,
                                           const Delivery& delivery) {
  Job& job = *slot->job;
  if (!job.prelude) {
    if (job.on_prelude) compare_ways(job);
    return false;
  }
  const std::shared_ptr<const ReadyPrelude> prelude = std::exchange(job.prelude, nullptr);
  worker::IndexedUnit& unit = job.indexed;
  if (!refused.empty()) {
    preludes_->demote(job.unit, unit.files.front().content_hash, refused);
  } else if (!delivery.has_imported) {
    metrics_.count("preludes.rows_gone");
  } else {
    unit.files.insert(unit.files.end(), unit.imported.begin(), unit.imported.end());
    unit.imported.clear();
    unit.missing_includes.insert(unit.missing_includes.end(), prelude->missing_includes.begin(),
                                 prelude->missing_includes.end());
    preludes_->note_use(job.unit, unit.cpu_ms);
    if (preludes_->mode() != PreludeMode::kVerify) return false;
    job.on_prelude = std::move(unit);
  }
  job.indexed = {};
  job.silent.clear();
  parse(*slot);
  return true;
}

// Logs what the two ways of one unit say differently, and keeps the unit from preludes then.
void SemanticIndexer::compare_ways(const Job& job) {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> rows;  // by file: on the prelude, exactly; 0: none
  for (const worker::IndexedFile& file : job.on_prelude->files) rows[file.path].first = file.rows_hash;
  for (const worker::IndexedFile& file : job.indexed.files) rows[file.path].second = file.rows_hash;
  std::string first;
  std::size_t count = 0;
  for (const auto& [path, hashes] : rows) {
    if (hashes.first == hashes.second) continue;
    if (++count <= kMaxDifferencesTold) {
      base::log_info("{}: rows of {} differ: {:x} on the prelude, {:x} exactly", job.unit.key.path, path, hashes.first,
                     hashes.second);
    }
    if (first.empty()) first = path;
  }
  metrics_.count("preludes.verified");
  if (count == 0) return;
  metrics_.count("preludes.differ");
  preludes_->demote(job.unit, job.indexed.files.front().content_hash,
                    fmt::format("rows of {} files differ from the exact parse's, of {} first", count, first));
}

void SemanticIndexer::on_built(const std::shared_ptr<Slot>& slot, worker::BuiltPrelude built) {
  const std::shared_ptr<PreludeJob> job = slot->prelude_job;
  costs_.parse_ms += built.cpu_ms;
  job->built = std::move(built);
  if (!preludes_->on_built(job)) {
    slot->prelude_job.reset();
    return;
  }
  has_layers_ = true;
  post([this, background = background_, job, slot] {
    auto delivery = background->ledger.plan_layer(job->built.files);
    on_loop([this, job, slot, delivery = std::move(delivery)] {
      if (slot->prelude_job == job) on_layer_planned(slot, delivery);
    });
  });
}

void SemanticIndexer::on_layer_planned(const std::shared_ptr<Slot>& slot, const Result<Delivery>& delivery) {
  if (!delivery || (!delivery->request.files.empty() && (slot->worker->is_busy() || !slot->worker->status()))) {
    const std::string reason = delivery ? "its indexer ended before it had delivered" : delivery.error().message;
    return preludes_->on_failed(std::exchange(slot->prelude_job, nullptr), reason);
  }
  if (delivery->request.files.empty()) return keep_layer(slot);
  slot->prelude_job->segment_path = delivery->request.segment_path;
  slot->worker->deliver(delivery->request, kLayerDeliveryDeadline);
}

void SemanticIndexer::keep_layer(const std::shared_ptr<Slot>& slot) {
  const std::shared_ptr<PreludeJob> job = std::exchange(slot->prelude_job, nullptr);
  post([this, background = background_, job] {
    Result<void> published;
    if (!job->segment_path.empty()) published = background->ledger.publish_layer(job->built.files, job->segment_path);
    background->note_memory();
    on_loop([this, job, published] {
      is_merge_wanted_ = true;
      if (published) return preludes_->on_rows_kept(job);
      preludes_->on_failed(job, published.error().message);
    });
  });
}

void SemanticIndexer::on_prelude_lost(Slot& slot, const worker::LostLease& lost) {
  const std::shared_ptr<PreludeJob> job = std::exchange(slot.prelude_job, nullptr);
  if (lost.kind == worker::LostLease::Kind::kDisplaced) {
    preludes_->put_back(job);
  } else if (lost.kind == worker::LostLease::Kind::kNoProcess) {
    preludes_->put_back(job);
    no_process(lost.reason);
  } else {
    preludes_->on_failed(job, lost.reason);
  }
  pump();
}

// Units on preludes trust others to state rows of some files; those may have gone another way meanwhile.
void SemanticIndexer::look_for_unstated() {
  if (!std::exchange(is_unstated_look_due_, false) || !stopped_because_.empty()) return;
  const bool has_silent = std::any_of(standings_.begin(), standings_.end(), [](const UnitStanding& standing) {
    return standing.kind == UnitStanding::Kind::kDone && !standing.is_exact;
  });
  if (has_silent) check();
}

// When no unit is left that could state them.
void SemanticIndexer::release_layers() {
  const bool is_over =
      !stopped_because_.empty() || (queue_.empty() && large_.empty() && retries_.empty() && waiting_.empty());
  if ((!has_layers_ && !is_unstated_look_due_) || is_releasing_ || !is_over || is_surveying_ || !in_flight_.empty() ||
      finishing_ != 0 || preludes_->is_busy() || has_held_back()) {
    return;
  }
  if (!has_layers_) return look_for_unstated();
  is_releasing_ = true;
  post([this, background = background_] {
    auto removed = background->ledger.release_layers();
    on_loop([this, removed] {
      has_layers_ = is_releasing_ = false;
      if (!removed) base::log_error("index: {}", removed.error().message);
      is_merge_wanted_ = is_merge_wanted_ || (removed && *removed);
      look_for_unstated();
      changed();
      pump();
    });
  });
}

}  // namespace cairn::index
