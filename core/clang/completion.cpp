// clang is asked at the start of the word under the cursor, so that its answer does
// not depend on what is typed of it; the typed part then selects and ranks here.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/clang/completer.h"
#include "core/clang/completion_item.h"
#include "core/clang/completion_point.h"
#include "core/clang/completion_rank.h"
#include "core/clang/nearby_words.h"
#include "core/clang/source_token.h"
#include "core/text/fuzzy_match.h"
#include "core/text/text_buffer.h"

namespace cairn::clang {
namespace {

RankGroup rank_group(CXCursorKind kind) {
  switch (kind) {
    case CXCursor_VarDecl:
    case CXCursor_ParmDecl:
      return RankGroup::kVariable;
    case CXCursor_FieldDecl:
      return RankGroup::kField;
    case CXCursor_FunctionDecl:
    case CXCursor_FunctionTemplate:
      return RankGroup::kFunction;
    case CXCursor_CXXMethod:
      return RankGroup::kMethod;
    case CXCursor_StructDecl:
    case CXCursor_ClassDecl:
    case CXCursor_UnionDecl:
    case CXCursor_EnumDecl:
    case CXCursor_TypedefDecl:
    case CXCursor_TypeAliasDecl:
    case CXCursor_TypeAliasTemplateDecl:
    case CXCursor_ClassTemplate:
    case CXCursor_TemplateTypeParameter:
      return RankGroup::kType;
    case CXCursor_EnumConstantDecl:
      return RankGroup::kConstant;
    case CXCursor_MacroDefinition:
      return RankGroup::kMacro;
    case CXCursor_NotImplemented:
      return RankGroup::kKeyword;
    case CXCursor_Namespace:
    case CXCursor_NamespaceAlias:
      return RankGroup::kNamespace;
    default:
      return RankGroup::kOther;
  }
}

struct Ranked {
  float score = 0;
  const Candidate* candidate = nullptr;
};

// The candidates that fit what is typed, best first.
std::vector<Ranked> rank(const CompletionRun& run, std::string_view text, const CompletionPoint& point) {
  const text::FuzzyMatcher matcher(point.typed(text));
  const NearbyWords words(text, point.word_start, point.word_end);
  std::vector<Ranked> ranked;
  for (const Candidate& candidate : run.candidates()) {
    const std::string_view name = run.name(candidate);
    const auto match = matcher.match(name);
    if (!match) continue;
    RankSignals signals;
    signals.match = *match;
    signals.group = rank_group(candidate.kind);
    signals.priority = candidate.priority;
    signals.use = words.use_of(name);
    signals.is_reserved = name.starts_with('_');
    signals.is_deprecated = candidate.is_deprecated;
    signals.is_unusual = candidate.needs_fix || !is_word_byte(name.back()) || name.front() == '~';
    ranked.push_back({rank_score(signals), &candidate});
  }
  std::sort(ranked.begin(), ranked.end(), [&](const Ranked& a, const Ranked& b) {
    if (a.score != b.score) return a.score > b.score;
    return std::forward_as_tuple(run.name(*a.candidate), a.candidate->result) <
           std::forward_as_tuple(run.name(*b.candidate), b.candidate->result);
  });
  return ranked;
}

std::vector<model::Edit> changes_of(CXCodeCompleteResults* results, unsigned result, const text::TextBuffer& buffer,
                                    base::TextEncoding encoding) {
  std::vector<model::Edit> changes;
  const auto position = [&](CXSourceLocation location) {
    unsigned offset = 0;
    clang_getSpellingLocation(location, nullptr, nullptr, nullptr, &offset);
    return buffer.position_at(offset, encoding);
  };
  for (unsigned i = 0; i < clang_getCompletionNumFixIts(results, result); ++i) {
    CXSourceRange range;
    std::string replacement = take_text(clang_getCompletionFixIt(results, result, i, &range));
    changes.push_back(
        {{position(clang_getRangeStart(range)), position(clang_getRangeEnd(range))}, std::move(replacement)});
  }
  return changes;
}

// A positive number for people and scripts; the order is that of the score.
std::uint32_t visible_score(float score) {
  constexpr float kLargest = 14;  // e^14 thousandths fit into 32 bits
  return static_cast<std::uint32_t>(std::lround(1000 * std::exp(std::min(score, kLargest))));
}

// Whether an item like this was asked about before: `if` comes as a keyword and as several
// patterns, a type of C as a struct and as a typedef of the same name.
class Repeats {
 public:
  bool has(const model::CompletionItem& item) {
    return !seen_.emplace(item.insert_text, item.signature, item.result_type).second;
  }

 private:
  std::set<std::tuple<std::string, std::string, std::string>> seen_;
};

}  // namespace

model::Completion Completer::complete(const Unit& unit, std::string_view text, base::TextEncoding encoding,
                                      const worker::CompletionRequest& request) {
  const CompletionPoint point = locate_completion(text, request.offset);
  const text::TextBuffer buffer{std::string(text)};
  model::Completion completion;
  completion.replace = {buffer.position_at(point.word_start, encoding), buffer.position_at(point.offset, encoding)};
  completion.replace_end = buffer.position_at(point.word_end, encoding);
  completion_id_ = request.completion_id;
  comments_.clear();
  if (!run_.ask(unit, text, point.word_start, point.word_end)) return completion;

  Repeats repeats;
  for (const Ranked& ranked : rank(run_, text, point)) {
    const CXCompletionString string = run_.string(*ranked.candidate);
    auto item = make_item(ranked.candidate->kind, string, point);
    if (!item || repeats.has(*item)) continue;
    if (completion.items.size() == request.limit) {
      completion.is_incomplete = true;
      break;
    }
    if (point.in_include) finish_include(*item, text.substr(point.offset));
    item->is_deprecated = ranked.candidate->is_deprecated;
    item->score = visible_score(ranked.score);
    comments_.push_back(brief_comment(string));
    if (request.with_documentation) item->documentation = comments_.back();
    if (ranked.candidate->needs_fix) {
      item->changes = changes_of(run_.results(), ranked.candidate->result, buffer, encoding);
    }
    completion.items.push_back(*std::move(item));
  }
  return completion;
}

std::optional<model::CompletionDetails> Completer::details(std::uint64_t completion_id, std::uint32_t index) const {
  if (completion_id != completion_id_ || index >= comments_.size()) return std::nullopt;
  return model::CompletionDetails{comments_[index]};
}

}  // namespace cairn::clang
