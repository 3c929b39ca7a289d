#include "core/store/segment_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "platform/base/hash.h"

namespace cairn::store {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

// Written pages are handed to the disk as we go, so that a large merge leaves neither
// gigabytes of dirty memory nor one long stall to its last fsync.
constexpr std::uint64_t kSyncBytes = std::uint64_t{8} << 20;

template <typename Record>
std::string_view bytes_of(const Record& record) {
  return {reinterpret_cast<const char*>(&record), sizeof record};
}

std::string_view bytes_of(const std::vector<std::uint64_t>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::uint64_t)};
}

}  // namespace

SegmentWriter::SegmentWriter(const std::string& path, std::uint32_t layer) : path_(path) {
  fd_ = base::UniqueFd(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd_.get() < 0) status_ = unexpected(base::errno_error("cannot make " + path));
  header_.layer = layer;
  write_out(bytes_of(header_));
}

SegmentWriter::SegmentWriter(std::uint32_t layer) {
  header_.layer = layer;
  write_out(bytes_of(header_));
}

SegmentWriter::~SegmentWriter() {
  if (fd_.get() >= 0) unlink(path_.c_str());  // not finished
}

void SegmentWriter::begin(Section section) {
  if (in_section_ || static_cast<std::size_t>(section) != section_) {
    status_ = unexpected(ErrorCode::kInternal, fmt::format("section {} out of order", section_name(section)));
    return;
  }
  in_section_ = true;
  while (file_bytes_ % kSectionAlignment != 0) write_out(std::string_view("\0", 1));
  footer_.sections[section_] = SectionEntry{};
  footer_.sections[section_].offset = file_bytes_;
  section_bytes_ = 0;
  blobs_ = 0;
  blob_index_.clear();
  block_sums_.clear();
  block_.clear();
}

void SegmentWriter::append(std::string_view bytes) {
  section_bytes_ += bytes.size();
  add_to_block(bytes);
  write_out(bytes);
}

void SegmentWriter::add_to_block(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, kBlockBytes - block_.size());
    block_.append(part);
    bytes.remove_prefix(part.size());
    if (block_.size() == kBlockBytes) {
      block_sums_.push_back(base::hash64(block_));
      block_.clear();
    }
  }
}

void SegmentWriter::append_blob(std::string_view bytes) {
  if (blobs_++ % kBlobStride == 0) blob_index_.push_back(section_bytes_);
  std::string length;
  put_varint(length, bytes.size());
  append(length);
  append(bytes);
}

void SegmentWriter::end(std::uint64_t items, std::uint64_t rows) {
  footer_.sections[section_].bytes = section_bytes_;
  close_section(items, rows);
}

void SegmentWriter::end_blobs(std::uint64_t rows) {
  footer_.sections[section_].bytes = section_bytes_;
  // The noted offsets are read as numbers where they are mapped.
  while (section_bytes_ % kSectionAlignment != 0) {
    append(std::string_view("\0", 1));
    ++footer_.sections[section_].bytes;
  }
  append(bytes_of(blob_index_));
  footer_.sections[section_].index_bytes = blob_index_.size() * sizeof(std::uint64_t);
  close_section(blobs_, rows);
}

void SegmentWriter::close_section(std::uint64_t items, std::uint64_t rows) {
  SectionEntry& entry = footer_.sections[section_];
  if (!block_.empty()) block_sums_.push_back(base::hash64(block_));
  while (file_bytes_ % kSectionAlignment != 0) write_out(std::string_view("\0", 1));
  write_out(bytes_of(block_sums_));
  entry.items = items;
  entry.rows = rows;
  entry.sums_checksum = base::hash64(bytes_of(block_sums_));
  in_section_ = false;
  ++section_;
}

void SegmentWriter::write_out(std::string_view bytes) {
  if (!status_) return;
  file_bytes_ += bytes.size();
  buffer_.append(bytes);
  if (!path_.empty() && buffer_.size() >= kBufferBytes) flush();
}

void SegmentWriter::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && status_) {
    const ssize_t written = write(fd_.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) status_ = unexpected(base::errno_error("cannot write " + path_));
    if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
  }
  unsynced_bytes_ += buffer_.size();
  buffer_.clear();
  if (unsynced_bytes_ < kSyncBytes || !status_) return;
  unsynced_bytes_ = 0;
  sync_file_range(fd_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
}

Result<void> SegmentWriter::finish() {
  if (status_ && section_ != kSectionCount) status_ = unexpected(ErrorCode::kInternal, "a section is missing");
  while (file_bytes_ % kSectionAlignment != 0) write_out(std::string_view("\0", 1));
  footer_.file_bytes = file_bytes_ + sizeof footer_;
  const std::string_view table{reinterpret_cast<const char*>(&footer_), offsetof(Footer, checksum)};
  footer_.checksum = base::hash64(std::string(bytes_of(header_)) + std::string(table));
  write_out(bytes_of(footer_));
  if (path_.empty()) return status_;
  flush();
  if (status_ && fsync(fd_.get()) != 0) status_ = unexpected(base::errno_error("cannot write " + path_));
  if (status_) fd_.reset();  // keeps the file
  return status_;
}

}  // namespace cairn::store
