#include "core/worker/unit_session.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "platform/base/component.h"
#include "platform/base/hash.h"
#include "platform/base/injected_leak.h"
#include "platform/base/log.h"
#include "platform/memory/process_memory.h"
#include "platform/proc/cpu_time.h"

namespace cairn::worker {
namespace {

constexpr int kMaxDeaths = 2;  // one retry
// How much of what a file had when it outgrew the budget is expected of it next time.
constexpr std::uint64_t kGrowthFactor = 2;

// Calls into code that is not ours. What it throws must not leave the session between
// two states: the other questions still have to be answered.
template <typename Callback, typename... Arguments>
void call_out(const Callback& callback, Arguments&&... arguments) {
  try {
    callback(std::forward<Arguments>(arguments)...);
  } catch (const std::exception& escape) {
    base::log_error("a receiver of answers failed: {}", escape.what());
  }
}

}  // namespace

UnitSession::UnitSession(WorkerPool& pool, UnitTimeouts timeouts, Callbacks callbacks)
    : pool_(pool),
      callbacks_(std::move(callbacks)),
      timeouts_(timeouts),
      delay_timer_(pool.loop()),
      limit_(pool.loop()),
      soft_timer_(pool.loop()),
      backoff_timer_(pool.loop()),
      recycle_timer_(pool.loop()),
      claim_(pool.governor(), govern::Role::kOpenFile,
             [this](const govern::Verdict& verdict) { on_verdict(verdict); }) {
  tenant_.on_granted = [this] { start_worker(); };
  tenant_.on_revoked = [this] {
    base::log_verbose("worker of an idle file taken away to make room");
    forget_worker();
  };
  tenant_.on_more_room = [this] { on_more_room(); };
}

UnitSession::~UnitSession() {
  alive_.reset();
  pumping_ = true;    // callbacks below must not start anything,
  inputs_ = nullptr;  // and what they ask is refused
  forget_worker();
  pool_.release(tenant_);
  for (Job& job : std::exchange(queue_, {})) {
    if (job.callback) call_out(job.callback, unexpected(ErrorCode::kCancelled, "the file was closed"));
  }
}

void UnitSession::set_inputs(Inputs inputs, std::chrono::milliseconds delay) {
  inputs_ = std::move(inputs);
  inputs_number_ = pool_.next_inputs_number();
  tenant_.file = base::hash64(inputs_->path);
  parse_wanted_ = false;
  delay_timer_.start(delay, [this] {
    parse_wanted_ = true;
    pump();
  });
  abandon_if_unwanted();
}

void UnitSession::set_held(bool held) {
  held_ = held;
  pump();
}

// What is asked again and again about the same text, as the pointer rests or a list is gone through.
cache::Key UnitSession::key_of_answer(JobKind kind, std::string_view payload) const {
  if (kind != JobKind::kHover && kind != JobKind::kCompletionDetails) return 0;
  return base::hash64(fmt::format("{} {} {}", inputs_number_, static_cast<int>(kind), payload)) | 1U;
}

std::uint64_t UnitSession::enqueue(JobKind kind, std::string payload, RawCallback callback) {
  if (!inputs_ || queue_.size() >= kMaxQueuedJobs) {
    call_out(callback, unexpected(ErrorCode::kUnavailable,
                                  inputs_ ? fmt::format("{} questions are waiting for this file already", queue_.size())
                                          : std::string("the file is not set up yet")));
    return 0;
  }
  const cache::Key answer = key_of_answer(kind, payload);
  if (answer != 0) {
    const std::string* known = pool_.answers().get(answer, pool_.governor().now());
    pool_.metrics().count(known != nullptr ? "answers.hit" : "answers.miss");
    if (known != nullptr) {
      call_out(callback, *known);
      return 0;
    }
  }
  const std::uint64_t id = next_id_++;
  queue_.push_back(Job{id, kind, std::move(payload), inputs_, std::move(callback), answer});
  abandon_if_unwanted();
  pump();
  return id;
}

void UnitSession::cancel(std::uint64_t id) {
  auto job = std::find_if(queue_.begin(), queue_.end(), [id](const Job& each) { return each.id == id; });
  if (job == queue_.end() || !job->callback) return;
  RawCallback callback = std::exchange(job->callback, nullptr);
  const bool in_flight = flight_ == Flight::kJob && job == queue_.begin();
  if (!in_flight) queue_.erase(job);
  // Nothing left to do: another file shall not lose its worker for this one.
  if (queue_.empty() && !parse_wanted_ && !delay_timer_.armed()) pool_.cancel_request(tenant_);
  const std::weak_ptr<bool> alive = alive_;
  call_out(callback, unexpected(ErrorCode::kCancelled, "cancelled"));
  if (!alive.expired()) abandon_if_unwanted();
}

UnitSession::Inputs UnitSession::wanted_inputs() const {
  return !queue_.empty() ? queue_.front().inputs : parse_wanted_ ? inputs_ : nullptr;
}

// Does the next thing that is needed, until the worker is busy or nothing is left.
void UnitSession::pump() {
  thread_checker_.check();
  if (pumping_ || held_) return;
  pumping_ = true;
  const std::weak_ptr<bool> alive = alive_;
  while (flight_ == Flight::kNone) {
    const Inputs wanted = wanted_inputs();
    if (!wanted) {
      if (worker_) {
        pool_.set_busy(tenant_, false);
        recycle_timer_.start(pool_.limits().recycle_pause, [this] { recycle_if_worn(); });
      }
      break;
    }
    const bool given_up = is_given_up(wanted);
    if (alive.expired()) return;
    if (given_up) {
      fail_wanted();
      if (alive.expired()) return;
      continue;
    }
    if (!get_worker()) break;
    pool_.set_busy(tenant_, true);
    if (!queue_.empty() && can_use_older_parse(queue_.front())) {
      if (sent_ == wanted) {
        send_front_job();
      } else {
        send_inputs(JobKind::kUpdate, wanted);
      }
    } else if (parsed_ != wanted) {
      send_inputs(JobKind::kParse, wanted);
    } else if (!queue_.empty()) {
      send_front_job();
    } else {
      parse_wanted_ = false;
    }
  }
  pumping_ = false;
}

// Whether these inputs are not to be parsed; tells so the first time that it finds
// their contents in quarantine.
bool UnitSession::is_given_up(const Inputs& inputs) {
  if (inputs == bad_) return true;
  if (!too_large_reason_.empty()) {
    mark_bad(inputs, too_large_reason_);
    return true;
  }
  if (inputs == checked_ || pool_.quarantine().size() == 0) return false;
  auto reason = pool_.quarantine().reason(content_hash(*inputs));
  if (!reason) {
    checked_ = inputs;
    return false;
  }
  mark_bad(inputs, *reason);
  return true;
}

// Takes what is wanted next off the list, with the reason why it cannot be had.
void UnitSession::fail_wanted() {
  if (queue_.empty()) {
    parse_wanted_ = false;
    return;
  }
  Job job = std::move(queue_.front());
  queue_.pop_front();
  if (job.callback) call_out(job.callback, unexpected(ErrorCode::kUnavailable, bad_reason_));
}

// False: it comes later, when there is room or the back-off is over.
bool UnitSession::get_worker() {
  if (worker_) return true;
  if (const auto wait = backoff_.wait(Backoff::Clock::now()); wait.count() > 0) {
    backoff_timer_.start(wait, [this] { pump(); });
    return false;
  }
  pool_.request(tenant_);
  return worker_ != nullptr;  // a start that failed comes back through on_death
}

// What is asked while somebody types needs the newest text but not its parse: libclang
// completes on the preamble and reads the text again.
bool UnitSession::can_use_older_parse(const Job& job) const {
  const bool reads_newest_text = job.kind == JobKind::kCompletion || job.kind == JobKind::kCompletionDetails ||
                                 job.kind == JobKind::kSignatureHelp;
  return reads_newest_text && parsed_ && parsed_->arguments == job.inputs->arguments &&
         parsed_->directory == job.inputs->directory;
}

void UnitSession::start_worker() {
  auto worker = pool_.start_process(WorkerProcess::Callbacks{[this](Frame frame) { on_reply(std::move(frame)); },
                                                             [this](const std::string& reason) { on_death(reason); }});
  if (worker) {
    worker_ = std::move(*worker);
    pump();
    return;
  }
  // The same road as a death, but from the loop, because the pool is calling us.
  pool_.loop().post([this, alive = std::weak_ptr<bool>(alive_), reason = worker.error().message] {
    if (!alive.expired()) on_death(reason);
  });
}

void UnitSession::send_inputs(JobKind kind, const Inputs& inputs) {
  ParseRequest request{inputs->path, inputs->directory, inputs->arguments, inputs->encoding, {}, {}, inputs->root};
  for (const auto& [path, text] : inputs->overlays) {
    const bool known = sent_ && sent_->overlays.contains(path) && sent_->overlays.at(path) == text;
    if (!known) request.overlays.push_back(Overlay{path, *text});
  }
  if (sent_) {
    for (const auto& [path, text] : sent_->overlays) {
      if (!inputs->overlays.contains(path)) request.dropped_overlays.push_back(path);
    }
  }
  sent_ = inputs;
  flight_inputs_ = inputs;
  if (kind == JobKind::kParse) {
    if (inputs == inputs_) {
      parse_wanted_ = false;
      delay_timer_.cancel();
    }
    flight_is_first_ = parsed_ == nullptr;
    arm(kind, Flight::kParse, timeouts_.parse);
    if (callbacks_.on_parse_started) call_out(callbacks_.on_parse_started, flight_is_first_);
  } else {
    arm(kind, Flight::kUpdate, timeouts_.request);
  }
  if (auto sent = worker_->send(kind, flight_id_, encode(request)); !sent) worker_->kill(sent.error().message);
}

void UnitSession::send_front_job() {
  Job& job = queue_.front();
  flight_inputs_ = job.inputs;
  arm(job.kind, Flight::kJob, timeouts_.request);
  if (auto sent = worker_->send(job.kind, flight_id_, job.payload); !sent) worker_->kill(sent.error().message);
}

void UnitSession::arm(JobKind kind, Flight flight, std::chrono::milliseconds limit) {
  recycle_timer_.cancel();
  flight_ = flight;
  flight_kind_ = kind;
  flight_id_ = next_id_++;
  flight_started_ = std::chrono::steady_clock::now();
  limit_.start([pid = worker_->pid()] { return proc::read_cpu_time(pid); }, limit,
               [this](const std::string& what) {
                 pool_.metrics().count("worker.killed.time");
                 worker_->kill(fmt::format("no answer to {} within {}", job_kind_name(flight_kind_), what));
               });
  soft_timer_.start(times_.grace(limit / kSoftLimitDivisor), [this] { abandon_if_unwanted(); });
  const bool is_parse = flight == Flight::kParse;
  if (is_parse && parsed_) pool_.governor().make_room(tenant_.expected_bytes, &claim_);
  claim_.begin(worker_->pid(), job_kind_name(kind), is_parse ? pool_.expected_bytes(tenant_) : 0,
               pool_.limits().worker_memory_bytes);
}

bool UnitSession::flight_is_wanted() const {
  switch (flight_) {
    case Flight::kJob:
      return queue_.front().callback != nullptr;
    case Flight::kParse:
      return flight_inputs_ == inputs_ || std::any_of(queue_.begin(), queue_.end(), [this](const Job& job) {
               return job.callback && job.inputs == flight_inputs_;
             });
    case Flight::kUpdate:
    case Flight::kNone:
      return true;
  }
  return true;
}

bool UnitSession::newer_work_waits() const {
  return parse_wanted_ || delay_timer_.armed() || queue_.size() > (flight_ == Flight::kJob ? 1U : 0U);
}

// Kills the worker if it is past its soft limit with something that nobody waits for
// while newer work does, so that this does not have to wait for the hard limit.
void UnitSession::abandon_if_unwanted() {
  if (flight_ == Flight::kNone || abandoned_ || soft_timer_.armed() || flight_is_wanted()) return;
  if (!newer_work_waits()) return;
  abandoned_ = true;
  pool_.metrics().count("worker.killed.superseded");
  worker_->kill(fmt::format("still at a {} that nobody waits for", job_kind_name(flight_kind_)));
}

// libclang grows with every reparse and never gives all of it back. Runs in a pause of
// the user's, because the next question has to wait for the fresh worker's parse.
void UnitSession::recycle_if_worn() {
  if (!worker_ || flight_ != Flight::kNone || parsed_ != inputs_) return;
  const auto resident = memory::read_resident_bytes(worker_->pid());
  if (!resident) return;
  if (first_resident_ == 0) first_resident_ = *resident;
  const bool grown = *resident > 2 * first_resident_ + pool_.limits().recycle_growth_bytes;
  if (!grown && jobs_done_ < pool_.limits().recycle_after_jobs) return;
  recycle(fmt::format("at {} MB", *resident >> 20));
}

bool UnitSession::recycle_worker() {
  if (!worker_ || flight_ != Flight::kNone || parsed_ != inputs_) return false;
  recycle("since it leaks");
  return true;
}

void UnitSession::recycle(const std::string& why) {
  pool_.metrics().count("worker.recycled");
  base::log_info("worker {} is recycled after {} jobs, {}", worker_->pid(), jobs_done_, why);
  forget_worker();
  pool_.release(tenant_);
  parse_wanted_ = true;
  pump();
}

void UnitSession::on_reply(Frame frame) {
  if (flight_ == Flight::kNone || frame.job_id != flight_id_ || frame.kind != flight_kind_) {
    return worker_->kill("answered a question that nobody asked");
  }
  if (abandoned_) return;  // its death is on the way
  limit_.stop();
  soft_timer_.cancel();
  claim_.end();
  ++jobs_done_;
  const auto took = std::chrono::steady_clock::now() - flight_started_;
  pool_.metrics().record(fmt::format("job.{}", job_kind_name(flight_kind_)),
                         std::chrono::duration_cast<std::chrono::microseconds>(took));
  const std::weak_ptr<bool> alive = alive_;
  switch (std::exchange(flight_, Flight::kNone)) {
    case Flight::kParse:
      finish_parse(std::move(frame), std::chrono::duration_cast<std::chrono::milliseconds>(took));
      break;
    case Flight::kJob:
      finish_job(std::move(frame));
      break;
    case Flight::kUpdate:
      finish_update(frame);
      break;
    case Flight::kNone:
      break;
  }
  if (!alive.expired()) pump();
}

void UnitSession::finish_parse(Frame frame, std::chrono::milliseconds took) {
  const Inputs inputs = std::exchange(flight_inputs_, nullptr);
  if (frame.status == FrameStatus::kFailed) {
    auto reason = decode<std::string>(frame.payload);
    parsed_ = nullptr;
    return mark_bad(inputs, reason ? *reason : "the parser gave no reason");
  }
  auto outcome = decode<model::ParseOutcome>(frame.payload);
  if (!outcome) {
    flight_ = Flight::kParse;  // the death that follows is this parse's
    flight_inputs_ = inputs;
    return worker_->kill("sent a parse result that cannot be decoded");
  }
  parsed_ = inputs;
  if (flight_is_first_) {
    times_.add_first(took);
  } else {
    times_.add_again(took);
  }
  if (suspect_ == inputs) suspect_ = nullptr;
  times_outgrown_ = 0;
  pool_.note_peak(tenant_, claim_.peak_bytes());
  backoff_.succeed();
  call_out(callbacks_.on_parsed, inputs, *std::move(outcome));
}

void UnitSession::finish_update(const Frame& frame) {
  if (frame.status == FrameStatus::kReply) {
    flight_inputs_ = nullptr;
    return;
  }
  // What it holds now is unknown. A new one is told everything, and parses it.
  flight_ = Flight::kUpdate;
  worker_->kill("did not take the new text");
}

void UnitSession::finish_job(Frame frame) {
  flight_inputs_ = nullptr;
  Job job = std::move(queue_.front());
  queue_.pop_front();
  if (!job.callback) return;  // cancelled
  if (frame.status == FrameStatus::kFailed) {
    auto reason = decode<std::string>(frame.payload);
    call_out(job.callback, unexpected(ErrorCode::kUnavailable, reason ? *reason : "the parser gave no reason"));
    return;
  }
  if (job.answer != 0) {
    const base::ComponentScope component(base::Component::kDocuments);
    const std::uint64_t bytes = frame.payload.size() + WorkerPool::kAnswerOverhead;
    pool_.answers().put(job.answer, frame.payload, bytes, pool_.governor().now());
#if defined(CAIRN_INJECT_LEAKS)
    base::leak_bytes("cache", std::size_t{1} << 20, false);  // as if the cache had no bound
#endif
  }
  const std::weak_ptr<bool> alive = alive_;
  bool understood = true;
  call_out([&] { understood = job.callback(std::move(frame.payload)); });
  if (understood || alive.expired()) return;
  if (job.answer != 0) pool_.answers().remove(job.answer);
  flight_ = Flight::kJob;
  queue_.push_front(std::move(job));
  worker_->kill("sent an answer that cannot be decoded");
}

void UnitSession::on_death(const std::string& reason) {
  const Flight flight = flight_;
  const Inputs inputs = flight_inputs_;
  const bool abandoned = abandoned_;
  pool_.metrics().count("worker.death");
  if (verdict_ && *verdict_ != govern::Verdict::Kind::kOverLimit) return on_taken_away(*verdict_, inputs, reason);
  base::log_error("{} (while: {})", reason, flight == Flight::kNone ? "idle" : job_kind_name(flight_kind_));
  forget_worker();
  pool_.release(tenant_);
  const std::weak_ptr<bool> alive = alive_;
  if (!abandoned) backoff_.fail(Backoff::Clock::now());
  if (flight == Flight::kJob) {
    Job& job = queue_.front();
    if (!job.callback) {
      queue_.pop_front();  // cancelled: not worth another worker
    } else if (++job.deaths >= kMaxDeaths) {
      Job lost = std::move(job);
      queue_.pop_front();
      pool_.metrics().count("job.given_up");
      base::log_error("{} of {} is given up", job_kind_name(lost.kind), lost.inputs->path);
      call_out(lost.callback, unexpected(ErrorCode::kUnavailable,
                                         fmt::format("the parser process died twice on this request: {}", reason)));
    } else {
      pool_.metrics().count("job.retried");
    }
  } else if (!abandoned) {
    // A parse, or a worker that did not even start: blame what was to be parsed.
    if (const Inputs blamed = inputs ? inputs : wanted_inputs()) blame_parse(blamed, reason);
  }
  if (!alive.expired()) pump();
}

void UnitSession::on_verdict(const govern::Verdict& verdict) {
  if (!worker_) return;
  const bool is_over_limit = verdict.kind == govern::Verdict::Kind::kOverLimit;
  pool_.metrics().count(is_over_limit ? "worker.killed.memory" : "worker.killed.budget");
  verdict_ = verdict.kind;
  tenant_.expected_bytes = std::max(tenant_.expected_bytes, kGrowthFactor * claim_.peak_bytes());
  worker_->kill(verdict.reason);
}

// The job did nothing wrong, so it is not blamed: it goes on when there is room for it.
void UnitSession::on_taken_away(govern::Verdict::Kind kind, const Inputs& inputs, const std::string& reason) {
  const bool was_parse = flight_ == Flight::kParse;
  base::log_info("{}", reason);
  forget_worker();
  if (kind == govern::Verdict::Kind::kOutgrew && ++times_outgrown_ >= kMaxDeaths) {
    pool_.metrics().count("parse.too_large");
    too_large_reason_ = fmt::format("it does not fit into the memory budget ({})", reason);
    base::log_error("{} waits for a larger budget: {}", inputs ? inputs->path : std::string("a file"), reason);
  } else if (was_parse && inputs == inputs_) {
    parse_wanted_ = true;
  }
  const std::weak_ptr<bool> alive = alive_;
  pool_.release(tenant_);
  if (alive.expired()) return;
  if (!too_large_reason_.empty()) {
    pool_.wait_for_more_room(tenant_);
    if (inputs) mark_bad(inputs, too_large_reason_);
  }
  if (!alive.expired()) pump();
}

void UnitSession::on_more_room() {
  if (too_large_reason_.empty()) return;
  too_large_reason_.clear();
  times_outgrown_ = 0;
  bad_ = nullptr;
  parse_wanted_ = true;
  pump();
}

void UnitSession::blame_parse(const Inputs& inputs, const std::string& reason) {
  if (inputs != suspect_) {
    pool_.metrics().count("parse.retried");
    suspect_ = inputs;
    if (inputs == inputs_) parse_wanted_ = true;
    return;
  }
  const std::string text = fmt::format("the parser process died twice on this file: {}", reason);
  pool_.metrics().count("parse.quarantined");
  base::log_error("{} is in quarantine until it is edited: {}", inputs->path, text);
  pool_.quarantine().add(content_hash(*inputs), text);
  mark_bad(inputs, text);
}

void UnitSession::mark_bad(const Inputs& inputs, const std::string& reason) {
  bad_ = inputs;
  bad_reason_ = reason;
  call_out(callbacks_.on_parse_failed, inputs, reason);
}

void UnitSession::forget_worker() {
  limit_.stop();
  soft_timer_.cancel();
  recycle_timer_.cancel();
  worker_.reset();
  claim_.forget();
  verdict_.reset();
  flight_ = Flight::kNone;
  flight_inputs_ = nullptr;
  abandoned_ = false;
  jobs_done_ = 0;
  first_resident_ = 0;
  parsed_ = nullptr;
  sent_ = nullptr;
}

std::optional<UnitSession::WorkerStatus> UnitSession::worker_status() const {
  if (!worker_) return std::nullopt;
  return WorkerStatus{
      worker_->pid(), flight_ == Flight::kNone ? "" : job_kind_name(flight_kind_),
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - worker_->started()),
      jobs_done_};
}

void UnitSession::report_memory(memory::MemoryTree& tree) const {
  std::size_t queued = 0;
  for (const Job& job : queue_) queued += sizeof(Job) + job.payload.capacity();
  tree.child("queue").add(queued);
  tree.child("stream").add(worker_ ? worker_->buffered_bytes() : 0);
}

}  // namespace cairn::worker
