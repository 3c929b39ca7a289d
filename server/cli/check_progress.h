// CheckProgress: how far `cairn check` is, on stderr.
#pragma once

#include <chrono>
#include <cstddef>

#include "server/report/check_report.h"

namespace cairn::server {

// One line that is rewritten, on a terminal; elsewhere a line every kInterval, because a
// CI log keeps them all. Erases its line from a terminal when it goes.
class CheckProgress {
 public:
  static constexpr std::chrono::seconds kInterval{5};

  // `total` files; prints nothing unless `is_shown`.
  CheckProgress(std::size_t total, bool is_shown);
  ~CheckProgress();
  CheckProgress(const CheckProgress&) = delete;
  CheckProgress& operator=(const CheckProgress&) = delete;

  // One more file is done.
  void advance(const CheckedFile& file);

 private:
  const std::size_t total_;
  const bool is_shown_;
  const bool is_terminal_;
  std::size_t done_ = 0;
  std::size_t errors_ = 0;
  std::size_t failed_ = 0;
  std::chrono::steady_clock::time_point printed_;
};

}  // namespace cairn::server
