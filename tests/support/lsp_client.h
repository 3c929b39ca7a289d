// LspClient: a small, blocking LSP client that runs a real `cairn` over real pipes.
// Used by the protocol and process tests, the demo and the benches.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"
#include "platform/proc/spawn.h"
#include "protocol/rpc/framing.h"
#include "protocol/rpc/json.h"
#include "protocol/rpc/message.h"

namespace cairn::test {

using rpc::Json;

// One server process and the conversation with it. Every wait has a deadline and
// fails with kTimeout; a server that went away fails it with kUnavailable. Confined
// to one thread.
class LspClient {
 public:
  struct Options {
    std::string server;  // path of the server's binary
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> environment;
    int stderr_fd = -1;  // -1: inherited
    std::chrono::milliseconds timeout{30'000};
  };
  static Result<LspClient> start(Options options);

  // Sends `initialize` for the workspace `root` with `capabilities` and
  // `initialization_options`, then `initialized`. Returns the InitializeResult.
  Result<Json> initialize(const std::string& root, Json capabilities = Json::object(),
                          Json initialization_options = nullptr);
  // `shutdown` and `exit`; returns the exit code.
  Result<int> shut_down();

  // Opens a document with this text.
  Result<void> open(const std::string& path, const std::string& text, const std::string& language = "cpp",
                    int version = 1);

  std::int64_t send_request(const std::string& method, Json params);
  Result<void> notify(const std::string& method, Json params);
  // The whole response object (with "result" or "error") for an id.
  Result<Json> wait_response(std::int64_t id);
  // Sends and waits; the result, or kUnavailable with "code: message" of the error.
  Result<Json> request(const std::string& method, Json params);
  // The first notification or server request, not yet taken, with this method and
  // params that satisfy `wanted`; others are kept for later waits.
  Result<Json> wait_notification(const std::string& method, const std::function<bool(const Json&)>& wanted = {});
  // Diagnostics of the file's given version.
  Result<Json> wait_diagnostics(const std::string& path, int version);

  // What the client answers to the server's requests with this method; null without.
  void answer_with(const std::string& method, Json result) { answers_[method] = std::move(result); }

  Result<void> write_raw(const std::string& bytes);
  void close_stdin() { stdin_.reset(); }
  Result<int> wait_exit();
  void kill_server(int signal) { child_.kill(signal); }
  pid_t pid() const { return child_.pid(); }
  void set_timeout(std::chrono::milliseconds timeout) { options_.timeout = timeout; }
  // Notifications that came and were not waited for yet.
  const std::deque<Json>& pending_notifications() const { return notifications_; }
  // Responses likewise, those to no request (id null) included.
  const std::deque<Json>& pending_responses() const { return responses_; }

 private:
  LspClient() = default;
  Result<void> read_more(std::chrono::steady_clock::time_point deadline);
  void take(const std::string& body);

  Options options_;
  proc::ChildProcess child_;
  base::UniqueFd stdin_;
  base::UniqueFd stdout_;
  rpc::MessageDecoder decoder_;
  std::deque<Json> responses_;
  std::deque<Json> notifications_;
  std::map<std::string, Json> answers_;  // to the server's requests, by method
  std::int64_t next_id_ = 1;
};

// {"textDocument":{"uri":…},"position":{…}}
Json at(const std::string& path, std::uint32_t line, std::uint32_t character);
std::string file_uri(const std::string& path);

}  // namespace cairn::test
