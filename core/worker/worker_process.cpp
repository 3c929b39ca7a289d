#include "core/worker/worker_process.h"

#include <signal.h>
#include <sys/wait.h>

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "platform/base/log.h"
#include "platform/fs/file.h"

namespace cairn::worker {
namespace {

// The worker's end of the socket pair; 0 to 2 are the standard streams.
constexpr int kWorkerChannelFd = 3;

// Frames waiting for a worker that does not read: one parse with every overlay of
// a large session, and some questions behind it.
constexpr std::size_t kMaxQueuedBytes = 2 * kMaxFrameBytes;

constexpr std::chrono::milliseconds kWaitStatusGrace{200};

}  // namespace

// Measured on libclang 19: an idle worker maps 0.5 GB, a heavy parse 1.6 times its PSS; the
// rest is room, because the watch on PSS is the limit and this only stops what outruns it.
std::uint64_t address_space_for(std::uint64_t memory_bytes) {
#ifndef CAIRN_SANITIZED  // sanitizers map terabytes of shadow
  return 2 * memory_bytes + (std::uint64_t{1} << 30);
#else
  static_cast<void>(memory_bytes);
  return 0;
#endif
}

bool WorkerProcess::was_killed_by_others() const {
  return own_end_ && WIFSIGNALED(*own_end_) && (WTERMSIG(*own_end_) == SIGKILL || WTERMSIG(*own_end_) == SIGTERM);
}

WorkerProcess::WorkerProcess(io::EventLoop& loop, Callbacks callbacks)
    : loop_(loop), callbacks_(std::move(callbacks)), started_(std::chrono::steady_clock::now()) {}

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(io::EventLoop& loop, const WorkerConfig& config,
                                                            std::uint64_t serial, Callbacks callbacks, Reaper* reaper) {
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess(loop, std::move(callbacks)));
  worker->reaper_ = reaper;
  if (!config.scratch_directory.empty()) {
    worker->temporary_directory_ = fmt::format("{}/w{}", config.scratch_directory, serial);
    if (auto made = fs::make_private_directory(worker->temporary_directory_); !made) return unexpected(made.error());
  }

  auto pair = proc::stream_socketpair();
  if (!pair) return unexpected(pair.error());
  auto& [ours, theirs] = *pair;

  proc::SpawnOptions options;
  options.argv = {config.program, "--temporary-directory=" + worker->temporary_directory_};
  options.inherit = {{theirs.get(), kWorkerChannelFd}};
  options.nice = config.nice;
  if (config.address_space_bytes != 0) options.address_space_bytes = config.address_space_bytes;
  auto child = proc::ChildProcess::spawn(options);
  if (!child) return unexpected(std::move(child).error().within("cannot start the parser process"));
  worker->child_ = std::move(*child);
  theirs.reset();

  WorkerProcess* self = worker.get();
  worker->stream_ = std::make_unique<io::ByteStream>(
      loop, std::move(ours), base::UniqueFd(), kMaxQueuedBytes,
      io::ByteStream::Callbacks{
          [self](std::string_view bytes) { self->on_bytes(bytes); },
          [self](Result<void> end) { self->on_channel_closed(end ? "closed its channel" : end.error().message); }});
  worker->stream_->start();
  return worker;
}

WorkerProcess::~WorkerProcess() {
  if (reaper_ != nullptr) {
    reaper_->bury(std::move(child_), std::move(temporary_directory_));
  } else {
    Reaper(loop_).bury(std::move(child_), std::move(temporary_directory_));
  }
}

Result<void> WorkerProcess::send(JobKind kind, std::uint64_t job_id, std::string payload) {
  if (dead_) return unexpected(ErrorCode::kUnavailable, "the parser process is gone");
  auto bytes = encode_frame(Frame{kind, FrameStatus::kRequest, job_id, std::move(payload)});
  if (!bytes) return unexpected(bytes.error());
  return stream_->write(*std::move(bytes));
}

void WorkerProcess::kill(std::string reason) { die(std::move(reason)); }

std::size_t WorkerProcess::buffered_bytes() const {
  return decoder_.buffered_bytes() + (stream_ ? stream_->queued_bytes() : 0);
}

void WorkerProcess::on_bytes(std::string_view bytes) {
  if (dead_) return;
  std::vector<Frame> frames;
  Result<void> fed = decoder_.feed(bytes, frames);
  const std::weak_ptr<bool> alive = alive_;  // on_reply may destroy this object, so a copy is called
  const auto on_reply = callbacks_.on_reply;
  for (Frame& frame : frames) {
    if (alive.expired() || dead_) return;
    if (frame.kind == JobKind::kHello) {
      accept_hello(frame);
    } else if (!greeted_ || frame.status == FrameStatus::kRequest) {
      return die("sent a frame that the protocol does not allow");
    } else {
      on_reply(std::move(frame));
    }
  }
  if (!alive.expired() && !fed && !dead_) die(fmt::format("sent garbage: {}", fed.error().message));
}

void WorkerProcess::accept_hello(const Frame& frame) {
  auto hello = decode<HelloMessage>(frame.payload);
  if (greeted_ || !hello) return die("sent a frame that the protocol does not allow");
  if (hello->protocol_version != kProtocolVersion) {
    return die(fmt::format("speaks protocol {}, this server {}: reinstall both from one build", hello->protocol_version,
                           kProtocolVersion));
  }
  greeted_ = true;
  clang_version_ = hello->clang_version;
  base::log_verbose("worker {} ready: {}", pid(), hello->clang_version);
}

void WorkerProcess::on_channel_closed(std::string reason) {
  if (dead_) return;
  stream_->close();
  // The kernel closes a dying process's descriptors before it can be reaped, so the
  // wait status, which says why, comes a moment after the end of the stream.
  death_watch_ = std::make_unique<io::ReadableWatch>(loop_, child_.pidfd(), [this, reason] { die(reason); });
  death_timer_ = std::make_unique<io::Timer>(loop_);
  death_timer_->start(kWaitStatusGrace, [this, reason] { die(reason); });
}

void WorkerProcess::die(std::string reason) {
  if (dead_) return;
  dead_ = true;
  death_watch_.reset();
  const pid_t process = pid();
  // Before our end of the channel closes: a worker ends itself when it sees that, and
  // its exit code would hide the reason.
  const std::optional<int> status = child_.try_wait();
  own_end_ = status;
  if (!status) child_.kill(SIGKILL);
  stream_->close();
  std::string text = status ? fmt::format("worker {} ended: {}", process, proc::describe_wait_status(*status))
                            : fmt::format("worker {}: {}", process, reason);
  // From the loop, not from here: the caller may be inside one of our own methods.
  loop_.post([this, alive = std::weak_ptr<bool>(alive_), text = std::move(text)] {
    if (alive.expired()) return;
    const auto on_death = std::move(callbacks_.on_death);  // which may destroy this object
    on_death(text);
  });
}

}  // namespace cairn::worker
