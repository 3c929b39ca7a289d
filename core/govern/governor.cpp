#include "core/govern/governor.h"

#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "platform/base/log.h"
#include "platform/memory/process_memory.h"

namespace cairn::govern {
namespace {

using std::chrono::milliseconds;

// Shares of the limit. Work is admitted up to the first; the ladder goes up from the second and down below the third.
constexpr double kAdmissible = 0.93;
constexpr double kHigh = 0.92;
constexpr double kLow = 0.80;
// A parse takes up to 10 MB in 20 ms: above this share of the limit that is how often it is looked at.
constexpr double kNear = 0.6;
constexpr milliseconds kNearInterval{20};
constexpr milliseconds kBusyInterval{100};
constexpr milliseconds kStepInterval{500};
constexpr milliseconds kIdleInterval{2'000};
constexpr milliseconds kSurroundingsAge{1'000};
// A need that nobody repeats is none any more.
constexpr milliseconds kNeedAge{2'000};

std::uint64_t share_of(double share, std::uint64_t bytes) {
  return static_cast<std::uint64_t>(share * static_cast<double>(bytes));
}

}  // namespace

Claim::Claim(Governor& governor, Role role, std::function<void(const Verdict&)> on_verdict)
    : governor_(governor), role_(role), on_verdict_(std::move(on_verdict)) {
  governor_.attach(*this);
}

Claim::~Claim() {
  forget();
  governor_.detach(*this);
}

void Claim::begin(pid_t pid, std::string job, std::uint64_t expected_bytes, std::uint64_t limit_bytes) {
  if (pid != pid_) {
    meter_ = ProcessMeter();
    held_ = {};
  }
  pid_ = pid;
  is_busy_ = true;
  job_ = std::move(job);
  expected_bytes_ = expected_bytes;
  limit_bytes_ = limit_bytes;
  peak_bytes_ = held_.pss;
  peak_anonymous_bytes_ = held_.anonymous;
  governor_.begun(*this);
}

void Claim::end() {
  is_busy_ = false;
  // A job of some length has mapped files, or let go of them.
  if (governor_.now() - begun_ >= kBusyInterval) meter_.look_again();
}

void Claim::forget() {
  const bool had_process = std::exchange(pid_, 0) != 0;
  is_busy_ = false;
  held_ = {};
  meter_ = ProcessMeter();
  if (had_process) governor_.forgotten();
}

Governor::Governor(io::EventLoop& loop, trace::Metrics& metrics, Config config)
    : loop_(loop),
      metrics_(metrics),
      config_(std::move(config)),
      limit_(config_.limit_bytes),
      timer_(loop),
      room_timer_(loop) {
  last_work_ = config_.now();
}

Governor::~Governor() = default;

void Governor::add(Giver& giver) { givers_.push_back(&giver); }
void Governor::remove(Giver& giver) { std::erase(givers_, &giver); }
void Governor::attach(Claim& claim) { claims_.push_back(&claim); }
void Governor::detach(Claim& claim) { std::erase(claims_, &claim); }

void Governor::set_limit(std::uint64_t bytes) {
  if (std::exchange(config_.limit_bytes, bytes) == bytes) return;
  base::log_info("memory: the budget is {} MB", bytes >> 20U);
  limit_ = usable_limit(bytes, surroundings_);
  room_changed(true);
  schedule();
}

void Governor::note_work() {
  last_work_ = config_.now();
  was_quiet_ = false;
  schedule();
}

void Governor::begun(Claim& claim) {
  thread_checker_.check();
  claim.begun_ = config_.now();
  note_work();
}

void Governor::forgotten() { room_changed(false); }

// From the loop: whoever tells us of room is in the middle of a change.
void Governor::room_changed(bool is_lasting) {
  refused_.reset();
  is_lasting_ = is_lasting_ || is_lasting;
  if (room_timer_.armed()) return;
  room_timer_.start(milliseconds(0), [this] {
    const bool lasts = std::exchange(is_lasting_, false);
    for (Giver* giver : std::vector<Giver*>(givers_)) giver->on_room(lasts);
  });
}

bool Governor::is_working() const {
  return std::any_of(claims_.begin(), claims_.end(), [](const Claim* claim) { return claim->is_busy_; });
}

void Governor::schedule() {
  const bool has_processes =
      std::any_of(claims_.begin(), claims_.end(), [](const Claim* claim) { return claim->pid_ != 0; });
  milliseconds interval = kIdleInterval;
  if (is_working()) {
    interval = used_ + growth_ > share_of(kNear, limit_) ? kNearInterval : kBusyInterval;
  } else if (need_) {
    interval = kBusyInterval;
  } else if (ladder_.step() != Step::kNone) {
    interval = kStepInterval;
  } else if (!has_processes && was_quiet_) {
    return timer_.cancel();
  }
  // Never later than it was due: jobs that follow each other fast must not put it off for ever.
  const auto due = config_.now() + interval;
  if (timer_.armed() && due_ <= due) return;
  due_ = due;
  timer_.start(interval, [this] { tick(); });
}

void Governor::tick() {
  thread_checker_.check();
  read_processes();
  read_surroundings_when_due();
  judge();
  const Step step = ladder_.step();
  // A need alone is no reason to stop the index, which would be the opposite of what it wants.
  const bool is_need_only = need_ && strain() < Strain::kHigh;
  const Strain now = is_need_only ? Strain::kHigh : strain();
  if (const Step next = ladder_.update(now, config_.now(), is_need_only ? Step::kPurge : Step::kPauseIndex);
      next != step) {
    take_step(step, next);
  }
  const bool is_short = now >= Strain::kHigh && ladder_.step() >= Step::kDropColdAsts;
  const bool has_dropped = is_short && drop_one(false);
  if (need_) {
    const bool has_room = need_->bytes <= admissible_bytes() - std::min(admissible_bytes(), committed_bytes(nullptr));
    const bool is_all_done = step >= Step::kPurge && !has_dropped;  // and what it gave has been read
    if (has_room || is_all_done || config_.now() - need_->asked > kNeedAge) {
      const std::uint64_t bytes = need_->bytes;
      need_.reset();
      room_changed(false);
      if (!has_room && is_all_done) refused_ = bytes;
    }
  }
  if (is_working()) last_work_ = config_.now();
  look_for_quiet();
  schedule();
}

void Governor::read_processes() {
  const auto now = config_.now();
  std::uint64_t grown = 0;
  const auto take = [&](std::uint64_t before, std::uint64_t after) {
    used_ += after;
    if (before != 0 && after > before) grown += after - before;
  };
  used_ = 0;
  const std::uint64_t own_before = own_bytes_;
  if (const auto own = own_meter_.read(getpid(), now, config_.roots)) own_bytes_ = own->pss;
  take(own_before, own_bytes_);
  for (Claim* claim : claims_) {
    if (claim->pid_ == 0) continue;
    const std::uint64_t before = claim->held_.pss;
    const auto bytes = claim->meter_.read(claim->pid_, now, config_.roots);
    claim->held_ = bytes ? *bytes : ProcessMeter::Bytes();  // its owner learns of its death by other ways
    claim->peak_bytes_ = std::max(claim->peak_bytes_, claim->held_.pss);
    claim->peak_anonymous_bytes_ = std::max(claim->peak_anonymous_bytes_, claim->held_.anonymous);
    take(before, claim->held_.pss);
  }
  const auto elapsed = std::chrono::duration_cast<milliseconds>(now - std::exchange(read_at_, now));
  growth_ = elapsed <= kNearInterval ? grown
                                     : grown * static_cast<std::uint64_t>(kNearInterval.count()) /
                                           static_cast<std::uint64_t>(elapsed.count());
}

void Governor::read_surroundings_when_due() {
  const auto now = config_.now();
  if (surroundings_read_ != Clock::time_point() && now - surroundings_read_ < kSurroundingsAge) return;
  surroundings_read_ = now;
  surroundings_ = read_surroundings(config_.roots);
  const std::uint64_t limit = usable_limit(config_.limit_bytes, surroundings_);
  if (std::exchange(limit_, limit) < limit) room_changed(true);
}

Strain Governor::strain() const {
  const Strain own = used_ > limit_                    ? Strain::kOver
                     : used_ > share_of(kHigh, limit_) ? Strain::kHigh
                     : used_ >= share_of(kLow, limit_) ? Strain::kMiddle
                                                       : Strain::kLow;
  return std::max(own, strain_of(surroundings_));
}

void Governor::take_step(Step before, Step now) {
  metrics_.count(fmt::format("governor.step.{}", step_name(now)));
  const auto pressure = surroundings_.memory_pressure;
  base::log_info("memory: {} after {}, with {} of {} MB used{}{}", step_name(now), step_name(before), used_ >> 20U,
                 limit_ >> 20U, need_ ? fmt::format(", {} MB wanted for a unit", need_->bytes >> 20U) : "",
                 pressure ? fmt::format(", pressure {:.1f} %", pressure->some_avg10) : "");
  for (Giver* giver : std::vector<Giver*>(givers_)) giver->on_step(before, now);
  own_meter_.look_again();
  if (now < before) room_changed(false);
}

bool Governor::drop_one(bool also_hot) {
  for (Giver* giver : std::vector<Giver*>(givers_)) {
    if (!giver->drop_one(also_hot)) continue;
    metrics_.count("governor.dropped");
    return true;
  }
  return false;
}

std::uint64_t Governor::admissible_bytes() const { return share_of(kAdmissible, limit_); }

std::uint64_t Governor::committed_bytes(const Claim* without) const {
  std::uint64_t bytes = own_bytes_;
  for (const Claim* claim : claims_) {
    if (claim == without || claim->pid_ == 0) continue;
    bytes += claim->is_busy_ ? std::max(claim->held_.pss, claim->expected_bytes_) : claim->held_.pss;
  }
  return bytes;
}

std::uint64_t Governor::room_for_one() const {
  std::uint64_t bytes = own_bytes_;
  for (const Claim* claim : claims_) {
    if (claim->role_ == Role::kOpenFile && claim->is_busy_) bytes += claim->held_.pss;
  }
  return admissible_bytes() - std::min(admissible_bytes(), bytes);
}

Governor::Admission Governor::admit(std::uint64_t expected_bytes, const Claim* claim) {
  thread_checker_.check();
  if (own_bytes_ == 0) read_processes();
  const auto fits = [&](std::uint64_t beside) { return beside + expected_bytes <= admissible_bytes(); };
  const std::uint64_t committed = committed_bytes(claim);
  if (fits(committed)) return Admission::kYes;
  const bool has_others = std::any_of(claims_.begin(), claims_.end(), [&](const Claim* each) {
    return each != claim && each->role_ == Role::kIndexer && each->is_busy_;
  });
  if (has_others) return Admission::kAfterOthers;
  if (refused_ && expected_bytes >= *refused_) return Admission::kNever;
  // Nothing is given up for what does not fit even then.
  const auto own = memory::read_resident(getpid(), config_.roots);
  if (own && !fits(own->anonymous)) return Admission::kNever;
  for (Giver* giver : std::vector<Giver*>(givers_)) giver->end_idle();
  if (fits(committed_bytes(claim))) return Admission::kYes;
  need_ = Need{expected_bytes - std::min(expected_bytes, claim != nullptr ? claim->held_.pss : 0), config_.now()};
  note_work();
  return Admission::kLater;
}

bool Governor::make_room(std::uint64_t expected_bytes, const Claim* claim) {
  thread_checker_.check();
  if (own_bytes_ == 0) read_processes();
  const auto fits = [&] { return committed_bytes(claim) + expected_bytes <= admissible_bytes(); };
  if (fits()) return true;
  for (Giver* giver : std::vector<Giver*>(givers_)) giver->end_idle();
  while (!fits() && displace_index_job()) {
  }
  while (!fits() && drop_one(true)) {
  }
  if (fits()) return true;
  // What is left are open files at work, and the server. Alone, a file is tried whatever is expected of it.
  return std::none_of(claims_.begin(), claims_.end(),
                      [&](const Claim* each) { return each != claim && each->is_busy_; });
}

std::size_t Governor::index_workers(std::size_t wanted, bool heeds_load) const {
  const Step step = ladder_.step();
  if (step >= Step::kPauseIndex) return 0;
  if (step >= Step::kFewerIndexers) return 1;
  if (!heeds_load) return std::max<std::size_t>(wanted, 1);
  const auto running = static_cast<std::size_t>(std::count_if(claims_.begin(), claims_.end(), [](const Claim* claim) {
    return claim->role_ == Role::kIndexer && claim->is_busy_;
  }));
  return workers_for_load(wanted, running, std::max(1U, std::thread::hardware_concurrency()), surroundings_.load);
}

bool Governor::displace_index_job() {
  Claim* victim = nullptr;
  for (Claim* claim : claims_) {
    if (claim->role_ == Role::kIndexer && claim->is_busy_ && (victim == nullptr || claim->begun_ > victim->begun_)) {
      victim = claim;
    }
  }
  if (victim == nullptr) return false;
  give_verdict(*victim, Verdict::Kind::kDisplaced);
  return true;
}

// Ends what has to end at once.
void Governor::judge() {
  for (Claim* claim : std::vector<Claim*>(claims_)) {
    if (claim->is_busy_ && claim->held_.pss > claim->limit_bytes_) give_verdict(*claim, Verdict::Kind::kOverLimit);
  }
  // What grows is stopped a reading before it is too late.
  if (used_ + growth_ <= limit_ || claims_.empty()) return;
  for (Giver* giver : std::vector<Giver*>(givers_)) giver->end_idle();
  const auto is_over = [&] {
    std::uint64_t bytes = own_bytes_ + growth_;
    for (const Claim* claim : claims_) bytes += claim->held_.pss;
    return bytes > limit_;
  };
  while (is_over()) {
    // Whoever takes more than was expected of it pays for that itself, before others do.
    Claim* claim = to_blame();
    const bool is_alone =
        std::count_if(claims_.begin(), claims_.end(), [](const Claim* each) { return each->is_busy_; }) == 1;
    if (claim != nullptr && claim->role_ == Role::kIndexer) {
      const bool is_outgrown = is_alone || claim->held_.pss > claim->expected_bytes_;
      give_verdict(*claim, is_outgrown ? Verdict::Kind::kOutgrew : Verdict::Kind::kDisplaced);
    } else if (drop_one(false) || drop_one(true)) {
      continue;
    } else if (claim != nullptr) {
      give_verdict(*claim, is_alone ? Verdict::Kind::kOutgrew : Verdict::Kind::kDisplaced);
    } else {
      return;  // idle workers of files that were asked a moment ago, or the server itself
    }
  }
}

// The index job that is furthest beyond what was expected, else the youngest; without one, the youngest open file.
Claim* Governor::to_blame() {
  const auto excess = [](const Claim& claim) {
    const bool counts = claim.role_ == Role::kIndexer && claim.held_.pss > claim.expected_bytes_;
    return counts ? claim.held_.pss - claim.expected_bytes_ : 0;
  };
  Claim* blamed = nullptr;
  for (Claim* claim : claims_) {
    if (!claim->is_busy_ || claim->pid_ == 0) continue;
    const auto worse = [&] {
      if (claim->role_ != blamed->role_) return claim->role_ == Role::kIndexer;
      return std::pair(excess(*claim), claim->begun_) > std::pair(excess(*blamed), blamed->begun_);
    };
    if (blamed == nullptr || worse()) blamed = claim;
  }
  return blamed;
}

void Governor::give_verdict(Claim& claim, Verdict::Kind kind) {
  Verdict verdict{kind, {}, claim.held_.anonymous};
  const std::uint64_t held = claim.held_.pss >> 20U;
  switch (kind) {
    case Verdict::Kind::kOverLimit:
      metrics_.count("governor.over_limit");
      verdict.reason = fmt::format("took {} MB of memory for {}, more than the limit of {} MB", held, claim.job_,
                                   claim.limit_bytes_ >> 20U);
      break;
    case Verdict::Kind::kOutgrew:
      metrics_.count("governor.outgrown");
      verdict.reason =
          fmt::format("took {} MB of memory for {} and needs more, which the budget of {} MB does not leave", held,
                      claim.job_, limit_ >> 20U);
      break;
    case Verdict::Kind::kDisplaced:
      metrics_.count("governor.displaced");
      verdict.reason = fmt::format("gave up {} with {} MB of memory, which others need", claim.job_, held);
      break;
  }
  base::log_info("memory: process {} {}", claim.pid_, verdict.reason);
  const auto on_verdict = claim.on_verdict_;
  claim.forget();
  on_verdict(verdict);
}

void Governor::look_for_quiet() {
  if (was_quiet_ || config_.now() - last_work_ < config_.quiet) return;
  was_quiet_ = true;
  metrics_.count("governor.quiet");
  for (Giver* giver : std::vector<Giver*>(givers_)) giver->on_quiet();
  own_meter_.look_again();
  room_changed(true);
}

}  // namespace cairn::govern
