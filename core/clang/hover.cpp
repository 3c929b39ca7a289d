#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/clang/declaration_text.h"
#include "core/clang/hover_facts.h"
#include "core/clang/macros.h"
#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"
#include "core/text/comment.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxDeclarationBytes = 2000;  // a macro can be a file long
// Of the declaration that has a comment: the one asked about, the definition, the first.
std::string documentation(CXCursor entity) {
  for (const CXCursor each : {entity, clang_getCursorDefinition(entity), clang_getCanonicalCursor(entity)}) {
    if (is_null(each)) continue;
    const std::string raw = take_text(clang_Cursor_getRawCommentText(each));
    if (!raw.empty()) return text::comment_to_markdown(raw);
  }
  return {};
}

std::string code_block(SourceMap& sources, std::string code) {
  if (code.size() > kMaxDeclarationBytes) {
    code =
        base::to_valid_utf8(code.substr(0, base::byte_offset(code, kMaxDeclarationBytes, base::TextEncoding::kUtf8)));
    code += "\n…";
  }
  const bool is_c = sources.path(sources.main_file()).ends_with(".c");
  // A fence longer than any in the code.
  const std::string_view fence = code.find("```") == std::string::npos ? "```" : "``````";
  return fmt::format("{}{}\n{}\n{}", fence, is_c ? "c" : "cpp", code, fence);
}

// "in `n::S`, private"
std::string place_in_code(CXCursor entity) {
  if (clang_getCursorKind(entity) == CXCursor_Namespace) return {};
  const std::string scope = enclosing_scope(entity);
  if (scope.empty()) return {};
  switch (clang_getCXXAccessSpecifier(entity)) {
    case CX_CXXPrivate:
      return fmt::format("\n\nin `{}`, private", scope);
    case CX_CXXProtected:
      return fmt::format("\n\nin `{}`, protected", scope);
    default:
      return fmt::format("\n\nin `{}`", scope);
  }
}

std::string describe_entity(SourceMap& sources, CXCursor entity) {
  std::string markdown = code_block(sources, declaration_text(sources, entity)) + place_in_code(entity);
  for (const std::string& fact : facts_about(entity)) markdown += "\n\n" + fact;
  const std::string comment = documentation(entity);
  if (!comment.empty()) markdown += "\n\n" + comment;
  return markdown;
}

// What a macro becomes where it is used, unless its definition says the same.
std::string describe_expansion(SourceMap& sources, const Subject& subject) {
  if (clang_getCursorKind(subject.cursor) != CXCursor_MacroExpansion) return {};
  const std::string_view text = sources.text(sources.main_file());
  for (const std::string_view directive : {"ifdef", "ifndef", "undef", "elifdef", "elifndef"}) {
    if (is_behind_directive(text, subject.token.begin, directive)) return {};
  }
  const CXCursor macro = subject.targets.front();
  const auto expansion = expand_macro(sources, macro, subject.token);
  if (!expansion) return {};
  if (expansion->empty()) return "\n\nExpands to nothing";
  const bool is_plain = clang_Cursor_isMacroFunctionLike(macro) == 0;
  if (is_plain && declaration_text(sources, macro).ends_with(" " + *expansion)) return {};
  return "\n\nExpands to\n\n" + code_block(sources, base::to_valid_utf8(*expansion));
}

// The type of a string and how much memory it takes.
std::optional<model::Hover> describe_string(SourceMap& sources, const Token& token) {
  if (token.kind != CXToken_Literal) return std::nullopt;
  const CXCursor literal = sources.cursor_at({sources.main_file(), token.begin});
  if (clang_getCursorKind(literal) != CXCursor_StringLiteral) return std::nullopt;
  const CXType type = clang_getCursorType(literal);
  const long long size = clang_Type_getSizeOf(type);
  if (size < 0) return std::nullopt;
  model::Hover hover;
  hover.range = sources.range(sources.main_file(), token.begin, token.end);
  hover.markdown =
      code_block(sources, type_text(type)) + fmt::format("\n\nSize: {} byte{}", size, size == 1 ? "" : "s");
  return hover;
}

// The path between the quotes of the #include, wherever in it the question stands.
text::Range include_name_range(SourceMap& sources, const Subject& subject) {
  const std::string_view text = sources.text(sources.main_file());
  const auto directive = sources.place(clang_getCursorLocation(subject.cursor));
  const std::size_t open = text.find_first_of("\"<\n", directive ? directive->offset : subject.token.begin);
  const std::size_t close = open == std::string_view::npos ? open : text.find_first_of("\">\n", open + 1);
  if (close == std::string_view::npos)
    return sources.range(sources.main_file(), subject.token.begin, subject.token.end);
  return sources.range(sources.main_file(), static_cast<std::uint32_t>(open), static_cast<std::uint32_t>(close + 1));
}

}  // namespace

std::optional<model::Hover> describe(SourceMap& sources, std::uint64_t offset) {
  const auto subject = subject_at(sources, offset);
  if (!subject) {
    const Token* token = token_at(sources, offset);
    return token ? describe_string(sources, *token) : std::nullopt;
  }
  model::Hover hover;
  hover.range = sources.range(sources.main_file(), subject->token.begin, subject->token.end);
  if (clang_getCursorKind(subject->cursor) == CXCursor_InclusionDirective) {
    CXFile file = clang_getIncludedFile(subject->cursor);
    if (!file) return std::nullopt;
    hover.markdown = fmt::format("`{}`", base::to_valid_utf8(sources.path(file)));
    hover.range = include_name_range(sources, *subject);
    return hover;
  }
  if (subject->names_type_only) {
    hover.markdown = code_block(sources, type_text(clang_getCursorType(subject->cursor)));
    return hover;
  }
  hover.markdown = describe_entity(sources, subject->targets.front()) + describe_expansion(sources, *subject);
  if (subject->targets.size() > 1) {
    hover.markdown += fmt::format("\n\nand {} more candidates", subject->targets.size() - 1);
  }
  return hover;
}

}  // namespace cairn::clang
