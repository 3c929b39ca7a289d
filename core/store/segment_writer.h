// SegmentWriter: sections into a file, in order, with their checksums.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/format.h"
#include "core/store/varint.h"
#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

namespace cairn::store {

// Writes one segment front to back: no byte is written twice, and memory does not grow
// with the file but for 8 bytes per 64 KiB of the section at hand and 8 bytes per 16
// blobs. The first failure sticks: later calls do nothing, finish() reports it.
// Confined to one thread.
class SegmentWriter {
 public:
  // Makes a new file, mode 0600; fails in finish() if that cannot be done.
  SegmentWriter(const std::string& path, std::uint32_t layer);
  // Into memory, for what is never published.
  explicit SegmentWriter(std::uint32_t layer);
  ~SegmentWriter();
  SegmentWriter(const SegmentWriter&) = delete;
  SegmentWriter& operator=(const SegmentWriter&) = delete;

  // A section of fixed-width records: begin, append any number of times, end. Sections
  // come in the order of the enum, and all of them.
  void begin(Section section);
  void append(std::string_view bytes);
  template <typename Record>
  void append_record(const Record& record) {
    append({reinterpret_cast<const char*>(&record), sizeof record});
  }
  void end(std::uint64_t items, std::uint64_t rows);

  // A section of blobs: begin, one call per blob, end.
  void append_blob(std::string_view bytes);
  void end_blobs(std::uint64_t rows);

  // Footer, fsync. kIo, with what failed, if anything did: then the file is removed,
  // because pages that failed to be written are clean afterwards and would pass a retry.
  Result<void> finish();

  std::uint64_t bytes_written() const { return file_bytes_; }
  // What was written, of a writer into memory, after finish().
  std::string take_memory() { return std::move(buffer_); }

 private:
  void write_out(std::string_view bytes);
  void flush();
  void add_to_block(std::string_view bytes);
  void close_section(std::uint64_t items, std::uint64_t rows);

  const std::string path_;  // empty: memory
  base::UniqueFd fd_;
  Header header_;
  Footer footer_;
  std::size_t section_ = 0;  // the one at hand, or the next
  std::string buffer_;       // not written yet; of a writer into memory: everything
  std::string block_;        // of the section, not checksummed yet
  std::vector<std::uint64_t> block_sums_;
  std::vector<std::uint64_t> blob_index_;
  std::uint64_t blobs_ = 0;
  std::uint64_t section_bytes_ = 0;
  std::uint64_t file_bytes_ = 0;
  std::uint64_t unsynced_bytes_ = 0;
  bool in_section_ = false;
  Result<void> status_;
};

}  // namespace cairn::store
