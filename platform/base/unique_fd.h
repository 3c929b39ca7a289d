// UniqueFd: owns one file descriptor, closes it once. Move-only.
#pragma once

#include <utility>

#include "platform/base/handle_trace.h"

namespace cairn::base {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) { note_taken(); }
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  ~UniqueFd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd = -1);

 private:
  void note_taken() const {
    if (fd_ >= 0 && internal::handles_are_traced.load(std::memory_order_relaxed)) internal::note_opened(fd_);
  }

  int fd_ = -1;
};

}  // namespace cairn::base
