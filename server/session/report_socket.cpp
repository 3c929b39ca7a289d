#include "server/session/report_socket.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "platform/base/log.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "platform/fs/xdg.h"

namespace cairn::server {
namespace {

constexpr std::string_view kSuffix = ".sock";
// A full report of a server with hundreds of open files has some 100 KB.
constexpr std::size_t kMaxQueuedBytes = std::size_t{8} << 20;
// A stale socket refuses at once; one that does not is not waited for.
constexpr std::chrono::milliseconds kProbeTimeout{0};

// Others must not be able to put a socket of theirs there.
Result<void> check_is_private(const std::string& folder) {
  struct stat status{};
  if (::lstat(folder.c_str(), &status) != 0) return unexpected(base::errno_error("cannot look at " + folder));
  if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 077) != 0) {
    return unexpected(ErrorCode::kPermission, folder + " is not a folder of this user alone");
  }
  return {};
}

// What killed servers left. One that has just made its socket and does not listen yet may lose it.
void remove_stale(const std::string& folder) {
  for (const std::string& path : list_sockets(folder)) {
    const auto asked = io::ask_local(path, "", 0, kProbeTimeout);
    if (!asked && asked.error().code == ErrorCode::kUnavailable) ::unlink(path.c_str());
  }
}

}  // namespace

Result<std::string> socket_folder(const std::string& cache_dir) {
  if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && *runtime == '/') {
    return fs::join_path(fs::normalize_path(runtime), "cairn");
  }
  if (!cache_dir.empty()) {
    std::error_code failure;
    return fs::join_path(fs::normalize_path(std::filesystem::absolute(cache_dir, failure).string()), "run");
  }
  auto home = fs::cache_home();
  if (!home) return unexpected(home.error());
  return fs::join_path(*home, "cairn/run");
}

std::vector<std::string> list_sockets(const std::string& folder) {
  std::vector<std::string> paths;
  for (const std::string& name : fs::list_directory(folder).value_or(std::vector<std::string>())) {
    if (name.ends_with(kSuffix)) paths.push_back(fs::join_path(folder, name));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

Result<std::unique_ptr<ReportSocket>> ReportSocket::open(io::EventLoop& loop, const std::string& folder, Answer answer,
                                                         Page page) {
  if (auto made = fs::make_private_directory(folder); !made) return unexpected(made.error());
  if (auto checked = check_is_private(folder); !checked) return unexpected(checked.error());
  remove_stale(folder);
  std::unique_ptr<ReportSocket> socket(new ReportSocket(loop, std::move(answer), std::move(page)));
  const std::string path = fs::join_path(folder, fmt::format("{}{}", getpid(), kSuffix));
  auto listener =
      io::LocalListener::listen(loop, path, [self = socket.get()](base::UniqueFd fd) { self->take(std::move(fd)); });
  if (!listener) return unexpected(listener.error());
  socket->listener_ = *std::move(listener);
  return socket;
}

void ReportSocket::take(base::UniqueFd fd) {
  if (connections_.size() >= kMaxConnections) return;  // which closes it
  connections_.emplace_back(loop_);
  const auto connection = std::prev(connections_.end());
  connection->stream = std::make_unique<io::ByteStream>(
      loop_, std::move(fd), base::UniqueFd(), kMaxQueuedBytes,
      io::ByteStream::Callbacks{[this, connection](std::string_view bytes) { take_bytes(connection, bytes); },
                                // A client that closes its side after the question still reads.
                                [this, connection](const Result<void>& end) {
                                  if (!end || !connection->is_answered) connections_.erase(connection);
                                }});
  connection->deadline.start(kDeadline, [this, connection] { connections_.erase(connection); });
  connection->stream->start();
}

void ReportSocket::take_bytes(std::list<Connection>::iterator connection, std::string_view bytes) {
  if (connection->is_answered) return;  // the rest is nobody's question
  connection->line += bytes.substr(0, bytes.find('\n') + (bytes.find('\n') != std::string_view::npos ? 1 : 0));
  if (connection->line.size() > kMaxLineBytes) return void(connections_.erase(connection));
  if (!connection->line.ends_with('\n')) return;
  if (connection->line == "memory page\n") {
    connection->is_answered = true;
    connection->deadline.start(kPageDeadline, [this, connection] { connections_.erase(connection); });
    return page_([this, connection, alive = std::weak_ptr<bool>(connection->alive)](const std::string& text) {
      if (!alive.expired()) send(connection, text + "\n");
    });
  }
  const bool is_full = connection->line == "memory full\n";
  if (!is_full && connection->line != "memory summary\n") return void(connections_.erase(connection));
  connection->is_answered = true;
  send(connection, answer_for(is_full ? ext::MemoryDetail::kFull : ext::MemoryDetail::kSummary));
}

void ReportSocket::send(std::list<Connection>::iterator connection, const std::string& line) {
  if (!connection->stream->write(line)) return;  // on_closed follows
  connection->stream->when_drained([this, connection] { connections_.erase(connection); });
}

const std::string& ReportSocket::answer_for(ext::MemoryDetail detail) {
  Made& made = detail == ext::MemoryDetail::kFull ? full_ : summary_;
  const auto now = std::chrono::steady_clock::now();
  if (made.text.empty() || now - made.at > kAnswerAge) made = {now, answer_(detail) + "\n"};
  return made.text;
}

}  // namespace cairn::server
