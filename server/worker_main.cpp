// cairn-worker: the process in which libclang runs, for one open file.
//
// Speaks frames (core/worker/FORMAT.md) on descriptor 3, a stream socket from the
// server: a hello, then one reply for each request, one at a time, in order. Ends
// with 0 when the server closes the channel, with 1 and a line on stderr when
// frames are broken. A crash of libclang's is meant to end the process: the server
// sees that and starts another one.
#include <fcntl.h>
#include <malloc.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "core/clang/open_file.h"
#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "core/worker/frame.h"
#include "platform/base/result.h"

namespace cairn::server {
namespace {

constexpr int kChannelFd = 3;
constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::string_view kTemporaryDirectoryOption = "--temporary-directory=";

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

// Decodes a request of type Request, asks `question(request)`, encodes its answer.
template <typename Request, typename Question>
Result<std::string> answer(std::string_view payload, Question&& question) {
  auto request = worker::decode<Request>(payload);
  if (!request) return unexpected(request.error());
  auto result = question(*request);
  if (!result) return unexpected(result.error());
  if constexpr (std::is_void_v<typename decltype(result)::value_type>) {
    return worker::encode(worker::EmptyRequest{});
  } else {
    return worker::encode(*result);
  }
}

Result<std::string> do_job(clang::OpenFile& file, worker::JobKind kind, std::string_view payload) {
  using worker::JobKind;
  using worker::PositionRequest;
  switch (kind) {
    case JobKind::kParse:
      return answer<worker::ParseRequest>(payload, [&](const auto& request) { return file.parse(request); });
    case JobKind::kUpdate:
      return answer<worker::ParseRequest>(payload, [&](const auto& request) { return file.update(request); });
    case JobKind::kHover:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.hover(request.offset); });
    case JobKind::kDefinition:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.definition(request.offset); });
    case JobKind::kDeclaration:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.declaration(request.offset); });
    case JobKind::kTypeDefinition:
      return answer<PositionRequest>(payload,
                                     [&](const auto& request) { return file.type_definition(request.offset); });
    case JobKind::kImplementation:
      return answer<PositionRequest>(payload,
                                     [&](const auto& request) { return file.implementations(request.offset); });
    case JobKind::kReferences:
      return answer<worker::ReferencesRequest>(
          payload, [&](const auto& request) { return file.references(request.offset, request.include_declaration); });
    case JobKind::kHighlights:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.highlights(request.offset); });
    case JobKind::kDocumentSymbols:
      return answer<worker::EmptyRequest>(payload, [&](const auto&) { return file.document_symbols(); });
    case JobKind::kCompletion:
      return answer<worker::CompletionRequest>(payload, [&](const auto& request) { return file.complete(request); });
    case JobKind::kCompletionDetails:
      return answer<worker::CompletionDetailsRequest>(payload, [&](const auto& request) {
        return Result<std::optional<model::CompletionDetails>>(file.completion_details(request));
      });
    case JobKind::kSignatureHelp:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.signature_help(request.offset); });
    case JobKind::kSemanticTokens:
      return answer<worker::SemanticTokensRequest>(payload,
                                                   [&](const auto& request) { return file.semantic_tokens(request); });
    case JobKind::kInlayHints:
      return answer<worker::InlayHintsRequest>(payload, [&](const auto& request) { return file.inlay_hints(request); });
    case JobKind::kDocumentLinks:
      return answer<worker::EmptyRequest>(payload, [&](const auto&) { return file.links(); });
    case JobKind::kIndexUnit:
    case JobKind::kDeliverRows:
    case JobKind::kSymbolsAt:
    case JobKind::kHello:
      break;
  }
  return unexpected(ErrorCode::kInvalidArgument, "the server may not send this kind of job");
}

Result<void> serve_frame(clang::OpenFile& file, const worker::Frame& request) {
  worker::Frame reply{request.kind, worker::FrameStatus::kReply, request.job_id, {}};
  Result<std::string> result = unexpected(ErrorCode::kInternal, "no answer");
  try {
    result = do_job(file, request.kind, request.payload);
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
Result<void> serve(clang::OpenFile& file) {
  const worker::HelloMessage hello{worker::kProtocolVersion, clang::library_version()};
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
      if (auto served = serve_frame(file, frame); !served) return served;
      malloc_trim(0);  // a parse leaves tens of MB of free pages behind
    }
  }
}

int run(int argc, char** argv) {
  std::string temporary_directory;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with(kTemporaryDirectoryOption)) {
      temporary_directory = argument.substr(kTemporaryDirectoryOption.size());
    }
  }
  if (fcntl(kChannelFd, F_GETFD) < 0) {
    fmt::print(stderr, "cairn-worker is started by cairn, not by hand\n");
    return 2;
  }
  // Whatever libclang prints must not look like an answer of the server's.
  dup2(STDERR_FILENO, STDOUT_FILENO);
  if (!temporary_directory.empty()) setenv("TMPDIR", temporary_directory.c_str(), 1);
  setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1", 1);

  clang::OpenFile file(temporary_directory);
  const auto served = serve(file);
  if (!served) {
    fmt::print(stderr, "cairn-worker: {}\n", served.error().message);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace cairn::server

int main(int argc, char** argv) {
  try {
    return cairn::server::run(argc, argv);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "cairn-worker: {}\n", exception.what());
    return 1;
  }
}
