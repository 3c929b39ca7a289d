// The expansion follows the standard's algorithm as Prosser wrote it down: every token
// carries the macros that it came out of, and names them no more.
#include "core/clang/macros.h"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/clang/macro_tokens.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxTokens = 2000;             // of a definition, a use's arguments, a result
constexpr std::size_t kMaxSteps = 20000;             // of one expansion
constexpr std::size_t kMaxNames = 1000;              // that are looked up for it
constexpr int kMaxDepth = 40;                        // of arguments that are expanded inside arguments
constexpr std::size_t kMaxArgumentBytes = 64 << 10;  // behind a use

using Tokens = std::vector<MacroToken>;

struct Definition {
  std::string name;
  bool has_parameters = false;
  std::vector<std::string> parameters;  // a variable one is called __VA_ARGS__, if it has no name
  bool is_variadic = false;
  Tokens body;
};

std::string_view extent_text(SourceMap& sources, CXCursor macro) {
  const CXSourceRange extent = clang_getCursorExtent(macro);
  const auto begin = sources.place(clang_getRangeStart(extent));
  const auto end = sources.place(clang_getRangeEnd(extent));
  if (!begin || !end || end->offset < begin->offset) return {};
  return sources.text(begin->file).substr(begin->offset, end->offset - begin->offset);
}

std::optional<Definition> read_definition(SourceMap& sources, CXCursor macro) {
  Tokens tokens = lex_macro_tokens(extent_text(sources, macro), kMaxTokens);
  if (tokens.empty() || tokens.size() == kMaxTokens) return std::nullopt;
  Definition definition;
  definition.name = tokens[0].text;
  std::size_t body = 1;
  definition.has_parameters = clang_Cursor_isMacroFunctionLike(macro) != 0;
  if (definition.has_parameters) {
    for (body = 2; body < tokens.size() && tokens[body].text != ")"; ++body) {
      const std::string& text = tokens[body].text;
      if (tokens[body].is_name) definition.parameters.push_back(text);
      if (text != "...") continue;
      definition.is_variadic = true;
      if (!tokens[body - 1].is_name) definition.parameters.emplace_back("__VA_ARGS__");
    }
    ++body;
  }
  definition.body.assign(tokens.begin() + static_cast<std::ptrdiff_t>(std::min(body, tokens.size())), tokens.end());
  return definition;
}

// The files that define a name, in the order of inclusion: one look at every file, as an
// expansion asks about every word in it.
using DefiningFiles = std::unordered_map<std::string_view, std::vector<CXFile>>;

void add_defined_names(SourceMap& sources, CXFile file, DefiningFiles& files) {
  const std::string_view text = sources.text(file);
  for (std::size_t at = text.find("define"); at != std::string_view::npos; at = text.find("define", at + 1)) {
    const std::size_t name = text.find_first_not_of(" \t", at + std::string_view("define").size());
    if (name == std::string_view::npos) break;
    const std::size_t end = name_end(text, static_cast<std::uint32_t>(name));
    if (end == name || !is_behind_directive(text, name, "define")) continue;
    std::vector<CXFile>& known = files[text.substr(name, end - name)];
    if (known.empty() || known.back() != file) known.push_back(file);
  }
}

// Definitions by name, as far as they can be found before the use.
class Definitions {
 public:
  Definitions(SourceMap& sources, std::size_t offset) : sources_(sources), offset_(offset) {
    for (const Inclusion& inclusion : sources.inclusions()) add_defined_names(sources, inclusion.file, files_);
  }

  // Null if the name is no macro.
  const Definition* find(const std::string& name) {
    const auto [found, is_new] = known_.try_emplace(name);
    if (is_new) {
      if (const auto macro = search(name)) found->second = read_definition(sources_, *macro);
    }
    return found->second ? &*found->second : nullptr;
  }
  void add(Definition definition) { known_[definition.name] = std::move(definition); }
  std::size_t size() const { return known_.size(); }

 private:
  std::optional<CXCursor> search(std::string_view name) {
    if (auto macro = macro_before(sources_, sources_.main_file(), name, offset_)) return macro;
    const auto found = files_.find(name);
    if (found == files_.end()) return std::nullopt;
    for (auto file = found->second.rbegin(); file != found->second.rend(); ++file) {
      if (auto macro = macro_before(sources_, *file, name, sources_.text(*file).size())) return macro;
    }
    return std::nullopt;
  }

  SourceMap& sources_;
  std::size_t offset_;
  DefiningFiles files_;
  std::map<std::string, std::optional<Definition>> known_;
};

bool is_painted(const MacroToken& token, const std::string& name) {
  return std::find(token.painted.begin(), token.painted.end(), name) != token.painted.end();
}

MacroToken stringify(const Tokens& argument) {
  std::string text(1, '"');
  for (const char c : spell(argument)) {
    if (c == '"' || c == '\\') text.push_back('\\');
    text.push_back(c);
  }
  text.push_back('"');
  MacroToken literal;
  literal.text = std::move(text);
  return literal;
}

class Expansion {
 public:
  explicit Expansion(Definitions& definitions) : definitions_(definitions) {}

  // False once it has grown out of hand.
  bool is_bounded() const { return steps_ < kMaxSteps && definitions_.size() < kMaxNames; }

  Tokens expand(const Tokens& tokens, int depth) {
    std::deque<MacroToken> input(tokens.begin(), tokens.end());
    Tokens output;
    while (!input.empty() && is_bounded()) {
      ++steps_;
      MacroToken token = std::move(input.front());
      input.pop_front();
      const bool may_expand = token.is_name && !is_painted(token, token.text) && depth < kMaxDepth;
      const Definition* macro = may_expand ? definitions_.find(token.text) : nullptr;
      std::vector<Tokens> arguments;
      if (!macro || (macro->has_parameters && !take_arguments(input, *macro, arguments))) {
        output.push_back(std::move(token));
        continue;
      }
      Tokens replaced = substitute(*macro, arguments, depth);
      for (MacroToken& each : replaced) {
        each.painted.insert(each.painted.end(), token.painted.begin(), token.painted.end());
        each.painted.push_back(macro->name);
      }
      if (!replaced.empty()) replaced.front().is_spaced = token.is_spaced;
      input.insert(input.begin(), std::make_move_iterator(replaced.begin()), std::make_move_iterator(replaced.end()));
      steps_ += replaced.size();
    }
    return output;
  }

 private:
  // Takes "(a, b)" off the input; nothing if it does not begin with complete arguments.
  static bool take_arguments(std::deque<MacroToken>& input, const Definition& macro, std::vector<Tokens>& arguments) {
    if (input.empty() || input.front().text != "(") return false;
    int depth = 0;
    std::size_t end = 0;
    for (; end < input.size(); ++end) {
      if (input[end].text == "(") ++depth;
      if (input[end].text == ")" && --depth == 0) break;
    }
    if (end == input.size()) return false;
    arguments.emplace_back();
    depth = 0;
    for (std::size_t i = 1; i < end; ++i) {
      const std::string& text = input[i].text;
      if (text == "(") ++depth;
      if (text == ")") --depth;
      const bool is_last = macro.is_variadic && arguments.size() == macro.parameters.size();
      if (text == "," && depth == 0 && !is_last) {
        arguments.emplace_back();
      } else {
        arguments.back().push_back(input[i]);
      }
    }
    arguments.resize(std::max(arguments.size(), macro.parameters.size()));
    input.erase(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(end) + 1);
    return true;
  }

  static const Tokens* argument_for(const Definition& macro, const std::vector<Tokens>& arguments,
                                    const MacroToken& token) {
    const auto found = std::find(macro.parameters.begin(), macro.parameters.end(), token.text);
    if (!macro.has_parameters || !token.is_name || found == macro.parameters.end()) return nullptr;
    return &arguments[static_cast<std::size_t>(found - macro.parameters.begin())];
  }

  static void paste(Tokens& output, const Tokens& right) {
    if (right.empty()) return;
    if (output.empty()) {
      output = right;
      return;
    }
    MacroToken& last = output.back();
    last.text += right.front().text;
    last.is_name = name_end(last.text, 0) == last.text.size() && !(last.text[0] >= '0' && last.text[0] <= '9');
    output.insert(output.end(), right.begin() + 1, right.end());
  }

  Tokens substitute(const Definition& macro, const std::vector<Tokens>& arguments, int depth) {
    Tokens output;
    const Tokens& body = macro.body;
    for (std::size_t i = 0; i < body.size() && is_bounded(); ++i) {
      const bool has_next = i + 1 < body.size();
      const Tokens* next = has_next ? argument_for(macro, arguments, body[i + 1]) : nullptr;
      if (body[i].text == "#" && next) {
        output.push_back(stringify(*next));
        output.back().is_spaced = body[i].is_spaced;
        ++i;
      } else if (body[i].text == "##" && has_next) {
        const bool is_comma = macro.is_variadic && !output.empty() && output.back().text == "," && next;
        if (is_comma && next->empty()) {
          output.pop_back();
        } else if (is_comma) {
          output.insert(output.end(), next->begin(), next->end());
        } else {
          paste(output, next ? *next : Tokens{body[i + 1]});
        }
        ++i;
      } else if (const Tokens* argument = argument_for(macro, arguments, body[i])) {
        const bool is_pasted = has_next && body[i + 1].text == "##";
        Tokens value = is_pasted ? *argument : expand(*argument, depth + 1);
        if (!value.empty()) value.front().is_spaced = body[i].is_spaced;
        output.insert(output.end(), value.begin(), value.end());
      } else {
        output.push_back(body[i]);
      }
      steps_ += 1;
    }
    return output;
  }

  Definitions& definitions_;
  std::size_t steps_ = 0;
};

// The use itself and, for a macro with parameters, what stands in the brackets behind it.
Tokens use_at(SourceMap& sources, const Token& name, bool has_arguments) {
  CXFile main = sources.main_file();
  Tokens use = lex_macro_tokens(sources.spelling(main, name), 1);
  if (!has_arguments) return use;
  Tokens behind = lex_macro_tokens(sources.text(main).substr(name.end, kMaxArgumentBytes), kMaxTokens);
  int depth = 0;
  for (MacroToken& token : behind) {
    if (token.text == "(") ++depth;
    if (token.text == ")") --depth;
    use.push_back(std::move(token));
    if (depth <= 0) break;
  }
  return use;
}

}  // namespace

bool is_behind_directive(std::string_view text, std::size_t begin, std::string_view directive) {
  const auto skip_blanks = [&] {
    const std::size_t last = text.find_last_not_of(" \t", begin - 1);
    begin = last == std::string_view::npos ? 0 : last + 1;
  };
  if (begin == 0) return false;
  skip_blanks();
  if (!text.substr(0, begin).ends_with(directive)) return false;
  begin -= directive.size();
  if (begin == 0) return false;
  skip_blanks();
  return begin > 0 && text[begin - 1] == '#';
}

std::optional<CXCursor> macro_before(SourceMap& sources, CXFile file, std::string_view name, std::size_t offset) {
  const std::string_view text = sources.text(file);
  for (std::size_t at = std::min(offset, text.size()); at > 0;) {
    at = text.rfind(name, at - 1);
    if (at == std::string_view::npos) break;
    if (name_end(text, static_cast<std::uint32_t>(at)) != at + name.size()) continue;
    if (is_behind_directive(text, at, "undef")) break;
    if (!is_behind_directive(text, at, "define")) continue;
    const CXCursor macro = sources.cursor_at({file, static_cast<std::uint32_t>(at)});
    if (clang_getCursorKind(macro) == CXCursor_MacroDefinition) return macro;
  }
  return std::nullopt;
}

std::optional<CXCursor> macro_at(SourceMap& sources, std::string_view name, std::size_t offset) {
  if (auto macro = macro_before(sources, sources.main_file(), name, offset)) return macro;
  const std::vector<Inclusion>& inclusions = sources.inclusions();
  for (auto each = inclusions.rbegin(); each != inclusions.rend(); ++each) {
    if (auto macro = macro_before(sources, each->file, name, sources.text(each->file).size())) return macro;
  }
  return std::nullopt;
}

std::optional<std::string> expand_macro(SourceMap& sources, CXCursor macro, const Token& name) {
  auto definition = read_definition(sources, macro);
  if (!definition) return std::nullopt;
  const Tokens use = use_at(sources, name, definition->has_parameters);
  if (definition->has_parameters && (use.size() < 3 || use[1].text != "(" || use.back().text != ")")) {
    return std::nullopt;
  }
  Definitions definitions(sources, name.begin);
  definitions.add(*std::move(definition));
  Expansion expansion(definitions);
  const Tokens tokens = expansion.expand(use, 0);
  if (!expansion.is_bounded() || tokens.size() > kMaxTokens) return std::nullopt;
  return spell(tokens);
}

}  // namespace cairn::clang
