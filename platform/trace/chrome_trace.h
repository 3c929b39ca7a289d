// A trace of what the program did and when, for chrome://tracing and https://ui.perfetto.dev.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"
#include "platform/sync/mutex.h"

namespace cairn::trace {

// Writes "Trace Event Format" JSON (Google's document of that name, 2016): spans as pairs of asynchronous events,
// because requests overlap, and numbers over time. The file is a complete JSON document after each call, even after a
// kill. Bound: max_bytes; what comes later is left out, and the last event says so. Thread-safe.
class ChromeTrace {
 public:
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 20;

  // Makes the file, mode 0600, or empties it. kIo, kPermission.
  static Result<std::unique_ptr<ChromeTrace>> open(const std::string& path, std::uint64_t max_bytes = kMaxBytes);

  // Something that took so long and ends now. `name` up to its first '.' is the category.
  void span(std::string_view name, std::chrono::microseconds took) CAIRN_EXCLUDES(mutex_);
  void number(std::string_view name, std::uint64_t value) CAIRN_EXCLUDES(mutex_);

 private:
  ChromeTrace(base::UniqueFd file, std::uint64_t max_bytes);
  std::uint64_t now_us() const;
  void append(const std::string& events) CAIRN_REQUIRES(mutex_);

  // Constant after construction.
  const base::UniqueFd file_;
  const std::uint64_t max_bytes_;
  const std::chrono::steady_clock::time_point begin_;

  sync::Mutex mutex_;
  std::uint64_t size_ CAIRN_GUARDED_BY(mutex_) = 0;  // without the brackets that close the document
  std::uint64_t next_id_ CAIRN_GUARDED_BY(mutex_) = 1;
  bool is_full_ CAIRN_GUARDED_BY(mutex_) = false;
};

// Where trace::Metrics sends its spans too, for the rest of the process; null, as at first: nowhere. Set it before
// there are other threads.
void set_process_trace(std::unique_ptr<ChromeTrace> trace);
ChromeTrace* process_trace();

}  // namespace cairn::trace
