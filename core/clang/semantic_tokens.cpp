// Semantic tokens: libclang annotates the tokens of a range with cursors in one pass
// over their declarations; a token is coloured by what its cursor names, if the token
// spells that name. What libclang leaves open in templates is told by the tokens around.
#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/clang/deduced_type.h"
#include "core/clang/entity_look.h"
#include "core/clang/forward_positions.h"
#include "core/clang/inactive.h"
#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

using Kind = model::SemanticTokenKind;
using Modifier = model::SemanticTokenModifier;
using model::bit;

// How far back a `typename` may stand from the dependent name that it introduces.
constexpr std::size_t kMaxTypenameDistance = 64;
constexpr int kMaxDepth = 200;

struct Paint {
  Kind kind = Kind::kVariable;
  std::uint32_t modifiers = 0;
};

// Raw tokens of a range of the main file with a cursor each.
class AnnotatedTokens {
 public:
  AnnotatedTokens(SourceMap& sources, std::uint32_t begin, std::uint32_t end) : unit_(sources.unit()) {
    const CXSourceRange range =
        clang_getRange(sources.location({sources.main_file(), begin}), sources.location({sources.main_file(), end}));
    clang_tokenize(unit_, range, &raw_, &count_);
    cursors_.resize(count_, clang_getNullCursor());
    if (count_ > 0) clang_annotateTokens(unit_, raw_, count_, cursors_.data());
    tokens_.reserve(count_);
    for (unsigned i = 0; i < count_; ++i) tokens_.push_back(to_token(raw_[i]));
  }
  ~AnnotatedTokens() { clang_disposeTokens(unit_, raw_, count_); }
  AnnotatedTokens(const AnnotatedTokens&) = delete;
  AnnotatedTokens& operator=(const AnnotatedTokens&) = delete;

  std::size_t size() const { return tokens_.size(); }
  const Token& token(std::size_t i) const { return tokens_[i]; }
  CXCursor cursor(std::size_t i) const { return cursors_[i]; }

 private:
  Token to_token(CXToken raw) const {
    const CXSourceRange extent = clang_getTokenExtent(unit_, raw);
    Token token;
    token.kind = clang_getTokenKind(raw);
    clang_getSpellingLocation(clang_getRangeStart(extent), nullptr, nullptr, nullptr, &token.begin);
    clang_getSpellingLocation(clang_getRangeEnd(extent), nullptr, nullptr, nullptr, &token.end);
    return token;
  }

  CXTranslationUnit unit_;
  CXToken* raw_ = nullptr;
  unsigned count_ = 0;
  std::vector<CXCursor> cursors_;
  std::vector<Token> tokens_;
};

// The cursor whose look a token may have: what is referred to, or declared.
CXCursor entity_of(CXCursor cursor) {
  const CXCursorKind kind = clang_getCursorKind(cursor);
  if (kind == CXCursor_MacroDefinition || kind == CXCursor_LabelStmt) return cursor;
  CXCursor entity = kind == CXCursor_OverloadedDeclRef ? cursor : clang_getCursorReferenced(cursor);
  if (clang_getCursorKind(entity) == CXCursor_OverloadedDeclRef) {
    if (clang_getNumOverloadedDecls(entity) == 0) return clang_getNullCursor();
    entity = clang_getOverloadedDecl(entity, 0);
  }
  return entity;
}

bool is_expression_of_operator(CXCursorKind kind) {
  return kind == CXCursor_DeclRefExpr || kind == CXCursor_CallExpr || kind == CXCursor_OverloadedDeclRef;
}

// clang gives functions with a constrained `auto` as their result type no extent, so
// that libclang finds no cursor in them: here they are walked through.
class Strays {
 public:
  explicit Strays(SourceMap& sources) : sources_(sources) {
    visit_children(clang_getTranslationUnitCursor(sources.unit()), [this](CXCursor child) { return look(child, 0); });
  }
  CXCursor at(std::uint32_t offset) const {
    const auto found = cursors_.find(offset);
    return found == cursors_.end() ? clang_getNullCursor() : found->second;
  }

 private:
  CXChildVisitResult look(CXCursor cursor, int depth) {
    const CXCursorKind kind = clang_getCursorKind(cursor);
    const auto place = sources_.place(clang_getCursorLocation(cursor));
    if (depth > kMaxDepth || !place || !sources_.is_main(place->file)) return CXChildVisit_Continue;
    const bool has_extent = sources_.place(clang_getRangeStart(clang_getCursorExtent(cursor))).has_value();
    if (!has_extent) {
      collect(cursor, depth);
    } else if (kind == CXCursor_Namespace || kind == CXCursor_LinkageSpec || kind == CXCursor_ClassDecl ||
               kind == CXCursor_StructDecl || kind == CXCursor_ClassTemplate) {
      visit_children(cursor, [&](CXCursor child) { return look(child, depth + 1); });
    }
    return CXChildVisit_Continue;
  }
  void collect(CXCursor cursor, int depth) {
    const auto place = sources_.place(clang_getCursorLocation(cursor));
    const CXCursorKind kind = clang_getCursorKind(cursor);
    const bool names = clang_isDeclaration(kind) || clang_isReference(kind) || clang_isExpression(kind);
    if (place && sources_.is_main(place->file) && names) cursors_.insert_or_assign(place->offset, cursor);
    if (depth > kMaxDepth) return;
    visit_children(cursor, [&](CXCursor child) {
      collect(child, depth + 1);
      return CXChildVisit_Continue;
    });
  }

  SourceMap& sources_;
  std::unordered_map<std::uint32_t, CXCursor> cursors_;
};

class Painter {
 public:
  // `syntax`: also what is plain from the text, for clients that do not colour it.
  Painter(SourceMap& sources, const AnnotatedTokens& tokens, bool syntax)
      : sources_(sources), text_(sources.text(sources.main_file())), tokens_(tokens), syntax_(syntax) {}

  std::optional<Paint> paint(std::size_t i) {
    switch (tokens_.token(i).kind) {
      case CXToken_Identifier:
        return paint_name(i);
      case CXToken_Keyword:
        if (word(i) == "auto") return paint_auto(tokens_.cursor(i));
        // libclang calls these keywords where they are none of their class's names.
        if (word(i) == "override" || word(i) == "final") return Paint{Kind::kModifier, 0};
        return paint_syntax(Kind::kKeyword);
      case CXToken_Punctuation:
        return paint_operator(i);
      case CXToken_Literal:
        return paint_syntax(word(i).find_first_of("'\"") == 0 || word(i).ends_with('"') ? Kind::kString
                                                                                        : Kind::kNumber);
      case CXToken_Comment:
        return paint_syntax(Kind::kComment);
    }
    return std::nullopt;
  }

 private:
  std::string_view word(std::size_t i) const {
    const Token& token = tokens_.token(i);
    return text_.substr(token.begin, token.end - token.begin);
  }
  std::string_view word_before(std::size_t i, std::size_t distance = 1) const {
    return i < distance ? std::string_view() : word(i - distance);
  }
  std::string_view word_after(std::size_t i) const { return i + 1 < tokens_.size() ? word(i + 1) : std::string_view(); }

  std::optional<Paint> paint_syntax(Kind kind) const {
    return syntax_ ? std::optional<Paint>({kind, 0}) : std::nullopt;
  }

  std::optional<Paint> paint_name(std::size_t i) {
    CXCursor cursor = tokens_.cursor(i);
    switch (clang_getCursorKind(cursor)) {
      case CXCursor_InclusionDirective:
        return std::nullopt;
      case CXCursor_PreprocessingDirective:
        if (word_before(i) != "undef") return std::nullopt;
        return Paint{Kind::kMacro, bit(Modifier::kGlobalScope)};
      case CXCursor_MacroDefinition:  // of the whole directive only the name
        if (word_before(i) != "define") return std::nullopt;
        break;
      case CXCursor_InvalidFile:
        if (!strays_) strays_.emplace(sources_);
        cursor = strays_->at(tokens_.token(i).begin);
        break;
      default:
        break;
    }
    if (auto paint = paint_as(cursor, i)) return paint;
    return paint_dependent(cursor, i);
  }

  std::optional<Paint> paint_as(CXCursor cursor, std::size_t i) {
    const CXCursor entity = entity_of(cursor);
    if (clang_isInvalid(clang_getCursorKind(entity))) return std::nullopt;
    const EntityLook& look = looks_.of(entity);
    if (!look.kind || look.name != word(i)) return std::nullopt;
    Paint paint{*look.kind, look.modifiers};
    if (declares(cursor)) {
      paint.modifiers |= bit(Modifier::kDeclaration);
      const CXCursorKind kind = clang_getCursorKind(cursor);
      const bool defines =
          kind == CXCursor_MacroDefinition || kind == CXCursor_LabelStmt || clang_isCursorDefinition(cursor);
      if (defines) paint.modifiers |= bit(Modifier::kDefinition);
    }
    return paint;
  }

  // In templates, what a name means is open until it is instantiated.
  std::optional<Paint> paint_dependent(CXCursor cursor, std::size_t i) const {
    const std::uint32_t modifiers = bit(Modifier::kDependentName);
    const std::string_view before = word_before(i) == "template" ? word_before(i, 2) : word_before(i);
    const bool is_called = word_after(i) == "(";
    switch (clang_getCursorKind(cursor)) {
      case CXCursor_MemberRefExpr:
      case CXCursor_RequiresExpr:
        if (before == "." || before == "->") return Paint{is_called ? Kind::kMethod : Kind::kProperty, modifiers};
        break;
      case CXCursor_DeclRefExpr:
        return Paint{is_called ? Kind::kFunction : Kind::kVariable, modifiers};
      default:
        break;
    }
    if (before == "::" && follows_typename(i)) return Paint{Kind::kType, modifiers};
    return std::nullopt;
  }

  bool follows_typename(std::size_t i) const {
    const std::size_t last = std::min(i, kMaxTypenameDistance);
    for (std::size_t distance = 1; distance <= last; ++distance) {
      const std::string_view each = word_before(i, distance);
      if (each == "typename") return true;
      if (each == ";" || each == "{" || each == "}" || each == "=") return false;
    }
    return false;
  }

  std::optional<Paint> paint_auto(CXCursor cursor) const {
    if (clang_getCursorKind(cursor) == CXCursor_TypeRef) return Paint{Kind::kType, 0};  // auto parameter
    const auto type = auto_in(clang_getCursorType(cursor));
    if (!type) return std::nullopt;
    const bool is_deduced = clang_getCanonicalType(*type).kind != CXType_Auto;
    return Paint{look_of_type(*type), is_deduced ? bit(Modifier::kDeduced) : 0};
  }

  // Brackets, which belong to calls and subscripts, stay as they are.
  std::optional<Paint> paint_operator(std::size_t i) {
    const CXCursor cursor = tokens_.cursor(i);
    const CXCursorKind kind = clang_getCursorKind(cursor);
    if (!is_expression_of_operator(kind) && word_before(i) != "operator") return std::nullopt;
    if (word(i) == "(" || word(i) == "[") return std::nullopt;
    auto paint = paint_as(cursor, i);
    if (!paint || paint->kind != Kind::kOperator) return std::nullopt;
    return paint;
  }

  SourceMap& sources_;
  std::string_view text_;
  const AnnotatedTokens& tokens_;
  bool syntax_;
  EntityLooks looks_;
  std::optional<Strays> strays_;
};

// The bytes from which clang can read tokens that cover [begin, end): from the start
// of the line on which the first of them begins, since directives are lines.
std::pair<std::uint32_t, std::uint32_t> token_bounds(SourceMap& sources, std::uint32_t begin, std::uint32_t end) {
  const std::vector<Token>& tokens = sources.main_tokens();
  const std::string_view text = sources.text(sources.main_file());
  auto first = std::partition_point(tokens.begin(), tokens.end(), [&](const Token& each) { return each.end <= begin; });
  const auto last = std::partition_point(first, tokens.end(), [&](const Token& each) { return each.begin < end; });
  if (first == last) return {0, 0};
  const auto is_line_start = [&](std::uint32_t offset) {
    while (offset > 0 && (text[offset - 1] == ' ' || text[offset - 1] == '\t')) --offset;
    if (offset == 0) return true;
    const bool is_newline = text[offset - 1] == '\n' || text[offset - 1] == '\r';
    const std::size_t before = offset >= 2 && text[offset - 1] == '\n' && text[offset - 2] == '\r' ? 3 : 2;
    return is_newline && (offset < before || text[offset - before] != '\\');
  };
  while (first != tokens.begin() && !is_line_start(first->begin)) --first;
  return {first->begin, (last - 1)->end};
}

std::uint32_t line_start(SourceMap& sources, std::uint32_t offset) {
  const std::string_view before = sources.text(sources.main_file()).substr(0, offset);
  return static_cast<std::uint32_t>(before.find_last_of("\r\n") + 1);  // npos + 1 is 0
}

// Tokens in rising order, cut into lines; those lines' parts that touch [begin, end).
class Writer {
 public:
  // `first` is where the positions of the first token may be, at most `begin`.
  Writer(SourceMap& sources, std::uint32_t first, std::uint32_t begin, std::uint32_t end)
      : text_(sources.text(sources.main_file())),
        first_(first),
        begin_(begin),
        end_(end),
        positions_(text_, sources.encoding(), first, sources.range(sources.main_file(), first, first).start) {}

  void add(std::uint32_t begin, std::uint32_t end, const Paint& paint) {
    const std::string_view text = text_.substr(0, end);
    for (std::size_t at = std::max(begin, first_); at < end;) {
      at = std::min<std::size_t>(text.find_first_not_of(" \t\r\n", at), end);
      const std::size_t stop = std::min<std::size_t>(text.find_first_of("\r\n", at), end);
      if (at < end_ && stop > begin_ && at < stop) add_in_line(at, stop, paint);
      if (at >= end_) return;
      at = stop;
    }
  }
  std::vector<model::SemanticToken> take() { return std::move(tokens_); }

 private:
  void add_in_line(std::size_t begin, std::size_t end, const Paint& paint) {
    const text::Position start = positions_.at(static_cast<std::uint32_t>(begin));
    const text::Position stop = positions_.at(static_cast<std::uint32_t>(end));
    tokens_.push_back({start.line, start.column, stop.column - start.column, paint.kind, paint.modifiers});
  }

  std::string_view text_;
  std::uint32_t first_;
  std::uint32_t begin_;
  std::uint32_t end_;
  ForwardPositions positions_;
  std::vector<model::SemanticToken> tokens_;
};

}  // namespace

std::vector<model::SemanticToken> find_semantic_tokens(SourceMap& sources, std::uint32_t begin, std::uint32_t end,
                                                       const model::SemanticTokenChoice& choice) {
  const auto [first_byte, last_byte] = token_bounds(sources, begin, end);
  if (first_byte == last_byte) return {};
  Writer writer(sources, std::min(first_byte, line_start(sources, begin)), begin, end);
  const AnnotatedTokens tokens(sources, first_byte, last_byte);
  Painter painter(sources, tokens, choice.syntax);
  const std::vector<InactiveLines> inactive = find_inactive_lines(sources);
  auto region = inactive.begin();
  std::uint32_t inactive_until = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens.token(i);
    for (; region != inactive.end() && region->begin <= token.begin; ++region) {
      if (choice.inactive_as_comments) writer.add(region->begin, region->end, {Kind::kComment, 0});
      inactive_until = region->end;
    }
    if (token.begin < inactive_until || token.end <= begin) continue;
    if (token.begin >= end) break;
    if (const auto paint = painter.paint(i)) writer.add(token.begin, token.end, *paint);
  }
  return writer.take();
}

}  // namespace cairn::clang
