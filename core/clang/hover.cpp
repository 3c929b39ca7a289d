#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/clang/comment.h"
#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxDeclarationBytes = 2000;  // a macro can be a file long
constexpr std::size_t kMaxInitialiserLine = 120;    // longer declarations are shown without values

std::string pretty(CXCursor entity, bool with_initialiser) {
  const PolicyHandle policy(clang_getCursorPrintingPolicy(entity));
  clang_PrintingPolicy_setProperty(policy.get(), CXPrintingPolicy_TerseOutput, 1);
  clang_PrintingPolicy_setProperty(policy.get(), CXPrintingPolicy_PolishForDeclaration, 1);
  clang_PrintingPolicy_setProperty(policy.get(), CXPrintingPolicy_SuppressInitializers, with_initialiser ? 0 : 1);
  return take_text(clang_getCursorPrettyPrinted(entity, policy.get()));
}

std::string macro_text(SourceMap& sources, CXCursor macro) {
  const CXSourceRange extent = clang_getCursorExtent(macro);
  const auto begin = sources.place(clang_getRangeStart(extent));
  const auto end = sources.place(clang_getRangeEnd(extent));
  std::string text = take_text(clang_getCursorSpelling(macro));
  if (begin && end && end->offset > begin->offset) {
    text = base::to_valid_utf8(sources.text(begin->file).substr(begin->offset, end->offset - begin->offset));
  }
  return "#define " + text;
}

// Declared as `auto x`, `const auto& x` and the like.
bool names_deduced_type(CXCursor entity) {
  if (clang_getCursorKind(entity) != CXCursor_VarDecl) return false;
  CXType type = clang_getCursorType(entity);
  while (type.kind == CXType_Pointer || type.kind == CXType_LValueReference || type.kind == CXType_RValueReference) {
    type = clang_getPointeeType(type);
  }
  return type.kind == CXType_Auto;
}

std::string declaration_text(SourceMap& sources, CXCursor entity) {
  switch (clang_getCursorKind(entity)) {
    case CXCursor_MacroDefinition:
      return macro_text(sources, entity);
    case CXCursor_EnumConstantDecl:
      return fmt::format("{} = {}", take_text(clang_getCursorSpelling(entity)), clang_getEnumConstantDeclValue(entity));
    case CXCursor_LabelStmt:
      return take_text(clang_getCursorSpelling(entity)) + ":";
    case CXCursor_Namespace: {
      const std::string scope = enclosing_scope(entity);
      return fmt::format("namespace {}{}{}", scope,
                         scope.empty() ? "" : "::", take_text(clang_getCursorSpelling(entity)));
    }
    default:
      break;
  }
  if (names_deduced_type(entity)) {
    return fmt::format("{} {}", type_text(clang_getCursorType(entity)), take_text(clang_getCursorSpelling(entity)));
  }
  std::string text = pretty(entity, true);
  if (text.size() > kMaxInitialiserLine || text.find('\n') != std::string::npos) text = pretty(entity, false);
  // Terse records and enumerations still end in an empty body.
  const std::size_t body = text.find_last_not_of("{} \n;");
  if (body != std::string::npos && text.find('{', body) != std::string::npos) text.resize(body + 1);
  return text.empty() ? take_text(clang_getCursorDisplayName(entity)) : text;
}

std::string documentation(CXCursor entity) {
  std::string raw = take_text(clang_Cursor_getRawCommentText(entity));
  if (raw.empty()) raw = take_text(clang_Cursor_getRawCommentText(clang_getCanonicalCursor(entity)));
  return comment_to_markdown(raw);
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

std::string describe_entity(SourceMap& sources, CXCursor entity) {
  std::string markdown = code_block(sources, declaration_text(sources, entity));
  const std::string scope = enclosing_scope(entity);
  if (!scope.empty() && clang_getCursorKind(entity) != CXCursor_Namespace)
    markdown += fmt::format("\n\nin `{}`", scope);
  const std::string comment = documentation(entity);
  if (!comment.empty()) markdown += "\n\n" + comment;
  return markdown;
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
  if (!subject) return std::nullopt;
  model::Hover hover;
  hover.range = sources.range(sources.main_file(), subject->token.begin, subject->token.end);
  if (clang_getCursorKind(subject->cursor) == CXCursor_InclusionDirective) {
    CXFile file = clang_getIncludedFile(subject->cursor);
    if (!file) return std::nullopt;
    hover.markdown = fmt::format("`{}`", base::to_valid_utf8(sources.path(file)));
    hover.range = include_name_range(sources, *subject);
    return hover;
  }
  if (subject->is_deduced_type) {
    hover.markdown = code_block(sources, type_text(clang_getCursorType(subject->cursor)));
    return hover;
  }
  hover.markdown = describe_entity(sources, subject->targets.front());
  if (subject->targets.size() > 1) {
    hover.markdown += fmt::format("\n\nand {} more candidates", subject->targets.size() - 1);
  }
  return hover;
}

}  // namespace cairn::clang
