#include "core/clang/completion_run.h"

#include <string>

#include "core/text/text_buffer.h"
#include "platform/base/hash.h"

namespace cairn::clang {
namespace {

// Statements such as `while` and overrides exist only as code patterns.
constexpr unsigned kOptions = CXCodeComplete_IncludeMacros | CXCodeComplete_IncludeCodePatterns |
                              CXCodeComplete_IncludeCompletionsWithFixIts | CXCodeComplete_IncludeBriefComments;

std::string typed_text(CXCompletionString string) {
  for (unsigned i = 0; i < clang_getNumCompletionChunks(string); ++i) {
    if (clang_getCompletionChunkKind(string, i) == CXCompletionChunk_TypedText) {
      return take_text(clang_getCompletionChunkText(string, i));
    }
  }
  return {};
}

}  // namespace

std::string_view name_in(std::string_view typed_text) {
  return typed_text.ends_with(" override") ? typed_text.substr(0, typed_text.find('(')) : typed_text;
}

bool CompletionRun::ask(const Unit& unit, std::string_view text, std::size_t at, std::size_t word_end) {
  const Place place{at, base::hash64(text.substr(0, at)), base::hash64(text.substr(word_end))};
  if (place_ == place) return results_ != nullptr;
  const text::TextBuffer buffer{std::string(text)};
  const text::Position position = buffer.position_at(at, base::TextEncoding::kUtf8);
  std::vector<CXUnsavedFile> files = unit.unsaved_files();
  results_.reset();
  results_.reset(clang_codeCompleteAt(unit.handle(), unit.path().c_str(), position.line + 1, position.column + 1,
                                      files.data(), static_cast<unsigned>(files.size()), kOptions));
  place_ = place;
  read_candidates();
  return results_ != nullptr;
}

void CompletionRun::read_candidates() {
  candidates_.clear();
  names_.clear();
  const unsigned count = results_ ? results_->NumResults : 0;
  for (unsigned i = 0; i < count; ++i) {
    const CXCompletionResult& result = results_->Results[i];
    if (result.CursorKind == CXCursor_OverloadCandidate) continue;
    const CXAvailabilityKind availability = clang_getCompletionAvailability(result.CompletionString);
    if (availability == CXAvailability_NotAvailable || availability == CXAvailability_NotAccessible) continue;
    const std::string typed = typed_text(result.CompletionString);
    const std::string_view name = name_in(typed);
    if (name.empty()) continue;
    candidates_.push_back({i, static_cast<std::uint32_t>(names_.size()), static_cast<std::uint32_t>(name.size()),
                           clang_getCompletionPriority(result.CompletionString), result.CursorKind,
                           availability == CXAvailability_Deprecated,
                           clang_getCompletionNumFixIts(results_.get(), i) > 0});
    names_ += name;
  }
}

}  // namespace cairn::clang
