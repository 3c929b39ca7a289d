#include "core/store/segment_builder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/store/pending_rows.h"

namespace cairn::store {
struct SegmentBuilder::State : PendingRows {
  std::vector<std::pair<std::uint32_t, Mention>> scratch;

  std::uint32_t add_symbol(const model::SymbolFacts& facts, std::uint32_t path);
  void add_occurrences(const model::FileRows& rows, const std::vector<std::uint32_t>& symbol_numbers);
};

SegmentBuilder::SegmentBuilder(std::uint32_t layer, std::uint64_t generation) : state_(std::make_unique<State>()) {
  state_->layer = layer;
  state_->generation = generation;
}
SegmentBuilder::~SegmentBuilder() = default;

std::size_t SegmentBuilder::file_count() const { return state_->files.size(); }
std::uint64_t SegmentBuilder::occurrence_count() const { return state_->occurrences; }

std::size_t SegmentBuilder::memory_bytes() const {
  const State& s = *state_;
  return s.paths.memory_bytes() + s.usrs.memory_bytes() + s.names.memory_bytes() + s.texts.memory_bytes() +
         s.identifiers.memory_bytes() + s.symbols.capacity() * sizeof(PendingSymbol) +
         s.files.capacity() * sizeof(PendingFile) + s.groups.capacity() * sizeof(PendingGroup) + s.bodies.capacity() +
         s.relations.capacity() * sizeof(PendingRelation) + s.includes.capacity() * sizeof(PendingInclude) +
         s.macros.capacity() * sizeof(PendingMacro) +
         (s.macro_bodies.capacity() + s.file_identifiers.capacity()) * sizeof(std::uint32_t);
}

namespace {

Result<void> check(const model::FileRows& rows) {
  const auto wrong = [&](std::string_view what) {
    return unexpected(ErrorCode::kInvalidArgument, fmt::format("rows of '{}': {}", rows.path, what));
  };
  if (rows.path.empty()) return wrong("no path");
  for (const model::SymbolFacts& symbol : rows.symbols) {
    if (symbol.usr.empty()) return wrong("a symbol without USR");
  }
  for (const model::Occurrence& occurrence : rows.occurrences) {
    if (occurrence.symbol >= rows.symbols.size()) return wrong("an occurrence of an unknown symbol");
  }
  for (const model::Relation& relation : rows.relations) {
    if (std::max(relation.subject, relation.object) >= rows.symbols.size())
      return wrong("a relation of an unknown symbol");
  }
  return {};
}

}  // namespace

Result<void> SegmentBuilder::add(const model::FileRows& rows) {
  State& s = *state_;
  if (auto checked = check(rows); !checked) return checked;
  const std::uint32_t path = s.paths.add(rows.path);
  s.has_rows.resize(s.paths.size());
  if (s.has_rows[path]) {
    return unexpected(ErrorCode::kInvalidArgument, fmt::format("rows of '{}' were added before", rows.path));
  }
  s.has_rows[path] = true;

  std::vector<std::uint32_t> numbers;
  numbers.reserve(rows.symbols.size());
  for (const model::SymbolFacts& symbol : rows.symbols) numbers.push_back(s.add_symbol(symbol, path));
  s.add_occurrences(rows, numbers);
  for (const model::Relation& relation : rows.relations) {
    s.relations.push_back({numbers[relation.subject], numbers[relation.object], relation.kind});
  }
  for (const model::IncludeLine& include : rows.includes) {
    s.includes.push_back({include.line, s.texts.add(include.spelled),
                          include.resolved.empty() ? kNoNumber : s.paths.add(include.resolved), include.is_angled});
  }
  const std::size_t first_identifier = s.file_identifiers.size();
  for (const std::string_view identifier : rows.identifiers) {
    s.file_identifiers.push_back(s.identifiers.add(identifier));
  }
  for (const model::MacroLine& macro : rows.macros) {
    s.macros.push_back({macro.line, s.identifiers.add(macro.name), static_cast<std::uint32_t>(macro.body.size()),
                        macro.act, macro.pastes});
    s.file_identifiers.push_back(s.macros.back().name);
    for (const std::string_view identifier : macro.body) {
      s.macro_bodies.push_back(s.identifiers.add(identifier));
      s.file_identifiers.push_back(s.macro_bodies.back());
    }
  }
  const auto begin = s.file_identifiers.begin() + static_cast<std::ptrdiff_t>(first_identifier);
  std::sort(begin, s.file_identifiers.end());
  s.file_identifiers.erase(std::unique(begin, s.file_identifiers.end()), s.file_identifiers.end());
  s.files.push_back({path, rows.facts, s.groups.size(), s.bodies.size(), s.relations.size(), s.includes.size(),
                     s.macros.size(), s.macro_bodies.size(), s.file_identifiers.size()});
  return {};
}

// A file that only uses a symbol may know less of it than one that declares it. Of several that
// declare it the first by path counts, whatever order they come in.
std::uint32_t SegmentBuilder::State::add_symbol(const model::SymbolFacts& facts, std::uint32_t path) {
  const std::uint32_t number = usrs.add(facts.usr);
  const bool is_new = number == symbols.size();
  if (is_new) symbols.emplace_back();
  const auto knows = [](std::uint8_t flags) { return (flags & model::SymbolFacts::kMentionedOnly) == 0; };
  if (!is_new) {
    const PendingSymbol& known = symbols[number];
    const bool is_better =
        knows(facts.flags) != knows(known.flags) ? knows(facts.flags) : paths[path] < paths[known.path];
    if (!is_better) return number;
  }
  symbols[number] = {names.add(facts.name),
                     texts.add(facts.scope),
                     texts.add(facts.signature),
                     path,
                     static_cast<std::uint8_t>(facts.kind),
                     facts.flags};
  return number;
}

void SegmentBuilder::State::add_occurrences(const model::FileRows& rows,
                                            const std::vector<std::uint32_t>& symbol_numbers) {
  scratch.clear();
  for (const model::Occurrence& each : rows.occurrences) {
    scratch.emplace_back(symbol_numbers[each.symbol], Mention{each.start, each.length, each.roles, each.extent});
  }
  std::sort(scratch.begin(), scratch.end());
  scratch.erase(std::unique(scratch.begin(), scratch.end()), scratch.end());
  occurrences += scratch.size();
  std::vector<Mention> mentions;
  for (std::size_t i = 0; i < scratch.size();) {
    const std::uint32_t symbol = scratch[i].first;
    bool introduces = false;
    mentions.clear();
    for (; i < scratch.size() && scratch[i].first == symbol; ++i) {
      mentions.push_back(scratch[i].second);
      introduces = introduces || (mentions.back().roles & (model::kDeclares | model::kDefines)) != 0;
    }
    const std::size_t before = bodies.size();
    encode_mentions(bodies, mentions);
    groups.push_back({symbol, static_cast<std::uint32_t>(bodies.size() - before), introduces});
  }
}

Result<void> SegmentBuilder::write(const std::string& path) {
  SegmentWriter writer(path, state_->layer);
  return write_segment(*state_, writer);
}

Result<std::string> SegmentBuilder::write_to_memory() {
  SegmentWriter writer(state_->layer);
  if (auto written = write_segment(*state_, writer); !written) return unexpected(written.error());
  return writer.take_memory();
}

}  // namespace cairn::store
