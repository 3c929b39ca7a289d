// clang is asked at the start of the word under the cursor, so that its answer does
// not depend on what is typed of it; the typed part then selects and ranks here.
#include <algorithm>
#include <cctype>
#include <set>
#include <tuple>
#include <utility>

#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/text/text_buffer.h"

namespace cairn::clang {
namespace {

// How well a name fits what is typed, best first.
enum class Match : std::uint32_t { kExactPrefix, kPrefix, kSubsequence, kNone };

// Statements such as `while` exist only as code patterns; of those the word is kept.
constexpr unsigned kCompletionOptions =
    CXCodeComplete_IncludeMacros | CXCodeComplete_IncludeBriefComments | CXCodeComplete_IncludeCodePatterns;

// clang's own priorities stay below this (CCP_Unlikely is 80, plus penalties).
constexpr std::uint32_t kPriorityStep = 1000;

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

Match match(std::string_view typed, std::string_view name) {
  if (name.starts_with(typed)) return Match::kExactPrefix;
  if (name.empty() || lower(typed[0]) != lower(name[0])) return Match::kNone;
  std::size_t matched = 0;
  bool gap = false;
  for (std::size_t i = 0; i < name.size() && matched < typed.size(); ++i) {
    if (lower(name[i]) == lower(typed[matched])) {
      ++matched;
    } else {
      gap = true;
    }
  }
  if (matched < typed.size()) return Match::kNone;
  return gap ? Match::kSubsequence : Match::kPrefix;
}

bool is_word_byte(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80) != 0; }

struct Cursor {
  std::size_t word_start = 0;
  std::size_t offset = 0;
  bool in_include = false;  // in the file name of an #include
};

// Where the open file name of an #include line begins after its last '/', if `before`
// (the line up to the cursor) ends inside one.
std::optional<std::size_t> include_name_start(std::string_view before) {
  const std::size_t hash = before.find_first_not_of(" \t");
  if (hash == std::string_view::npos || before[hash] != '#') return std::nullopt;
  const std::size_t word = before.find_first_not_of(" \t", hash + 1);
  if (word == std::string_view::npos || !before.substr(word).starts_with("include")) return std::nullopt;
  const std::size_t open = before.find_first_of("\"<", word);
  if (open == std::string_view::npos) return std::nullopt;
  if (before.find(before[open] == '<' ? '>' : '"', open + 1) != std::string_view::npos) return std::nullopt;
  return std::max(open, before.find_last_of('/') == std::string_view::npos ? open : before.find_last_of('/')) + 1;
}

Cursor locate(std::string_view text, std::uint64_t offset) {
  Cursor cursor;
  cursor.offset = std::min<std::size_t>(offset, text.size());
  cursor.word_start = cursor.offset;
  while (cursor.word_start > 0 && is_word_byte(text[cursor.word_start - 1])) --cursor.word_start;
  const std::size_t line_end =
      cursor.offset == 0 ? std::string_view::npos : text.find_last_of("\r\n", cursor.offset - 1);
  const std::size_t line_start = line_end == std::string_view::npos ? 0 : line_end + 1;
  if (const auto start = include_name_start(text.substr(line_start, cursor.offset - line_start))) {
    cursor.word_start = line_start + *start;
    cursor.in_include = true;
  }
  return cursor;
}

model::CompletionKind kind_of(CXCursorKind kind, std::string_view name) {
  using Kind = model::CompletionKind;
  switch (kind) {
    case CXCursor_MacroDefinition:
      return Kind::kMacro;
    case CXCursor_Namespace:
    case CXCursor_NamespaceAlias:
      return Kind::kNamespace;
    case CXCursor_ClassDecl:
    case CXCursor_ClassTemplate:
    case CXCursor_ClassTemplatePartialSpecialization:
      return Kind::kClass;
    case CXCursor_StructDecl:
      return Kind::kStruct;
    case CXCursor_UnionDecl:
      return Kind::kUnion;
    case CXCursor_EnumDecl:
      return Kind::kEnum;
    case CXCursor_EnumConstantDecl:
      return Kind::kEnumMember;
    case CXCursor_FunctionDecl:
    case CXCursor_FunctionTemplate:
      return Kind::kFunction;
    case CXCursor_CXXMethod:
    case CXCursor_Destructor:
    case CXCursor_ConversionFunction:
      return Kind::kMethod;
    case CXCursor_Constructor:
      return Kind::kConstructor;
    case CXCursor_FieldDecl:
      return Kind::kField;
    case CXCursor_VarDecl:
    case CXCursor_ParmDecl:
      return Kind::kVariable;
    case CXCursor_TypedefDecl:
    case CXCursor_TypeAliasDecl:
    case CXCursor_TypeAliasTemplateDecl:
      return Kind::kTypeAlias;
    case CXCursor_TemplateTypeParameter:
    case CXCursor_NonTypeTemplateParameter:
    case CXCursor_TemplateTemplateParameter:
      return Kind::kTypeParameter;
    case CXCursor_ConceptDecl:
      return Kind::kConcept;
    case CXCursor_NotImplemented:  // keywords, and patterns such as an override's whole head
      return std::all_of(name.begin(), name.end(), is_word_byte) ? Kind::kKeyword : Kind::kSnippet;
    default:
      return Kind::kText;
  }
}

// Name, parameters and result type out of clang's chunks. Default arguments come as
// a nested string.
void read_chunks(CXCompletionString string, model::CompletionItem& item) {
  for (unsigned i = 0; i < clang_getNumCompletionChunks(string); ++i) {
    const CXCompletionChunkKind kind = clang_getCompletionChunkKind(string, i);
    switch (kind) {
      case CXCompletionChunk_Optional:
        read_chunks(clang_getCompletionChunkCompletionString(string, i), item);
        break;
      case CXCompletionChunk_ResultType:
        item.detail = take_text(clang_getCompletionChunkText(string, i));
        break;
      case CXCompletionChunk_Informative:
        break;
      default: {
        const std::string text = take_text(clang_getCompletionChunkText(string, i));
        if (kind == CXCompletionChunk_TypedText) item.filter_text = text;
        item.label += kind == CXCompletionChunk_VerticalSpace ? " " : text;
      }
    }
  }
}

// "dir/" or "file.h" with the quote that closes it, which the text may have already.
void finish_include(model::CompletionItem& item, std::string_view rest) {
  item.kind = item.filter_text.ends_with('/') ? model::CompletionKind::kFolder : model::CompletionKind::kFile;
  if (item.kind == model::CompletionKind::kFile) {
    const char quote = item.filter_text.back();
    if (rest.starts_with(quote)) item.insert_text.pop_back();
    item.filter_text.pop_back();
    item.label = item.filter_text;
  }
}

std::optional<model::CompletionItem> make_item(const CXCompletionResult& result, const Cursor& cursor,
                                               std::string_view text) {
  const CXCompletionString string = result.CompletionString;
  const CXAvailabilityKind availability = clang_getCompletionAvailability(string);
  if (availability == CXAvailability_NotAvailable || availability == CXAvailability_NotAccessible) return std::nullopt;
  model::CompletionItem item;
  read_chunks(string, item);
  if (item.filter_text.empty()) return std::nullopt;
  const Match quality = match(text.substr(cursor.word_start, cursor.offset - cursor.word_start), item.filter_text);
  if (quality == Match::kNone) return std::nullopt;
  item.insert_text = item.filter_text;
  item.kind = kind_of(result.CursorKind, item.filter_text);
  item.priority = static_cast<std::uint32_t>(quality) * kPriorityStep +
                  std::min(clang_getCompletionPriority(string), kPriorityStep - 1);
  item.is_deprecated = availability == CXAvailability_Deprecated;
  if (item.kind == model::CompletionKind::kKeyword) item.label = item.filter_text;
  if (cursor.in_include) finish_include(item, text.substr(cursor.offset));
  return item;
}

struct Candidate {
  model::CompletionItem item;
  CXCompletionString string;
};

// `if` comes as a keyword and as several patterns.
void drop_repeated_keywords(std::vector<Candidate>& candidates) {
  std::set<std::string> seen;
  std::erase_if(candidates, [&](const Candidate& each) {
    return each.item.kind == model::CompletionKind::kKeyword && !seen.insert(each.item.label).second;
  });
}

}  // namespace

model::Completion complete_at(const Unit& unit, std::string_view text, base::TextEncoding encoding,
                              std::uint64_t offset, std::uint32_t limit) {
  const Cursor cursor = locate(text, offset);
  const text::TextBuffer buffer{std::string(text)};
  model::Completion completion;
  completion.replace = {buffer.position_at(cursor.word_start, encoding), buffer.position_at(cursor.offset, encoding)};
  const text::Position asked = buffer.position_at(cursor.word_start, base::TextEncoding::kUtf8);

  std::vector<CXUnsavedFile> files = unit.unsaved_files();
  const CompletionHandle results(clang_codeCompleteAt(unit.handle(), unit.path().c_str(), asked.line + 1,
                                                      asked.column + 1, files.data(),
                                                      static_cast<unsigned>(files.size()), kCompletionOptions));
  if (!results) return completion;

  std::vector<Candidate> candidates;
  for (unsigned i = 0; i < results->NumResults; ++i) {
    if (auto item = make_item(results->Results[i], cursor, text)) {
      candidates.push_back({*std::move(item), results->Results[i].CompletionString});
    }
  }
  drop_repeated_keywords(candidates);
  const auto better = [](const Candidate& a, const Candidate& b) {
    return std::tie(a.item.priority, a.item.filter_text, a.item.label) <
           std::tie(b.item.priority, b.item.filter_text, b.item.label);
  };
  const std::size_t kept = std::min<std::size_t>(candidates.size(), limit);
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(kept), candidates.end(),
                    better);
  completion.is_incomplete = kept < candidates.size();
  for (std::size_t i = 0; i < kept; ++i) {
    candidates[i].item.documentation = take_text(clang_getCompletionBriefComment(candidates[i].string));
    completion.items.push_back(std::move(candidates[i].item));
  }
  return completion;
}

}  // namespace cairn::clang
