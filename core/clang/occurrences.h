// Where entities are named. An entity can only be named where its name is spelled, so
// the files whose bytes contain the name are tokenised and libclang is asked, for each
// token that spells it, what it names. This finds what clang_findReferencesInFile
// misses (members of templates used through instances, macros' arguments) and finds
// nothing twice.
#pragma once

#include <clang-c/Index.h>

#include <cstddef>
#include <functional>
#include <vector>

#include "core/clang/source_map.h"
#include "core/clang/subject.h"

namespace cairn::clang {

// A token that names one of the wanted entities; borrowed for the call.
struct Occurrence {
  CXFile file;
  const std::vector<Token>& tokens;  // of the file
  std::size_t index;                 // of the occurrence among them
  const Subject& subject;
};
using OccurrenceVisitor = std::function<void(const Occurrence&)>;

// Calls `found` for each occurrence in the main file.
void for_each_occurrence_in_main(SourceMap& sources, const std::vector<CXCursor>& wanted,
                                 const OccurrenceVisitor& found);

// The same for the main file and every file it includes that can contain one.
void for_each_occurrence(SourceMap& sources, const std::vector<CXCursor>& wanted, const OccurrenceVisitor& found);

}  // namespace cairn::clang
