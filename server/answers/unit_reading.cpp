#include "server/answers/unit_reading.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/model/answers.h"
#include "core/store/segment.h"

namespace cairn::server {
namespace {

using Kind = model::SymbolKind;

template <typename Value>
void sort_unique(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool is_operator(std::string_view name) {
  constexpr std::string_view kWord = "operator";
  if (!name.starts_with(kWord) || name.size() == kWord.size()) return false;
  const char next = name[kWord.size()];
  return !(next == '_' || (next >= '0' && next <= '9') || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'));
}

}  // namespace

UnitReading::UnitReading(deps::UnitReader& reader, std::vector<deps::ReadFile> files, std::size_t source)
    : reader_(reader), files_(std::move(files)), source_(source), edges_(files_.size()) {
  std::unordered_map<deps::IncludeGraph::File, std::size_t> indexes;
  for (std::size_t i = 0; i < files_.size(); ++i) indexes[files_[i].file] = i;
  std::vector<bool> is_included(files_.size());
  for (std::size_t i = 0; i < files_.size(); ++i) {
    for (const deps::IncludeGraph::Edge& edge : reader_.includes_of(files_[i])) {
      const auto to = indexes.find(edge.to);
      if (to == indexes.end()) continue;
      edges_[i].push_back({to->second, edge.line});
      is_included[to->second] = true;
    }
  }
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (!is_included[i] && i != source_) roots_.push_back(i);
  }
}

ReadingOrder UnitReading::order(const std::vector<Include>& includes) const {
  const std::vector<std::uint32_t> never(files_.size(), ReadingOrder::kNever);
  ReadingOrder order{never, never, never};
  std::uint32_t now = 0;
  struct Open {
    std::size_t file = 0;
    std::size_t next = 0;  // of its includes
  };
  const auto edges_of = [&](std::size_t file) -> const std::vector<Include>& {
    return file == source_ ? includes : edges_[file];
  };
  const auto read = [&](std::size_t first) {
    std::uint32_t line = ReadingOrder::kNever;
    std::vector<Open> open;
    const auto enter = [&](std::size_t file) {
      order.entered[file] = now++;
      order.source_line[file] = line;
      open.push_back({file, 0});
    };
    if (!order.is_read(first)) enter(first);
    while (!open.empty()) {
      const std::size_t file = open.back().file;
      const std::vector<Include>& edges = edges_of(file);
      if (open.back().next == edges.size()) {
        order.left[file] = now++;
        open.pop_back();
        continue;
      }
      const Include& edge = edges[open.back().next++];
      if (file == source_) line = edge.line;
      if (!order.is_read(edge.to)) enter(edge.to);
    }
  };
  for (const std::size_t root : roots_) read(root);
  read(source_);
  return order;
}

std::vector<bool> UnitReading::reached_from(std::size_t file) const {
  std::vector<bool> is_reached(files_.size());
  std::vector<std::size_t> waiting = {file};
  is_reached[file] = true;
  while (!waiting.empty()) {
    const std::size_t next = waiting.back();
    waiting.pop_back();
    for (const Include& edge : edges_[next]) {
      if (!is_reached[edge.to]) waiting.push_back(edge.to);
      is_reached[edge.to] = true;
    }
  }
  return is_reached;
}

const UnitFileNames& UnitReading::names(std::size_t index) {
  const auto known = names_.find(index);
  return known != names_.end() ? known->second : names_.emplace(index, read_names(index)).first->second;
}

UnitFileNames UnitReading::read_names(std::size_t index) const {
  UnitFileNames names;
  const deps::IncludeGraph& graph = reader_.graph();
  if (!has_rows(index)) return names;
  const auto found = graph.snapshot().find_file(graph.layers().read, reader_.stored_path(files_[index]));
  if (!found) return names;
  const store::Segment& segment = *found->part->segment;
  std::optional<store::Ordinal> last;
  segment.visit_occurrences(found->file, [&](store::Ordinal symbol, const store::Mention& mention) {
    const auto id = static_cast<std::uint64_t>(segment.symbol(symbol).id);
    const bool is_defined = (mention.roles & model::kDefines) != 0;
    if (names.mentioned.empty() || names.mentioned.back() != id) names.mentioned.push_back(id);
    if (!is_defined && (mention.roles & model::kDeclares) == 0) return;
    if (segment.facts(symbol).kind == Kind::kNamespace) return names.namespaces.push_back(id);
    names.declared.push_back({id, is_defined});
    if (last == symbol) return;
    last = symbol;
    const model::SymbolFacts facts = segment.facts(symbol);
    if (facts.kind == Kind::kMacro) names.macros.emplace_back(facts.name);
    if (facts.kind == Kind::kFunction && is_operator(facts.name)) names.has_operator = true;
    if (facts.kind == Kind::kOperator) names.has_operator = true;
    if (facts.kind == Kind::kFunction) names.functions.emplace_back(facts.name);
    for (const store::SegmentRelation& relation : segment.relations(symbol)) {
      if (relation.file == found->file && relation.is_object && relation.kind == model::RelationKind::kSpecialisedBy) {
        names.specialised.push_back(static_cast<std::uint64_t>(segment.symbol(relation.other).id));
      }
    }
  });
  sort_unique(names.declared);
  sort_unique(names.namespaces);
  sort_unique(names.mentioned);
  sort_unique(names.specialised);
  sort_unique(names.functions);
  sort_unique(names.macros);
  return names;
}

std::vector<UnitReading::Use> UnitReading::source_uses() const {
  std::vector<Use> uses;
  const deps::IncludeGraph& graph = reader_.graph();
  const auto found = graph.snapshot().find_file(graph.layers().read, reader_.stored_path(files_[source_]));
  if (!found) return uses;
  const store::Segment& segment = *found->part->segment;
  std::optional<store::Ordinal> last;
  segment.visit_occurrences(found->file, [&](store::Ordinal symbol, const store::Mention& mention) {
    if (last == symbol) {
      uses.back().line = std::min(uses.back().line, mention.start.line);
      return;
    }
    last = symbol;
    const model::SymbolFacts facts = segment.facts(symbol);
    uses.push_back({static_cast<std::uint64_t>(segment.symbol(symbol).id), std::string(facts.name),
                    std::string(facts.scope), mention.start.line});
  });
  return uses;
}

}  // namespace cairn::server
