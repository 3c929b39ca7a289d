#include "server/answers/include_offers.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "core/index/lexical_index.h"
#include "core/index/semantic_status.h"
#include "core/lexical/scan.h"
#include "core/project/language.h"
#include "core/query/workspace_symbols.h"
#include "core/text/text_buffer.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "server/answers/include_edit.h"

namespace cairn::server {
namespace {

// Symbols that are looked at for a list: many have names that fit and cannot be named from the place.
constexpr std::size_t kMaxLookedAt = 400;
// Of a header, what is read for pragmas.
constexpr std::size_t kMaxHeaderBytes = std::size_t{4} << 20;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Not in a comment or a literal.
bool is_code(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    std::size_t end = 1;
    if (rest.starts_with("//")) {
      end = rest.find('\n');
    } else if (rest.starts_with("/*")) {
      end = rest.find("*/", 2);
      if (end != std::string_view::npos) ++end;
    } else if (rest.starts_with("R\"")) {
      const std::size_t open = rest.find('(');
      if (open == std::string_view::npos) return false;
      const std::string close = ")" + std::string(rest.substr(2, open - 2)) + "\"";
      end = rest.find(close, open);
      if (end != std::string_view::npos) end += close.size() - 1;
    } else if (rest.front() == '"' || (rest.front() == '\'' && (at == 0 || !is_word(text[at - 1])))) {
      while (end < rest.size() && rest[end] != rest.front() && rest[end] != '\n') end += rest[end] == '\\' ? 2 : 1;
      if (end >= rest.size()) return false;
    } else {
      continue;
    }
    if (end == std::string_view::npos) return false;
    at += end;
  }
  return true;
}

bool can_be_named(const query::StoredSymbol& symbol) {
  using Kind = model::SymbolKind;
  switch (symbol.kind) {
    case Kind::kClass:
    case Kind::kStruct:
    case Kind::kUnion:
    case Kind::kEnum:
    case Kind::kEnumMember:
    case Kind::kFunction:
    case Kind::kVariable:
    case Kind::kTypeAlias:
    case Kind::kMacro:
    case Kind::kConcept:
      return !symbol.name.empty() && is_word(symbol.name.front());
    default:
      return false;
  }
}

// Without the inline namespaces of standard libraries: "std::" of "std::__cxx11::".
std::string plain_scope(const std::string& scope) {
  std::string plain;
  for (std::size_t begin = 0; begin < scope.size();) {
    const std::size_t end = std::min(scope.find("::", begin), scope.size() - 2) + 2;
    const std::string_view part = std::string_view(scope).substr(begin, end - begin);
    if (!part.starts_with("__")) plain += part;
    begin = end;
  }
  return plain;
}

class Offers {
 public:
  Offers(const ProjectView& view, const OfferPlace& place)
      : view_(view),
        place_(place),
        chooser_(*view.snapshot, view.root, place.file, [this](const std::string& path) { return read(path); }) {}

  // The headers for a symbol, the first or all.
  void add(const query::StoredSymbol& symbol, bool wants_all, std::vector<IncludeOffer>& offers) {
    const query::NeededSymbol needed{symbol.name, plain_scope(symbol.scope), {symbol.usr}, symbol.kind};
    for (const query::HeaderSpelling& header : chooser_.headers_of(needed)) {
      if (auto edit = include_edit(place_.file.path, place_.text, header)) {
        offers.push_back({symbol, header, *std::move(edit)});
      }
      if (!wants_all) return;
    }
  }

  bool is_included(const query::StoredSymbol& symbol) const {
    const std::string path = fs::join_path(view_.root, symbol.path);
    return path == place_.file.path || place_.included.contains(path);
  }

 private:
  std::string read(const std::string& path) const {
    const std::string absolute = fs::join_path(view_.root, path);
    if (const auto open = view_.open_texts.find(absolute); open != view_.open_texts.end()) return *open->second;
    return fs::read_file(absolute, kMaxHeaderBytes).value_or(std::string());
  }

  const ProjectView& view_;
  const OfferPlace& place_;
  query::HeaderChooser chooser_;
};

}  // namespace

TypedName typed_name(std::string_view text, std::uint64_t offset) {
  TypedName typed;
  std::size_t begin = std::min<std::size_t>(offset, text.size());
  while (begin > 0 && is_word(text[begin - 1])) --begin;
  typed.word = text.substr(begin, offset - begin);
  while (begin >= 2 && text.substr(begin - 2, 2) == "::") {
    std::size_t start = begin - 2;
    while (start > 0 && is_word(text[start - 1])) --start;
    if (start == begin - 2) break;  // "::name"
    typed.qualifier.insert(0, text.substr(start, begin - start));
    begin = start;
  }
  const std::string_view before = text.substr(0, begin);
  const std::string_view line = before.substr(before.find_last_of("\r\n") + 1);
  const std::size_t first = line.find_first_not_of(" \t");
  const bool is_other = before.ends_with('.') || before.ends_with("->") || before.ends_with("::") || !is_code(before) ||
                        (first != std::string_view::npos && line[first] == '#');
  const bool is_name = !typed.word.empty() && std::isdigit(static_cast<unsigned char>(typed.word.front())) == 0;
  typed.can_be_offered = !is_other && is_name && (typed.word.size() >= 2 || !typed.qualifier.empty());
  return typed;
}

std::vector<std::string> scopes_around(std::string_view path, std::string_view text, std::uint64_t offset) {
  lexical::FileScan scan;
  lexical::scan(path, text, scan);
  const text::TextBuffer buffer{std::string(text)};
  const text::Position at = buffer.position_at(offset, base::TextEncoding::kUtf8);
  std::vector<std::pair<text::Position, std::string>> around;
  const model::FileRows& rows = scan.rows();
  for (const model::Occurrence& each : rows.occurrences) {
    const model::SymbolFacts& symbol = rows.symbols[each.symbol];
    if (symbol.kind != model::SymbolKind::kNamespace || !(each.extent.start < at) || !(at < each.extent.end)) continue;
    around.emplace_back(each.extent.start, std::string(symbol.scope).append(symbol.name).append("::"));
  }
  std::sort(around.rbegin(), around.rend());
  std::vector<std::string> scopes;
  for (auto& [start, scope] : around) scopes.push_back(std::move(scope));
  constexpr std::string_view kUsing = "using namespace ";
  for (std::size_t found = text.find(kUsing); found != std::string_view::npos && found < offset;
       found = text.find(kUsing, found + 1)) {
    const std::string_view rest = text.substr(found + kUsing.size());
    scopes.push_back(std::string(rest.substr(0, rest.find_first_of("; \t\r\n"))).append("::"));
  }
  scopes.emplace_back();
  return scopes;
}

std::vector<IncludeOffer> offers_for_prefix(const ProjectView& view, const OfferPlace& place, const TypedName& typed,
                                            const std::set<std::string>& known, std::size_t limit,
                                            const std::stop_token& stop) {
  std::vector<IncludeOffer> offers;
  if (!typed.can_be_offered) return offers;
  std::set<std::string> scopes;
  for (const std::string& each : scopes_around(place.file.path, place.text, place.offset)) {
    scopes.insert(each + typed.qualifier);
  }
  Offers found(view, place);
  std::set<std::string> seen = known;
  const query::WorkspaceSymbols symbols =
      query::find_in_workspace(*view.snapshot, typed.qualifier + typed.word, kMaxLookedAt, stop);
  for (const query::StoredSymbol& symbol : symbols.found.symbols) {
    if (stop.stop_requested() || offers.size() >= limit) break;
    if (!can_be_named(symbol) || !scopes.contains(plain_scope(symbol.scope)) || found.is_included(symbol)) continue;
    if (seen.contains(symbol.name)) continue;
    const std::size_t before = offers.size();
    found.add(symbol, false, offers);
    if (offers.size() != before) seen.insert(symbol.name);
  }
  return offers;
}

std::vector<IncludeOffer> offers_for_name(const ProjectView& view, const OfferPlace& place, const std::string& name,
                                          std::size_t limit, const std::stop_token& stop) {
  std::vector<IncludeOffer> offers;
  Offers found(view, place);
  std::set<std::string> tried;
  const std::size_t colons = name.rfind("::");
  const std::string qualifier = colons == std::string::npos ? std::string() : name.substr(0, colons + 2);
  for (const std::string& scope : scopes_around(place.file.path, place.text, place.offset)) {
    const std::string wanted = scope + qualifier;
    for (const std::uint32_t layer : {index::kSemanticLayer, index::kLexicalLayer}) {
      if (stop.stop_requested() || !offers.empty()) break;
      for (const query::StoredSymbol& symbol :
           query::find_exactly(*view.snapshot, layer, name.substr(qualifier.size()), kMaxLookedAt).symbols) {
        if (!can_be_named(symbol) || plain_scope(symbol.scope) != wanted || !tried.insert(symbol.usr).second) continue;
        found.add(symbol, true, offers);
      }
    }
    // The standard library's need not be indexed.
    query::StoredSymbol unseen;
    unseen.name = name.substr(qualifier.size());
    unseen.scope = wanted;
    if (offers.empty()) found.add(unseen, true, offers);
    if (!offers.empty()) break;
  }
  std::vector<IncludeOffer> distinct;
  for (IncludeOffer& each : offers) {
    const bool is_known = std::any_of(distinct.begin(), distinct.end(),
                                      [&](const IncludeOffer& other) { return other.header == each.header; });
    if (!is_known && distinct.size() < limit) distinct.push_back(std::move(each));
  }
  return distinct;
}

}  // namespace cairn::server
