// How units are handed out to workers, and what becomes of them.
//
// A lease goes through: index (worker) → plan (background thread: what does the store lack?)
// → deliver (worker), unless nothing is lacking → finish (background thread: publish, table,
// removal). The worker is free for its next unit as soon as it has delivered.
#include <time.h>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/index/semantic_background.h"
#include "core/index/semantic_indexer.h"
#include "platform/base/log.h"
#include "platform/proc/cpu_time.h"

namespace cairn::index {
namespace {

using std::chrono::milliseconds;

// How often the load is looked at while units are parsed.
constexpr std::chrono::seconds kLoadInterval{2};
constexpr std::size_t kMaxDurations = 101;
constexpr int kDeadlineFactor = 20;
constexpr std::chrono::seconds kStarvedAfter{1};
// Writing a segment takes a fraction of the parse; a disk may be slow.
constexpr milliseconds kDeliveryDeadline{120'000};
constexpr int kMaxFailedStarts = 5;
// So many small segments and no merge done: units come faster than merges.
constexpr std::size_t kMaxSegments = 48;

std::uint64_t thread_cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(now.tv_nsec) / 1000;
}

// What the next unit may fare better with.
bool is_about_the_machine(const Error& error) {
  return error.code != ErrorCode::kCorrupt && error.code != ErrorCode::kInvalidArgument;
}

}  // namespace

// Hands out what can be; called whenever something has changed.
void SemanticIndexer::pump() {
  thread_checker_.check();
  let_go_of_lost();
  if (stopped_because_.empty() && !backoff_timer_.armed() && !standings_.empty() && !stop_.stop_requested()) {
    while (has_next() || !large_.empty() || !retries_.empty() || preludes_->has_job()) {
      const std::shared_ptr<Slot> slot = free_slot();
      // Who asks does not wait for what serves the rest.
      if (!slot || ((is_next_asked() || !begin_prelude_job(slot)) && !begin_next(slot))) break;
    }
  }
  end_urgent();
  release_layers();
  if (is_merge_wanted_) merge();
  rest_when_idle();
}

std::shared_ptr<SemanticIndexer::Slot> SemanticIndexer::free_slot() {
  const bool is_urgent = is_next_asked();
  const std::size_t allowed = governor_.index_workers(config_.threads, config_.adapts && !is_urgent);
  // Who asks waits for none of those that nobody asked for.
  const std::size_t busy = is_urgent ? busy_urgent_slots() : busy_slots();
  if (busy >= allowed || finishing_ > allowed) {
    if (busy < config_.threads) load_timer_.start(kLoadInterval, [this] { pump(); });
    return nullptr;
  }
  if (is_merging_ && store_->snapshot()->parts.size() > kMaxSegments) return nullptr;
  for (const auto& slot : slots_) {
    if (slot->is_free() && slot->is_urgent == is_urgent) return slot;
  }
  auto slot = std::make_shared<Slot>();
  slot->is_urgent = is_urgent;
  worker::WorkerConfig config = config_.worker;
  if (is_urgent) config.nice = 0;
  const std::weak_ptr<Slot> self = slot;  // which owns the worker that calls back
  slot->worker = std::make_unique<worker::IndexWorker>(
      loop_, governor_, std::move(config), config_.limits, ++next_serial_, reaper_, metrics_,
      worker::IndexWorker::Callbacks{
          [this, self](worker::IndexedUnit indexed) { on_indexed(self.lock(), std::move(indexed)); },
          [this, self](const worker::DeliveredRows&) {
            const auto delivered = self.lock();
            if (delivered->prelude_job) return keep_layer(delivered);
            on_delivered(*delivered);
          },
          [this, self](worker::CommandDescription description) {
            preludes_->on_described(std::exchange(self.lock()->prelude_job, nullptr), std::move(description));
          },
          [this, self](worker::BuiltPrelude built) { on_built(self.lock(), std::move(built)); },
          [this, self](worker::LostLease lost) { on_lost(*self.lock(), std::move(lost)); }});
  slots_.push_back(slot);
  return slot;
}

// False if there is nothing that may begin now.
bool SemanticIndexer::begin_next(const std::shared_ptr<Slot>& slot) {
  if (has_next() && (begin_from_queue(slot) || has_next())) return slot->job != nullptr;
  if (slot->is_urgent) return false;
  if (!large_.empty()) return begin_alone(slot);
  // Whatever has killed a worker waits until all others are done, and is then alone.
  if (!in_flight_.empty() || !waiting_.empty()) return false;
  while (!retries_.empty()) {
    const deps::UnitKey key = retries_.front();
    retries_.pop_front();
    if (const auto unit = find_unit(key)) {
      const std::uint64_t expected = expected_bytes(*unit, *slot);
      if (governor_.admit(expected, &slot->worker->claim()) == govern::Governor::Admission::kLater) {
        retries_.push_front(key);
        return false;
      }
      begin(slot, *unit, true, expected);
      return true;
    }
  }
  return false;
}

void SemanticIndexer::begin(const std::shared_ptr<Slot>& slot, std::size_t unit, bool is_retry,
                            std::uint64_t expected_bytes) {
  if (in_flight_.empty() && run_done_ == 0) run_begun_ = std::chrono::steady_clock::now();
  auto job = std::make_shared<Job>();
  job->unit = (*list_)[unit];
  job->is_retry = is_retry;
  job->expected_bytes = expected_bytes;
  job->rivals_serial = rivals_serial_;
  job->begun = std::chrono::steady_clock::now();
  if (const auto process = slot->worker->status()) {
    job->used_before = proc::read_cpu_time(process->pid).value_or(job->used_before);
  }
  const std::string path = absolute_path(root_, job->unit.key.path);
  job->command = project_->command_for_entry(path, job->unit.entry);
  in_flight_.insert(job->unit.key);
  slot->job = job;
  idle_timer_.cancel();
  if (is_retry) metrics_.count("indexer.retried");
  for (const Edited& each : edits_) {
    if (each.first == job->unit.key) job->edit = each.edit;
  }
  choose_way(*job);
  parse(*slot);
}

// Processes that nobody waits for have the lowest priority; beside others' work they may stand still.
bool SemanticIndexer::is_starved(const Slot& slot) const {
  const auto elapsed = std::chrono::steady_clock::now() - slot.job->begun;
  const auto process = slot.worker->status();
  if (slot.is_urgent || elapsed < kStarvedAfter || !process) return false;
  const auto used = proc::read_cpu_time(process->pid);
  // Less than before: it is another process by now.
  return used && 2 * (*used - (*used < slot.job->used_before ? decltype(*used){} : slot.job->used_before)) < elapsed;
}

// The unit is parsed without getting on: ends that. True: it has to be put into the queue again.
bool SemanticIndexer::take_from_starved(std::size_t unit) {
  const auto slot = std::find_if(slots_.begin(), slots_.end(), [&](const std::shared_ptr<Slot>& each) {
    return each->job && each->job->unit.key == (*list_)[unit].key;
  });
  // What is found already is only to be written.
  if (slot == slots_.end() || !(*slot)->worker->is_busy() || !(*slot)->job->indexed.files.empty() ||
      !is_starved(**slot)) {
    return false;
  }
  metrics_.count("indexer.starved");
  in_flight_.erase((*slot)->job->unit.key);
  (*slot)->job.reset();
  slots_.erase(slot);
  return true;
}

// Not at once: a worker of them may be calling.
void SemanticIndexer::end_urgent() {
  const auto is_over = [](const std::shared_ptr<Slot>& slot) { return slot->is_urgent && slot->is_free(); };
  if (is_next_asked() || std::none_of(slots_.begin(), slots_.end(), is_over)) return;
  on_loop([this, is_over] {
    if (!is_next_asked()) std::erase_if(slots_, is_over);
  });
}

milliseconds SemanticIndexer::deadline() const {
  if (durations_.empty()) return config_.deadline;
  std::vector<milliseconds> sorted(durations_.begin(), durations_.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return std::max(config_.deadline, *middle * kDeadlineFactor);
}

void SemanticIndexer::on_indexed(const std::shared_ptr<Slot>& slot, worker::IndexedUnit indexed) {
  backoff_.succeed();
  failed_starts_ = 0;
  durations_.push_back(std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - slot->job->begun));
  if (durations_.size() > kMaxDurations) durations_.pop_front();
  costs_.parse_ms += indexed.cpu_ms;
  slot->job->indexed = std::move(indexed);
  set_silent_apart(*slot->job);
  const auto unit = find_unit(slot->job->unit.key);
  if (!unit || (*list_)[*unit].command_hash != slot->job->unit.command_hash) {
    // It is compiled in another way by now, or not at all.
    const std::shared_ptr<Job> job = std::exchange(slot->job, nullptr);
    requeue(job->unit.key);
    return pump();
  }
  post([this, background = background_, job = slot->job, slot] {
    auto delivery = background->ledger.plan(job->indexed);
    const std::string refused =
        job->prelude ? refusal(*job->prelude, job->indexed, job->silent, job->other_macros) : std::string();
    on_loop([this, job, slot, delivery = std::move(delivery), refused] {
      // The process may have died meanwhile, and the slot have another unit.
      if (slot->job != job) return;
      if (delivery && has_gone_another_way(slot, refused, *delivery)) return;
      on_planned(*slot, delivery);
    });
  });
}

void SemanticIndexer::on_planned(Slot& slot, Result<Delivery> delivery) {
  if (!delivery) {
    const std::shared_ptr<Job> job = std::exchange(slot.job, nullptr);
    requeue(job->unit.key);
    stop_for(delivery.error().message);
    return callbacks_.on_problem("The index cannot be written: " + delivery.error().message);
  }
  if (delivery->request.files.empty()) {
    finish(std::exchange(slot.job, nullptr));
    return pump();
  }
  slot.job->segment_path = delivery->request.segment_path;
  if (slot.worker->is_busy() || !slot.worker->status()) {
    // It has died between two jobs; the rows are gone with it.
    const std::shared_ptr<Job> job = std::exchange(slot.job, nullptr);
    blame(job, true, "ended before it had delivered");
    return pump();
  }
  slot.worker->deliver(delivery->request, kDeliveryDeadline);
}

void SemanticIndexer::on_delivered(Slot& slot) {
  finish(std::exchange(slot.job, nullptr));
  pump();
}

void SemanticIndexer::on_lost(Slot& slot, worker::LostLease lost) {
  if (slot.prelude_job) return on_prelude_lost(slot, lost);
  const std::shared_ptr<Job> job = std::exchange(slot.job, nullptr);
  using Kind = worker::LostLease::Kind;
  if (lost.kind == Kind::kNoProcess) {
    requeue(job->unit.key);
    no_process(lost.reason);
  } else if (lost.kind == Kind::kDisplaced) {
    metrics_.count("indexer.displaced");
    requeue(job->unit.key);
  } else if (lost.kind == Kind::kOutgrew) {
    on_outgrown(job, lost);
  } else if (lost.kind == Kind::kRefused && job->prelude) {
    preludes_->demote(job->unit, 0, lost.reason);
    requeue(job->unit.key);
  } else if (lost.kind == Kind::kRefused && job->segment_path.empty()) {
    give_up(job->unit, deps::UnitState::kFailed, lost.reason);
  } else {
    // A refused delivery is the disk's fault rather than the unit's.
    blame(job, lost.kind != Kind::kDied, lost.reason);
  }
  pump();
}

// Nothing is known of the unit; what is wrong is with the program or the machine.
void SemanticIndexer::no_process(const std::string& reason) {
  metrics_.count("indexer.not_started");
  backoff_.fail(worker::Backoff::Clock::now());
  if (++failed_starts_ >= kMaxFailedStarts) {
    if (!stopped_because_.empty()) return;
    stop_for("no indexer can be started: " + reason);
    return callbacks_.on_problem("The project cannot be indexed: " + reason);
  }
  const auto wait = backoff_.wait(worker::Backoff::Clock::now());
  if (wait.count() > 0) backoff_timer_.start(wait, [this] { pump(); });
}

void SemanticIndexer::blame(const std::shared_ptr<Job>& job, bool is_others_doing, const std::string& reason) {
  Suspicion& suspicion = suspicions_[job->unit.key];
  suspicion.reason = reason;
  ++(is_others_doing ? suspicion.kills : suspicion.deaths);
  if (suspicion.deaths >= kMaxDeaths || suspicion.kills >= kMaxKills) {
    const int times = suspicion.deaths >= kMaxDeaths ? suspicion.deaths : suspicion.kills;
    return give_up(job->unit, deps::UnitState::kQuarantined,
                   fmt::format("its indexer ended {} times: {}", times, reason));
  }
  base::log_info("{} will be tried again: {}", job->unit.key.path, reason);
  in_flight_.erase(job->unit.key);
  if (const auto unit = find_unit(job->unit.key)) retries_.push_back(job->unit.key);
}

// Back into the queue, if it still is a unit.
void SemanticIndexer::requeue(const deps::UnitKey& key) {
  in_flight_.erase(key);
  if (const auto unit = find_unit(key)) enqueue(*unit);
}

void SemanticIndexer::finish(std::shared_ptr<Job> job) {
  ++finishing_;
  post([this, background = background_, job = std::move(job), suspects = suspects_]() mutable {
    auto finished = background->ledger.finish(job->unit, job->command, job->indexed, job->silent, job->segment_path,
                                              job->rivals_serial, std::move(suspects));
    background->note_memory();
    on_loop([this, job, finished = std::move(finished)] { take_finished(job, finished); });
  });
}

void SemanticIndexer::take_finished(const std::shared_ptr<Job>& job, const Result<FinishedUnit>& finished) {
  --finishing_;
  const deps::UnitKey& key = job->unit.key;
  if (!finished && !is_about_the_machine(finished.error())) {
    blame(job, false, finished.error().message);
    return pump();
  }
  if (!finished) {
    requeue(key);
    stop_for(finished.error().message);
    return callbacks_.on_problem("The index cannot be written: " + finished.error().message);
  }
  in_flight_.erase(key);
  costs_.publish_us += finished->publish_us;
  is_merge_wanted_ = is_merge_wanted_ || finished->has_published;
  const auto unit = find_unit(key);
  if (unit && !finished->is_done) {
    enqueue(*unit);
  } else if (unit) {
    suspicions_.erase(key);
    UnitStanding& standing = standings_[*unit];
    ++run_done_;
    run_done_cost_ += estimated_cost(*unit);
    metrics_.count("indexer.units");
    standing.kind = UnitStanding::Kind::kDone;
    standing.is_exact = job->silent.empty();
    is_unstated_look_due_ = true;
    standing.cost_ms = job->indexed.cpu_ms;
    standing.peak_bytes = job->indexed.peak_bytes;
    peaks_.add(key.path, standing.peak_bytes);
    standing.error_count = job->indexed.error_count;
    standing.reason = job->indexed.first_error;
    // The list, and so the command, may have become another one meanwhile.
    if ((*list_)[*unit].command_hash != job->unit.command_hash) enqueue(*unit);
    if (finished->has_changed) {
      standing.kind = UnitStanding::Kind::kStale;  // until the survey has looked
      check_soon();
    }
    if (job->edit) prove(*job, *finished);
  }
  changed();
  pump();
}

void SemanticIndexer::give_up(const ListedUnit& unit, deps::UnitState state, const std::string& reason,
                              std::uint64_t peak_bytes) {
  const bool is_too_large = state == deps::UnitState::kTooLarge;
  const bool is_quarantined = state == deps::UnitState::kQuarantined;
  metrics_.count(is_too_large ? "indexer.too_large" : is_quarantined ? "indexer.quarantined" : "indexer.failed");
  base::log_error("{} is not indexed until {}: {}", unit.key.path,
                  is_too_large ? "there is more memory for it" : "it, or what it includes, changes", reason);
  ++finishing_;
  in_flight_.insert(unit.key);
  post([this, background = background_, unit, state, reason, peak_bytes] {
    auto written = background->ledger.give_up(unit, state, reason, peak_bytes);
    on_loop([this, unit, state, written, reason, peak_bytes] {
      --finishing_;
      in_flight_.erase(unit.key);
      suspicions_.erase(unit.key);
      if (const auto number = find_unit(unit.key)) {
        ++run_done_;
        UnitStanding& standing = standings_[*number];
        using Kind = UnitStanding::Kind;
        standing.kind = state == deps::UnitState::kTooLarge      ? Kind::kTooLarge
                        : state == deps::UnitState::kQuarantined ? Kind::kQuarantined
                                                                 : Kind::kFailed;
        standing.reason = reason;
        standing.peak_bytes = peak_bytes;
      }
      if (!written) base::log_error("index: {}", written.error().message);
      is_merge_wanted_ = true;
      changed();
      pump();
    });
  });
}

// On a thread of its own, so that units go on being published.
void SemanticIndexer::merge() {
  if (is_merging_ || stop_.stop_requested()) return;
  is_merging_ = true;
  is_merge_wanted_ = false;
  ++*tasks_;
  const bool is_posted = merger_->post([this, tasks = tasks_, store = store_, stop = stop_.get_token()] {
    const std::shared_ptr<void> done(nullptr, [&tasks](void*) { --*tasks; });
    const std::uint64_t begin = thread_cpu_us();
    bool has_merged = false;
    for (Result<bool> merged = true; merged && *merged;) {
      merged = store->merge_once(stop);
      has_merged |= merged && *merged;
      if (!merged && merged.error().code != ErrorCode::kCancelled) {
        base::log_error("merging the index: {}", merged.error().message);
      }
    }
    on_loop([this, has_merged, took = thread_cpu_us() - begin] {
      is_merging_ = false;
      costs_.merge_us += took;
      if (has_merged && callbacks_.on_changed) callbacks_.on_changed();
      pump();
    });
  });
  if (!is_posted) {
    --*tasks_;
    is_merging_ = false;
  }
}

void SemanticIndexer::rest_when_idle() {
  const bool is_idle =
      in_flight_.empty() && finishing_ == 0 && !is_surveying_ && !is_merging_ && !preludes_->is_busy() &&
      !has_layers_ && !is_unstated_look_due_ && !has_held_back() &&
      (!stopped_because_.empty() || (!has_next() && large_.empty() && retries_.empty() && waiting_.empty()));
  if (!is_idle || idle_timer_.armed()) return;
  idle_timer_.start(config_.idle, [this] {
    run_done_ = 0;
    run_done_cost_ = 0;
    slots_.clear();
    post([background = background_] {
      background->ledger.rest();
      background->note_memory();
    });
  });
}

}  // namespace cairn::index
