#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/clang/cursor_kinds.h"
#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

// Far beyond what people write, and within what the frames to the server may nest.
constexpr int kMaxDepth = 100;

constexpr std::string_view kGuidePrefix = "<deduction guide for ";
constexpr std::size_t kMaxQualifierBytes = 500;  // of a name as written
constexpr std::size_t kMaxInvocationBytes = 60;  // of a macro's use as a name

// Written around declarations without being one: extern "C", friend.
bool is_transparent(CXCursorKind kind) {
  return kind == CXCursor_LinkageSpec || kind == CXCursor_UnexposedDecl || kind == CXCursor_FriendDecl;
}

bool has_members(model::SymbolKind kind) {
  using Kind = model::SymbolKind;
  return kind == Kind::kNamespace || kind == Kind::kClass || kind == Kind::kStruct || kind == Kind::kUnion ||
         kind == Kind::kEnum;
}

std::string_view keyword_of(model::SymbolKind kind) {
  switch (kind) {
    case model::SymbolKind::kNamespace:
      return "namespace";
    case model::SymbolKind::kClass:
      return "class";
    case model::SymbolKind::kStruct:
      return "struct";
    case model::SymbolKind::kUnion:
      return "union";
    case model::SymbolKind::kEnum:
      return "enum";
    default:
      return "declaration";
  }
}

// Where the template arguments that end before `close` open, or npos.
std::size_t before_arguments(std::string_view text, std::size_t close) {
  int depth = 0;
  for (std::size_t at = close; at > 0 && close - at < kMaxQualifierBytes; --at) {
    if (text[at - 1] == '>') ++depth;
    if (text[at - 1] == '<' && --depth == 0) return at - 1;
    if (text[at - 1] == ';' || text[at - 1] == '{') break;
  }
  return std::string_view::npos;
}

// "Outer::Inner<T>::" in front of a name, as it is written there.
std::string qualifier_before(std::string_view text, std::size_t name) {
  std::size_t begin = name;
  while (begin >= 2 && name - begin < kMaxQualifierBytes && text.substr(begin - 2, 2) == "::") {
    std::size_t at = begin - 2;
    if (at > 0 && text[at - 1] == '>') {
      const std::size_t open = before_arguments(text, at);
      if (open == std::string_view::npos) break;
      at = open;
    }
    std::size_t word = at;
    while (word > 0 && name_end(text.substr(0, at), static_cast<std::uint32_t>(word - 1)) == at) --word;
    begin = word;
    if (word == at) break;  // a leading "::"
  }
  return base::to_valid_utf8(text.substr(begin, name - begin));
}

// "<int>" behind the name of a specialisation, as it is written there.
std::string arguments_behind(std::string_view text, std::size_t end) {
  if (end >= text.size() || text[end] != '<') return {};
  int depth = 0;
  for (std::size_t at = end; at < text.size() && at - end < kMaxQualifierBytes; ++at) {
    if (text[at] == '<') ++depth;
    if (text[at] == '>' && --depth == 0) return base::to_valid_utf8(text.substr(end, at + 1 - end));
  }
  return {};
}

bool is_member_outside(CXCursor cursor) {
  const CXCursor semantic = clang_getCursorSemanticParent(cursor);
  return clang_equalCursors(semantic, clang_getCursorLexicalParent(cursor)) == 0 &&
         clang_isDeclaration(clang_getCursorKind(semantic)) && clang_getCursorKind(semantic) != CXCursor_LinkageSpec;
}

// As written where it stands: "Class::method" for a member defined outside, "Box<int>" for
// a specialisation.
std::string name_of(SourceMap& sources, CXCursor cursor, model::SymbolKind kind, const Place& place,
                    std::uint32_t end) {
  std::string name = take_text(clang_getCursorSpelling(cursor));
  if (name.empty() || name.starts_with('(') || name.find("(unnamed") != std::string::npos ||
      name.find("(anonymous") != std::string::npos) {
    return "(anonymous " + std::string(keyword_of(kind)) + ")";
  }
  if (name.starts_with(kGuidePrefix)) return name.substr(kGuidePrefix.size(), name.size() - kGuidePrefix.size() - 1);
  // Constructors and destructors of templates carry the parameters.
  const bool is_structor = kind == model::SymbolKind::kConstructor || kind == model::SymbolKind::kDestructor;
  if (is_structor) name.resize(std::min(name.find('<'), name.size()));
  const std::string_view text = sources.text(place.file);
  const bool is_specialised = clang_Cursor_isNull(clang_getSpecializedCursorTemplate(cursor)) == 0;
  if (is_specialised && !is_structor) name += arguments_behind(text, end);
  return is_member_outside(cursor) ? qualifier_before(text, place.offset) + name : name;
}

std::string detail_of(CXCursor cursor, model::SymbolKind kind) {
  if (has_members(kind) || kind == model::SymbolKind::kConcept || kind == model::SymbolKind::kEnumMember) return {};
  const CXType type =
      kind == model::SymbolKind::kTypeAlias ? clang_getTypedefDeclUnderlyingType(cursor) : clang_getCursorType(cursor);
  std::string detail = type.kind == CXType_Invalid ? std::string() : type_text(type);
  // That a destructor is noexcept unless it says otherwise goes without saying.
  constexpr std::string_view kImplicit = " noexcept";
  if (kind == model::SymbolKind::kDestructor && detail.ends_with(kImplicit)) {
    detail.resize(detail.size() - kImplicit.size());
  }
  return detail;
}

// The smallest range that holds both.
text::Range hull(const text::Range& a, const text::Range& b) {
  return {std::min(a.start, b.start), std::max(a.end, b.end)};
}

std::optional<model::DocumentSymbol> make_symbol(SourceMap& sources, CXCursor cursor, model::SymbolKind kind) {
  const auto name = name_extent(sources, cursor);
  if (!name || !sources.is_main(name->first.file)) return std::nullopt;
  model::DocumentSymbol symbol;
  symbol.kind = kind;
  symbol.name = name_of(sources, cursor, kind, name->first, name->second);
  symbol.detail = detail_of(cursor, kind);
  symbol.is_deprecated = clang_getCursorAvailability(cursor) == CXAvailability_Deprecated;
  symbol.selection_range = sources.range(name->first.file, name->first.offset, name->second);
  const auto extent = sources.range_in(name->first.file, clang_getCursorExtent(cursor));
  symbol.range = extent ? hull(*extent, symbol.selection_range) : symbol.selection_range;
  return symbol;
}

// Whether the name itself came out of a macro, rather than out of its arguments.
bool is_named_by_macro(SourceMap& sources, CXCursor cursor) {
  const CXSourceLocation location = clang_getCursorLocation(cursor);
  const auto place = sources.place(location);
  CXFile file = nullptr;
  unsigned offset = 0;
  clang_getSpellingLocation(location, &file, nullptr, nullptr, &offset);
  return place && (!file || clang_File_isEqual(file, place->file) == 0 || offset != place->offset);
}

// "TEST(Suite, Name)", as far as it is short.
std::string invocation_at(std::string_view text, std::uint32_t begin, std::uint32_t name_end) {
  std::size_t end = name_end;
  if (text.substr(end).starts_with('(')) {
    int depth = 0;
    for (; end < text.size() && end - begin < kMaxInvocationBytes; ++end) {
      if (text[end] == '(') ++depth;
      if (text[end] == ')' && --depth == 0) break;
    }
    end = end < text.size() && text[end] == ')' ? end + 1 : name_end;
  }
  return base::to_valid_utf8(text.substr(begin, end - begin));
}

// What one use of a macro declared, if that is more than one thing, becomes one symbol
// that is called as the use reads: people know what they wrote, not what came of it.
class MacroGroups {
 public:
  MacroGroups(SourceMap& sources, std::vector<model::DocumentSymbol>& symbols) : sources_(sources), symbols_(symbols) {}

  void add(CXCursor cursor, model::DocumentSymbol symbol) {
    const auto name = is_named_by_macro(sources_, cursor) ? name_extent(sources_, cursor) : std::nullopt;
    const bool is_next = name && place_ == name->first.offset && !symbols_.empty();
    place_ = name ? std::optional(name->first.offset) : std::nullopt;
    if (!is_next) {
      is_grouped_ = false;
      symbols_.push_back(std::move(symbol));
      return;
    }
    model::DocumentSymbol& last = symbols_.back();
    if (!std::exchange(is_grouped_, true)) {
      model::DocumentSymbol group;
      group.name = invocation_at(sources_.text(name->first.file), name->first.offset, name->second);
      group.kind = model::SymbolKind::kMacro;
      group.range = last.range;
      group.selection_range = last.selection_range;
      group.children.push_back(std::move(last));
      last = std::move(group);
    }
    last.range = hull(last.range, symbol.range);
    last.children.push_back(std::move(symbol));
  }

 private:
  SourceMap& sources_;
  std::vector<model::DocumentSymbol>& symbols_;
  std::optional<std::uint32_t> place_;  // of the macro's use that made the last symbol
  bool is_grouped_ = false;             // the last symbol is a group
};

void collect(SourceMap& sources, CXCursor parent, int depth, std::vector<model::DocumentSymbol>& symbols) {
  if (depth > kMaxDepth) return;
  MacroGroups groups(sources, symbols);
  const bool is_friend = clang_getCursorKind(parent) == CXCursor_FriendDecl;
  visit_children(parent, [&](CXCursor child) {
    const auto kind = kind_of(child);
    if (!kind && is_transparent(clang_getCursorKind(child))) {
      collect(sources, child, depth + 1, symbols);
      return CXChildVisit_Continue;
    }
    if (!kind || (is_friend && clang_isCursorDefinition(child) == 0)) return CXChildVisit_Continue;
    auto symbol = make_symbol(sources, child, *kind);
    if (!symbol) return CXChildVisit_Continue;
    if (has_members(*kind)) collect(sources, child, depth + 1, symbol->children);
    groups.add(child, *std::move(symbol));
    return CXChildVisit_Continue;
  });
}

// Macros come from the tokens: asking libclang for all of the unit's macros would
// bring those of every header.
void collect_macros(SourceMap& sources, std::vector<model::DocumentSymbol>& symbols) {
  CXFile main = sources.main_file();
  const std::vector<Token>& tokens = sources.main_tokens();
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    if (sources.spelling(main, tokens[i]) != "#" || sources.spelling(main, tokens[i + 1]) != "define") continue;
    const CXCursor cursor = sources.cursor_at({main, tokens[i + 2].begin});
    if (clang_getCursorKind(cursor) != CXCursor_MacroDefinition) continue;
    if (auto symbol = make_symbol(sources, cursor, model::SymbolKind::kMacro)) {
      symbol->detail.clear();
      symbols.push_back(*std::move(symbol));
    }
  }
}

}  // namespace

std::vector<model::DocumentSymbol> list_symbols(SourceMap& sources) {
  std::vector<model::DocumentSymbol> symbols;
  collect(sources, clang_getTranslationUnitCursor(sources.unit()), 0, symbols);
  collect_macros(sources, symbols);
  std::sort(symbols.begin(), symbols.end(), [](const model::DocumentSymbol& a, const model::DocumentSymbol& b) {
    return std::tie(a.range.start, a.selection_range, a.name) < std::tie(b.range.start, b.selection_range, b.name);
  });
  return symbols;
}

}  // namespace cairn::clang
