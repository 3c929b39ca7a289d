// Merging segments: several into one, without what is dead.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/store/dead_files.h"
#include "core/store/segment.h"
#include "platform/base/result.h"

namespace cairn::store {

struct MergeInput {
  std::shared_ptr<const Segment> segment;
  std::shared_ptr<const DeadFiles> dead;
};

// Writes the live rows of `inputs`, oldest first, into a new segment at `path`. Where two
// have live rows of one path, those of the later input count; generations of files stay.
//
// Streams: anonymous memory does not grow with the inputs but for one bit per file,
// symbol and name; tables of ordinals lie in files without names in `scratch_directory`.
// kCorrupt if an input turns out to be damaged (it says so itself then), kCancelled soon
// after `stop` is requested, kIo, kNoSpace; on failure nothing is left at `path`.
// Thread-safe; takes its time: for a background thread.
Result<void> merge_segments(const std::vector<MergeInput>& inputs, const std::string& path,
                            const std::string& scratch_directory, const std::stop_token& stop);

}  // namespace cairn::store
