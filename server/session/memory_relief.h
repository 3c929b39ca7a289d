// MemoryRelief: what the server itself gives back when memory is short, or when nothing is to be done.
#pragma once

#include "core/govern/governor.h"
#include "server/session/index_host.h"

namespace cairn::server {

// From the step "shrink-caches" on, pages of the index that nobody reads; from "purge" on all of them, and the free
// pages of the allocator's arenas; the same once when it becomes quiet. Confined to the loop thread; each takes some
// milliseconds.
class MemoryRelief : public govern::Giver {
 public:
  // Both outlive the object.
  MemoryRelief(govern::Governor& governor, const IndexHost& index);
  ~MemoryRelief() override;
  MemoryRelief(const MemoryRelief&) = delete;
  MemoryRelief& operator=(const MemoryRelief&) = delete;

  void on_step(govern::Step before, govern::Step now) override;
  void on_quiet() override;

 private:
  govern::Governor& governor_;
  const IndexHost& index_;
};

}  // namespace cairn::server
