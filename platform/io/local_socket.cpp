#include "platform/io/local_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "platform/base/log.h"

namespace cairn::io {
namespace {

// Connections that wait to be taken; the kernel refuses more.
constexpr int kBacklog = 16;
constexpr int kMostAtOnce = 16;
constexpr std::chrono::milliseconds kPause{1000};

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path) || path.find('\0') != std::string::npos) {
    return unexpected(ErrorCode::kInvalidArgument, path + " cannot be the path of a socket");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

// Whether the process at the other end is of our user.
bool is_own_user(int fd) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

}  // namespace

Result<std::unique_ptr<LocalListener>> LocalListener::listen(EventLoop& loop, const std::string& path,
                                                             std::function<void(base::UniqueFd)> on_connection) {
  const Result<sockaddr_un> address = address_of(path);
  if (!address) return unexpected(address.error());
  base::UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!fd) return unexpected(base::errno_error("cannot make a socket"));
  if (::bind(fd.get(), generic(*address), sizeof(*address)) != 0) {
    return unexpected(base::errno_error("cannot make the socket " + path));
  }
  if (::chmod(path.c_str(), 0600) != 0 || ::listen(fd.get(), kBacklog) != 0) {
    const Error error = base::errno_error("cannot listen at " + path);
    ::unlink(path.c_str());
    return unexpected(error);
  }
  return std::unique_ptr<LocalListener>(new LocalListener(loop, path, std::move(fd), std::move(on_connection)));
}

LocalListener::LocalListener(EventLoop& loop, std::string path, base::UniqueFd fd,
                             std::function<void(base::UniqueFd)> on_connection)
    : loop_(loop), path_(std::move(path)), fd_(std::move(fd)), on_connection_(std::move(on_connection)), pause_(loop) {
  watch();
}

LocalListener::~LocalListener() { ::unlink(path_.c_str()); }

void LocalListener::watch() {
  watch_ = std::make_unique<ReadableWatch>(loop_, fd_.get(), [this] { accept_waiting(); });
}

void LocalListener::accept_waiting() {
  for (int i = 0; i < kMostAtOnce; ++i) {
    base::UniqueFd connection{::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!connection && (errno == EINTR || errno == ECONNABORTED)) continue;
    if (!connection && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (!connection) {
      // No descriptors left: they still wait, and would wake us at once.
      base::log_info("cannot take a connection at {}: {}", path_, std::strerror(errno));
      return pause_.start(kPause, [this] { watch(); });
    }
    if (is_own_user(connection.get())) on_connection_(std::move(connection));
  }
  watch();
}

Result<std::string> ask_local(const std::string& path, const std::string& request, std::size_t max_bytes,
                              std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const Result<sockaddr_un> address = address_of(path);
  if (!address) return unexpected(address.error());
  const base::UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!fd) return unexpected(base::errno_error("cannot make a socket"));
  if (::connect(fd.get(), generic(*address), sizeof(*address)) != 0) {
    // EAGAIN: too many wait already.
    if (errno == EAGAIN) return unexpected(ErrorCode::kTimeout, path + " takes no more connections now");
    if (errno == ECONNREFUSED) return unexpected(ErrorCode::kUnavailable, "nobody listens at " + path);
    return unexpected(base::errno_error("cannot connect to " + path));
  }
  if (!is_own_user(fd.get())) return unexpected(ErrorCode::kPermission, path + " is another user's");
  if (::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
    return unexpected(base::errno_error("cannot write to " + path));
  }
  std::string answer;
  std::array<char, 16384> piece{};
  while (true) {
    const ssize_t got = ::read(fd.get(), piece.data(), piece.size());
    if (got == 0) return answer;
    if (got > 0) {
      answer.append(piece.data(), static_cast<std::size_t>(got));
      if (answer.size() > max_bytes) return unexpected(ErrorCode::kTooLarge, path + " answers without end");
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return unexpected(base::errno_error("cannot read from " + path));
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waiting{fd.get(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) {
      return unexpected(ErrorCode::kTimeout, path + " does not answer");
    }
  }
}

}  // namespace cairn::io
