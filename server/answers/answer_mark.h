// AnswerMark: what an answer is worth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/index/semantic_status.h"

namespace cairn::server {

enum class AnswerSource : std::uint8_t { kSemantic, kLexical, kMixed };

// As $/answerStatus has it.
const char* name_of(AnswerSource source);

// What is known of the units that may have the symbol of a question, where an answer was made to wait for these alone.
struct CandidateCounts {
  std::uint64_t files = 0;    // that may mention it
  std::uint64_t units = 0;    // sources of units that cover them
  std::uint64_t pending = 0;  // of these, not indexed yet
  std::uint64_t unclean = 0;  // of these, that clang could not read completely
};

// Values; merging two marks gives that of an answer made of both parts.
struct AnswerMark {
  bool is_complete = true;
  bool is_stale = false;  // some of it is about a text that is not the newest
  AnswerSource source = AnswerSource::kSemantic;
  std::optional<std::string> limit;           // what cut the answer, for people
  std::optional<CandidateCounts> candidates;  // none: the whole index counted

  // Complete, fresh, of meanings and of the whole index: nothing to tell.
  bool is_plain() const { return is_complete && !is_stale && source == AnswerSource::kSemantic && !candidates; }
  // For several reasons, perhaps.
  void cut(const std::string& why) {
    is_complete = false;
    limit = limit ? *limit + "; " + why : why;
  }
};

// The mark of an answer that every unit may add to.
AnswerMark mark_of(const index::SemanticStatus& units);

}  // namespace cairn::server
