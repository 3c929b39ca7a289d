#include "server/answers/answer_mark.h"

#include <cstddef>

#include <fmt/format.h>

namespace cairn::server {

const char* name_of(AnswerSource source) {
  constexpr const char* kNames[] = {"semantic", "lexical", "mixed"};
  return kNames[static_cast<std::size_t>(source)];
}

AnswerMark mark_of(const index::SemanticStatus& units) {
  AnswerMark mark;
  // Without units nothing is known beyond the open files.
  if (units.is_complete() && units.total != 0) return mark;
  if (!units.is_listed || units.total == 0) {
    mark.cut("the project is not indexed, or nobody has looked yet: what is missing cannot be told");
  } else if (units.pending() != 0) {
    mark.cut(fmt::format("{} of {} units are not indexed yet", units.pending(), units.total));
  } else {
    mark.cut(fmt::format("{} of {} units could not be read completely", units.failed + units.with_errors, units.total));
  }
  return mark;
}

}  // namespace cairn::server
