// scripted_worker: speaks cairn-worker's frames on descriptor 3 and behaves as badly as
// the orders in scripted_worker.h say. Parses nothing: an answer names the text that a
// real worker would have answered about.
//
// A file "ration-KEY" in the control folder limits a behaviour to as many times as it
// has bytes; KEY is a text's label, a question's serial, or "hello". Without the file
// there is no limit.
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "core/worker/frame.h"
#include "platform/base/unique_fd.h"
#include "tests/support/scripted_worker.h"

namespace cairn::test {
namespace {

using worker::Frame;
using worker::FrameStatus;
using worker::JobKind;

constexpr int kChannelFd = 3;
constexpr int kScriptedExit = 3;
constexpr int kBrokenTest = 4;  // the orders or the server's frames make no sense

std::string control_path(const std::string& name) {
  const char* folder = std::getenv(kControlVariable);
  if (folder == nullptr) _exit(kBrokenTest);
  return fmt::format("{}/{}", folder, name);
}

void log_line(const std::string& line) {
  const base::UniqueFd log(open(control_path("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  const std::string bytes = line + "\n";
  if (write(log.get(), bytes.data(), bytes.size()) < 0) _exit(kBrokenTest);
}

// What to do, given what was ordered: kAnswer once the ration is used up.
Behaviour use_ration(Behaviour ordered, const std::string& key) {
  if (ordered == Behaviour::kAnswer) return ordered;
  const base::UniqueFd ration(open(control_path("ration-" + key).c_str(), O_RDWR | O_CLOEXEC));
  if (!ration) return ordered;
  struct stat status{};
  if (flock(ration.get(), LOCK_EX) != 0 || fstat(ration.get(), &status) != 0) _exit(kBrokenTest);
  if (status.st_size == 0) return Behaviour::kAnswer;
  if (ftruncate(ration.get(), status.st_size - 1) != 0) _exit(kBrokenTest);
  return ordered;
}

void send_bytes(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(kChannelFd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) _exit(0);  // the server is gone
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void send_frame(const Frame& frame) { send_bytes(worker::encode_frame(frame).value()); }

[[noreturn]] void stay_silent() {
  for (;;) pause();
}

void wait_at_gate() { const base::UniqueFd gate(open(control_path("gate").c_str(), O_RDONLY | O_CLOEXEC)); }

// Sends `reply`, or whatever takes its place.
void behave(Behaviour behaviour, Frame reply) {
  switch (behaviour) {
    case Behaviour::kAnswerAtGate:
      wait_at_gate();
      break;
    case Behaviour::kFail:
      reply.status = FrameStatus::kFailed;
      reply.payload = worker::encode(std::string("scripted failure"));
      break;
    case Behaviour::kUndecodable:
      reply.payload = "\xff";
      break;
    case Behaviour::kGarbage:
      return send_bytes("these bytes are no frame of any kind");
    case Behaviour::kHalfFrame: {
      const std::string bytes = worker::encode_frame(reply).value();
      send_bytes(std::string_view(bytes).substr(0, bytes.size() / 2));
      _exit(0);
    }
    case Behaviour::kWrongId:
      reply.job_id += 1000;
      break;
    case Behaviour::kRequest:
      reply.status = FrameStatus::kRequest;
      break;
    case Behaviour::kTwice:
      send_frame(reply);
      break;
    case Behaviour::kExit:
      _exit(kScriptedExit);
    case Behaviour::kSignal:
      raise(SIGKILL);
      break;
    case Behaviour::kSilence:
      stay_silent();
    case Behaviour::kAnswer:
    case Behaviour::kWrongVersion:
      break;
  }
  send_frame(reply);
}

struct Orders {
  std::string label;
  int parse = 0;
  int update = 0;
};

Orders read_orders(const std::string& text) {
  Orders orders;
  std::istringstream(text) >> orders.label >> orders.parse >> orders.update;
  return orders;
}

class ScriptedWorker {
 public:
  void greet() {
    log_line("start");
    Behaviour behaviour = Behaviour::kAnswer;
    const base::UniqueFd order(open(control_path("hello").c_str(), O_RDONLY | O_CLOEXEC));
    std::uint8_t number = 0;
    if (order && read(order.get(), &number, 1) == 1) behaviour = use_ration(static_cast<Behaviour>(number), "hello");
    if (behaviour == Behaviour::kSilence) return;  // and answers jobs all the same
    const std::uint32_t version = worker::kProtocolVersion + (behaviour == Behaviour::kWrongVersion ? 1U : 0U);
    behave(behaviour, {JobKind::kHello, FrameStatus::kReply, 0, worker::encode(worker::HelloMessage{version, "none"})});
  }

  void serve(const Frame& request) {
    Frame reply{request.kind, FrameStatus::kReply, request.job_id, {}};
    switch (request.kind) {
      case JobKind::kParse:
      case JobKind::kUpdate:
        return take_texts(request, std::move(reply));
      case JobKind::kHover:
        return ask(read_request<worker::PositionRequest>(request).offset, parsed_, std::move(reply));
      case JobKind::kCompletion:
        return ask(read_request<worker::CompletionRequest>(request).offset, newest_, std::move(reply));
      default:
        _exit(kBrokenTest);
    }
  }

 private:
  template <typename Request>
  static Request read_request(const Frame& frame) {
    auto request = worker::decode<Request>(frame.payload);
    if (!request) _exit(kBrokenTest);
    return *std::move(request);
  }

  void take_texts(const Frame& frame, Frame reply) {
    const auto request = read_request<worker::ParseRequest>(frame);
    std::string line = worker::job_kind_name(frame.kind);
    for (const worker::Overlay& overlay : request.overlays) texts_[overlay.path] = overlay.text;
    for (const std::string& path : request.dropped_overlays) {
      if (texts_.erase(path) == 0) _exit(kBrokenTest);  // a difference to what this worker never had
    }
    const Orders orders = read_orders(texts_[request.path]);
    newest_ = orders.label;
    line += " " + newest_;
    for (const worker::Overlay& overlay : request.overlays) line += " +" + overlay.path;
    for (const std::string& path : request.dropped_overlays) line += " -" + path;
    log_line(line);
    if (frame.kind == JobKind::kParse) {
      parsed_ = newest_;
      model::ParseOutcome outcome;
      outcome.included_files = {parsed_};
      reply.payload = worker::encode(outcome);
    }
    const int order = frame.kind == JobKind::kParse ? orders.parse : orders.update;
    behave(use_ration(static_cast<Behaviour>(order), newest_), std::move(reply));
  }

  static void ask(std::uint64_t offset, const std::string& label, Frame reply) {
    const std::uint64_t serial = offset >> 8;
    const std::string answer = fmt::format("{}#{}", label, serial);
    log_line(fmt::format("{} {}", worker::job_kind_name(reply.kind), answer));
    if (reply.kind == JobKind::kHover) {
      reply.payload = worker::encode(std::optional<model::Hover>(model::Hover{answer, std::nullopt}));
    } else {
      model::Completion completion;
      completion.items.emplace_back().label = answer;
      reply.payload = worker::encode(completion);
    }
    behave(use_ration(static_cast<Behaviour>(offset & 0xff), fmt::to_string(serial)), std::move(reply));
  }

  std::map<std::string, std::string> texts_;
  std::string parsed_;
  std::string newest_;
};

int run() {
  ScriptedWorker self;
  self.greet();
  worker::FrameDecoder decoder;
  std::vector<char> buffer(std::size_t{64} << 10);
  for (;;) {
    const ssize_t size = read(kChannelFd, buffer.data(), buffer.size());
    if (size <= 0) return 0;
    std::vector<Frame> frames;
    if (!decoder.feed(std::string_view(buffer.data(), static_cast<std::size_t>(size)), frames)) return kBrokenTest;
    for (const Frame& frame : frames) self.serve(frame);
  }
}

}  // namespace
}  // namespace cairn::test

int main() { return cairn::test::run(); }
