#include "platform/memory/program_image.h"

#include <link.h>

#include <vector>

#include "platform/memory/pagemap.h"

namespace cairn::memory {
namespace {

int add_writable_parts(dl_phdr_info* info, std::size_t, void* ranges) {
  for (ElfW(Half) i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = info->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_W) == 0) continue;
    const std::uintptr_t begin = info->dlpi_addr + part.p_vaddr;
    static_cast<std::vector<AddressRange>*>(ranges)->push_back({begin, begin + part.p_memsz});
  }
  return 0;
}

}  // namespace

Result<std::uint64_t> read_image_bytes() {
  std::vector<AddressRange> ranges;
  ::dl_iterate_phdr(add_writable_parts, &ranges);
  return count_anonymous_bytes(ranges);
}

}  // namespace cairn::memory
