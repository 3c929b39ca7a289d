#include "platform/sync/idle_step.h"

#include <atomic>

namespace cairn::sync {
namespace {

constinit std::atomic<void (*)()> idle_step = nullptr;

}  // namespace

void set_idle_step(void (*step)()) { idle_step.store(step, std::memory_order_relaxed); }

void run_idle_step() {
  if (void (*const step)() = idle_step.load(std::memory_order_relaxed)) step();
}

}  // namespace cairn::sync
