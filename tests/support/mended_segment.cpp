#include "tests/support/mended_segment.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "platform/base/hash.h"

namespace cairn::test {
namespace {

using store::Footer;
using store::Header;
using store::SectionEntry;

Footer footer_of(const std::string& bytes) {
  Footer footer;
  std::memcpy(&footer, bytes.data() + bytes.size() - sizeof footer, sizeof footer);
  return footer;
}

void mend_section(std::string& bytes, SectionEntry& entry) {
  const std::uint64_t limit = bytes.size() - sizeof(Footer);
  if (entry.offset > limit || entry.bytes > limit || entry.index_bytes > limit) return;
  const std::uint64_t size = entry.bytes + entry.index_bytes;
  const std::uint64_t blocks = (size + store::kBlockBytes - 1) / store::kBlockBytes;
  const std::uint64_t sums =
      (entry.offset + size + store::kSectionAlignment - 1) / store::kSectionAlignment * store::kSectionAlignment;
  if (sums + blocks * sizeof(std::uint64_t) > limit) return;
  for (std::uint64_t block = 0; block < blocks; ++block) {
    const std::uint64_t begin = block * store::kBlockBytes;
    const std::uint64_t length = std::min<std::uint64_t>(store::kBlockBytes, size - begin);
    const std::uint64_t sum = base::hash64(std::string_view(bytes).substr(entry.offset + begin, length));
    std::memcpy(bytes.data() + sums + block * sizeof sum, &sum, sizeof sum);
  }
  entry.sums_checksum = base::hash64(std::string_view(bytes).substr(sums, blocks * sizeof(std::uint64_t)));
}

}  // namespace

std::string mended_segment(std::string bytes) {
  if (bytes.size() < sizeof(Header) + sizeof(Footer)) return bytes;
  Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  header.magic = store::kHeaderMagic;
  header.version = store::kFormatVersion;
  std::memcpy(bytes.data(), &header, sizeof header);
  Footer footer = footer_of(bytes);
  for (SectionEntry& entry : footer.sections) mend_section(bytes, entry);
  footer.file_bytes = bytes.size();
  footer.magic = store::kFooterMagic;
  std::string checked(bytes, 0, sizeof header);
  checked.append(reinterpret_cast<const char*>(&footer), offsetof(Footer, checksum));
  footer.checksum = base::hash64(checked);
  std::memcpy(bytes.data() + bytes.size() - sizeof footer, &footer, sizeof footer);
  return bytes;
}

SectionEntry section_of(const std::string& bytes, store::Section section) {
  return footer_of(bytes).sections[static_cast<std::size_t>(section)];
}

}  // namespace cairn::test
