// Whole files: read with a bound, published atomically, stamped, removed.
//
// All functions block on the disk and are thread-safe. A path with a NUL byte in it is
// kInvalidArgument everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"

namespace cairn::fs {

// The bytes of a regular file, symbolic links followed. Anything else (folder, FIFO, socket, device)
// is kInvalidArgument and never blocks; more than `max_bytes` is kTooLarge, also when the file grows
// while it is read. kCancelled soon after `stop` is requested: the file is read in steps of 4 MiB.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes, const std::stop_token& stop = {});

// The same, but of a longer file its first `max_bytes` bytes.
Result<std::string> read_prefix(const std::string& path, std::size_t max_bytes);

// What tells, without reading it, that a file was probably changed or replaced.
struct FileStamp {
  std::int64_t mtime_ns = 0;  // since the epoch
  std::uint64_t size_bytes = 0;
  std::uint64_t inode = 0;
  bool operator==(const FileStamp&) const = default;
};

// The stamp of whatever `path` names, symbolic links followed.
Result<FileStamp> read_stamp(const std::string& path);

// Puts `bytes` where `path` is, so that every reader, and every restart after a crash, finds either
// the old file or the whole new one: written to a new file (mode 0600) in the same folder, fsynced,
// renamed, and the folder fsynced. A failure leaves the old file and no temporary one, with one
// exception: if only the folder's fsync fails, the new file is in place though an error is returned.
// A symbolic link at `path` is replaced, not followed.
Result<void> write_file_atomically(const std::string& path, std::string_view bytes);

// Makes the folder and the missing ones above it, those with mode 0700. Folders that exist stay as
// they are; anything else in the way is an error.
Result<void> make_private_directory(const std::string& path);

// Removes a file or a whole folder; symbolic links are removed, never followed. Nothing there is fine.
Result<void> remove_tree(const std::string& path);

// The names in a folder, without "." and "..", in byte order.
Result<std::vector<std::string>> list_directory(const std::string& path);

}  // namespace cairn::fs
