#include "core/clang/completion_item.h"

#include <utility>

#include "core/clang/source_token.h"

namespace cairn::clang {
namespace {

model::CompletionKind kind_of(CXCursorKind kind) {
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
    case CXCursor_UnexposedDecl:  // structured bindings and variable templates
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
    case CXCursor_NotImplemented:  // keywords and code patterns
      return Kind::kKeyword;
    default:
      return Kind::kText;
  }
}

// Keywords that have a type.
bool is_constant_word(std::string_view name) {
  return name == "this" || name == "true" || name == "false" || name == "nullptr";
}

// Clang's chunks, sorted by where they stand.
struct Parts {
  std::string result_type;
  std::string before;     // text before the name: "Color::" of an enumerator
  std::string name;       // what is typed
  std::string signature;  // behind the name, as it is shown
  std::vector<model::CallPiece> call;
  bool has_lines = false;  // a statement over several lines
  bool is_call = false;    // a bracket follows the name directly
  bool has_seen_name = false;
};

void add_behind(Parts& parts, CXCompletionChunkKind kind, const std::string& text, bool is_optional) {
  if (parts.signature.empty())
    parts.is_call = kind == CXCompletionChunk_LeftParen || kind == CXCompletionChunk_LeftAngle;
  parts.signature += text;
  if (is_optional || kind == CXCompletionChunk_Informative) return;
  const bool is_argument = kind == CXCompletionChunk_Placeholder || kind == CXCompletionChunk_CurrentParameter;
  parts.call.push_back({text, is_argument});
}

// Default arguments come as a nested string, each inside the one before.
void read_chunks(CXCompletionString string, Parts& parts, bool is_optional) {
  for (unsigned i = 0; i < clang_getNumCompletionChunks(string); ++i) {
    const CXCompletionChunkKind kind = clang_getCompletionChunkKind(string, i);
    if (kind == CXCompletionChunk_Optional) {
      read_chunks(clang_getCompletionChunkCompletionString(string, i), parts, true);
      continue;
    }
    std::string text = take_text(clang_getCompletionChunkText(string, i));
    if (kind == CXCompletionChunk_ResultType) {
      parts.result_type = std::move(text);
    } else if (kind == CXCompletionChunk_TypedText) {
      parts.name = std::move(text);
      parts.has_seen_name = true;
    } else if (kind == CXCompletionChunk_VerticalSpace) {
      parts.has_lines = true;
    } else if (parts.has_seen_name) {
      add_behind(parts, kind, text, is_optional);
    } else if (kind != CXCompletionChunk_Informative) {
      parts.before += text;
    }
  }
}

// An overriding function's whole head: "void " and "draw(int a) const override".
void make_override(const Parts& parts, model::CompletionItem& item) {
  item.kind = model::CompletionKind::kMethod;
  item.insert_text = parts.before + parts.name;
  item.filter_text = name_in(parts.name);
  item.label = item.insert_text;
}

}  // namespace

std::optional<model::CompletionItem> make_item(CXCursorKind kind, CXCompletionString string,
                                               const CompletionPoint& point) {
  Parts parts;
  read_chunks(string, parts, false);
  if (parts.name.empty()) return std::nullopt;
  model::CompletionItem item;
  item.kind = kind_of(kind);
  item.label = parts.before + parts.name;
  item.insert_text = item.label;
  item.filter_text = parts.name;
  if (point.in_include) return item;
  if (!is_word_byte(parts.name[0]) && parts.name[0] != '~') return std::nullopt;
  if (name_in(parts.name).size() < parts.name.size()) {
    make_override(parts, item);
    return item;
  }
  // Of statements, the first word is what a list of names can give.
  if (parts.has_lines) return item;
  item.result_type = std::move(parts.result_type);
  // clang has no kind for structured bindings; they look like keywords with a type.
  if (kind == CXCursor_NotImplemented && !parts.is_call && !item.result_type.empty() && !is_constant_word(parts.name)) {
    item.kind = model::CompletionKind::kVariable;
  }
  if (!parts.is_call) return item;
  item.signature = std::move(parts.signature);
  if (!point.takes_no_call) item.call = std::move(parts.call);
  return item;
}

void finish_include(model::CompletionItem& item, std::string_view behind) {
  item.kind = item.filter_text.ends_with('/') ? model::CompletionKind::kFolder : model::CompletionKind::kFile;
  if (item.kind == model::CompletionKind::kFile) {
    const char quote = item.filter_text.back();
    if (behind.starts_with(quote)) item.insert_text.pop_back();
    item.filter_text.pop_back();
    item.label = item.filter_text;
  }
}

std::string brief_comment(CXCompletionString string) { return take_text(clang_getCompletionBriefComment(string)); }

}  // namespace cairn::clang
