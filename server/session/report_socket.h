// ReportSocket: what `cairn memory` asks a running server through.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/result.h"
#include "platform/io/byte_stream.h"
#include "platform/io/event_loop.h"
#include "platform/io/local_socket.h"
#include "protocol/ext/memory_report.h"

namespace cairn::server {

// The folder of the user's sockets: `$XDG_RUNTIME_DIR/cairn`, else `run` in the folder that --cache-dir names, else
// `run` in Cairn's cache folder. Reads the environment.
Result<std::string> socket_folder(const std::string& cache_dir);

// Its sockets, `<pid>.sock`, sorted. None if there is no folder.
std::vector<std::string> list_sockets(const std::string& folder);

// A client sends one line, "memory summary", "memory full" or "memory page" (all that the page shows, which is made on
// another thread), and gets one line of JSON; then the connection ends. Any other line, or none in time, just ends it.
// Bounds: kMaxConnections at once, the next ones are closed; kMaxLineBytes; kDeadline for each; an answer is used again
// for kAnswerAge, so that asking often costs no more than that. Confined to the loop thread.
class ReportSocket {
 public:
  static constexpr std::size_t kMaxConnections = 8;
  static constexpr std::size_t kMaxLineBytes = 64;
  static constexpr std::chrono::milliseconds kDeadline{3000};
  static constexpr std::chrono::milliseconds kPageDeadline{30'000};
  static constexpr std::chrono::milliseconds kAnswerAge{50};

  using Answer = std::function<std::string(ext::MemoryDetail)>;
  // Calls back, on the loop thread, once and perhaps later.
  using Page = std::function<void(std::function<void(std::string)>)>;

  // Makes the folder (mode 0700) and this process's socket in it, and removes sockets whose servers are gone.
  // kPermission if the folder is not the user's alone.
  static Result<std::unique_ptr<ReportSocket>> open(io::EventLoop& loop, const std::string& folder, Answer answer,
                                                    Page page);
  ReportSocket(const ReportSocket&) = delete;
  ReportSocket& operator=(const ReportSocket&) = delete;

 private:
  struct Connection {
    explicit Connection(io::EventLoop& loop) : deadline(loop) {}
    std::string line;
    bool is_answered = false;
    io::Timer deadline;
    std::unique_ptr<io::ByteStream> stream;
    std::shared_ptr<bool> alive = std::make_shared<bool>(true);
  };
  struct Made {
    std::chrono::steady_clock::time_point at;
    std::string text;
  };

  ReportSocket(io::EventLoop& loop, Answer answer, Page page)
      : loop_(loop), answer_(std::move(answer)), page_(std::move(page)) {}
  void take(base::UniqueFd fd);
  void take_bytes(std::list<Connection>::iterator connection, std::string_view bytes);
  void send(std::list<Connection>::iterator connection, const std::string& line);
  const std::string& answer_for(ext::MemoryDetail detail);

  io::EventLoop& loop_;
  const Answer answer_;
  const Page page_;
  std::list<Connection> connections_;
  Made summary_;
  Made full_;
  std::unique_ptr<io::LocalListener> listener_;
};

}  // namespace cairn::server
