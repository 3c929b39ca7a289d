// One file's occurrences as bytes: grouped by symbol, positions as differences.
//
// A symbol's occurrences in one file are found by skipping through a short directory, so
// one copy serves both orders: by file directly, by symbol through the postings (which
// files mention it).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/rows.h"
#include "core/store/varint.h"

namespace cairn::store {

// An occurrence without its symbol.
struct Mention {
  text::Position start;
  std::uint32_t length = 0;
  model::Roles roles = model::kRefers;
  text::Range extent;
  auto operator<=>(const Mention&) const = default;
};

// Appends one symbol's occurrences in a file. REQUIRES: sorted, not empty.
void encode_mentions(std::string& out, std::span<const Mention> mentions);

// Reads them back one by one.
class MentionReader {
 public:
  explicit MentionReader(Bytes body);
  // False at the end, and at bytes that are no mention: then ok() is false.
  bool next(Mention& mention);
  bool ok() const { return reader_.ok(); }

 private:
  ByteReader reader_;
  std::uint32_t usual_length_ = 0;  // that of the first
  model::Roles roles_ = model::kRefers;
  text::Position last_;
};

// One symbol's part of a file.
struct Group {
  std::uint32_t symbol = 0;  // ordinal in the segment
  Bytes body;
};

// Puts groups together. REQUIRES: symbols rise.
class GroupsWriter {
 public:
  void add(std::uint32_t symbol, std::string_view body);
  // The file's blob; the writer is empty again.
  std::string take();

 private:
  std::string directory_;
  std::string bodies_;
  std::uint64_t count_ = 0;
  std::uint32_t last_ = 0;
};

// Goes through the groups of a file's blob.
class GroupsReader {
 public:
  explicit GroupsReader(Bytes blob);
  // False at the end and at bytes that are no groups: then ok() is false.
  bool next(Group& group);
  bool ok() const { return directory_.ok() && ok_; }

 private:
  ByteReader directory_;
  Bytes bodies_;
  std::uint32_t last_ = 0;
  bool ok_ = true;
};

}  // namespace cairn::store
