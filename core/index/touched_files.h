// TouchedFiles: files whose stamp is another than in the store, and whose bytes are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "platform/base/result.h"

namespace cairn::index {

// A checkout or a copy gives thousands of files a new stamp without changing them. Their
// rows stay as they are; that they were read again stands in a small file beside the store
// (FORMAT.md), which is a cache: without it all files are scanned once more. Holds one entry
// for each such file. Not thread-safe.
class TouchedFiles {
 public:
  struct Entry {
    std::int64_t mtime_ns = 0;
    std::uint64_t size_bytes = 0;
    std::uint64_t content_hash = 0;  // of the rows, which say nothing of other contents
    bool operator==(const Entry&) const = default;
  };

  // What `path` has; nothing if it is missing or damaged.
  static TouchedFiles load(const std::string& path);

  bool contains(std::string_view file, const Entry& entry) const;
  void add(std::string_view file, const Entry& entry) { entries_.insert_or_assign(std::string(file), entry); }
  bool operator==(const TouchedFiles&) const = default;

  // Of what the rows of all files depend on besides their bytes; 0 where nothing was loaded.
  std::uint64_t fingerprint() const { return fingerprint_; }
  void set_fingerprint(std::uint64_t fingerprint) { fingerprint_ = fingerprint; }

  // Replaces the file. Errors: those of writing.
  Result<void> save(const std::string& path) const;

 private:
  std::uint64_t fingerprint_ = 0;
  std::map<std::string, Entry, std::less<>> entries_;  // by path, as in the store
};

}  // namespace cairn::index
