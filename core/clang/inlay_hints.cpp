// Inlay hints: names of parameters at calls, types behind `auto`, members in braces.
// Nothing is hinted inside of macros' expansions, where there is no room for it.
#include <algorithm>
#include <string_view>
#include <utility>

#include "core/clang/deduced_type.h"
#include "core/clang/designators.h"
#include "core/clang/forward_positions.h"
#include "core/clang/parameter_names.h"
#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

// Bytes of the main file.
struct Extent {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Found {
  std::uint32_t offset = 0;
  model::InlayHintKind kind = model::InlayHintKind::kType;
  std::string label;
  auto operator<=>(const Found&) const = default;
};

// The keyword that C spells in front of a type's name, with its blank.
std::size_t elaboration_at(std::string_view type, std::size_t at) {
  for (const std::string_view keyword : {"struct ", "class ", "union ", "enum "}) {
    if (type.substr(at).starts_with(keyword)) return keyword.size();
  }
  return 0;
}

// Removes "struct " and "a::b<c>::" in front of names: the hint is short, the hover is exact.
std::string without_scopes(std::string_view type) {
  std::string result;
  for (std::size_t i = 0; i < type.size(); ++i) {
    const bool is_word_start = result.empty() || result.back() == ' ' || result.back() == '<';
    if (is_word_start) i += elaboration_at(type, i);
    if (!type.substr(i).starts_with("::")) {
      result += type[i];
      continue;
    }
    ++i;
    int depth = 0;
    while (!result.empty()) {
      const char last = result.back();
      if (last == '>' || last == ')') ++depth;
      if (depth == 0 && (last == ' ' || last == '<' || last == ',' || last == '(' || last == '&' || last == '*')) break;
      if (last == '<' || last == '(') --depth;
      result.pop_back();
    }
  }
  return result;
}

class Hinter {
 public:
  Hinter(SourceMap& sources, Extent range, const model::InlayHintChoice& choice)
      : sources_(sources), text_(sources.text(sources.main_file())), range_(range), choice_(choice) {}

  std::vector<model::InlayHint> take() {
    clang_visitChildren(
        clang_getTranslationUnitCursor(sources_.unit()),
        [](CXCursor cursor, CXCursor parent, CXClientData opaque) {
          return static_cast<Hinter*>(opaque)->visit(cursor, parent);
        },
        this);
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    ForwardPositions positions(text_, sources_.encoding(), 0, {});
    std::vector<model::InlayHint> hints;
    for (Found& each : found_) hints.push_back({positions.at(each.offset), std::move(each.label), each.kind});
    return hints;
  }

 private:
  CXChildVisitResult visit(CXCursor cursor, CXCursor parent) {
    const CXCursorKind kind = clang_getCursorKind(cursor);
    if (clang_isPreprocessing(kind)) return CXChildVisit_Continue;
    if (clang_isDeclaration(kind) && !may_hold_range(cursor)) return CXChildVisit_Continue;
    if (choice_.parameter_names && kind == CXCursor_CallExpr) hint_call(cursor);
    if (choice_.designators && kind == CXCursor_InitListExpr) hint_designators(cursor);
    if (choice_.deduced_types) hint_types(cursor, kind, parent);
    return CXChildVisit_Recurse;
  }

  // A declaration without an extent may be anywhere (see semantic_tokens.cpp).
  bool may_hold_range(CXCursor cursor) const {
    const auto place = sources_.place(clang_getCursorLocation(cursor));
    if (!place || !sources_.is_main(place->file)) return false;
    const CXSourceRange range = clang_getCursorExtent(cursor);
    const auto begin = sources_.place(clang_getRangeStart(range));
    const auto end = sources_.place(clang_getRangeEnd(range));
    if (!begin || !end) return true;
    return begin->offset < range_.end && end->offset >= range_.begin;
  }

  // Where a location is written, if it is written there for clang, too: not inside a
  // macro's body, and not in a macro's argument.
  std::optional<std::uint32_t> plain_offset(CXSourceLocation location) const {
    CXFile file = nullptr;
    unsigned spelled = 0;
    unsigned expanded = 0;
    clang_getSpellingLocation(location, &file, nullptr, nullptr, &spelled);
    if (!sources_.is_main(file)) return std::nullopt;
    clang_getExpansionLocation(location, &file, nullptr, nullptr, &expanded);
    if (!sources_.is_main(file) || spelled != expanded || spelled > text_.size()) return std::nullopt;
    return spelled;
  }

  std::optional<Extent> plain_extent(CXCursor cursor) const {
    const CXSourceRange range = clang_getCursorExtent(cursor);
    const auto begin = plain_offset(clang_getRangeStart(range));
    const auto end = plain_offset(clang_getRangeEnd(range));
    if (!begin || !end || *begin > *end) return std::nullopt;
    return Extent{*begin, *end};
  }

  void add(std::uint32_t offset, std::string label, model::InlayHintKind kind) {
    if (offset < range_.begin || offset >= range_.end) return;
    found_.push_back({offset, kind, std::move(label)});
  }

  // An argument list is there, and was not made up for an implicit conversion.
  bool has_argument_list(const Extent& call) const {
    if (call.end == 0 || call.end > text_.size()) return false;
    return text_[call.end - 1] == ')' || text_[call.end - 1] == '}';
  }

  void hint_call(CXCursor call) {
    const auto extent = plain_extent(call);
    if (!extent || !has_argument_list(*extent) || extent->end <= range_.begin || extent->begin >= range_.end) return;
    const CXCursor callee = clang_getCursorReferenced(call);
    const CXCursorKind kind = clang_getCursorKind(callee);
    if (kind != CXCursor_FunctionDecl && kind != CXCursor_CXXMethod && kind != CXCursor_Constructor) return;
    const std::vector<Parameter>& parameters = names_.of(callee);
    const int arguments = clang_Cursor_getNumArguments(call);
    // The called object counts as an argument of its operator().
    const int first = kind == CXCursor_CXXMethod && take_bytes(clang_getCursorSpelling(callee)) == "operator()" ? 1 : 0;
    std::uint32_t last_end = extent->begin;
    for (int i = 0; i + first < arguments && i < static_cast<int>(parameters.size()); ++i) {
      const CXCursor argument = clang_Cursor_getArgument(call, static_cast<unsigned>(i + first));
      const auto value = plain_extent(argument);
      if (!value) continue;  // made by a macro, or a default argument
      if (value->begin < last_end || value->end >= extent->end || value->begin == extent->begin) return;
      last_end = value->end;
      hint_argument(*value, parameters[static_cast<std::size_t>(i)]);
    }
  }

  void hint_argument(const Extent& value, const Parameter& parameter) {
    const std::string_view written = text_.substr(value.begin, value.end - value.begin);
    const bool says_name = written == parameter.name || is_after_comment(value.begin, parameter.name);
    std::string label = parameter.is_mutable_reference ? "&" : "";
    if (!says_name) label += parameter.name;
    if (!label.empty()) add(value.begin, label + ":", model::InlayHintKind::kParameter);
  }

  // f(/*width=*/3)
  bool is_after_comment(std::uint32_t offset, std::string_view name) const {
    std::string_view before = text_.substr(0, offset);
    before = before.substr(0, before.find_last_not_of(kBlanks) + 1);
    if (!before.ends_with("*/")) return false;
    before.remove_suffix(2);
    // No further back than a comment with the name in it can begin.
    const std::size_t window = std::min(before.size(), name.size() + 32);
    before.remove_prefix(before.size() - window);
    const std::size_t open = before.rfind("/*");
    if (open == std::string_view::npos) return false;
    std::string_view comment = before.substr(open + 2);
    constexpr std::string_view kFrame = " \t=.[]:";
    comment = comment.substr(std::min(comment.find_first_not_of(kFrame), comment.size()));
    comment = comment.substr(0, comment.find_last_not_of(kFrame) + 1);
    return !comment.empty() && comment == name;
  }

  void hint_designators(CXCursor list) {
    const auto extent = plain_extent(list);
    if (!extent || extent->end <= range_.begin || extent->begin >= range_.end) return;
    for (const Designator& each : find_designators(list)) {
      const auto value = plain_extent(each.value);
      if (!value || each.text.empty()) continue;
      if (!is_after_comment(value->begin, each.name)) add(value->begin, each.text, model::InlayHintKind::kDesignator);
    }
  }

  void hint_types(CXCursor cursor, CXCursorKind kind, CXCursor parent) {
    switch (kind) {
      case CXCursor_VarDecl:
        if (auto_in(clang_getCursorType(cursor))) hint_variable(cursor);
        break;
      case CXCursor_UnexposedDecl:  // a binding in its declaration
        if (take_bytes(clang_getCursorSpelling(parent)).starts_with('[')) hint_variable(cursor);
        break;
      case CXCursor_FunctionDecl:
      case CXCursor_CXXMethod:
        if (const auto name = name_extent(sources_, cursor)) hint_result(cursor, name->second);
        break;
      case CXCursor_LambdaExpr:
        hint_lambda(cursor);
        break;
      default:
        break;
    }
  }

  // None for what is not known before instantiation, and for what is too long to show.
  std::optional<std::string> short_type(CXType type) const {
    const CXType deduced = clang_getCanonicalType(type);
    if (auto_in(deduced)) return std::nullopt;
    const std::string text = without_scopes(type_text(type));
    if (text.empty() || text.find("auto") == 0 || text.find("<dependent type>") != std::string::npos) {
      return std::nullopt;
    }
    if (choice_.type_name_limit != 0 && text.size() > choice_.type_name_limit) return std::nullopt;
    return text;
  }

  void hint_variable(CXCursor variable) {
    const auto begin = plain_offset(clang_getCursorLocation(variable));
    if (!begin) return;
    const std::uint32_t end = name_end(text_, *begin);
    if (end == *begin) return;
    if (const auto type = short_type(clang_getCursorType(variable)))
      add(end, ": " + *type, model::InlayHintKind::kType);
  }

  // Behind the parameter list that begins at or after `offset`.
  void hint_result(CXCursor function, std::uint32_t offset) {
    const CXType result = clang_getCursorResultType(function);
    if (!auto_in(result) || !plain_offset(clang_getCursorLocation(function))) return;
    const auto type = short_type(result);
    const auto close = type ? end_of_brackets(offset, "(") : std::nullopt;
    if (close) add(*close, "-> " + *type, model::InlayHintKind::kType);
  }

  void hint_lambda(CXCursor lambda) {
    const auto extent = plain_extent(lambda);
    if (!extent) return;
    CXCursor call = clang_getNullCursor();
    visit_children(clang_getTypeDeclaration(clang_getCursorType(lambda)), [&](CXCursor child) {
      const bool is_call = take_bytes(clang_getCursorSpelling(child)) == "operator()";
      if (is_call) call = child;
      return is_call ? CXChildVisit_Break : CXChildVisit_Continue;
    });
    if (clang_getCursorKind(call) != CXCursor_CXXMethod || !auto_in(clang_getCursorResultType(call))) return;
    const auto type = short_type(clang_getCursorResultType(call));
    auto close = type ? end_of_brackets(extent->begin, "[") : std::nullopt;
    if (!close) return;
    if (const auto parameters = end_of_brackets(*close, "(")) close = parameters;
    add(*close, "-> " + *type, model::InlayHintKind::kType);
  }

  // The end of the pair of brackets that the next token opens; template parameters in
  // front of it are passed.
  std::optional<std::uint32_t> end_of_brackets(std::uint32_t offset, std::string_view open) {
    const std::vector<Token>& tokens = sources_.main_tokens();
    auto token =
        std::partition_point(tokens.begin(), tokens.end(), [&](const Token& each) { return each.begin < offset; });
    const auto word = [&] { return sources_.spelling(sources_.main_file(), *token); };
    int angles = 0;
    for (; token != tokens.end() && (token->kind == CXToken_Comment || angles > 0 || word() == "<"); ++token) {
      if (word() == "<") ++angles;
      if (word() == ">") --angles;
      if (word() == ">>") angles -= 2;
    }
    if (token == tokens.end() || word() != open) return std::nullopt;
    int depth = 0;
    for (; token != tokens.end(); ++token) {
      if (token->kind != CXToken_Punctuation) continue;
      const std::string_view each = word();
      if (each == "(" || each == "[" || each == "{") ++depth;
      if (each == ")" || each == "]" || each == "}") --depth;
      if (depth == 0) return token->end;
    }
    return std::nullopt;
  }

  SourceMap& sources_;
  std::string_view text_;
  Extent range_;
  const model::InlayHintChoice& choice_;
  ParameterNames names_;
  std::vector<Found> found_;
};

}  // namespace

std::vector<model::InlayHint> find_inlay_hints(SourceMap& sources, std::uint32_t begin, std::uint32_t end,
                                               const model::InlayHintChoice& choice) {
  return Hinter(sources, {begin, end}, choice).take();
}

}  // namespace cairn::clang
