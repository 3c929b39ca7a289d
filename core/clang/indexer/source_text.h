// SourceText: the bytes of a file as they were read, and what follows from them alone.
// SourceTexts: those that the next units will probably read too.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/text/position.h"

namespace llvm {
class MemoryBuffer;
}

namespace cairn::clang {

// Confined to one thread: what follows from the bytes is worked out when first asked for.
class SourceText {
 public:
  explicit SourceText(std::unique_ptr<llvm::MemoryBuffer> buffer);
  ~SourceText();
  SourceText(const SourceText&) = delete;
  SourceText& operator=(const SourceText&) = delete;

  // A zero byte stands behind it.
  std::string_view text() const { return text_; }
  std::uint64_t content_hash() const;
  bool is_ascii() const;
  std::uint32_t line_count() const;
  // REQUIRES: offset <= text().size().
  text::Position position(std::uint32_t offset) const;

 private:
  void study() const;

  std::unique_ptr<llvm::MemoryBuffer> buffer_;
  std::string_view text_;
  mutable std::uint64_t content_hash_ = 0;
  mutable std::vector<std::uint32_t> line_starts_;  // byte offsets, the first is 0; empty: not yet known
  mutable bool is_ascii_ = false;
};

// What a file is told by. Two files, or one file at two times, that share it have one text.
struct SourceStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;  // of the last change by anybody, which no program can put back
  std::uint64_t size_bytes = 0;
  bool operator==(const SourceStamp&) const = default;
};

// Texts outlive the unit that read them, so that headers are not read, hashed and cut into lines
// for every unit. Holds at most kMaxKeptBytes between units. Confined to one thread.
class SourceTexts {
 public:
  // `settled`: how long ago a file must have been changed last to be kept; stamps of file systems are at worst
  // two seconds coarse.
  explicit SourceTexts(std::chrono::nanoseconds settled = std::chrono::seconds(3)) : settled_(settled) {}

  // Null if it is not kept.
  std::shared_ptr<const SourceText> find(const SourceStamp& stamp);
  // Kept only if the file had not just changed: a later change could show the same stamp.
  void keep(const SourceStamp& stamp, std::shared_ptr<const SourceText> text);
  // After a unit: drops what the bound asks for, first what that unit did not read.
  void end_unit();

 private:
  struct Hash {
    std::size_t operator()(const SourceStamp& stamp) const;
  };
  struct Kept {
    std::shared_ptr<const SourceText> text;
    std::uint64_t last_unit = 0;
  };
  void drop_before(std::uint64_t unit);

  const std::chrono::nanoseconds settled_;
  std::unordered_map<SourceStamp, Kept, Hash> kept_;
  std::uint64_t bytes_ = 0;
  std::uint64_t unit_ = 0;
};

}  // namespace cairn::clang
