// FaultGuard: what keeps the process alive when a mapped file has lost the page that is being read.
//
// The kernel answers such a read with SIGBUS. The first guard installs a handler for the process. If the address is in
// a guarded mapping, it puts zero pages over the mapping from the page to the end, marks the guard, and the read goes
// on; every other SIGBUS goes to the handler that was there before (a sanitizer's, or the default, which ends the
// process).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "platform/base/result.h"

namespace cairn::fs {

// The handler cannot lock or allocate, so the table that it looks into has a fixed size.
inline constexpr std::size_t kMaxGuardedMappings = 4096;

// One guarded mapping, move-only. Thread-safe but for moving.
class FaultGuard {
 public:
  // Guards nothing.
  FaultGuard() = default;
  FaultGuard(FaultGuard&& other) noexcept : slot_(std::exchange(other.slot_, kNoSlot)) {}
  FaultGuard& operator=(FaultGuard&& other) noexcept;
  ~FaultGuard() { release(); }

  // Guards `mapping`, which begins at a page and was made by mmap(2) for reading; its last page counts in full.
  // kUnavailable if kMaxGuardedMappings are guarded. REQUIRES: no other guard has any page of it, and the guard is
  // released before the mapping is unmapped.
  static Result<FaultGuard> watch(std::span<const std::byte> mapping);

  // True if the handler has put zero pages into the mapping. Set before the first of them can be read.
  bool faulted() const;

  // Ends the guarding; then it guards nothing.
  void release();

 private:
  static constexpr std::size_t kNoSlot = SIZE_MAX;
  explicit FaultGuard(std::size_t slot) : slot_(slot) {}

  std::size_t slot_ = kNoSlot;
};

}  // namespace cairn::fs
