#include "server/report/heap_snapshot.h"

#include <utility>

namespace cairn::server {

ext::HeapSnapshot make_heap_snapshot(memory::HeapProfile profile, ext::HeapFormat format) {
  ext::HeapSnapshot snapshot;
  snapshot.is_sampling = memory::is_heap_sampling();
  snapshot.sample_bytes = profile.sample_bytes;
  double bytes = 0;
  for (const auto& [stack, each] : profile.stacks) bytes += each;
  snapshot.bytes = static_cast<std::uint64_t>(bytes);
  switch (format) {
    case ext::HeapFormat::kFolded:
      snapshot.text = memory::folded_stacks(profile);
      break;
    case ext::HeapFormat::kJeprof:
      snapshot.text = std::move(profile.text);
      break;
    case ext::HeapFormat::kSpeedscope:
      snapshot.text = ext::speedscope_json(memory::folded_stacks(profile));
      break;
  }
  return snapshot;
}

ext::HeapSnapshot make_heap_difference(const memory::HeapProfile& before, const memory::HeapProfile& after,
                                       ext::HeapFormat format) {
  ext::HeapSnapshot snapshot = make_heap_snapshot(memory::heap_growth(before, after), format);
  double shrunk = 0;
  for (const auto& [stack, bytes] : memory::heap_growth(after, before).stacks) shrunk += bytes;
  snapshot.shrunk = static_cast<std::uint64_t>(shrunk);
  return snapshot;
}

}  // namespace cairn::server
