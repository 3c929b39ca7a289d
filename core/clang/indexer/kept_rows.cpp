#include "core/clang/indexer/kept_rows.h"

#include <algorithm>
#include <cstring>
#include <span>
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

// Which of a symbol's declarations in a file shows it: its definition, or else the first.
std::pair<int, std::uint32_t> rank(const FoundOccurrence& shown) {
  return {shown.roles & model::kDefines ? 0 : 1, shown.offset};
}

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

// What is to be hashed.
class Digest {
 public:
  void clear() { words_.clear(); }
  void add(std::uint64_t value) { words_.push_back(value); }
  void add(std::uint32_t high, std::uint32_t low) { add(std::uint64_t{high} << 32 | low); }
  void add(std::string_view text) {
    add(text.size());
    const std::size_t end = words_.size();
    words_.resize(end + (text.size() + 7) / 8);
    if (!text.empty()) std::memcpy(words_.data() + end, text.data(), text.size());
  }
  std::uint64_t hash() const {
    return base::hash64({reinterpret_cast<const char*>(words_.data()), words_.size() * sizeof(std::uint64_t)});
  }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace

KeptRows::KeptRows(UnitRows rows) : rows_(std::move(rows)) {
  rows_.close();
  sort_occurrences();
  sort_others();
  hash_files();
}

worker::IndexedFile KeptRows::statement(std::uint32_t file) const {
  const model::FileFacts& facts = rows_.files[file].facts;
  return {rows_.files[file].path, facts.content_hash, facts.mtime_ns, facts.size_bytes, hashes_[file]};
}

// Roles of one symbol at one place are one row.
void KeptRows::sort_occurrences() {
  const auto& symbols = rows_.symbols;
  const auto tell = [&](const FoundOccurrence& o) {
    return std::tuple(o.length, (o.roles & model::kDefines) == 0, (o.roles & model::kDeclares) == 0, o.extent.begin,
                      o.extent.end, o.extent.head_end, o.kind, o.flags, o.roles);
  };
  const auto is_before = [&](const FoundOccurrence& a, const FoundOccurrence& b) {
    if (a.symbol == b.symbol) return tell(a) < tell(b);
    const UnitSymbol& x = symbols[a.symbol];
    const UnitSymbol& y = symbols[b.symbol];
    return x.id != y.id ? x.id < y.id : x.usr < y.usr;
  };
  // By file, then by offset: most places have one occurrence.
  const std::vector<FoundOccurrence> found = std::move(rows_.occurrences);
  occurrences_.resize(rows_.files.size());
  for (const FoundOccurrence& each : found) ++occurrences_[each.file].end;
  std::size_t begin = 0;
  for (Span& span : occurrences_) {
    begin += span.end;
    span.begin = span.end = begin - span.end;
  }
  std::vector<std::uint64_t> places(found.size());  // offset, number
  for (std::uint32_t i = 0; i < found.size(); ++i) {
    places[occurrences_[found[i].file].end++] = std::uint64_t{found[i].offset} << 32 | i;
  }
  std::vector<FoundOccurrence>& kept = rows_.occurrences;
  kept.clear();
  kept.reserve(found.size());
  for (Span& span : occurrences_) {
    const auto here = std::span(places).subspan(span.begin, span.end - span.begin);
    std::sort(here.begin(), here.end());
    span.begin = kept.size();
    for (std::size_t at = 0; at < here.size();) {
      const std::uint64_t offset = here[at] >> 32;
      const std::size_t first = kept.size();
      do {
        kept.push_back(found[static_cast<std::uint32_t>(here[at++])]);
      } while (at < here.size() && here[at] >> 32 == offset);
      if (kept.size() == first + 1) continue;
      std::sort(kept.begin() + static_cast<std::ptrdiff_t>(first), kept.end(), is_before);
      std::size_t last = first;
      for (std::size_t i = first + 1; i < kept.size(); ++i) {
        if (kept[last].symbol == kept[i].symbol && kept[last].length == kept[i].length) {
          kept[last].roles |= kept[i].roles;
        } else {
          kept[++last] = kept[i];
        }
      }
      kept.resize(last + 1);
    }
    span.end = kept.size();
  }
  kept.shrink_to_fit();
}

void KeptRows::sort_others() {
  const auto& symbols = rows_.symbols;
  sort_unique(rows_.relations, [&](const FoundRelation& r) {
    return std::tuple(r.file, symbols[r.subject].usr, symbols[r.object].usr, r.kind);
  });
  sort_unique(rows_.includes, [&](const FoundInclude& i) {
    const std::string_view path = i.resolved == kNoOffset ? i.imported : rows_.files[i.resolved].path;
    return std::tuple(i.file, i.offset, i.spelled, path);
  });
  sort_unique(rows_.macros, [](const FoundMacro& m) { return std::tuple(m.file, m.offset, m.act, m.name); });
  const std::size_t files = rows_.files.size();
  by_file(rows_.relations, files, relations_);
  by_file(rows_.includes, files, includes_);
  by_file(rows_.macros, files, macros_);
}

// What rows say, in their order, before they are made: lines, columns and signatures follow from the text.
void KeptRows::hash_files() {
  const auto& symbols = rows_.symbols;
  std::vector<const FoundOccurrence*> shown(symbols.size());
  std::vector<std::uint32_t> introduced;
  Digest digest;
  for (std::uint32_t file = 0; file < rows_.files.size(); ++file) {
    digest.clear();
    digest.add(rows_.files[file].facts.content_hash);
    for (std::size_t i = occurrences_[file].begin; i < occurrences_[file].end; ++i) {
      const FoundOccurrence& each = rows_.occurrences[i];
      digest.add(each.offset, each.length);
      digest.add(symbols[each.symbol].digest);
      digest.add(each.roles);
      if (!introduces(each)) continue;
      digest.add(each.extent.begin, each.extent.end);
      const FoundOccurrence*& known = shown[each.symbol];
      if (!known) introduced.push_back(each.symbol);
      if (!known || rank(each) < rank(*known)) known = &each;
    }
    for (const std::uint32_t symbol : introduced) {
      const FoundOccurrence& best = *std::exchange(shown[symbol], nullptr);
      digest.add(symbols[symbol].scope_hash);
      digest.add(best.extent.head_end, static_cast<std::uint32_t>(best.kind) << 8 | best.flags);
    }
    introduced.clear();
    digest.add(relations_[file].end - relations_[file].begin);
    for (std::size_t i = relations_[file].begin; i < relations_[file].end; ++i) {
      const FoundRelation& each = rows_.relations[i];
      digest.add(symbols[each.subject].digest);
      digest.add(symbols[each.object].digest);
      digest.add(static_cast<std::uint64_t>(each.kind));
    }
    digest.add(includes_[file].end - includes_[file].begin);
    for (std::size_t i = includes_[file].begin; i < includes_[file].end; ++i) {
      const FoundInclude& each = rows_.includes[i];
      digest.add(each.offset, each.is_angled ? 1 : 0);
      digest.add(each.spelled);
      digest.add(each.resolved == kNoOffset ? each.imported : rows_.files[each.resolved].path);
    }
    for (std::size_t i = macros_[file].begin; i < macros_[file].end; ++i) {
      const FoundMacro& each = rows_.macros[i];
      digest.add(each.offset, static_cast<std::uint32_t>(each.act) << 1 | (each.pastes ? 1 : 0));
      digest.add(each.name);
      digest.add(each.body.size());
      for (const std::string_view word : each.body) digest.add(word);
    }
    hashes_.push_back(digest.hash());
  }
}

std::string_view KeptRows::signature(std::uint32_t file, const FoundOccurrence& shown) const {
  const Extent& extent = shown.extent;
  if (extent.begin == kNoOffset) return {};
  const SourceText& source = *rows_.files[file].source;
  const std::uint32_t size = std::min(extent.head_end - extent.begin, kMaxSignatureInput);
  std::string_view line = lexical::one_line(source.text().substr(extent.begin, size), signatures_);
  if (shown.kind == model::SymbolKind::kConstructor && line.ends_with(':')) {
    line = line.substr(0, line.find_last_not_of(" :") + 1);  // of its initialisers
  }
  return source.is_ascii() ? line : signatures_.copy(base::to_valid_utf8(line));
}

model::FileRows KeptRows::file_rows(std::uint32_t number, std::string_view path) const {
  model::FileRows result;
  const UnitFile& file = rows_.files[number];
  result.path = path;
  result.facts = file.facts;
  const SourceText& source = *file.source;

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
  const auto order = [](const FoundOccurrence* shown) { return shown ? rank(*shown) : std::pair(2, 0U); };
  const auto& symbols = rows_.symbols;
  std::sort(known.begin(), known.end(), [&](const Known& a, const Known& b) {
    return std::tuple(symbols[a.symbol].id, symbols[a.symbol].usr, order(a.shown)) <
           std::tuple(symbols[b.symbol].id, symbols[b.symbol].usr, order(b.shown));
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
      facts.signature = signature(number, *each.shown);
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
    row.start = source.position(each.offset);
    row.length = each.length;
    row.roles = each.roles;
    if (each.extent.begin != kNoOffset) {
      row.extent = {source.position(each.extent.begin), source.position(each.extent.end)};
    }
  }
  for (const FoundRelation& each : relations) {
    result.relations.push_back({number_of(each.subject), number_of(each.object), each.kind});
  }
  for (std::size_t i = includes_[number].begin; i < includes_[number].end; ++i) {
    const FoundInclude& each = rows_.includes[i];
    result.includes.push_back({source.position(each.offset).line, each.is_angled, each.spelled,
                               each.resolved == kNoOffset ? each.imported : rows_.files[each.resolved].path});
  }
  for (std::size_t i = macros_[number].begin; i < macros_[number].end; ++i) {
    const FoundMacro& each = rows_.macros[i];
    result.macros.push_back({source.position(each.offset).line, each.act, each.pastes, each.name, each.body});
  }
  return result;
}

}  // namespace cairn::clang
