#include "tests/support/lsp_client.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "protocol/lsp/uri.h"

namespace cairn::test {
namespace {

using Clock = std::chrono::steady_clock;

Result<std::pair<base::UniqueFd, base::UniqueFd>> make_pipe() {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) return unexpected(base::errno_error("pipe2"));
  return std::pair{base::UniqueFd(fds[0]), base::UniqueFd(fds[1])};
}

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(0, left));
}

}  // namespace

Result<LspClient> LspClient::start(Options options) {
  signal(SIGPIPE, SIG_IGN);
  auto to_server = make_pipe();
  auto from_server = make_pipe();
  if (!to_server || !from_server) return unexpected(ErrorCode::kIo, "no pipes");
  proc::SpawnOptions spawn;
  spawn.argv = {options.server};
  spawn.argv.insert(spawn.argv.end(), options.arguments.begin(), options.arguments.end());
  spawn.set_env = options.environment;
  spawn.stdin_fd = to_server->first.get();
  spawn.stdout_fd = from_server->second.get();
  spawn.stderr_fd = options.stderr_fd;
  auto child = proc::ChildProcess::spawn(spawn);
  if (!child) return unexpected(child.error());
  LspClient client;
  client.options_ = std::move(options);
  client.child_ = std::move(*child);
  client.stdin_ = std::move(to_server->second);
  client.stdout_ = std::move(from_server->first);
  return client;
}

Result<Json> LspClient::initialize(const std::string& root, Json capabilities, Json initialization_options) {
  Json params = {{"processId", getpid()}, {"rootUri", nullptr}, {"capabilities", std::move(capabilities)}};
  if (!root.empty()) params["rootUri"] = file_uri(root);
  if (!initialization_options.is_null()) params["initializationOptions"] = std::move(initialization_options);
  auto result = request("initialize", std::move(params));
  if (!result) return result;
  if (auto sent = notify("initialized", Json::object()); !sent) return unexpected(sent.error());
  return result;
}

Result<int> LspClient::shut_down() {
  if (auto reply = request("shutdown", nullptr); !reply) return unexpected(reply.error());
  if (auto sent = notify("exit", nullptr); !sent) return unexpected(sent.error());
  return wait_exit();
}

Result<void> LspClient::open(const std::string& path, const std::string& text, const std::string& language,
                             int version) {
  return notify(
      "textDocument/didOpen",
      {{"textDocument", {{"uri", file_uri(path)}, {"languageId", language}, {"version", version}, {"text", text}}}});
}

std::int64_t LspClient::send_request(const std::string& method, Json params) {
  const std::int64_t id = next_id_++;
  // A failure to write shows as a failure to read the answer.
  (void)write_raw(rpc::encode_message(rpc::to_text(rpc::Request{id, method, std::move(params)})));
  return id;
}

Result<void> LspClient::notify(const std::string& method, Json params) {
  return write_raw(rpc::encode_message(rpc::to_text(rpc::Notification{method, std::move(params)})));
}

Result<Json> LspClient::wait_response(std::int64_t id) {
  const Clock::time_point deadline = Clock::now() + options_.timeout;
  while (true) {
    auto found = std::find_if(responses_.begin(), responses_.end(),
                              [id](const Json& each) { return each.contains("id") && each["id"] == id; });
    if (found != responses_.end()) {
      Json response = std::move(*found);
      responses_.erase(found);
      return response;
    }
    if (auto more = read_more(deadline); !more) {
      return unexpected(Error(more.error()).within(fmt::format("waiting for the answer to request {}", id)));
    }
  }
}

Result<Json> LspClient::request(const std::string& method, Json params) {
  auto response = wait_response(send_request(method, std::move(params)));
  if (!response) return unexpected(Error(response.error()).within(method));
  if (response->contains("error")) {
    const Json& error = (*response)["error"];
    return unexpected(ErrorCode::kUnavailable,
                      fmt::format("{}: {}", error["code"].get<int>(), error["message"].get<std::string>()));
  }
  return (*response)["result"];
}

Result<Json> LspClient::wait_notification(const std::string& method, const std::function<bool(const Json&)>& wanted) {
  const Clock::time_point deadline = Clock::now() + options_.timeout;
  while (true) {
    for (auto each = notifications_.begin(); each != notifications_.end(); ++each) {
      if ((*each)["method"] != method || (wanted && !wanted((*each)["params"]))) continue;
      Json params = (*each)["params"];
      notifications_.erase(each);
      return params;
    }
    if (auto more = read_more(deadline); !more) {
      return unexpected(Error(more.error()).within(fmt::format("waiting for {}", method)));
    }
  }
}

Result<Json> LspClient::wait_diagnostics(const std::string& path, int version) {
  return wait_notification("textDocument/publishDiagnostics", [&](const Json& params) {
    return params["uri"] == file_uri(path) && params.contains("version") && params["version"] == version;
  });
}

Result<void> LspClient::write_raw(const std::string& bytes) {
  const Clock::time_point deadline = Clock::now() + options_.timeout;
  std::size_t done = 0;
  while (done < bytes.size()) {
    pollfd wait{stdin_.get(), POLLOUT, 0};
    if (poll(&wait, 1, milliseconds_until(deadline)) <= 0)
      return unexpected(ErrorCode::kTimeout, "server does not read");
    // At most PIPE_BUF at once: a blocking pipe that polls writable takes that much.
    const ssize_t written = write(stdin_.get(), bytes.data() + done, std::min<std::size_t>(4096, bytes.size() - done));
    if (written < 0) return unexpected(base::errno_error("write to the server"));
    done += static_cast<std::size_t>(written);
  }
  return {};
}

Result<int> LspClient::wait_exit() {
  const Clock::time_point deadline = Clock::now() + options_.timeout;
  pollfd wait{child_.pidfd(), POLLIN, 0};
  if (poll(&wait, 1, milliseconds_until(deadline)) <= 0) return unexpected(ErrorCode::kTimeout, "server does not end");
  const int status = child_.wait();
  if (!WIFEXITED(status)) return unexpected(ErrorCode::kUnavailable, proc::describe_wait_status(status));
  return WEXITSTATUS(status);
}

Result<void> LspClient::read_more(Clock::time_point deadline) {
  pollfd wait{stdout_.get(), POLLIN, 0};
  const int ready = poll(&wait, 1, milliseconds_until(deadline));
  if (ready == 0) return unexpected(ErrorCode::kTimeout, "no message in time");
  if (ready < 0) return unexpected(base::errno_error("poll"));
  char buffer[65536];
  const ssize_t count = read(stdout_.get(), buffer, sizeof buffer);
  if (count < 0) return unexpected(base::errno_error("read from the server"));
  if (count == 0) return unexpected(ErrorCode::kUnavailable, "the server closed its output");
  std::vector<rpc::MessageDecoder::Event> events;
  decoder_.feed({buffer, static_cast<std::size_t>(count)}, events);
  for (const auto& event : events) {
    if (event.kind != rpc::MessageDecoder::Event::Kind::kMessage) {
      return unexpected(ErrorCode::kCorrupt, "the server's output is not LSP: " + event.text);
    }
    take(event.text);
  }
  return {};
}

void LspClient::take(const std::string& body) {
  Json message = Json::parse(body);
  if (!message.contains("method")) {
    responses_.push_back(std::move(message));
    return;
  }
  if (message.contains("id")) {
    // Server to client: every request that Cairn makes takes null for an answer.
    const auto answer = answers_.find(message["method"].get<std::string>());
    const Json result = answer == answers_.end() ? Json() : answer->second;
    (void)write_raw(rpc::encode_message(Json{{"jsonrpc", "2.0"}, {"id", message["id"]}, {"result", result}}.dump()));
  }
  notifications_.push_back(std::move(message));
}

Json at(const std::string& path, std::uint32_t line, std::uint32_t character) {
  return {{"textDocument", {{"uri", file_uri(path)}}}, {"position", {{"line", line}, {"character", character}}}};
}

std::string file_uri(const std::string& path) { return lsp::uri_from_path(path); }

}  // namespace cairn::test
