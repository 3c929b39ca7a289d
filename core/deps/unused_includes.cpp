#include "core/deps/unused_includes.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/deps/unit_walk.h"
#include "core/store/lookup.h"
#include "core/store/segment.h"

namespace cairn::deps {
namespace {

using File = IncludeGraph::File;
using Ids = std::vector<std::uint64_t>;  // sorted

constexpr std::size_t kMaxSymbols = std::size_t{64} << 20;

// What the rows of one variant say.
struct Names {
  Ids declared;
  Ids mentioned;
  Ids specialised;            // templates of which it declares a specialisation
  bool has_operator = false;  // declares an operator outside of a class
};

void sort_unique(Ids& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

bool intersects(const Ids& a, const Ids& b) {
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() && right != b.end()) {
    if (*left == *right) return true;
    (*left < *right ? left : right) += 1;
  }
  return false;
}

bool is_operator(std::string_view name) {
  constexpr std::string_view kWord = "operator";
  if (!name.starts_with(kWord) || name.size() == kWord.size()) return false;
  const char next = name[kWord.size()];
  return !(next == '_' || (next >= '0' && next <= '9') || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'));
}

class NameReader {
 public:
  explicit NameReader(UnitReader& reader) : reader_(reader) {}

  const Names& of(const ReadFile& file) {
    const auto known = names_.find(file.variant);
    if (known != names_.end()) return known->second;
    if (symbols_ > kMaxSymbols) {
      names_.clear();
      symbols_ = 0;
    }
    Names names = read(file);
    symbols_ += names.declared.size() + names.mentioned.size();
    return names_.emplace(file.variant, std::move(names)).first->second;
  }

 private:
  Names read(const ReadFile& file) const {
    Names names;
    const IncludeGraph& graph = reader_.graph();
    const auto found = graph.snapshot().find_file(graph.layers().read, reader_.stored_path(file));
    if (!found) return names;
    const store::Segment& segment = *found->part->segment;
    segment.visit_occurrences(found->file, [&](store::Ordinal symbol, const store::Mention& mention) {
      const auto id = static_cast<std::uint64_t>(segment.symbol(symbol).id);
      const bool is_declared = (mention.roles & (model::kDeclares | model::kDefines)) != 0;
      names.mentioned.push_back(id);
      if (!is_declared) return;
      if (names.declared.empty() || names.declared.back() != id) note_declared(segment, symbol, found->file, names);
      names.declared.push_back(id);
    });
    sort_unique(names.declared);
    sort_unique(names.mentioned);
    sort_unique(names.specialised);
    return names;
  }

  static void note_declared(const store::Segment& segment, store::Ordinal symbol, store::Ordinal file, Names& names) {
    const model::SymbolFacts facts = segment.facts(symbol);
    names.has_operator = names.has_operator || (facts.kind == model::SymbolKind::kFunction && is_operator(facts.name));
    for (const store::SegmentRelation& relation : segment.relations(symbol)) {
      if (relation.file == file && relation.is_object && relation.kind == model::RelationKind::kSpecialisedBy) {
        names.specialised.push_back(static_cast<std::uint64_t>(segment.symbol(relation.other).id));
      }
    }
  }

  UnitReader& reader_;
  std::unordered_map<std::uint32_t, Names> names_;  // by variant
  std::size_t symbols_ = 0;
};

std::string_view stem_of(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
  return path.substr(0, path.find('.'));
}

// What one unit says of the includes of its source.
class Judge {
 public:
  explicit Judge(UnitReader& reader) : reader_(reader), names_(reader), walk_(reader) {}

  struct Verdict {
    bool is_unused = false;
    std::uint32_t files = 0;
  };

  // Of the include of `to` in the unit's source.
  Verdict judge(const UnitFiles& unit, const ReadFile& source, File to) {
    if (stem_of(reader_.graph().path(to)) == stem_of(reader_.graph().path(source.file))) return {};
    const std::vector<bool> is_below = reached_from(unit, to);
    const std::vector<bool> stays = walk_.without(unit, source.file, to).is_reached;
    const Ids mentioned = names_.of(source).mentioned;
    Ids gone;
    bool declares = false;
    for (std::size_t i = 0; i < unit.files.size(); ++i) {
      if (!is_below[i]) continue;
      if (unit.files[i].variant == 0) return {};
      const Names& names = names_.of(unit.files[i]);
      if (intersects(mentioned, names.declared)) return {};
      if (unit.files[i].file == to) declares = !names.declared.empty();
      if (!stays[i]) gone.insert(gone.end(), names.declared.begin(), names.declared.end());
    }
    if (!declares || is_asked_for_outside(unit, is_below)) return {};
    sort_unique(gone);
    return weigh(unit, stays, gone);
  }

 private:
  // Headers outside of the project name nothing of ours but the macros by which we ask them for something
  // (_GNU_SOURCE); then it counts where the include stands, though others may come to the header too.
  bool is_asked_for_outside(const UnitFiles& unit, const std::vector<bool>& is_below) {
    const auto is_ours = [&](std::size_t i) { return !reader_.graph().path(unit.files[i].file).starts_with('/'); };
    Ids ours;
    for (std::size_t i = 0; i < unit.files.size(); ++i) {
      if (!is_below[i] || !is_ours(i)) continue;
      const Ids& declared = names_.of(unit.files[i]).declared;
      ours.insert(ours.end(), declared.begin(), declared.end());
    }
    sort_unique(ours);
    for (std::size_t i = 0; i < unit.files.size() && !ours.empty(); ++i) {
      if (is_ours(i) || unit.files[i].variant == 0) continue;
      if (intersects(names_.of(unit.files[i]).mentioned, ours)) return true;
    }
    return false;
  }

  // Nothing that stays may need what goes.
  Verdict weigh(const UnitFiles& unit, const std::vector<bool>& stays, const Ids& gone) {
    Verdict verdict{true, 0};
    for (std::size_t i = 0; i < unit.files.size(); ++i) {
      if (unit.files[i].variant == 0) continue;
      const Names& names = names_.of(unit.files[i]);
      if (stays[i]) {
        if (intersects(names.mentioned, gone)) return {};
        continue;
      }
      ++verdict.files;
      const bool is_ours = !reader_.graph().path(unit.files[i].file).starts_with('/');
      if (is_ours && names.has_operator) return {};
      for (const std::uint64_t id : names.specialised) {
        if (!std::binary_search(gone.begin(), gone.end(), id)) return {};
      }
    }
    return verdict;
  }

  std::vector<bool> reached_from(const UnitFiles& unit, File from) {
    std::unordered_map<File, std::size_t> indexes;
    for (std::size_t i = 0; i < unit.files.size(); ++i) indexes[unit.files[i].file] = i;
    std::vector<bool> is_reached(unit.files.size());
    std::vector<std::size_t> order;
    const auto push = [&](File file) {
      const auto known = indexes.find(file);
      if (known == indexes.end() || is_reached[known->second]) return;
      is_reached[known->second] = true;
      order.push_back(known->second);
    };
    push(from);
    for (std::size_t next = 0; next < order.size(); ++next) {
      for (const IncludeGraph::Edge& edge : reader_.includes_of(unit.files[order[next]])) push(edge.to);
    }
    return is_reached;
  }

  UnitReader& reader_;
  NameReader names_;
  UnitWalk walk_;
};

}  // namespace

Result<UnusedIncludes> find_unused_includes(UnitReader& reader, const std::stop_token& stop) {
  using Key = std::tuple<std::string, std::uint32_t, std::string>;
  struct Votes {
    std::uint32_t units = 0;
    std::uint32_t unused = 0;
    std::uint64_t files = 0;
  };
  std::map<Key, Votes> votes;
  std::map<std::string, bool> sources;  // whether all units of it can be judged
  Judge judge(reader);
  const IncludeGraph& graph = reader.graph();
  const auto take = [&](const UnitFiles& unit) {
    const auto source = std::find_if(unit.files.begin(), unit.files.end(),
                                     [&](const ReadFile& each) { return each.file == unit.source; });
    const bool is_judged =
        unit.is_exact() && unit.error_count == 0 && source != unit.files.end() && source->variant != 0;
    const auto [known, is_new] = sources.try_emplace(unit.unit.key.path, is_judged);
    known->second = known->second && is_judged;
    if (!known->second) return true;
    const IncludeGraph::Edges edges = reader.includes_of(*source);
    for (const IncludeGraph::Edge& edge : edges) {
      const Judge::Verdict verdict = judge.judge(unit, *source, edge.to);
      Votes& vote = votes[{unit.unit.key.path, edge.line, graph.path(edge.to)}];
      ++vote.units;
      vote.unused += verdict.is_unused ? 1 : 0;
      vote.files += verdict.files;
    }
    return true;
  };
  if (auto visited = reader.visit(stop, take); !visited) return unexpected(visited.error());
  UnusedIncludes result;
  for (const auto& [path, is_judged] : sources) ++(is_judged ? result.sources : result.left_out);
  for (const auto& [key, vote] : votes) {
    const auto& [path, line, included] = key;
    if (!sources[path] || vote.unused != vote.units) continue;
    result.list.push_back({path, line, included, static_cast<std::uint32_t>(vote.files / vote.units)});
  }
  return result;
}

}  // namespace cairn::deps
