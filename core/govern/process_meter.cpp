#include "core/govern/process_meter.h"

#include <algorithm>

#include "platform/memory/process_memory.h"

namespace cairn::govern {

Result<ProcessMeter::Bytes> ProcessMeter::read(pid_t pid, Time now, const memory::KernelRoots& roots) {
  const auto resident = memory::read_resident(pid, roots);
  if (!resident) return unexpected(resident.error());
  const bool has_grown = resident->file > file_resident_;
  if (!is_exact_ || (now - looked_ >= kShareAge && (has_grown || resident->file < file_resident_))) {
    const auto exact = memory::read_process_memory(pid, roots);
    if (!exact) return unexpected(exact.error());
    is_exact_ = true;
    looked_ = now;
    file_share_ = exact->pss - std::min(exact->pss, exact->anonymous);
    file_resident_ = exact->rss - std::min(exact->rss, exact->anonymous);
    return Bytes{exact->pss, exact->anonymous};
  }
  const std::uint64_t mapped_since = has_grown ? resident->file - file_resident_ : 0;
  const std::uint64_t files = std::min(resident->file, file_share_ + mapped_since);
  return Bytes{resident->anonymous + files, resident->anonymous};
}

}  // namespace cairn::govern
