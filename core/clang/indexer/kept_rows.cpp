#include "core/clang/indexer/kept_rows.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/lexical/signature.h"
#include "platform/base/hash.h"
#include "platform/base/utf.h"

namespace cairn::clang {
namespace {

constexpr std::uint32_t kMaxSignatureInput = 4096;  // bytes looked at
constexpr unsigned kIntroduces = model::kDeclares | model::kDefines;

bool introduces(const FoundOccurrence& occurrence) { return (occurrence.roles & kIntroduces) != 0; }

template <typename T>
void by_file(const std::vector<T>& rows, std::size_t files, auto& spans) {
  spans.resize(files);
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    while (end < rows.size() && rows[end].file == rows[begin].file) ++end;
    spans[rows[begin].file] = {begin, end};
  }
}

template <typename T, typename Key>
void sort_unique(std::vector<T>& rows, Key key) {
  std::sort(rows.begin(), rows.end(), [&](const T& a, const T& b) { return key(a) < key(b); });
  rows.erase(std::unique(rows.begin(), rows.end(), [&](const T& a, const T& b) { return key(a) == key(b); }),
             rows.end());
}

// A class that is only mentioned may have been seen declared as "struct" or "class".
model::SymbolKind mentioned_kind(model::SymbolKind kind) {
  return kind == model::SymbolKind::kStruct ? model::SymbolKind::kClass : kind;
}

// Bytes to be hashed.
class Bytes {
 public:
  void add(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) bytes_.push_back(static_cast<char>(value >> (8 * i)));
  }
  void add(std::string_view text) {
    add(text.size());
    bytes_.append(text);
  }
  void add(text::Position position) { add(std::uint64_t{position.line} << 32 | position.column); }
  std::uint64_t hash() const { return base::hash64(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace

KeptRows::KeptRows(UnitRows rows, std::span<const std::string_view> texts) : rows_(std::move(rows)) {
  find_signatures(texts);
  rows_.close();
  sort();
  const std::size_t files = rows_.files.size();
  by_file(rows_.occurrences, files, occurrences_);
  by_file(rows_.relations, files, relations_);
  by_file(rows_.includes, files, includes_);
  by_file(rows_.macros, files, macros_);
  for (std::uint32_t file = 0; file < files; ++file) hashes_.push_back(hash_rows(file_rows(file, {})));
}

void KeptRows::find_signatures(std::span<const std::string_view> texts) {
  lexical::StringArena arena;
  for (FoundOccurrence& occurrence : rows_.occurrences) {
    const Extent& extent = occurrence.extent;
    if (!introduces(occurrence) || extent.begin == kNoOffset) continue;
    const std::uint32_t size = std::min(extent.head_end - extent.begin, kMaxSignatureInput);
    std::string_view line = lexical::one_line(texts[occurrence.file].substr(extent.begin, size), arena);
    if (occurrence.kind == model::SymbolKind::kConstructor && line.ends_with(':')) {
      line = line.substr(0, line.find_last_not_of(" :") + 1);  // of its initialisers
    }
    occurrence.signature = rows_.keep(base::to_valid_utf8(line));
    arena.clear();
  }
}

// Roles of one symbol at one place are one row.
void KeptRows::sort() {
  const auto& symbols = rows_.symbols;
  const auto order = [&](const FoundOccurrence& o) {
    return std::tuple(o.file, o.offset, symbols[o.symbol].id, symbols[o.symbol].usr, o.length);
  };
  const auto full_order = [&](const FoundOccurrence& o) {
    return std::tuple_cat(
        order(o), std::tuple((o.roles & model::kDefines) == 0, (o.roles & model::kDeclares) == 0, o.extent.begin,
                             o.extent.end, o.extent.head_end, o.kind, o.flags, o.roles));
  };
  std::vector<FoundOccurrence>& rows = rows_.occurrences;
  std::sort(rows.begin(), rows.end(),
            [&](const FoundOccurrence& a, const FoundOccurrence& b) { return full_order(a) < full_order(b); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (kept > 0 && order(rows[kept - 1]) == order(rows[i])) {
      rows[kept - 1].roles |= rows[i].roles;
    } else {
      rows[kept++] = rows[i];
    }
  }
  rows.resize(kept);
  rows.shrink_to_fit();
  sort_unique(rows_.relations, [&](const FoundRelation& r) {
    return std::tuple(r.file, symbols[r.subject].usr, symbols[r.object].usr, r.kind);
  });
  sort_unique(rows_.includes, [&](const FoundInclude& i) {
    const std::string_view path = i.resolved == kNoOffset ? std::string_view() : rows_.files[i.resolved].path;
    return std::tuple(i.file, i.offset, i.spelled, path);
  });
  sort_unique(rows_.macros, [](const FoundMacro& m) { return std::tuple(m.file, m.offset, m.act, m.name); });
}

model::FileRows KeptRows::file_rows(std::uint32_t number, std::string_view path) const {
  model::FileRows result;
  const UnitFile& file = rows_.files[number];
  result.path = path;
  result.facts = file.facts;

  struct Known {
    std::uint32_t symbol = 0;
    const FoundOccurrence* shown = nullptr;  // by its definition, or else its first declaration
  };
  std::vector<Known> known;
  const auto mention = [&](std::uint32_t symbol) { known.push_back({symbol, nullptr}); };
  const auto occurrences =
      std::span(rows_.occurrences)
          .subspan(occurrences_[number].begin, occurrences_[number].end - occurrences_[number].begin);
  const auto relations =
      std::span(rows_.relations).subspan(relations_[number].begin, relations_[number].end - relations_[number].begin);
  for (const FoundOccurrence& each : occurrences) known.push_back({each.symbol, introduces(each) ? &each : nullptr});
  for (const FoundRelation& each : relations) {
    mention(each.subject);
    mention(each.object);
  }
  const auto rank = [](const FoundOccurrence* shown) {
    return !shown ? std::pair(2, 0U) : std::pair(shown->roles & model::kDefines ? 0 : 1, shown->offset);
  };
  const auto& symbols = rows_.symbols;
  std::sort(known.begin(), known.end(), [&](const Known& a, const Known& b) {
    return std::tuple(symbols[a.symbol].id, symbols[a.symbol].usr, rank(a.shown)) <
           std::tuple(symbols[b.symbol].id, symbols[b.symbol].usr, rank(b.shown));
  });
  known.erase(
      std::unique(known.begin(), known.end(), [](const Known& a, const Known& b) { return a.symbol == b.symbol; }),
      known.end());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> numbers;  // of the unit → of the file
  for (const Known& each : known) {
    const UnitSymbol& symbol = symbols[each.symbol];
    numbers.emplace_back(each.symbol, static_cast<std::uint32_t>(result.symbols.size()));
    model::SymbolFacts& facts = result.symbols.emplace_back();
    facts.usr = symbol.usr;
    facts.name = symbol.name;
    if (each.shown) {
      facts.scope = symbol.scope;
      facts.signature = each.shown->signature;
      facts.kind = each.shown->kind;
      facts.flags = each.shown->flags;
    } else {
      facts.kind = mentioned_kind(symbol.kind);
      facts.flags = model::SymbolFacts::kMentionedOnly;
    }
  }
  std::sort(numbers.begin(), numbers.end());
  const auto number_of = [&](std::uint32_t symbol) {
    return std::lower_bound(numbers.begin(), numbers.end(), std::pair(symbol, 0U))->second;
  };

  result.occurrences.reserve(occurrences.size());
  for (const FoundOccurrence& each : occurrences) {
    model::Occurrence& row = result.occurrences.emplace_back();
    row.symbol = number_of(each.symbol);
    row.start = file.position(each.offset);
    row.length = each.length;
    row.roles = each.roles;
    if (each.extent.begin != kNoOffset) {
      row.extent = {file.position(each.extent.begin), file.position(each.extent.end)};
    }
  }
  for (const FoundRelation& each : relations) {
    result.relations.push_back({number_of(each.subject), number_of(each.object), each.kind});
  }
  for (std::size_t i = includes_[number].begin; i < includes_[number].end; ++i) {
    const FoundInclude& each = rows_.includes[i];
    result.includes.push_back({file.position(each.offset).line, each.is_angled, each.spelled,
                               each.resolved == kNoOffset ? std::string_view() : rows_.files[each.resolved].path});
  }
  for (std::size_t i = macros_[number].begin; i < macros_[number].end; ++i) {
    const FoundMacro& each = rows_.macros[i];
    result.macros.push_back({file.position(each.offset).line, each.act, each.pastes, each.name, each.body});
  }
  return result;
}

std::uint64_t KeptRows::hash_rows(const model::FileRows& rows) const {
  Bytes bytes;
  bytes.add(rows.facts.content_hash);  // rows of another text are other rows, if only for who asks how fresh they are
  bytes.add(rows.symbols.size());
  for (const model::SymbolFacts& symbol : rows.symbols) {
    bytes.add(symbol.usr);
    bytes.add(symbol.name);
    bytes.add(symbol.scope);
    bytes.add(symbol.signature);
    bytes.add(static_cast<std::uint64_t>(symbol.kind) << 8 | symbol.flags);
  }
  bytes.add(rows.occurrences.size());
  for (const model::Occurrence& each : rows.occurrences) {
    bytes.add(std::uint64_t{each.symbol} << 32 | each.length);
    bytes.add(each.start);
    bytes.add(each.roles);
    bytes.add(each.extent.start);
    bytes.add(each.extent.end);
  }
  bytes.add(rows.relations.size());
  for (const model::Relation& each : rows.relations) {
    bytes.add(std::uint64_t{each.subject} << 32 | each.object);
    bytes.add(static_cast<std::uint64_t>(each.kind));
  }
  bytes.add(rows.includes.size());
  for (const model::IncludeLine& each : rows.includes) {
    bytes.add(std::uint64_t{each.line} << 1 | (each.is_angled ? 1 : 0));
    bytes.add(each.spelled);
    bytes.add(each.resolved);
  }
  bytes.add(rows.macros.size());
  for (const model::MacroLine& each : rows.macros) {
    bytes.add(std::uint64_t{each.line} << 8 | static_cast<std::uint64_t>(each.act) << 1 | (each.pastes ? 1 : 0));
    bytes.add(each.name);
    for (const std::string_view word : each.body) bytes.add(word);
    bytes.add(each.body.size());
  }
  return bytes.hash();
}

}  // namespace cairn::clang
