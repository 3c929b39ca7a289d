// SegmentBuilder: rows of many files in memory, then a segment.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/model/rows.h"
#include "platform/base/result.h"

namespace cairn::store {

// Holds everything until write(): whoever fills it asks memory_bytes() and writes when it
// is enough for them. Rows are kept coded, about twice as large as on disk. Confined to
// one thread.
class SegmentBuilder {
 public:
  // `generation` (not 0) says which of two segments has the newer rows of a file;
  // Manifest hands them out.
  SegmentBuilder(std::uint32_t layer, std::uint64_t generation);
  ~SegmentBuilder();
  SegmentBuilder(const SegmentBuilder&) = delete;
  SegmentBuilder& operator=(const SegmentBuilder&) = delete;

  // Copies the rows. kInvalidArgument, and nothing is taken over, if an index in them is
  // out of range, a path or USR is empty, or the path was added before.
  Result<void> add(const model::FileRows& rows);

  std::size_t file_count() const;
  std::uint64_t occurrence_count() const;
  std::size_t memory_bytes() const;

  // Writes everything to a new file; the builder is spent.
  Result<void> write(const std::string& path);
  // The same into memory.
  Result<std::string> write_to_memory();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cairn::store
