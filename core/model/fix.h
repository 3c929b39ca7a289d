// How to mend what a diagnostic complains about. Plain records, as in answers.h.
#pragma once

#include <string>
#include <vector>

#include "core/text/position.h"

namespace cairn::model {

// Replaces `range` of the file that the diagnostic is about; an empty range inserts.
struct Edit {
  text::Range range;
  std::string text;
  bool operator==(const Edit&) const = default;
};

struct Fix {
  std::string title;  // one line for people: "change 'retrun' to 'return'"
  // In the order of their places, without overlaps; never empty.
  std::vector<Edit> edits;
  // Clang would apply it by itself. Others are suggestions of a note, of which the user
  // has to choose one, or which silence the diagnostic without mending anything.
  bool is_certain = false;
  bool operator==(const Fix&) const = default;
};

}  // namespace cairn::model
