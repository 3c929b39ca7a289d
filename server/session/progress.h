// Progress: what takes long, shown by the editor (LSP 3.17, "Work Done Progress").
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "platform/io/event_loop.h"
#include "protocol/lsp/progress.h"
#include "protocol/rpc/connection.h"

namespace cairn::server {

// Server-initiated progress reports. Work that ends within kPatience is never shown.
// The order that the specification demands is kept whatever the client's timing:
// create, its reply, begin, end. Confined to the loop thread.
class Progress {
 public:
  static constexpr std::chrono::milliseconds kPatience{400};

  Progress(io::EventLoop& loop, rpc::Connection& connection) : loop_(loop), connection_(connection) {}

  // Whether the client announced window.workDoneProgress; false until told.
  void set_supported(bool supported) { supported_ = supported; }

  // Returns an id for end(), never 0. With `on_cancel` the client may offer to cancel; the
  // work is still to be ended by end().
  std::uint64_t begin(std::string title, std::optional<std::string> message, std::function<void()> on_cancel = nullptr);
  // The client's window/workDoneProgress/cancel.
  void cancel(const lsp::ProgressToken& token);
  // How far it is. `percentage` must not fall; kept back until begin was sent.
  void report(std::uint64_t id, std::string message, std::uint32_t percentage);
  void end(std::uint64_t id);

 private:
  struct Work {
    std::string title;
    std::optional<std::string> message;
    std::optional<std::uint32_t> percentage;
    std::function<void()> on_cancel;
    std::unique_ptr<io::Timer> patience;
    bool shown = false;
  };
  void create(std::uint64_t id);
  void send(std::uint64_t id, rpc::Json value);
  static lsp::ProgressToken token(std::uint64_t id);

  io::EventLoop& loop_;
  rpc::Connection& connection_;
  bool supported_ = false;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, Work> running_;  // bounded by what begin() is called for: one per open file
};

}  // namespace cairn::server
