#include "core/worker/index_worker.h"

#include <utility>

#include <fmt/format.h>

#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "platform/base/log.h"
#include "platform/memory/process_memory.h"

namespace cairn::worker {
namespace {

constexpr std::uint64_t kSerialStep = 1000;

WorkerConfig with_address_space(WorkerConfig config, std::uint64_t memory_bytes) {
  config.address_space_bytes = address_space_for(memory_bytes);
  return config;
}

}  // namespace

IndexWorker::IndexWorker(io::EventLoop& loop, govern::Governor& governor, WorkerConfig config, IndexWorkerLimits limits,
                         std::uint64_t serial, Reaper& reaper, trace::Metrics& metrics, Callbacks callbacks)
    : loop_(loop),
      config_(with_address_space(std::move(config), limits.memory_bytes)),
      limits_(limits),
      reaper_(reaper),
      metrics_(metrics),
      callbacks_(std::move(callbacks)),
      serial_(serial),
      limit_timer_(loop),
      claim_(governor, govern::Role::kIndexer, [this](const govern::Verdict& verdict) {
        if (!process_) return;
        if (verdict.kind == govern::Verdict::Kind::kOverLimit) metrics_.count("indexer.killed.memory");
        verdict_ = verdict;
        process_->kill(verdict.reason);
      }) {}

IndexWorker::~IndexWorker() = default;

void IndexWorker::rest_if_worn(bool wants_fresh) {
  if (!process_ || (!is_worn() && !(wants_fresh && jobs_done_ != 0))) return;
  metrics_.count("indexer.recycled");
  rest();
}

void IndexWorker::index(const IndexUnitRequest& request, std::chrono::milliseconds deadline, bool wants_fresh,
                        std::uint64_t expected_bytes) {
  rest_if_worn(wants_fresh);
  send(JobKind::kIndexUnit, encode(request), deadline, expected_bytes);
}

void IndexWorker::describe(const DescribeCommandRequest& request, std::chrono::milliseconds deadline) {
  rest_if_worn(false);
  send(JobKind::kDescribeCommand, encode(request), deadline, 0);
}

void IndexWorker::build(const BuildPreludeRequest& request, std::chrono::milliseconds deadline, bool wants_fresh,
                        std::uint64_t expected_bytes) {
  rest_if_worn(wants_fresh);
  send(JobKind::kBuildPrelude, encode(request), deadline, expected_bytes);
}

void IndexWorker::deliver(const DeliverRowsRequest& request, std::chrono::milliseconds deadline) {
  send(JobKind::kDeliverRows, encode(request), deadline, 0);
}

bool IndexWorker::is_worn() const {
  if (jobs_done_ >= limits_.recycle_after_jobs) return true;
  const auto resident = jobs_done_ == 0 ? Result<std::uint64_t>(0) : memory::read_resident_bytes(process_->pid());
  return resident && *resident > limits_.recycle_bytes;
}

void IndexWorker::rest() {
  process_.reset();
  claim_.forget();
  verdict_.reset();
  jobs_done_ = 0;
}

void IndexWorker::start() {
  metrics_.count("indexer.started");
  serial_ += kSerialStep;
  auto started = WorkerProcess::start(loop_, config_, serial_,
                                      WorkerProcess::Callbacks{[this](const Frame& frame) { on_reply(frame); },
                                                               [this](const std::string& reason) { on_death(reason); }},
                                      &reaper_);
  if (started) {
    process_ = *std::move(started);
    jobs_done_ = 0;
    return;
  }
  loop_.post([this, alive = std::weak_ptr<bool>(alive_), reason = started.error().message] {
    if (!alive.expired()) lose(LostLease::Kind::kNoProcess, reason);
  });
}

void IndexWorker::send(JobKind kind, std::string payload, std::chrono::milliseconds deadline,
                       std::uint64_t expected_bytes) {
  job_ = kind;
  ++job_id_;
  job_started_ = std::chrono::steady_clock::now();
  if (!process_) start();
  if (!process_) return;
  const bool is_first = process_->clang_version().empty();
  limit_timer_.start(is_first ? std::min(limits_.start, deadline) : deadline, [this, deadline, is_first] {
    if (is_first && !process_->clang_version().empty() && limits_.start < deadline) {
      limit_timer_.start(deadline - limits_.start, [this, deadline] {
        metrics_.count("indexer.killed.time");
        process_->kill(fmt::format("no answer within {} ms", deadline.count()));
      });
      return;
    }
    metrics_.count("indexer.killed.time");
    process_->kill(fmt::format("no answer within {} ms", std::min(limits_.start, deadline).count()));
  });
  claim_.begin(process_->pid(), job_kind_name(kind), expected_bytes, limits_.memory_bytes);
  if (auto sent = process_->send(kind, job_id_, std::move(payload)); !sent) process_->kill(sent.error().message);
}

void IndexWorker::on_reply(const Frame& frame) {
  if (!job_ || frame.job_id != job_id_ || frame.kind != *job_) {
    return process_->kill("answered a question that nobody asked");
  }
  if (frame.status == FrameStatus::kFailed) {
    auto reason = decode<std::string>(frame.payload);
    end_job();
    return callbacks_.on_lost({LostLease::Kind::kRefused, reason ? *reason : "the indexer gave no reason", 0});
  }
  bool is_sound = false;
  if (frame.kind == JobKind::kIndexUnit) {
    is_sound = pass_on<IndexedUnit>(frame, callbacks_.on_indexed, [](const auto& unit) { return !unit.files.empty(); });
  } else if (frame.kind == JobKind::kDeliverRows) {
    is_sound = pass_on<DeliveredRows>(frame, callbacks_.on_delivered, [](const auto&) { return true; });
  } else if (frame.kind == JobKind::kDescribeCommand) {
    is_sound = pass_on<CommandDescription>(frame, callbacks_.on_described, [](const auto&) { return true; });
  } else if (frame.kind == JobKind::kBuildPrelude) {
    is_sound = pass_on<BuiltPrelude>(frame, callbacks_.on_built, [](const auto&) { return true; });
  }
  if (!is_sound) process_->kill("sent an answer that cannot be decoded");
}

void IndexWorker::end_job() {
  const auto took = std::chrono::steady_clock::now() - job_started_;
  limit_timer_.cancel();
  claim_.end();
  if (*job_ != JobKind::kDeliverRows) ++jobs_done_;
  metrics_.record(fmt::format("job.{}", job_kind_name(*job_)),
                  std::chrono::duration_cast<std::chrono::microseconds>(took));
  job_.reset();
}

// False, and the job goes on, if the answer makes no sense.
template <typename Answer>
bool IndexWorker::pass_on(const Frame& frame, const std::function<void(Answer)>& callback,
                          bool (*is_sound)(const Answer&)) {
  auto answer = decode<Answer>(frame.payload);
  if (!answer || !is_sound(*answer)) return false;
  end_job();
  callback(*std::move(answer));
  return true;
}

void IndexWorker::on_death(const std::string& reason) {
  metrics_.count("indexer.death");
  base::log_error("{} (while: {})", reason, job_ ? job_kind_name(*job_) : "idle");
  // Whoever dies before a word is no indexer; what it was to do is not to blame.
  const bool is_known = !process_->clang_version().empty();
  const bool is_others_doing = process_->was_killed_by_others();
  const std::optional<govern::Verdict> verdict = verdict_;
  rest();
  if (!job_) return;
  using Kind = govern::Verdict::Kind;
  if (verdict && verdict->kind != Kind::kOverLimit) {
    const bool is_outgrown = verdict->kind == Kind::kOutgrew;
    return lose(is_outgrown ? LostLease::Kind::kOutgrew : LostLease::Kind::kDisplaced, verdict->reason,
                verdict->anonymous);
  }
  lose(is_others_doing ? LostLease::Kind::kKilled
       : is_known      ? LostLease::Kind::kDied
                       : LostLease::Kind::kNoProcess,
       reason);
}

void IndexWorker::lose(LostLease::Kind kind, std::string reason, std::uint64_t anonymous_bytes) {
  limit_timer_.cancel();
  job_.reset();
  callbacks_.on_lost({kind, std::move(reason), anonymous_bytes});
}

std::optional<IndexWorker::Status> IndexWorker::status() const {
  if (!process_) return std::nullopt;
  return Status{
      process_->pid(), job_ ? job_kind_name(*job_) : "",
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - process_->started())};
}

}  // namespace cairn::worker
