// Segments whose damage lies behind their checksums, for tests and the fuzzer.
#pragma once

#include <string>

#include "core/store/format.h"

namespace cairn::test {

// The bytes of a segment with all checksums and the file's size made right, so that a
// reader gets to see what was changed. Bytes that are no segment even then (too short,
// sections out of the file) come back with as much mended as can be.
std::string mended_segment(std::string bytes);

// Where a section lies in the file. REQUIRES: `bytes` is a whole segment.
store::SectionEntry section_of(const std::string& bytes, store::Section section);

}  // namespace cairn::test
