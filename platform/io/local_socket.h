// Sockets with a name in the file system, for programs of one user on one machine (unix(7)).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"
#include "platform/io/event_loop.h"

namespace cairn::io {

// Listens at a path and hands out connections of the own user's processes; those of others, who should not even have
// come through the folder, are closed (SO_PEERCRED). Confined to the loop thread; callbacks run on it.
class LocalListener {
 public:
  // Makes the socket (mode 0600); `path` must not exist and be shorter than 108 bytes, and its folder should be the
  // user's alone. kInvalidArgument, kIo and the like.
  static Result<std::unique_ptr<LocalListener>> listen(EventLoop& loop, const std::string& path,
                                                       std::function<void(base::UniqueFd)> on_connection);
  // Removes the socket's file.
  ~LocalListener();
  LocalListener(const LocalListener&) = delete;
  LocalListener& operator=(const LocalListener&) = delete;

 private:
  LocalListener(EventLoop& loop, std::string path, base::UniqueFd fd,
                std::function<void(base::UniqueFd)> on_connection);
  void watch();
  void accept_waiting();

  EventLoop& loop_;
  const std::string path_;
  const base::UniqueFd fd_;
  const std::function<void(base::UniqueFd)> on_connection_;
  Timer pause_;  // after running out of descriptors
  std::unique_ptr<ReadableWatch> watch_;
};

// Asks the server at `path`: sends `request`, returns what comes until it closes. For programs without a loop.
// kUnavailable: nobody listens (any more); kTimeout; kTooLarge above `max_bytes`; kPermission: the server is not ours.
Result<std::string> ask_local(const std::string& path, const std::string& request, std::size_t max_bytes,
                              std::chrono::milliseconds timeout);

}  // namespace cairn::io
