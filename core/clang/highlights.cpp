// Highlights of names are their occurrences in the main file; those of the words that
// leave a loop, a switch or a function are all the places that leave it.
#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "core/clang/access.h"
#include "core/clang/ancestors.h"
#include "core/clang/occurrences.h"
#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

using Highlights = std::vector<model::Highlight>;

// Structured bindings have no kind of their own.
bool is_variable(CXCursorKind kind) {
  return kind == CXCursor_VarDecl || kind == CXCursor_ParmDecl || kind == CXCursor_FieldDecl ||
         kind == CXCursor_UnexposedDecl;
}

// A declaration writes if it gives a value. `= …` and `{…}` behind a field do.
bool gives_value(CXCursor declaration) {
  switch (clang_getCursorKind(declaration)) {
    case CXCursor_VarDecl:
      return !clang_Cursor_isNull(clang_Cursor_getVarDeclInitializer(declaration));
    case CXCursor_UnexposedDecl:
      return true;
    case CXCursor_FieldDecl: {
      bool has_value = false;
      visit_children(declaration, [&](CXCursor child) {
        has_value =
            has_value || (clang_isExpression(clang_getCursorKind(child)) && !clang_Cursor_isBitField(declaration));
        return CXChildVisit_Continue;
      });
      return has_value && clang_getCanonicalType(clang_getCursorType(declaration)).kind != CXType_ConstantArray;
    }
    default:
      return false;
  }
}

model::HighlightKind kind_of(const Subject& subject, const std::unordered_set<std::uint32_t>& written) {
  if (!is_variable(clang_getCursorKind(subject.targets.front()))) return model::HighlightKind::kText;
  if (declares(subject.cursor)) {
    return gives_value(subject.cursor) ? model::HighlightKind::kWrite : model::HighlightKind::kText;
  }
  // A member's initialiser in a constructor, or a designated one.
  if (clang_getCursorKind(subject.cursor) == CXCursor_MemberRef) return model::HighlightKind::kWrite;
  return written.contains(subject.token.begin) ? model::HighlightKind::kWrite : model::HighlightKind::kRead;
}

Highlights highlight_name(SourceMap& sources, const Subject& subject) {
  Highlights highlights;
  std::unordered_set<std::uint32_t> written;
  if (!subject.targets.empty() && is_variable(clang_getCursorKind(subject.targets.front()))) {
    written = written_names(sources, widest_scope(sources, subject.targets.front()));
  }
  for_each_occurrence_in_main(sources, subject.targets, [&](const Occurrence& found) {
    const Token& token = found.subject.token;
    highlights.push_back({sources.range(found.file, token.begin, token.end), kind_of(found.subject, written)});
  });
  return highlights;
}

bool is_loop(CXCursorKind kind) {
  return kind == CXCursor_ForStmt || kind == CXCursor_WhileStmt || kind == CXCursor_DoStmt ||
         kind == CXCursor_CXXForRangeStmt;
}

bool is_body(CXCursorKind kind) { return is_function(kind) || kind == CXCursor_LambdaExpr; }

// What is left, and so which statements do it. A loop around a switch is not left by the
// switch's `break`.
enum class Leaves : std::uint8_t { kFunction, kLoop, kLoopFromSwitch, kSwitch };

struct Target {
  CXCursor construct;
  Leaves leaves = Leaves::kFunction;
};

std::optional<Target> target_of(SourceMap& sources, const Token& token) {
  const std::string_view word = sources.spelling(sources.main_file(), token);
  const bool exits = word == "return" || word == "throw" || word == "co_return";
  const bool breaks = word == "break";
  const bool loops = word == "continue" || word == "for" || word == "while" || word == "do";
  const bool switches = word == "switch" || word == "case" || word == "default";
  if (!exits && !breaks && !loops && !switches) return std::nullopt;
  const std::vector<CXCursor> ancestors = ancestors_at(sources, token.begin);
  for (auto each = ancestors.rbegin(); each != ancestors.rend(); ++each) {
    const CXCursorKind kind = clang_getCursorKind(*each);
    if (exits && is_body(kind)) return Target{*each, Leaves::kFunction};
    if ((breaks || loops) && is_loop(kind)) return Target{*each, Leaves::kLoop};
    if ((breaks || switches) && kind == CXCursor_SwitchStmt) return Target{*each, Leaves::kSwitch};
    if (is_body(kind)) break;
  }
  return std::nullopt;
}

// `co_return` has no kind of its own.
bool is_co_return(SourceMap& sources, CXCursor statement, CXCursorKind kind) {
  if (kind != CXCursor_UnexposedStmt) return false;
  const auto place = sources.place(clang_getCursorLocation(statement));
  return place && sources.text(place->file).substr(place->offset).starts_with("co_return");
}

bool leaves_it(SourceMap& sources, CXCursor statement, CXCursorKind kind, Leaves leaves) {
  switch (leaves) {
    case Leaves::kFunction:
      return kind == CXCursor_ReturnStmt || kind == CXCursor_CXXThrowExpr || is_co_return(sources, statement, kind);
    case Leaves::kLoop:
      return kind == CXCursor_BreakStmt || kind == CXCursor_ContinueStmt;
    case Leaves::kLoopFromSwitch:
      return kind == CXCursor_ContinueStmt;
    case Leaves::kSwitch:
      return kind == CXCursor_BreakStmt || kind == CXCursor_CaseStmt || kind == CXCursor_DefaultStmt;
  }
  return false;
}

// Whether what is inside has nothing to do with the construct around it.
bool is_closed(CXCursorKind kind, Leaves leaves) {
  if (is_body(kind) || kind == CXCursor_StructDecl || kind == CXCursor_ClassDecl) return true;
  if (leaves == Leaves::kFunction) return false;
  return is_loop(kind) || (kind == CXCursor_SwitchStmt && leaves == Leaves::kSwitch);
}

void collect_exits(SourceMap& sources, const Target& target, std::vector<CXCursor>& exits) {
  struct Walk {
    SourceMap& sources;
    const Target& target;
    std::vector<CXCursor>& exits;
  } walk{sources, target, exits};
  clang_visitChildren(
      target.construct,
      [](CXCursor cursor, CXCursor, CXClientData data) {
        Walk& into = *static_cast<Walk*>(data);
        const CXCursorKind kind = clang_getCursorKind(cursor);
        const Leaves leaves = into.target.leaves;
        if (is_closed(kind, leaves)) return CXChildVisit_Continue;
        if (kind == CXCursor_SwitchStmt && leaves == Leaves::kLoop) {
          collect_exits(into.sources, {cursor, Leaves::kLoopFromSwitch}, into.exits);
          return CXChildVisit_Continue;
        }
        if (leaves_it(into.sources, cursor, kind, leaves)) into.exits.push_back(cursor);
        return CXChildVisit_Recurse;
      },
      &walk);
}

Highlights highlight_exits(SourceMap& sources, const Token& asked) {
  Highlights highlights;
  const auto target = target_of(sources, asked);
  if (!target) return highlights;
  CXFile main = sources.main_file();
  const auto add = [&](const Token& token) {
    highlights.push_back({sources.range(main, token.begin, token.end), model::HighlightKind::kText});
  };
  add(asked);
  std::vector<CXCursor> words;
  if (target->leaves != Leaves::kFunction) words.push_back(target->construct);
  collect_exits(sources, *target, words);
  for (const CXCursor word : words) {
    const auto place = sources.place(clang_getRangeStart(clang_getCursorExtent(word)));
    if (!place || !sources.is_main(place->file)) continue;
    const Token* token = token_at(sources, place->offset);
    if (token && token->begin == place->offset && token->kind == CXToken_Keyword) add(*token);
  }
  return highlights;
}

}  // namespace

std::vector<model::Highlight> find_highlights(SourceMap& sources, std::uint64_t offset) {
  const Token* token = token_at(sources, offset);
  if (!token) return {};
  const auto subject = subject_at(sources, offset);
  Highlights highlights = subject ? highlight_name(sources, *subject) : highlight_exits(sources, *token);
  const auto by_range = [](const model::Highlight& a, const model::Highlight& b) { return a.range < b.range; };
  const auto same_range = [](const model::Highlight& a, const model::Highlight& b) { return a.range == b.range; };
  std::sort(highlights.begin(), highlights.end(), by_range);
  highlights.erase(std::unique(highlights.begin(), highlights.end(), same_range), highlights.end());
  return highlights;
}

}  // namespace cairn::clang
