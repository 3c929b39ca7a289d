#include "core/store/segment_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "platform/base/hash.h"

namespace cairn::store {
namespace {

constexpr std::size_t kMaxVarintBytes = 10;

struct Shape {
  const char* name;
  std::size_t record_bytes;  // 0: blobs
};

constexpr Shape kShapes[kSectionCount] = {
    {"paths", 0},
    {"files", sizeof(FileRecord)},
    {"occurrences", 0},
    {"includes", 0},
    {"includers", 0},
    {"macros", 0},
    {"symbols", sizeof(SymbolRecord)},
    {"usrs", 0},
    {"signatures", 0},
    {"postings", 0},
    {"relations", 0},
    {"scopes", 0},
    {"names", 0},
    {"name filters", 16},
    {"name symbols", 0},
    {"identifiers", 0},
    {"mentions", 0},
};

// Sections that have one item per item of another one.
constexpr std::pair<Section, Section> kParallel[] = {
    {Section::kFiles, Section::kPaths},        {Section::kOccurrences, Section::kPaths},
    {Section::kIncludes, Section::kPaths},     {Section::kIncluders, Section::kPaths},
    {Section::kMacros, Section::kPaths},       {Section::kUsrs, Section::kSymbols},
    {Section::kSignatures, Section::kSymbols}, {Section::kPostings, Section::kSymbols},
    {Section::kRelations, Section::kSymbols},  {Section::kNameFilters, Section::kNames},
    {Section::kNameSymbols, Section::kNames},  {Section::kMentions, Section::kIdentifiers},
};

std::uint64_t blocks_of(std::uint64_t bytes) { return (bytes + kBlockBytes - 1) / kBlockBytes; }

std::uint64_t hash_of(Bytes bytes) { return base::hash64(as_text(bytes)); }

}  // namespace

const char* section_name(Section section) { return kShapes[static_cast<std::size_t>(section)].name; }

Result<std::unique_ptr<SegmentFile>> SegmentFile::open(const std::string& path) {
  auto mapping = fs::MappedFile::open(path);
  if (!mapping) return unexpected(mapping.error());
  auto file = std::unique_ptr<SegmentFile>(new SegmentFile());
  file->mapping_.emplace(*std::move(mapping));
  file->bytes_ = file->mapping_->bytes();
  file->mapping_->advise(0, file->bytes_.size(), fs::Access::kRandom);
  return adopt(std::move(file), path);
}

Result<std::unique_ptr<SegmentFile>> SegmentFile::from_memory(std::string bytes) {
  auto file = std::unique_ptr<SegmentFile>(new SegmentFile());
  file->memory_ = std::move(bytes);
  file->bytes_ = std::as_bytes(std::span(file->memory_));
  return adopt(std::move(file), "segment in memory");
}

Result<std::unique_ptr<SegmentFile>> SegmentFile::adopt(std::unique_ptr<SegmentFile> file, const std::string& name) {
  if (file->bytes_.size() < sizeof(Header) + sizeof(Footer)) {
    return unexpected(ErrorCode::kCorrupt, fmt::format("{}: too short for a segment", name));
  }
  std::memcpy(&file->footer_, file->bytes_.data() + file->bytes_.size() - sizeof(Footer), sizeof(Footer));
  if (const std::string flaw = file->find_flaw(); !flaw.empty()) {
    return unexpected(ErrorCode::kCorrupt, fmt::format("{}: {}", name, flaw));
  }
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    const SectionEntry& entry = file->footer_.sections[i];
    SectionState& state = file->states_[i];
    const std::uint64_t bytes = entry.bytes + entry.index_bytes;
    const std::uint64_t sums = (entry.offset + bytes + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
    state.block_count = blocks_of(bytes);
    state.sums = reinterpret_cast<const std::uint64_t*>(file->bytes_.data() + sums);
    state.checked = std::make_unique<std::atomic<std::uint64_t>[]>((state.block_count + 63) / 64);
  }
  if (file->is_cut_short()) return unexpected(ErrorCode::kIo, fmt::format("{}: cannot be read", name));
  return file;
}

std::string SegmentFile::find_flaw() const {
  if (header().magic != kHeaderMagic) return "not a segment";
  if (header().version != kFormatVersion) {
    return fmt::format("format version {}, this Cairn reads {}", header().version, kFormatVersion);
  }
  if (footer_.magic != kFooterMagic || footer_.file_bytes != bytes_.size()) return "not a whole segment";
  std::string checked(as_text(bytes_.first(sizeof(Header))));
  checked.append(reinterpret_cast<const char*>(&footer_), offsetof(Footer, checksum));
  if (base::hash64(checked) != footer_.checksum) return "the table's checksum is wrong";
  const std::uint64_t limit = bytes_.size() - sizeof(Footer);
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    const SectionEntry& entry = footer_.sections[i];
    const std::size_t record = kShapes[i].record_bytes;
    const bool is_in_file = entry.offset <= limit && entry.bytes <= limit && entry.index_bytes <= limit &&
                            entry.offset % kSectionAlignment == 0 &&
                            entry.offset + entry.bytes + entry.index_bytes + kSectionAlignment +
                                    blocks_of(entry.bytes + entry.index_bytes) * sizeof(std::uint64_t) <=
                                limit + kSectionAlignment;
    const bool has_shape = record != 0 ? entry.bytes == entry.items * record && entry.index_bytes == 0
                                       : entry.bytes % kSectionAlignment == 0 && entry.bytes >= entry.items &&
                                             entry.index_bytes == (entry.items + kBlobStride - 1) / kBlobStride * 8;
    if (!is_in_file || !has_shape || entry.items > UINT32_MAX) {
      return fmt::format("the table's entry for {} makes no sense", kShapes[i].name);
    }
  }
  for (const auto& [section, of] : kParallel) {
    if (items(section) != items(of)) return fmt::format("{} do not match {}", section_name(section), section_name(of));
  }
  return {};
}

bool SegmentFile::check_blocks(Section section, std::uint64_t offset, std::uint64_t length) const {
  if (length == 0) return true;
  const SectionState& state = states_[static_cast<std::size_t>(section)];
  const std::uint64_t last = (offset + length - 1) / kBlockBytes;
  for (std::uint64_t block = offset / kBlockBytes; block <= last; ++block) {
    const std::uint64_t bit = std::uint64_t{1} << block % 64;
    if (state.checked[block / 64].load(std::memory_order_relaxed) & bit) continue;
    if (!check_block(section, block)) return fail("a checksum is wrong", section), false;
    state.checked[block / 64].fetch_or(bit, std::memory_order_relaxed);
  }
  return true;
}

bool SegmentFile::check_block(Section section, std::uint64_t block) const {
  SectionState& state = states_[static_cast<std::size_t>(section)];
  if (!state.sums_checked.load(std::memory_order_relaxed)) {
    const Bytes sums{reinterpret_cast<const std::byte*>(state.sums), state.block_count * sizeof(std::uint64_t)};
    if (hash_of(sums) != entry(section).sums_checksum) return false;
    state.sums_checked.store(true, std::memory_order_relaxed);
  }
  const std::uint64_t begin = block * kBlockBytes;
  const std::uint64_t length = std::min<std::uint64_t>(kBlockBytes, section_bytes(section) - begin);
  return hash_of(bytes_.subspan(static_cast<std::size_t>(entry(section).offset + begin),
                                static_cast<std::size_t>(length))) == state.sums[block];
}

Bytes SegmentFile::blob(Section section, std::uint64_t index) const {
  if (index >= items(section)) return fail("ordinal out of range", section), Bytes();
  BlobCursor cursor(*this, section, index / kBlobStride * kBlobStride);
  Bytes found;
  while (cursor.next(found)) {
    if (cursor.position() == index + 1) return found;
  }
  return {};
}

bool SegmentFile::verify(bool again) const {
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    if (again) {
      states_[i].sums_checked.store(false);
      for (std::uint64_t j = 0; j < (states_[i].block_count + 63) / 64; ++j) states_[i].checked[j].store(0);
    }
    const auto section = static_cast<Section>(i);
    if (!check_blocks(section, 0, section_bytes(section))) return false;
  }
  return !is_damaged();
}

// Read anew each time, whatever the compiler knows of the bytes; they need not be aligned.
std::uint64_t SegmentFile::end_magic() const {
  const volatile std::byte* at = bytes_.data() + bytes_.size() - sizeof(std::uint64_t);
  std::uint64_t magic = 0;
  for (unsigned i = 0; i < sizeof magic; ++i) magic |= std::to_integer<std::uint64_t>(at[i]) << 8 * i;
  return magic;
}

void SegmentFile::fail(std::string_view what, Section section) const {
  const sync::MutexLock lock(mutex_);
  if (damage_.empty()) damage_ = fmt::format("{}: {}", section_name(section), what);
  damaged_.store(true, std::memory_order_release);
}

std::string SegmentFile::damage() const {
  const sync::MutexLock lock(mutex_);
  if (damage_.empty() && is_cut_short()) return "the file was cut short or cannot be read";
  return damage_;
}

void SegmentFile::will_be_read_through() const {
  if (mapping_) mapping_->advise(0, bytes_.size(), fs::Access::kSequential);
}

void SegmentFile::release_pages() const {
  if (mapping_) mapping_->release(0, bytes_.size());
}

std::size_t SegmentFile::memory_bytes() const {
  std::size_t bytes = sizeof *this + memory_.capacity();
  for (const SectionState& state : states_) bytes += (state.block_count + 63) / 64 * sizeof(std::uint64_t);
  return bytes;
}

BlobCursor::BlobCursor(const SegmentFile& file, Section section, std::uint64_t first)
    : file_(&file), section_(section) {
  if (first >= file.items(section)) {
    index_ = file.items(section);
    return;
  }
  const SectionEntry& entry = file.entry(section);
  const Bytes noted = file.read(section, entry.bytes + first / kBlobStride * sizeof(std::uint64_t), sizeof offset_);
  is_valid_ = !noted.empty();
  if (!is_valid_) return;
  std::memcpy(&offset_, noted.data(), sizeof offset_);
  index_ = first / kBlobStride * kBlobStride;
  Bytes skipped;
  while (index_ < first && next(skipped)) {
  }
}

bool BlobCursor::next(Bytes& blob) {
  if (!is_valid_ || index_ >= file_->items(section_)) return false;
  const std::uint64_t size = file_->entry(section_).bytes;
  is_valid_ = false;
  if (offset_ >= size) return file_->fail("a blob begins past the end", section_), false;
  const Bytes head = file_->read(section_, offset_, std::min<std::uint64_t>(kMaxVarintBytes, size - offset_));
  if (head.empty()) return false;
  ByteReader reader(head);
  const std::uint64_t length = reader.varint();
  const std::uint64_t begin = offset_ + head.size() - reader.remaining();
  if (!reader.ok() || length > size - begin) return file_->fail("a blob ends past the end", section_), false;
  blob = file_->read(section_, begin, length);
  if (blob.size() != length) return false;
  offset_ = begin + length;
  ++index_;
  is_valid_ = true;
  return true;
}

}  // namespace cairn::store
