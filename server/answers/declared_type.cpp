#include "server/answers/declared_type.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <tuple>
#include <utility>

#include "core/query/file_symbols.h"
#include "core/query/places.h"
#include "core/query/variants.h"
#include "core/text/source_tokens.h"
#include "platform/base/hash.h"
#include "platform/fs/path.h"

namespace cairn::server {
namespace {

constexpr int kMaxAliases = 16;
// Functions are shorter, and so is what somebody reads to find a declaration.
constexpr std::size_t kMaxLookedAt = std::size_t{64} << 10;

// A type's name in a text, in bytes.
struct TypeName {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string usr;
};

// The types that rows say are spelled in a text, by position.
std::vector<TypeName> type_names_in(const Locator& locator, const std::string& path, const text::TextBuffer& text) {
  const store::Snapshot& snapshot = *locator.view().snapshot;
  std::vector<TypeName> names;
  for (const query::Variant& variant : query::current_variants(snapshot, path, base::hash64(text.text()))) {
    const store::Segment& segment = *variant.part->segment;
    segment.visit_occurrences(variant.file, [&](store::Ordinal symbol, const store::Mention& mention) {
      constexpr model::Roles kUnspelled = model::kImplicit | model::kFromMacro;
      if (mention.length == 0 || (mention.roles & kUnspelled) != 0) return;
      const model::SymbolFacts facts = segment.facts(symbol);
      const bool may_be_type = (facts.flags & model::SymbolFacts::kMentionedOnly) != 0;
      if (!may_be_type && !query::is_type_kind(facts.kind)) return;
      const auto begin = text.offset_at(mention.start, base::TextEncoding::kUtf8);
      if (begin) names.push_back({*begin, *begin + mention.length, std::string(facts.usr)});
    });
    if (segment.is_damaged()) return {};
  }
  std::sort(names.begin(), names.end(), [](const TypeName& a, const TypeName& b) {
    return std::tie(a.begin, a.end, a.usr) < std::tie(b.begin, b.end, b.usr);
  });
  return names;
}

bool is_type(const Locator& locator, const std::string& usr) {
  const auto symbol = query::describe_symbol(*locator.view().snapshot, usr);
  return symbol && query::is_type_kind(symbol->kind);
}

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !text::is_source_word_byte(text[at - 1]);
    if (begins && (end == text.size() || !text::is_source_word_byte(text[end]))) return true;
  }
  return false;
}

// The last type's name in a part of a text that stands in no brackets and qualifies nothing.
Usrs outermost_type(const Locator& locator, std::string_view text, std::size_t begin, std::size_t end,
                    const std::vector<TypeName>& names) {
  const std::string_view part = text.substr(begin, end - begin);
  for (const std::string_view deduced : {"auto", "decltype", "typeof", "__typeof__"}) {
    if (has_word(part, deduced)) return {};
  }
  Usrs found;
  std::size_t found_at = 0;
  std::size_t at = begin;
  int depth = 0;
  for (const TypeName& name : names) {
    if (name.begin < begin || name.end > end) continue;
    for (; at < name.begin; ++at) {
      if (std::string_view("<([{").find(text[at]) != std::string_view::npos) ++depth;
      if (std::string_view(">)]}").find(text[at]) != std::string_view::npos) --depth;
    }
    const std::size_t next = text.find_first_not_of(" \t\r\n", name.end);
    const bool qualifies = next != std::string_view::npos && text.substr(next).starts_with("::");
    if (depth != 0 || qualifies || !is_type(locator, name.usr)) continue;
    if (found_at != name.begin) found.clear();
    found_at = name.begin;
    found.push_back(name.usr);
  }
  return found;
}

// What the declaration at a place of a text names as its type.
Usrs type_at(const Locator& locator, const text::TextBuffer& text, const query::Place& place,
             const std::vector<TypeName>& names) {
  const auto offset = [&](text::Position position) { return text.offset_at(position, base::TextEncoding::kUtf8); };
  const auto begin = offset(place.extent.start);
  const auto name = offset(place.range.start);
  const auto end = offset(place.extent.end);
  if (place.extent == text::Range() || !begin || !name || !end || *name < *begin || *end < *name) return {};
  const std::string_view bytes = text.text();
  if (!has_word(bytes.substr(*begin, *name - *begin), "using")) {
    return outermost_type(locator, bytes, *begin, *name, names);
  }
  const std::size_t equals = bytes.find('=', *name);
  return equals < *end ? outermost_type(locator, bytes, equals, *end, names) : Usrs();
}

Usrs written_type(Locator& locator, const std::string& usr) {
  const Usrs usrs = {usr};
  constexpr model::Roles kUnspelled = model::kImplicit | model::kFromMacro;
  for (const model::Roles roles : {model::kDefines, model::kDeclares}) {
    for (const query::FilePlaces& file : query::find_places(*locator.view().snapshot, {usrs, roles, kUnspelled})) {
      const text::TextBuffer* text = locator.text_of(fs::join_path(locator.view().root, file.path));
      if (text == nullptr) continue;
      const std::uint64_t hash = base::hash64(text->text());
      for (const query::TextPlaces& places : file.texts) {
        if (places.text.content_hash != hash) continue;
        const std::vector<TypeName> names = type_names_in(locator, file.path, *text);
        for (const query::Place& place : places.places) {
          Usrs found = type_at(locator, *text, place, names);
          if (!found.empty()) return found;
        }
      }
    }
  }
  return {};
}

bool is_alias(const Locator& locator, const std::string& usr) {
  const auto symbol = query::describe_symbol(*locator.view().snapshot, usr);
  return symbol && symbol->kind == model::SymbolKind::kTypeAlias;
}

// What is behind aliases; nothing if one of them leads nowhere.
Usrs without_aliases(Locator& locator, Usrs usrs) {
  for (int i = 0; i < kMaxAliases; ++i) {
    const auto alias =
        std::find_if(usrs.begin(), usrs.end(), [&](const auto& each) { return is_alias(locator, each); });
    if (alias == usrs.end()) return usrs;
    const std::string usr = *alias;
    usrs.erase(alias);
    const Usrs behind = written_type(locator, usr);
    if (behind.empty()) return {};
    usrs.insert(usrs.end(), behind.begin(), behind.end());
  }
  return {};
}

// Where the name behind which something is declared ends, before `at`; none if it is no such.
std::optional<std::size_t> end_of_type_before(std::string_view text, std::size_t at) {
  while (at > 0) {
    const char last = text[at - 1];
    if (last == '*' || last == '&' || std::isspace(static_cast<unsigned char>(last)) != 0) {
      --at;
    } else if (text.substr(0, at).ends_with("const") && (at == 5 || !text::is_source_word_byte(text[at - 6]))) {
      at -= 5;
    } else {
      break;
    }
  }
  if (at > 0 && text[at - 1] == '>') {
    int depth = 0;
    while (at > 0) {
      --at;
      if (text[at] == '>') ++depth;
      if (text[at] == '<' && --depth == 0) break;
      if (text[at] == ';' || text[at] == '{' || text[at] == '}') return std::nullopt;
    }
    while (at > 0 && text[at - 1] == ' ') --at;
  }
  if (at == 0 || !text::is_source_word_byte(text[at - 1])) return std::nullopt;
  return at;
}

}  // namespace

Usrs declared_type_of(Locator& locator, const std::string& usr) {
  return without_aliases(locator, written_type(locator, usr));
}

Usrs declared_type_near(Locator& locator, const std::string& path, std::string_view word, std::uint64_t offset) {
  const text::TextBuffer* text = locator.text_of(path);
  if (text == nullptr || word.empty()) return {};
  const std::string_view bytes = text->text();
  const std::vector<TypeName> names = type_names_in(locator, locator.view().store_path(path), *text);
  if (names.empty()) return {};
  std::size_t from = std::min<std::size_t>(bytes.size(), offset + word.size());
  const std::size_t least = from - std::min(from, kMaxLookedAt);
  while (true) {
    const std::size_t at = bytes.substr(0, from).rfind(word);
    if (at == std::string_view::npos || at < least || at == 0) return {};
    from = at + word.size() - 1;
    const bool is_whole = at + word.size() >= bytes.size() || !text::is_source_word_byte(bytes[at + word.size()]);
    if (!is_whole || std::string_view(" \t\n*&").find(bytes[at - 1]) == std::string_view::npos) continue;
    const auto end = end_of_type_before(bytes, at);
    if (!end) continue;
    Usrs found;
    for (const TypeName& name : names) {
      if (name.end == *end && is_type(locator, name.usr)) found.push_back(name.usr);
    }
    if (!found.empty()) return without_aliases(locator, std::move(found));
    // "auto word": nobody but clang knows what that is.
    if (bytes.substr(0, *end).ends_with("auto")) return {};
  }
}

}  // namespace cairn::server
