// FileDiagnostics: what was found in one open file, and who waits to hear it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "core/model/answers.h"

namespace cairn::server {

using Diagnostics = std::shared_ptr<const std::vector<model::Diagnostic>>;

// The diagnostics of the newest text, once that was parsed. Who asks earlier waits; nobody
// gets those of an older text, whose places may be others.
//
// Every waiter is called exactly once: with the diagnostics, or with null when the text
// changes first or the file is closed. Bound: the client's own open requests.
// Confined to the loop thread.
class FileDiagnostics {
 public:
  using Waiter = std::function<void(Diagnostics)>;

  FileDiagnostics() = default;
  ~FileDiagnostics() { outdate(); }
  FileDiagnostics(const FileDiagnostics&) = delete;
  FileDiagnostics& operator=(const FileDiagnostics&) = delete;

  // The text, or what it means, is about to become another one.
  void outdate();
  void set(std::vector<model::Diagnostic> diagnostics);

  // The last ones that were set, though they may be outdated; null before the first.
  const Diagnostics& last() const { return last_; }
  bool is_current() const { return is_current_; }

  // Calls back at once if the diagnostics are current. The result is for forget(); 0 if
  // there is nothing to forget.
  std::uint64_t wait(Waiter waiter);
  // The waiter is not called any more.
  void forget(std::uint64_t id) { waiters_.erase(id); }

  std::size_t memory_bytes() const;

 private:
  void answer(const Diagnostics& diagnostics);

  Diagnostics last_;
  bool is_current_ = false;
  std::map<std::uint64_t, Waiter> waiters_;
  std::uint64_t next_id_ = 1;
};

}  // namespace cairn::server
