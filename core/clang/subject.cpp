// From a byte to an entity. libclang's clang_getCursor answers for any byte inside a
// construct: on the `int` of a declaration, on a parenthesis of a call, in a comment
// between two arguments. So the token decides: what the cursor names counts only if
// the token spells that name.
#include "core/clang/subject.h"

#include <algorithm>
#include <utility>

#include "core/clang/macros.h"
#include "core/clang/members.h"
#include "core/clang/raii.h"
#include "core/clang/unreferenced_names.h"
#include "core/clang/using_names.h"

namespace cairn::clang {
namespace {

constexpr int kMaxTemplateDepth = 16;

bool is_name_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || byte == '_' || byte == '$' || (byte >= '0' && byte <= '9') ||
         ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

bool same_place(CXCursor a, CXCursor b) {
  return clang_equalLocations(clang_getCursorLocation(a), clang_getCursorLocation(b)) != 0;
}

// Of these there is one at one place; implicit functions all stand at their class's name.
bool is_alone_at_its_place(CXCursorKind kind) {
  return kind == CXCursor_LabelStmt || kind == CXCursor_FieldDecl || kind == CXCursor_VarDecl ||
         kind == CXCursor_EnumConstantDecl || kind == CXCursor_EnumDecl || kind == CXCursor_StructDecl ||
         kind == CXCursor_ClassDecl || kind == CXCursor_UnionDecl || kind == CXCursor_TypedefDecl ||
         kind == CXCursor_TypeAliasDecl;
}

std::vector<CXCursor> targets_of(CXCursor cursor) {
  std::vector<CXCursor> targets;
  const CXCursorKind kind = clang_getCursorKind(cursor);
  if (kind == CXCursor_OverloadedDeclRef) {
    for (unsigned i = 0; i < clang_getNumOverloadedDecls(cursor); ++i) {
      targets.push_back(template_of(clang_getOverloadedDecl(cursor, i)));
    }
    return targets;
  }
  if (kind == CXCursor_MacroDefinition || kind == CXCursor_LabelStmt) return {cursor};
  if (kind == CXCursor_CXXNewExpr || kind == CXCursor_CXXDeleteExpr) return allocation_candidates(cursor);
  const CXCursor referenced = clang_getCursorReferenced(cursor);
  if (!is_null(referenced)) targets.push_back(template_of(referenced));
  return targets;
}

bool spells(SourceMap& sources, CXFile file, const Token& token, CXCursor entity) {
  const std::string name = take_bytes(clang_getCursorSpelling(entity));
  const std::string_view word = sources.spelling(file, token);
  if (is_operator_name(name)) return word == "operator" || word == spelled_name(entity);
  return word == spelled_name(entity);
}

// A construction hides the type that is named in it (`Alias(1)` is a call of Foo's
// constructor); annotating tokens, which costs more, knows both.
CXCursor annotation_of(SourceMap& sources, CXFile file, const Token& token) {
  CXToken* raw = nullptr;
  unsigned count = 0;
  const CXSourceRange range =
      clang_getRange(sources.location({file, token.begin}), sources.location({file, token.end}));
  clang_tokenize(sources.unit(), range, &raw, &count);
  CXCursor cursor = clang_getNullCursor();
  if (count > 0) clang_annotateTokens(sources.unit(), raw, 1, &cursor);
  clang_disposeTokens(sources.unit(), raw, count);
  return cursor;
}

bool keep_spelled(SourceMap& sources, CXFile file, Subject& subject) {
  subject.targets = targets_of(subject.cursor);
  std::erase_if(subject.targets, [&](CXCursor target) { return !spells(sources, file, subject.token, target); });
  return !subject.targets.empty();
}

// `p->~S()` names the destructor, of which clang_getCursor sees the class only.
bool keep_destructor(SourceMap& sources, CXFile file, Subject& subject) {
  const std::string_view text = sources.text(file).substr(0, subject.token.begin);
  const std::size_t before = text.find_last_not_of(" \t\r\n");
  if (before == std::string_view::npos || text[before] != '~') return false;
  Subject whole = subject;
  whole.cursor = sources.cursor_at({file, static_cast<std::uint32_t>(before)});
  if (!keep_spelled(sources, file, whole)) return false;
  subject = std::move(whole);
  return true;
}

// Whether the preprocessor left the place out.
bool is_skipped(SourceMap& sources, std::uint32_t offset) {
  CXSourceRangeList* ranges = clang_getSkippedRanges(sources.unit(), sources.main_file());
  bool found = false;
  for (unsigned i = 0; ranges && i < ranges->count && !found; ++i) {
    const auto begin = sources.place(clang_getRangeStart(ranges->ranges[i]));
    const auto end = sources.place(clang_getRangeEnd(ranges->ranges[i]));
    found = begin && end && begin->offset <= offset && offset < end->offset;
  }
  clang_disposeSourceRangeList(ranges);
  return found;
}

std::optional<Subject> type_only(const Token& token, CXCursor cursor) {
  if (clang_getCursorType(cursor).kind == CXType_Invalid) return std::nullopt;
  return Subject{token, cursor, {}, true};
}

// `template class V<int>;` and the same with `extern` declare an instance without a body of
// its own, while `template <> class V<int>` is a class by itself.
bool is_explicit_instantiation(CXCursor cursor) {
  CXFile file = nullptr;
  unsigned offset = 0;
  clang_getExpansionLocation(clang_getRangeStart(clang_getCursorExtent(cursor)), &file, nullptr, nullptr, &offset);
  std::size_t size = 0;
  const char* bytes = file ? clang_getFileContents(clang_Cursor_getTranslationUnit(cursor), file, &size) : nullptr;
  if (!bytes || offset >= size) return false;
  std::string_view text(bytes + offset, size - offset);
  const auto skip = [&](std::string_view word) {
    const bool is_there = text.starts_with(word);
    if (is_there) text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n", word.size()), text.size()));
    return is_there;
  };
  skip("extern");
  return skip("template") && !text.starts_with('<');
}

// Whether one of the templates that `origin` comes from was written where `cursor` stands:
// a member template of an instance knows its definition only through those.
bool is_written_at_origin(CXCursor cursor, CXCursor origin) {
  for (int depth = 0; depth < kMaxTemplateDepth && !clang_Cursor_isNull(origin); ++depth) {
    if (same_place(origin, cursor) || same_place(clang_getCursorDefinition(origin), cursor)) return true;
    origin = clang_getSpecializedCursorTemplate(origin);
  }
  return false;
}

}  // namespace

bool is_null(CXCursor cursor) { return clang_Cursor_isNull(cursor) || clang_isInvalid(clang_getCursorKind(cursor)); }

// An explicit specialisation stands somewhere else than its template, an instance
// stands where the template's declaration or definition does.
CXCursor template_of(CXCursor cursor) {
  for (int depth = 0; depth < kMaxTemplateDepth; ++depth) {
    const CXCursor origin = clang_getSpecializedCursorTemplate(cursor);
    if (clang_Cursor_isNull(origin)) break;
    if (!is_written_at_origin(cursor, origin) && !is_explicit_instantiation(cursor)) break;
    cursor = origin;
  }
  return cursor;
}

const Token* token_at(SourceMap& sources, std::uint64_t offset) {
  const std::vector<Token>& tokens = sources.main_tokens();
  auto after = std::upper_bound(tokens.begin(), tokens.end(), offset,
                                [](std::uint64_t at, const Token& token) { return at < token.begin; });
  if (after == tokens.begin()) return nullptr;
  const Token* token = &*(after - 1);
  const auto is_word = [&](const Token& each) {
    return each.kind == CXToken_Identifier || each.kind == CXToken_Keyword;
  };
  if (offset < token->end) {
    // Between a name and what follows it, an editor's cursor means the name.
    const bool touches = token->begin == offset && token != tokens.data() && (token - 1)->end == offset;
    return touches && !is_word(*token) && is_word(*(token - 1)) ? token - 1 : token;
  }
  return offset == token->end && is_word(*token) ? token : nullptr;
}

std::optional<Subject> subject_of(SourceMap& sources, CXFile file, const Token& token) {
  Subject subject{token, sources.cursor_at({file, token.begin}), {}, false};
  if (clang_getCursorKind(subject.cursor) == CXCursor_InclusionDirective) return subject;
  if (token.kind == CXToken_Comment || token.kind == CXToken_Literal) return std::nullopt;
  if (token.kind == CXToken_Keyword) {
    const std::string_view word = sources.spelling(file, token);
    if (word == "auto" || word == "decltype" || word == "this") return type_only(token, subject.cursor);
  }
  if (token.kind == CXToken_Identifier && keep_destructor(sources, file, subject)) return subject;
  if (clang_getCursorKind(subject.cursor) == CXCursor_EnumDecl) {
    // `using enum E` is an enum called E to libclang.
    subject.targets = named_without_reference(sources, file, token);
    if (!subject.targets.empty()) {
      subject.cursor = clang_getNullCursor();
      return subject;
    }
  }
  if (keep_spelled(sources, file, subject)) return subject;
  if (token.kind != CXToken_Identifier) return std::nullopt;
  // libclang does not record which macro an #undef ends.
  if (is_behind_directive(sources.text(file), token.begin, "undef")) {
    const auto macro = macro_before(sources, file, sources.spelling(file, token), token.begin);
    return macro ? std::optional(Subject{token, subject.cursor, {*macro}, false}) : std::nullopt;
  }
  if (is_null(clang_getCursorReferenced(subject.cursor))) {
    subject.targets = dependent_candidates(subject.cursor, sources.spelling(file, token));
    if (!subject.targets.empty()) return subject;
  }
  const CXCursor around = std::exchange(subject.cursor, annotation_of(sources, file, token));
  if (keep_spelled(sources, file, subject)) return subject;
  subject.targets = named_through_using(sources, file, token);
  if (subject.targets.empty()) subject.targets = named_without_reference(sources, file, token);
  if (subject.targets.empty()) return std::nullopt;
  subject.cursor = around;
  return subject;
}

std::optional<Subject> subject_at(SourceMap& sources, std::uint64_t offset) {
  const Token* token = token_at(sources, offset);
  if (!token) return std::nullopt;
  auto subject = subject_of(sources, sources.main_file(), *token);
  // Nobody wrote an implicit constructor: the S of `new S` means the class then.
  for (std::size_t i = 0; subject && i < subject->targets.size(); ++i) {
    CXCursor& target = subject->targets[i];
    const CXCursor record = clang_getCursorSemanticParent(target);
    if (clang_getCursorKind(target) == CXCursor_Constructor && same_place(target, record)) target = template_of(record);
  }
  if (subject || token->kind != CXToken_Identifier || !is_skipped(sources, token->begin)) return subject;
  // In code that is not compiled, macros are known all the same.
  const auto macro = macro_at(sources, sources.spelling(sources.main_file(), *token), token->begin);
  if (!macro) return std::nullopt;
  return Subject{*token, clang_getNullCursor(), {*macro}, false};
}

bool same_entity(CXCursor a, CXCursor b) {
  const CXCursor first = clang_getCanonicalCursor(a);
  const CXCursor second = clang_getCanonicalCursor(b);
  if (clang_equalCursors(first, second)) return true;
  // Different cursors of one thing: a class template and the class inside it. Things
  // of one function share USRs when macros made them, so those must be equal above.
  if (clang_getCursorLinkage(first) == CXLinkage_NoLinkage && clang_getCursorKind(first) == CXCursor_VarDecl)
    return false;
  // A variable or type inside an instance of a template is none of its template's
  // members, but was written where that is.
  const CXCursorKind kind = clang_getCursorKind(first);
  if (kind == clang_getCursorKind(second) && is_alone_at_its_place(kind) && same_place(first, second)) return true;
  const std::string usr = take_bytes(clang_getCursorUSR(first));
  return !usr.empty() && usr == take_bytes(clang_getCursorUSR(second));
}

bool declares(CXCursor cursor) {
  const CXCursorKind kind = clang_getCursorKind(cursor);
  if (kind == CXCursor_MacroDefinition || kind == CXCursor_LabelStmt) return true;
  return clang_isDeclaration(kind) && kind != CXCursor_UsingDeclaration && kind != CXCursor_UsingDirective;
}

bool is_operator_name(std::string_view cursor_spelling) {
  return cursor_spelling.starts_with("operator") && cursor_spelling.size() > 8 && !is_name_byte(cursor_spelling[8]);
}

std::string spelled_name(CXCursor entity) {
  std::string name = take_bytes(clang_getCursorSpelling(entity));
  if (is_operator_name(name)) {
    const std::size_t symbol = name.find_first_not_of(' ', 8);
    for (const std::string_view word : {"new", "delete"}) {
      if (name.compare(symbol, word.size(), word) == 0) return std::string(word);
    }
    // A conversion ("operator int") and a literal operator are found by the keyword.
    if (is_name_byte(name[symbol]) || name[symbol] == '"') return "operator";
    // Calls and subscripts are spelled by two tokens; the first one is theirs.
    const bool is_pair = name.substr(symbol) == "()" || name.substr(symbol) == "[]";
    return name.substr(symbol, is_pair ? 1 : std::string::npos);
  }
  if (name.starts_with('~')) name.erase(0, 1);
  // Constructors of templates carry the arguments: "Vec<T>".
  const std::size_t arguments = name.find('<');
  if (arguments != std::string::npos && arguments > 0) name.resize(arguments);
  return name;
}

std::uint32_t name_end(std::string_view text, std::uint32_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_name_byte(text[end])) ++end;
  return static_cast<std::uint32_t>(end);
}

std::string type_text(CXType type) {
  std::string text = take_text(clang_getTypeSpelling(type));
  for (const std::string_view unnamed : {"(unnamed", "(anonymous", "(lambda"}) {
    for (std::size_t open = text.find(unnamed); open != std::string::npos; open = text.find(unnamed, open + 1)) {
      const std::size_t at = text.find(" at ", open);
      const std::size_t close = text.find(')', open);
      if (at < close && close != std::string::npos) text.erase(at, close - at);
    }
  }
  return text;
}

std::optional<std::pair<Place, std::uint32_t>> name_extent(SourceMap& sources, CXCursor entity) {
  const auto place = sources.place(clang_getCursorLocation(entity));
  if (!place) return std::nullopt;
  const std::string_view text = sources.text(place->file);
  if (place->offset > text.size()) return std::nullopt;
  std::size_t end = place->offset;
  const std::string spelling = take_bytes(clang_getCursorSpelling(entity));
  if (is_operator_name(spelling)) {
    const CXSourceRange name = clang_Cursor_getSpellingNameRange(entity, 0, 0);
    const auto last = sources.place(clang_getRangeEnd(name));
    if (last && last->offset > end && clang_File_isEqual(last->file, place->file)) {
      return std::pair{*place, last->offset};
    }
  }
  if (end < text.size() && text[end] == '~') {
    end = text.find_first_not_of(" \t~", end);
    if (end == std::string_view::npos) end = place->offset + 1;
  }
  return std::pair{*place, name_end(text, static_cast<std::uint32_t>(end))};
}

std::optional<model::Location> name_location(SourceMap& sources, CXCursor entity) {
  const auto extent = name_extent(sources, entity);
  if (!extent) return std::nullopt;
  const auto& [place, end] = *extent;
  return model::Location{sources.path(place.file), sources.range(place.file, place.offset, end)};
}

std::string enclosing_scope(CXCursor entity) {
  std::string scope;
  for (CXCursor parent = clang_getCursorSemanticParent(entity);
       !clang_Cursor_isNull(parent) && clang_isDeclaration(clang_getCursorKind(parent));
       parent = clang_getCursorSemanticParent(parent)) {
    if (clang_getCursorKind(parent) == CXCursor_LinkageSpec) continue;
    std::string name = take_text(clang_getCursorSpelling(parent));
    if (name.empty() || name.starts_with('(') || name.find("(unnamed") != std::string::npos) {
      name = clang_getCursorKind(parent) == CXCursor_Namespace ? "(anonymous namespace)" : "(anonymous)";
    }
    scope = scope.empty() ? name : name + "::" + scope;
  }
  return scope;
}

}  // namespace cairn::clang
