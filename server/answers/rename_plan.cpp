// Rows say which symbol each name means that clang has resolved. What they do not say is why a rename by references
// alone breaks code: names in templates that depend on an argument, in branches of #if that no unit takes, in bodies of
// macros. So the plan is made from the texts: each token that spells the old name is looked up in the rows of its file,
// and has to be one of the renamed symbols, another symbol, or in a place where nothing can go wrong. The other way
// round, each place of the symbols in the rows has to be such a token.
#include "server/answers/rename_plan.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "core/index/lexical_index.h"
#include "core/query/candidates.h"
#include "core/query/file_symbols.h"
#include "core/query/read_together.h"
#include "core/query/relations.h"
#include "core/query/variants.h"
#include "core/store/lookup.h"
#include "core/text/source_tokens.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::server {
namespace {

using Kind = model::SymbolKind;
using text::SourceToken;
using text::SourceTokenKind;

constexpr std::string_view kKeywords[] = {"alignas",
                                          "alignof",
                                          "and",
                                          "and_eq",
                                          "asm",
                                          "auto",
                                          "bitand",
                                          "bitor",
                                          "bool",
                                          "break",
                                          "case",
                                          "catch",
                                          "char",
                                          "char16_t",
                                          "char32_t",
                                          "char8_t",
                                          "class",
                                          "co_await",
                                          "co_return",
                                          "co_yield",
                                          "compl",
                                          "concept",
                                          "const",
                                          "const_cast",
                                          "consteval",
                                          "constexpr",
                                          "constinit",
                                          "continue",
                                          "decltype",
                                          "default",
                                          "delete",
                                          "do",
                                          "double",
                                          "dynamic_cast",
                                          "else",
                                          "enum",
                                          "explicit",
                                          "export",
                                          "extern",
                                          "false",
                                          "final",
                                          "float",
                                          "for",
                                          "friend",
                                          "goto",
                                          "if",
                                          "inline",
                                          "int",
                                          "long",
                                          "mutable",
                                          "namespace",
                                          "new",
                                          "noexcept",
                                          "not",
                                          "not_eq",
                                          "nullptr",
                                          "operator",
                                          "or",
                                          "or_eq",
                                          "override",
                                          "private",
                                          "protected",
                                          "public",
                                          "register",
                                          "reinterpret_cast",
                                          "requires",
                                          "restrict",
                                          "return",
                                          "short",
                                          "signed",
                                          "sizeof",
                                          "static",
                                          "static_assert",
                                          "static_cast",
                                          "struct",
                                          "switch",
                                          "template",
                                          "this",
                                          "thread_local",
                                          "throw",
                                          "true",
                                          "try",
                                          "typedef",
                                          "typeid",
                                          "typename",
                                          "union",
                                          "unsigned",
                                          "using",
                                          "virtual",
                                          "void",
                                          "volatile",
                                          "wchar_t",
                                          "while",
                                          "xor",
                                          "xor_eq"};

// Marks of files that a program writes anew, in their first lines.
constexpr std::string_view kGeneratedMarks[] = {
    "@generated", "DO NOT EDIT", "Do not edit", "do not edit", "automatically generated", "Automatically generated"};
constexpr std::size_t kMarkBytes = 1000;
constexpr std::size_t kMaxTextBytes = std::size_t{64} << 20;
constexpr std::size_t kMaxGroup = 10'000;

// One token that spells a name.
struct Word {
  std::size_t offset = 0;
  bool is_in_directive = false;
  char before = ' ';       // the last byte in front of it that is no space; of "->" '>', of "::" ':'
  bool is_member = false;  // behind '.', "->" or "::"
  char after = ' ';
  std::size_t tilde = std::string::npos;  // of "~Name", where the '~' stands
};

Word word_at(std::string_view text, const SourceToken& token, bool is_in_directive) {
  Word word{.offset = token.begin, .is_in_directive = is_in_directive};
  const std::size_t before = token.begin == 0 ? std::string::npos : text.find_last_not_of(" \t\r\n", token.begin - 1);
  if (before != std::string::npos) {
    word.before = text[before];
    const char further = before == 0 ? ' ' : text[before - 1];
    word.is_member =
        word.before == '.' || (word.before == '>' && further == '-') || (word.before == ':' && further == ':');
    if (word.before == '~') word.tilde = before;
  }
  const std::size_t after = text.find_first_not_of(" \t\r\n", token.end);
  if (after != std::string_view::npos) word.after = text[after];
  return word;
}

// All tokens of code that spell `name`, those in directives too, but for the operands of #include.
std::vector<Word> words_spelling(std::string_view text, std::string_view name) {
  std::vector<Word> words;
  const auto take = [&](const SourceToken& token, bool is_in_directive) {
    if (token.kind == SourceTokenKind::kWord && text.substr(token.begin, token.end - token.begin) == name) {
      words.push_back(word_at(text, token, is_in_directive));
    }
  };
  for (const SourceToken& token : text::read_source_tokens(text)) {
    if (token.kind != SourceTokenKind::kDirective) {
      take(token, false);
      continue;
    }
    const std::string_view directive = text::directive_name(text, token);
    if (directive == "include" || directive == "include_next" || directive == "import") continue;
    for (const SourceToken& inner : text::read_source_tokens_inside(text, token.begin + 1, token.end))
      take(inner, true);
  }
  return words;
}

// "struct Name", and what else says that there is a type of that name.
bool is_behind_tag(std::string_view text, std::size_t offset) {
  const std::size_t end = text.substr(0, offset).find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos) return false;
  const std::string_view before = text.substr(0, end + 1);
  const std::size_t space = before.find_last_of(" \t\r\n;{}>");
  const std::string_view word = space == std::string_view::npos ? before : before.substr(space + 1);
  return word == "class" || word == "struct" || word == "union" || word == "enum";
}

std::string shown(const std::string& path, const text::TextBuffer& text, std::size_t offset) {
  return fmt::format("{}:{}", path, text.position_at(offset, base::TextEncoding::kUtf8).line + 1);
}

bool is_generated(std::string_view text) {
  const std::string_view head = text.substr(0, kMarkBytes);
  return std::any_of(std::begin(kGeneratedMarks), std::end(kGeneratedMarks),
                     [&](std::string_view mark) { return head.find(mark) != std::string_view::npos; });
}

class Planner {
 public:
  Planner(Locator& locator, const RenameWanted& wanted, const std::stop_token& stop)
      : locator_(locator), view_(locator.view()), wanted_(wanted), stop_(stop) {}

  RenamePlan run() {
    if (collect_group() && check_scopes() && read_tokens() && check_places()) check_new_name();
    if (stop_.stop_requested()) refuse("cancelled");
    if (!plan_.refused.empty()) plan_.edits.clear();
    return std::move(plan_);
  }

 private:
  bool refuse(std::string why) {
    if (plan_.refused.empty()) plan_.refused = std::move(why);
    return false;
  }
  std::string relative(const std::string& path) const { return view_.store_path(path); }

  // All symbols that have to keep one name.
  bool collect_group() {
    std::vector<std::string> waiting = wanted_.usrs;
    while (!waiting.empty()) {
      std::string usr = std::move(waiting.back());
      waiting.pop_back();
      if (group_.contains(usr)) continue;
      const auto info = query::describe_symbol(*view_.snapshot, usr);
      if (!info) return refuse("the index does not know it");
      if (info->kind == Kind::kConstructor || info->kind == Kind::kDestructor) {
        // The class instead; its own name goes with it.
        std::string type = usr.substr(0, std::min(usr.rfind("@F@"), usr.rfind("@FT@")));
        if (type == usr) return refuse("it is not known whose constructor it is");
        waiting.push_back(std::move(type));
        continue;
      }
      if (std::string why = why_not_renamed(info->kind, info->name); !why.empty()) return refuse(std::move(why));
      if (info->name != wanted_.old_name) {
        return refuse(fmt::format("it belongs together with {}, which has another name", info->name));
      }
      if (!is_declared_here(usr)) return false;
      for (const auto kind : {model::RelationKind::kOverriddenBy, model::RelationKind::kSpecialisedBy}) {
        for (const auto way : {query::Direction::kToObjects, query::Direction::kToSubjects}) {
          for (std::string& each : query::directly_related(*view_.snapshot, usr, kind, way).usrs) {
            waiting.push_back(std::move(each));
          }
        }
      }
      group_.emplace(std::move(usr), *info);
      if (group_.size() > kMaxGroup) return refuse("too many symbols would have to be renamed with it");
    }
    return true;
  }

  // In files of the workspace, and nowhere else.
  bool is_declared_here(const std::string& usr) {
    const Usrs usrs = {usr};
    const auto files = query::find_places(*view_.snapshot, {usrs, model::kDeclares | model::kDefines, 0});
    if (files.empty()) return refuse("it is declared in no file of the project");
    for (const query::FilePlaces& file : files) {
      if (file.path.starts_with('/')) return refuse("it is declared outside of the workspace, in " + file.path);
    }
    return true;
  }

  // Where a symbol of the new name would be another meaning, or a second one: the scopes around, and of classes those
  // that they derive from or that derive from them; macros have none.
  bool check_scopes() {
    std::set<std::string> scopes;
    for (const auto& [usr, info] : group_) {
      std::string scope = info.scope;
      scopes.insert(scope);
      for (std::size_t at = scope.rfind("::"); at != std::string::npos; at = scope.rfind("::")) {
        scope.resize(at);
        const std::size_t outer = scope.rfind("::");
        scope.resize(outer == std::string::npos ? 0 : outer + 2);
        scopes.insert(scope);
      }
      add_scopes_of_relatives(usr, info, scopes);
    }
    for (const query::SymbolInfo& each : query::symbols_named(*view_.snapshot, wanted_.new_name)) {
      if (each.kind != Kind::kMacro && !scopes.contains(each.scope)) continue;
      return refuse(fmt::format("{}{} exists already", each.scope, each.name));
    }
    return true;
  }

  void add_scopes_of_relatives(const std::string& usr, const query::SymbolInfo& info, std::set<std::string>& scopes) {
    std::string owner = info.scope;
    if (!owner.ends_with("::")) return;
    owner.resize(owner.size() - 2);
    for (const query::SymbolInfo& type : query::symbols_named(*view_.snapshot, "::" + owner)) {
      if (!query::is_type_kind(type.kind) || !usr.starts_with(type.usr)) continue;
      for (const auto way : {query::Direction::kToObjects, query::Direction::kToSubjects}) {
        const auto related = query::transitively_related(*view_.snapshot, type.usr, model::RelationKind::kBaseOf, way);
        for (const std::string& each : related.usrs) {
          const auto relative = query::describe_symbol(*view_.snapshot, each);
          if (relative) scopes.insert(relative->scope + relative->name + "::");
        }
      }
    }
  }

  bool is_renamed(const std::string& usr, Kind kind) const {
    if (group_.contains(usr)) return true;
    if (kind != Kind::kConstructor && kind != Kind::kDestructor) return false;
    return std::any_of(group_.begin(), group_.end(), [&](const auto& each) {
      return query::is_type_kind(each.second.kind) && usr.starts_with(each.first + "@F");
    });
  }

  // Whether a file that no unit reads may mean the symbols. Most can be used only behind their declaration; functions
  // and variables another file may declare itself, and of a type say that there is one.
  bool can_be_used_in(const std::string& path, const text::TextBuffer& text, const std::vector<Word>& words) {
    const bool needs_declaration = std::all_of(group_.begin(), group_.end(), [](const auto& each) {
      return query::is_type_kind(each.second.kind) || each.second.kind == Kind::kField ||
             each.second.kind == Kind::kMethod || each.second.kind == Kind::kEnumMember;
    });
    if (!needs_declaration) return true;
    for (const Word& word : words) {
      if (word.after == ';' && is_behind_tag(text.text(), word.offset)) return true;
    }
    if (!readable_) {
      Usrs usrs;
      for (const auto& [usr, info] : group_) usrs.push_back(usr);
      std::vector<std::string> declaring;
      for (const auto& file : query::find_places(*view_.snapshot, {usrs, model::kDeclares | model::kDefines, 0})) {
        declaring.push_back(file.path);
      }
      readable_ = query::read_together(*view_.snapshot, index::kLexicalLayer, declaring);
    }
    return readable_->contains(path);
  }

  bool read_tokens() {
    for (const std::string& path : store::files_mentioning(*view_.snapshot, index::kLexicalLayer, wanted_.old_name)) {
      if (stop_.stop_requested()) return false;
      // What lies outside cannot mean what is declared inside, and check_places() knows better.
      if (path.starts_with('/')) continue;
      if (!read_file(path)) return false;
    }
    return true;
  }

  bool read_file(const std::string& path) {
    const std::string absolute = fs::join_path(view_.root, path);
    const text::TextBuffer* text = locator_.text_of(absolute);
    if (text == nullptr) return refuse("cannot read " + path);
    const std::vector<Word> words = words_spelling(text->text(), wanted_.old_name);
    if (words.empty()) return true;
    auto variants = query::current_variants(*view_.snapshot, path, base::hash64(text->text()));
    if (variants.empty() && view_.is_index_fresh) {
      // What changed since the rows were made changed none of them, if it is saved.
      const auto saved = fs::read_file(absolute, kMaxTextBytes);
      if (saved && *saved == text->text()) variants = query::variants_of(*view_.snapshot, path);
    }
    if (variants.empty()) {
      const std::string place = shown(path, *text, words.front().offset);
      if (query::has_variants(*view_.snapshot, path)) {
        return refuse(place + " has changed since it was indexed, or is not saved");
      }
      if (!can_be_used_in(path, *text, words)) return true;
      return refuse(fmt::format("{} stands in {}, in no unit that is indexed", wanted_.old_name, place));
    }
    const auto meanings = meanings_in(variants, *text, words);
    for (const Word& word : words) {
      const auto meant = meanings.find(word.offset);
      if (meant == meanings.end()) {
        const bool is_harmless = !word.is_in_directive && !word.is_member && word.after != '(' && word.before != '#';
        if (is_harmless) continue;
        return refuse(fmt::format("it is not known what {} means in {}: a macro, a template or code that is left out",
                                  wanted_.old_name, shown(path, *text, word.offset)));
      }
      const auto [ours, others] = meant->second;
      if (!ours) continue;
      if (others || word.is_in_directive) {
        return refuse(fmt::format("{} means several things in {}", wanted_.old_name, shown(path, *text, word.offset)));
      }
      if (is_generated(text->text())) return refuse(path + " is a generated file");
      add_edit(absolute, *text, word.offset);
    }
    return true;
  }

  struct Meaning {
    bool is_ours = false;
    bool is_others = false;
  };
  // By the words' offsets.
  std::map<std::size_t, Meaning> meanings_in(const std::vector<query::Variant>& variants, const text::TextBuffer& text,
                                             const std::vector<Word>& words) const {
    std::map<text::Position, std::size_t> wanted;
    for (const Word& word : words) {
      wanted[text.position_at(word.offset, base::TextEncoding::kUtf8)] = word.offset;
      if (word.tilde != std::string::npos) {
        wanted[text.position_at(word.tilde, base::TextEncoding::kUtf8)] = word.offset;
      }
    }
    std::map<std::size_t, Meaning> meanings;
    for (const query::Variant& variant : variants) {
      const store::Segment& segment = *variant.part->segment;
      segment.visit_occurrences(variant.file, [&](store::Ordinal symbol, const store::Mention& mention) {
        if (mention.length == 0 || (mention.roles & (model::kImplicit | model::kFromMacro)) != 0) return;
        const auto at = wanted.find(mention.start);
        if (at == wanted.end()) return;
        const model::SymbolFacts facts = segment.facts(symbol);
        Meaning& meaning = meanings[at->second];
        // What merely begins here, an operator's call or a conversion, has another name.
        if (query::spelled_name(facts.name) != wanted_.old_name) return;
        (is_renamed(std::string(facts.usr), facts.kind) ? meaning.is_ours : meaning.is_others) = true;
      });
    }
    return meanings;
  }

  void add_edit(const std::string& absolute, const text::TextBuffer& text, std::size_t offset) {
    const text::Range range{text.position_at(offset, view_.encoding),
                            text.position_at(offset + wanted_.old_name.size(), view_.encoding)};
    std::vector<text::Range>& edits = plan_.edits[absolute];
    if (edits.empty() || edits.back() != range) edits.push_back(range);
  }

  bool check_places() {
    Usrs usrs;
    for (const auto& [usr, info] : group_) usrs.push_back(usr);
    const Locations places = references_to(locator_, usrs, {true, ""}, stop_);
    if (places.is_stale) return refuse("files have changed since they were indexed");
    for (const model::Location& place : places.list) {
      const auto file = plan_.edits.find(place.path);
      const auto is_there = [&](const text::Range& each) { return each.end == place.range.end; };
      if (file != plan_.edits.end() && std::any_of(file->second.begin(), file->second.end(), is_there)) continue;
      if (!fs::is_within(view_.root, place.path))
        return refuse("it is used outside of the workspace, in " + place.path);
      return refuse(fmt::format("in {}:{} it is not spelled: a macro stands for it", relative(place.path),
                                place.range.start.line + 1));
    }
    if (plan_.edits.empty()) return refuse("it is spelled nowhere");
    return true;
  }

  bool check_new_name() {
    for (const auto& [path, edits] : plan_.edits) {
      const text::TextBuffer* text = locator_.text_of(path);
      if (text == nullptr) return refuse("cannot read " + path);
      for (const Word& word : words_spelling(text->text(), wanted_.new_name)) {
        if (word.is_member && !word.is_in_directive) continue;
        return refuse(fmt::format("{} stands in {} already, and might come to mean another thing", wanted_.new_name,
                                  shown(relative(path), *text, word.offset)));
      }
    }
    return true;
  }

  Locator& locator_;
  const ProjectView& view_;
  const RenameWanted& wanted_;
  const std::stop_token& stop_;
  std::map<std::string, query::SymbolInfo> group_;
  std::optional<std::unordered_set<std::string>> readable_;  // files that may see the declarations, once asked for
  RenamePlan plan_;
};

}  // namespace

std::string why_not_renamed(Kind kind, const std::string& name) {
  if (kind == Kind::kMacro) return "macros are not renamed";
  if (kind == Kind::kNamespace) return "namespaces are not renamed";
  if (kind == Kind::kFile) return "a file is not renamed";
  if (kind == Kind::kOperator || kind == Kind::kConversion)
    return "operators and conversions have no name of their own";
  if (query::spelled_name(name).empty()) return "it has no name of its own";
  if (name == "main") return "main is called by its name from outside";
  return {};
}

std::string why_no_name(const std::string& name) {
  if (query::spelled_name(name) != name || name.empty()) return fmt::format("\"{}\" is no identifier", name);
  if (std::find(std::begin(kKeywords), std::end(kKeywords), name) != std::end(kKeywords)) {
    return fmt::format("\"{}\" is a keyword", name);
  }
  return {};
}

RenamePlan plan_rename(Locator& locator, const RenameWanted& wanted, const std::stop_token& stop) {
  return Planner(locator, wanted, stop).run();
}

namespace {

// Where a variable is in scope: from its first place to the end of the block in which it is declared; what stands in
// parentheses or brackets, a parameter, a condition, a capture, is in scope in the block behind these.
std::pair<std::size_t, std::size_t> scope_of_local(std::string_view text, const std::vector<SourceToken>& tokens,
                                                   std::size_t first) {
  const auto at = std::find_if(tokens.begin(), tokens.end(),
                               [&](const SourceToken& each) { return each.begin <= first && first < each.end; });
  std::pair<std::size_t, std::size_t> scope{first, first};
  if (at == tokens.end() || at->parent == SourceToken::kNone) return scope;
  const SourceToken* outer = &tokens[at->parent];
  while (outer->parent != SourceToken::kNone && text[outer->begin] != '{' && text[tokens[outer->parent].begin] != '{') {
    outer = &tokens[outer->parent];
  }
  if (outer->partner == SourceToken::kNone) return scope;
  scope.second = tokens[outer->partner].end;
  if (text[outer->begin] == '{') return scope;
  for (std::size_t i = outer->partner + 1; i < tokens.size(); ++i) {
    const SourceToken& token = tokens[i];
    const char c = text[token.begin];
    const bool is_punctuation = token.kind == SourceTokenKind::kPunctuation;
    if (is_punctuation && (c == ';' || c == '}' || c == ')' || c == ']')) break;
    scope.second = token.end;
    if (!is_punctuation || token.partner == SourceToken::kNone) continue;
    i = token.partner;
    scope.second = tokens[i].end;
    if (c != '{' || i + 1 >= tokens.size()) continue;
    // Behind a member's initialiser comes the next one, or the body; behind a branch another one.
    const SourceToken& next = tokens[i + 1];
    const std::string_view word = text.substr(next.begin, next.end - next.begin);
    if (word != "," && word != "{" && word != "else" && word != "catch") break;
  }
  return scope;
}

// Places in its scope of which clang says nothing: arguments that a macro drops, as assert() does, and lines that the
// preprocessor leaves out. There the name can only be the variable's. False: a directive mentions it.
bool add_unread_places(const text::TextBuffer& text, base::TextEncoding encoding, std::string_view name,
                       const std::vector<SourceToken>& tokens, std::size_t first,
                       const std::vector<model::SemanticToken>& known, std::vector<text::Range>& edits) {
  std::set<text::Position> starts;
  bool is_variable = false;
  for (const model::SemanticToken& each : known) {
    const text::Position at{each.line, each.column};
    starts.insert(at);
    const bool is_here = text.offset_at(at, encoding).value_or(std::string::npos) == first;
    const bool is_kind =
        each.kind == model::SemanticTokenKind::kVariable || each.kind == model::SemanticTokenKind::kParameter;
    is_variable = is_variable || (is_here && is_kind);
  }
  if (!is_variable) return true;
  const auto [begin, end] = scope_of_local(text.text(), tokens, first);
  for (const Word& word : words_spelling(text.text(), name)) {
    if (word.offset < begin || word.offset >= end || word.is_member) continue;
    const text::Position start = text.position_at(word.offset, encoding);
    const text::Range range{start, text.position_at(word.offset + name.size(), encoding)};
    if (std::find(edits.begin(), edits.end(), range) != edits.end() || starts.contains(start)) continue;
    if (word.is_in_directive) return false;
    edits.push_back(range);
  }
  return true;
}

}  // namespace

RenamePlan plan_local_rename(const std::string& path, const text::TextBuffer& text, base::TextEncoding encoding,
                             const std::vector<model::Location>& places, const std::vector<model::SemanticToken>& known,
                             const RenameWanted& wanted) {
  RenamePlan plan;
  std::size_t first = std::string::npos;
  for (const model::Location& place : places) {
    const auto begin = text.offset_at(place.range.start, encoding);
    const bool is_spelled =
        place.path == path && begin && text.text().compare(*begin, wanted.old_name.size(), wanted.old_name) == 0;
    if (!is_spelled) return RenamePlan::refusal("it is used where it is not spelled: a macro stands for it");
    first = std::min(first, *begin);
    const text::Range range{place.range.start, text.position_at(*begin + wanted.old_name.size(), encoding)};
    std::vector<text::Range>& edits = plan.edits[path];
    if (std::find(edits.begin(), edits.end(), range) == edits.end()) edits.push_back(range);
  }
  if (plan.edits.empty()) return RenamePlan::refusal("it is spelled nowhere");
  const std::vector<SourceToken> tokens = text::read_source_tokens(text.text());
  if (!add_unread_places(text, encoding, wanted.old_name, tokens, first, known, plan.edits[path])) {
    return RenamePlan::refusal("a directive mentions it");
  }
  // The block in which it is declared, with what stands in front of it, such as a function's parameters.
  std::size_t begin = 0;
  std::size_t end = text.text().size();
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const SourceToken& token = tokens[i];
    const bool is_open = text.text()[token.begin] == '{' && token.kind == SourceTokenKind::kPunctuation;
    if (!is_open || token.partner == SourceToken::kNone || token.begin > first || tokens[token.partner].end < first)
      continue;
    end = tokens[token.partner].end;
    begin = 0;
    for (std::size_t back = i; back > 0; --back) {
      const char c = text.text()[tokens[back - 1].begin];
      const bool is_boundary =
          tokens[back - 1].kind == SourceTokenKind::kPunctuation && (c == ';' || c == '{' || c == '}');
      if (!is_boundary) continue;
      begin = tokens[back - 1].end;
      break;
    }
  }
  for (const Word& word : words_spelling(text.text(), wanted.new_name)) {
    if (word.is_member || word.offset < begin || word.offset > end) continue;
    return RenamePlan::refusal(fmt::format("{} stands in line {} already, and might come to mean another thing",
                                           wanted.new_name,
                                           text.position_at(word.offset, base::TextEncoding::kUtf8).line + 1));
  }
  return plan;
}

}  // namespace cairn::server
