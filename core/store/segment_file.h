// SegmentFile: a segment's bytes as sections, checked before they are used.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/store/format.h"
#include "core/store/varint.h"
#include "platform/base/result.h"
#include "platform/fs/mapped_file.h"
#include "platform/sync/mutex.h"

namespace cairn::store {

// Opening reads header and footer only, whatever the size. Every block of a section is
// compared with its checksum when it is first read; every read is bounds-checked. A read
// that fails gives nothing and marks the whole segment as damaged, for good: whoever
// collected rows from it meanwhile asks is_damaged() before giving them out.
//
// Thread-safe. What it returns points into the mapping and lives as long as it does.
class SegmentFile {
 public:
  // kNotFound, kIo, or kCorrupt for whatever is not a whole segment of this version.
  static Result<std::unique_ptr<SegmentFile>> open(const std::string& path);
  // The same over bytes in memory.
  static Result<std::unique_ptr<SegmentFile>> from_memory(std::string bytes);

  std::uint32_t layer() const { return header().layer; }
  std::uint64_t file_bytes() const { return bytes_.size(); }
  std::uint64_t items(Section section) const { return entry(section).items; }
  std::uint64_t rows(Section section) const { return entry(section).rows; }
  // Bytes on disk, with noted offsets and without checksums.
  std::uint64_t section_bytes(Section section) const { return entry(section).bytes + entry(section).index_bytes; }

  // A record; null at damage or past the end.
  template <typename Record>
  const Record* record(Section section, std::uint64_t index) const {
    if (index >= items(section)) return fail("ordinal out of range", section), nullptr;
    const Bytes found = read(section, index * sizeof(Record), sizeof(Record));
    return found.empty() ? nullptr : reinterpret_cast<const Record*>(found.data());
  }

  // A blob; empty at damage.
  Bytes blob(Section section, std::uint64_t index) const;

  // Ordinal of the first blob that is not before the key, by `is_before(blob)`.
  template <typename IsBefore>
  std::uint64_t lower_bound(Section section, IsBefore is_before) const;

  // `length` bytes at `offset` of the section; empty at damage or past its end.
  Bytes read(Section section, std::uint64_t offset, std::uint64_t length) const {
    const std::uint64_t size = section_bytes(section);
    if (offset > size || length > size - offset) return fail("read past the end", section), Bytes();
    if (!is_checked(section, offset, length) && !check_blocks(section, offset, length)) return {};
    if (!was_read_.load(std::memory_order_relaxed)) was_read_.store(true, std::memory_order_relaxed);
    return bytes_.subspan(static_cast<std::size_t>(entry(section).offset + offset), static_cast<std::size_t>(length));
  }

  // Checks every byte of every section, and leaves alone what was checked before if
  // `again` is false. Reads the whole file.
  bool verify(bool again) const;

  bool is_damaged() const { return damaged_.load(std::memory_order_acquire) || is_cut_short(); }
  std::string damage() const;
  // For what decodes blobs and finds that they make no sense.
  void fail(std::string_view what, Section section) const;

  // Advice for the kernel: how pages will be read, and that none is needed now.
  void will_be_read_through() const;
  void release_pages() const;
  // Whether anything was read since this was asked last.
  bool was_read() const { return was_read_.exchange(false, std::memory_order_relaxed); }
  std::size_t mapped_bytes() const { return mapping_ ? bytes_.size() : 0; }
  std::size_t memory_bytes() const;

 private:
  friend class BlobCursor;

  struct SectionState {
    const std::uint64_t* sums = nullptr;
    std::uint64_t block_count = 0;
    std::unique_ptr<std::atomic<std::uint64_t>[]> checked;  // a bit per block
    std::atomic<bool> sums_checked{false};
  };

  SegmentFile() = default;
  static Result<std::unique_ptr<SegmentFile>> adopt(std::unique_ptr<SegmentFile> file, const std::string& name);
  std::string find_flaw() const;  // of the table; empty if there is none
  const Header& header() const { return *reinterpret_cast<const Header*>(bytes_.data()); }
  const SectionEntry& entry(Section section) const { return footer_.sections[static_cast<std::size_t>(section)]; }
  // Nearly all reads are of one block, which was checked before.
  bool is_checked(Section section, std::uint64_t offset, std::uint64_t length) const {
    const std::uint64_t block = offset / kBlockBytes;
    if (length == 0 || (offset + length - 1) / kBlockBytes != block) return false;
    const SectionState& state = states_[static_cast<std::size_t>(section)];
    return (state.checked[block / 64].load(std::memory_order_relaxed) & std::uint64_t{1} << block % 64) != 0;
  }
  bool check_blocks(Section section, std::uint64_t offset, std::uint64_t length) const;
  bool check_block(Section section, std::uint64_t block) const;
  // Whether the file has lost bytes since it was opened. Whole pages fault; the rest of the
  // page of the cut reads as zeros without a word, but so do then the file's last bytes.
  bool is_cut_short() const { return mapping_ && (mapping_->faulted() || end_magic() != kFooterMagic); }
  std::uint64_t end_magic() const;

  std::optional<fs::MappedFile> mapping_;
  std::string memory_;  // from_memory() only
  Bytes bytes_;
  Footer footer_;  // a copy: the mapping may fault later
  mutable SectionState states_[kSectionCount];
  mutable std::atomic<bool> damaged_{false};
  mutable std::atomic<bool> was_read_{false};
  mutable sync::Mutex mutex_;
  mutable std::string damage_ CAIRN_GUARDED_BY(mutex_);
};

// Goes through a section's blobs in order; cheaper than asking for each.
class BlobCursor {
 public:
  BlobCursor(const SegmentFile& file, Section section, std::uint64_t first = 0);
  // False after the last blob and at damage.
  bool next(Bytes& blob);
  // Ordinal of the blob that next() gives next.
  std::uint64_t position() const { return index_; }

 private:
  const SegmentFile* file_;
  Section section_;
  std::uint64_t index_ = 0;
  std::uint64_t offset_ = 0;
  bool is_valid_ = true;
};

template <typename IsBefore>
std::uint64_t SegmentFile::lower_bound(Section section, IsBefore is_before) const {
  // The last stride whose first blob is before the key, then on from there.
  std::uint64_t low = 0;
  std::uint64_t high = (items(section) + kBlobStride - 1) / kBlobStride;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (is_before(blob(section, middle * kBlobStride))) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return 0;
  BlobCursor cursor(*this, section, (low - 1) * kBlobStride);
  Bytes found;
  while (cursor.next(found)) {
    if (!is_before(found)) return cursor.position() - 1;
    if (cursor.position() == low * kBlobStride) break;
  }
  return std::min(low * kBlobStride, items(section));
}

inline std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace cairn::store
