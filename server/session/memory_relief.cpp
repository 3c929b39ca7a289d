#include "server/session/memory_relief.h"

#include "platform/memory/allocator.h"

namespace cairn::server {

MemoryRelief::MemoryRelief(govern::Governor& governor, const IndexHost& index) : governor_(governor), index_(index) {
  governor_.add(*this);
}

MemoryRelief::~MemoryRelief() { governor_.remove(*this); }

void MemoryRelief::on_step(govern::Step before, govern::Step now) {
  if (now < before) return;
  if (now == govern::Step::kShrinkCaches) index_.release_pages(false);
  if (now == govern::Step::kPurge) {
    index_.release_pages(true);
    memory::purge_allocator();
  }
}

void MemoryRelief::on_quiet() {
  index_.release_pages(true);
  memory::purge_allocator();
}

}  // namespace cairn::server
