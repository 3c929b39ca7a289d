// What the bytes of one file say of it, without a compiler: declarations, includes, macros, identifiers.
#pragma once

#include <memory>
#include <string_view>

#include "core/model/rows.h"

namespace cairn::lexical {

// Rows of one file after another; the buffers are used again. The rows' views point into the scanned text and into
// this object: both must live, and nothing be scanned into it, while they are in use. For one thread at a time.
class FileScan {
 public:
  FileScan();
  ~FileScan();
  FileScan(FileScan&&) noexcept;
  FileScan& operator=(FileScan&&) noexcept;

  // `symbols` are named by usrs that begin with "lex:", equal for a declaration and the definition elsewhere.
  // `occurrences` are declarations and definitions only; locals of functions are not listed. `resolved` of includes,
  // `facts.mtime_ns` and relations are left empty.
  const model::FileRows& rows() const;

 private:
  friend void scan(std::string_view path, std::string_view text, FileScan& out);
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

// Reads `text` once, forwards, in time linear in its size; never fails, whatever the bytes. Of a text of 4 GiB or more
// only facts are given, without a token hash. `path` (its form is FileRows::path's) must outlive the rows. Different
// threads may scan at the same time, each with a FileScan of its own.
void scan(std::string_view path, std::string_view text, FileScan& out);

}  // namespace cairn::lexical
