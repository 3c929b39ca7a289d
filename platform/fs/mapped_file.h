// MappedFile: a file's bytes in memory, read-only, paged in and out by the kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "platform/base/result.h"
#include "platform/fs/fault_guard.h"

namespace cairn::fs {

// How a range is about to be read.
enum class Access { kRandom, kSequential, kWillNeed };

// Move-only; bytes() may be read by any number of threads, as may all const members.
//
// A file that shrinks under its mapping, or whose disk fails, does not kill the process: from the first page that the
// kernel cannot give, the mapping reads as zeros from then on, and faulted() is true (see fault_guard.h). What is cut
// off within the last page reads as zeros without a fault: only a checksum tells. A system call that is given such
// bytes to read fails with EFAULT.
class MappedFile {
 public:
  // Maps the whole file as long as it is now. Anything but a regular file, a symbolic link and an empty file are
  // kInvalidArgument. kUnavailable if kMaxGuardedMappings are mapped already. The descriptor is closed again: the file
  // may be renamed or unlinked afterwards.
  static Result<MappedFile> open(const std::string& path);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  // Views of it end with this object; moving it leaves them valid.
  std::span<const std::byte> bytes() const { return bytes_; }

  // True if some of bytes() reads as zeros in place of what the file had. Check it after reading, before believing.
  bool faulted() const { return guard_.faulted(); }

  // Hints for `length` bytes from `offset`, widened to whole pages and cut to the mapping; failures have no effect on
  // what is read, so they are not told.
  void advise(std::size_t offset, std::size_t length, Access access) const;

  // Gives the pages of the range back; reading them again brings them back from the page cache or the disk.
  void release(std::size_t offset, std::size_t length) const;

  // How much of the mapping counts to this process's RSS, from /proc/self/pagemap. (mincore(2) would tell what is in
  // the page cache, which is the same after release().) About 1 ms per GB of mapping.
  Result<std::uint64_t> resident_bytes() const;

 private:
  MappedFile(std::span<const std::byte> bytes, FaultGuard guard) : bytes_(bytes), guard_(std::move(guard)) {}

  // Unmaps, if there is a mapping.
  void end();

  std::span<const std::byte> bytes_;  // the mapping; empty after a move
  FaultGuard guard_;
};

}  // namespace cairn::fs
