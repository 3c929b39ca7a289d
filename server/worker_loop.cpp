#include "server/worker_loop.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "platform/base/injected_leak.h"

namespace cairn::server {
namespace {

constexpr int kChannelFd = 3;
constexpr std::size_t kReadBytes = 64 * 1024;

Result<void> write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = send(kChannelFd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return unexpected(base::errno_error("cannot write to the server"));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> send_frame(const worker::Frame& frame) {
  auto bytes = worker::encode_frame(frame);
  if (!bytes) return unexpected(bytes.error());
  return write_all(*bytes);
}

Result<void> serve_frame(const WorkerProgram& program, const worker::Frame& request) {
#if defined(CAIRN_INJECT_LEAKS)
  base::leak_bytes("worker", std::size_t{1} << 19, true);
#endif
  worker::Frame reply{request.kind, worker::FrameStatus::kReply, request.job_id, {}};
  Result<std::string> result = unexpected(ErrorCode::kInternal, "no answer");
  try {
    result = program.do_job(request.kind, request.payload);
  } catch (const std::exception& exception) {
    result = unexpected(ErrorCode::kInternal, fmt::format("the parser process failed: {}", exception.what()));
  }
  if (result && result->size() > worker::kMaxFrameBytes) {
    result = unexpected(ErrorCode::kTooLarge, "the answer is too large to send");
  }
  if (result) {
    reply.payload = *std::move(result);
  } else {
    reply.status = worker::FrameStatus::kFailed;
    reply.payload = worker::encode(result.error().message);
  }
  return send_frame(reply);
}

// Until the server closes the channel.
Result<void> serve(const WorkerProgram& program) {
  const worker::HelloMessage hello{worker::kProtocolVersion, program.library};
  if (auto sent = send_frame({worker::JobKind::kHello, worker::FrameStatus::kReply, 0, worker::encode(hello)}); !sent) {
    return sent;
  }
  worker::FrameDecoder decoder;
  std::vector<char> buffer(kReadBytes);
  for (;;) {
    const ssize_t count = read(kChannelFd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unexpected(base::errno_error("cannot read from the server"));
    if (count == 0) {
      if (decoder.buffered_bytes() == 0) return {};
      return unexpected(ErrorCode::kCorrupt, "the channel ended inside a frame");
    }
    std::vector<worker::Frame> frames;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
    if (auto fed = decoder.feed(bytes, frames); !fed) return fed;
    for (const worker::Frame& frame : frames) {
      if (frame.status != worker::FrameStatus::kRequest) {
        return unexpected(ErrorCode::kCorrupt, "the server sent a reply");
      }
      if (auto served = serve_frame(program, frame); !served) return served;
      malloc_trim(0);  // a parse leaves tens of MB of free pages behind
    }
  }
}

}  // namespace

int run_worker(const WorkerProgram& program) {
  if (fcntl(kChannelFd, F_GETFD) < 0) {
    fmt::print(stderr, "{} is started by cairn, not by hand\n", program.name);
    return 2;
  }
  // Whatever clang prints must not look like an answer of the server's.
  dup2(STDERR_FILENO, STDOUT_FILENO);
  const auto served = serve(program);
  if (!served) {
    fmt::print(stderr, "{}: {}\n", program.name, served.error().message);
    return 1;
  }
  return 0;
}

Result<std::string> refuse_job() {
  return unexpected(ErrorCode::kInvalidArgument, "the server may not send this kind of job");
}

}  // namespace cairn::server
