// Claim: what one process of Cairn's takes of the budget.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "core/govern/process_meter.h"

namespace cairn::govern {

class Governor;

enum class Role : std::uint8_t { kOpenFile, kIndexer };

// Why a job has to end now.
struct Verdict {
  enum class Kind : std::uint8_t {
    kOverLimit,  // its process took more than one process may
    kOutgrew,    // more than was expected and than is left of the budget
    kDisplaced,  // it did nothing wrong: others need the room
  };
  Kind kind = Kind::kDisplaced;
  std::string reason;           // one line, for people
  std::uint64_t anonymous = 0;  // what the process had
};

// Held by whoever owns the process, registered with the governor for as long as it lives. Counts from the first
// begin() until forget(). Confined to the loop thread.
class Claim {
 public:
  // `on_verdict` kills the process; it may call forget(), begin() only later. Never called from inside a call of this
  // class' methods, but from inside the governor's.
  Claim(Governor& governor, Role role, std::function<void(const Verdict&)> on_verdict);
  ~Claim();
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  // The process has a job, named for people, and will have `expected_bytes` in memory (PSS) while it does it; 0: what
  // it has now. It may not have more than `limit_bytes`.
  void begin(pid_t pid, std::string job, std::uint64_t expected_bytes, std::uint64_t limit_bytes);
  // The job is done; the process stays.
  void end();
  // The process is gone, or as good as gone.
  void forget();

  bool is_busy() const { return is_busy_; }
  // Of it, programs, libraries and mapped files; 0 without a process that was read.
  std::uint64_t file_share_bytes() const { return held_.pss - std::min(held_.pss, held_.anonymous); }
  // As read last: bytes of PSS, and the most of the job under way or the last one.
  std::uint64_t held_bytes() const { return held_.pss; }
  std::uint64_t peak_bytes() const { return peak_bytes_; }
  std::uint64_t peak_anonymous_bytes() const { return peak_anonymous_bytes_; }

 private:
  friend class Governor;

  // Constant after construction.
  Governor& governor_;
  const Role role_;
  const std::function<void(const Verdict&)> on_verdict_;

  pid_t pid_ = 0;  // 0: it has no process
  bool is_busy_ = false;
  std::string job_;
  std::uint64_t expected_bytes_ = 0;
  std::uint64_t limit_bytes_ = 0;
  std::chrono::steady_clock::time_point begun_{};
  ProcessMeter meter_;
  ProcessMeter::Bytes held_;
  std::uint64_t peak_bytes_ = 0;
  std::uint64_t peak_anonymous_bytes_ = 0;
};

}  // namespace cairn::govern
