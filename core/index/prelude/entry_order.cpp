#include "core/index/prelude/entry_order.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cairn::index {
namespace {

// Files without guards may enter one another for ever.
constexpr std::size_t kMaxDepth = 200;
constexpr std::size_t kMaxEntries = 50'000;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 29);
}

}  // namespace

EntryOrder::EntryOrder(EntryGraph graph, std::vector<FileNumber> files, std::function<bool(FileNumber)> is_system)
    : graph_(std::move(graph)), is_system_(std::move(is_system)) {
  std::unordered_map<NameHash, std::vector<FileNumber>> definers;
  std::unordered_map<NameHash, std::vector<FileNumber>> undefiners;
  MacroBodies bodies;
  for (const FileNumber file : files) {
    for (const auto& [macro, name] : graph_.scan(file).bodies) bodies[macro].push_back(name);
    for (const NameHash name : graph_.definitions(file)) definers[name].push_back(file);
    for (const SourceScan::Act& act : graph_.scan(file).acts) {
      if (act.is_undefinition) undefiners[act.name].push_back(file);
    }
  }
  std::unordered_set<NameHash> asked_for;
  for (const FileNumber file : files) {
    std::unordered_set<FileNumber> closure{file};
    std::vector<FileNumber> open{file};
    while (!open.empty()) {
      const FileNumber from = open.back();
      open.pop_back();
      for (const EntryGraph::Include& include : graph_.includes(from)) {
        if (closure.insert(include.to).second) open.push_back(include.to);
      }
    }
    std::vector<Mention> mentions;
    EntryGraph::Uses uses = graph_.uses(file);
    const std::unordered_set<NameHash> asked(uses.names.begin(), uses.names.end());
    uses.names.insert(uses.names.end(), uses.own.begin(), uses.own.end());
    std::set<NameHash> names = with_bodies(std::move(uses.names), bodies);
    for (const NameHash name : uses.own) {
      if (!asked.contains(name)) names.erase(name);
    }
    const std::set<NameHash> decisive = names;
    names.insert(uses.named.begin(), uses.named.end());
    for (const NameHash name : names) {
      const auto known = definers.find(name);
      if (known == definers.end()) continue;
      Mention mention{name, {}, {}};
      for (const FileNumber definer : known->second) {
        const bool is_itself = definer == file && !graph_.scan(file).is_guarded;  // of the entry before
        if (!is_itself && closure.contains(definer)) continue;
        if (decisive.contains(name) || !is_system_(definer)) mention.definers.push_back(definer);
      }
      if (mention.definers.empty()) continue;
      if (const auto undone = undefiners.find(name); undone != undefiners.end()) mention.undefiners = undone->second;
      asked_for.insert(name);
      mentions.push_back(std::move(mention));
    }
    // A module's header is named by its path, from which clang does not know where to go on.
    const std::vector<ScannedInclude>& includes = graph_.scan(file).includes;
    const bool goes_on =
        std::any_of(includes.begin(), includes.end(), [](const ScannedInclude& include) { return include.is_next; });
    if (mentions.empty() && !goes_on) continue;
    sensitive_.insert(file);
    mentions_.emplace(file, std::move(mentions));
  }
  for (const FileNumber file : files) {
    std::vector<SourceScan::Act> acts = graph_.acts(file);
    std::erase_if(acts, [&](const SourceScan::Act& act) { return !asked_for.contains(act.name); });
    if (!acts.empty()) acts_.emplace(file, std::move(acts));
  }
}

// What a preprocessor would do, but for conditions: a definition counts that may be active, and an #undef that is
// reached whenever the definition was.
class EntryOrder::Walk {
 public:
  Walk(const EntryOrder& order, Entries& entries) : order_(order), entries_(entries) {}

  void enter(FileNumber file, std::size_t depth) {
    const bool was_entered = places_.contains(file);
    if ((order_.graph_.scan(file).is_guarded && was_entered) || depth > kMaxDepth || count_ >= kMaxEntries) return;
    note(file);
    places_[file] = ++count_;
    ++open_[file];
    static const std::vector<SourceScan::Act> kNone;
    const auto known = order_.acts_.find(file);
    const std::vector<SourceScan::Act>& acts = known == order_.acts_.end() ? kNone : known->second;
    auto act = acts.begin();
    for (const EntryGraph::Include& include : order_.graph_.includes(file)) {
      for (; act != acts.end() && act->includes <= include.line; ++act) apply(*act, file);
      enter(include.to, depth + 1);
    }
    for (; act != acts.end(); ++act) apply(*act, file);
    --open_[file];
  }

 private:
  // What the last of those entered so far did to the macro, seen more finely than `defined_`: an include counts that
  // may be active, so that too many situations are told apart rather than too few. Which file it was does not matter
  // for a system's header: its macros have names only.
  enum State : std::uint64_t { kNothing = 0, kDefined = 1, kUndefined = 2, kUnderWay = 3 };
  State state_of(const Mention& mention) const {
    std::size_t last = 0;
    State state = kNothing;
    const auto look = [&](const std::vector<FileNumber>& files, State done) {
      for (const FileNumber file : files) {
        const auto place = places_.find(file);
        if (place == places_.end() || place->second < last) continue;
        // A file that does both leaves what only a preprocessor could tell: told apart from either.
        state = place->second == last || open_.at(file) != 0 ? kUnderWay : done;
        last = place->second;
      }
    };
    look(mention.definers, kDefined);
    look(mention.undefiners, kUndefined);
    return state;
  }

  // By one of the files that the mentioning one does not include.
  bool is_defined(const Mention& mention) const {
    const auto defined = defined_.find(mention.name);
    if (defined == defined_.end()) return false;
    const std::vector<Definition>& all = defined->second;
    return std::any_of(all.begin(), all.end(), [&](const Definition& each) {
      return std::find(mention.definers.begin(), mention.definers.end(), each.file) != mention.definers.end();
    });
  }

  struct Definition {
    FileNumber file = 0;
    std::uint32_t region = 0;
  };

  void apply(const SourceScan::Act& act, FileNumber file) {
    if (!act.is_undefinition) {
      std::vector<Definition>& all = defined_[act.name];
      if (all.empty() || !is_default(act, file)) all.push_back({file, act.region});
      return;
    }
    const auto known = defined_.find(act.name);
    if (known == defined_.end()) return;
    std::erase_if(known->second, [&](const Definition& each) { return undoes(act, file, each); });
  }

  // It holds only if there is no other: taken for one that does not hold behind another, which is so nearly always.
  // (Where it is not, the replay of a unit finds it: core/clang/indexer/macro_replay.h.)
  bool is_default(const SourceScan::Act& act, FileNumber file) const {
    const std::vector<Condition>& conditions = order_.graph_.scan(file).regions[act.region].conditions;
    return std::any_of(conditions.begin(), conditions.end(), [&](const Condition& each) {
      const std::string_view test = each.is_negated ? "defined(" : "!defined(";
      const std::string_view text = each.expression;
      if (!text.starts_with(test) || !text.ends_with(')')) return false;
      return name_hash_of(text.substr(test.size(), text.size() - test.size() - 1)) == act.name;
    });
  }

  bool undoes(const SourceScan::Act& act, FileNumber file, const Definition& definition) const {
    const SourceScan& scan = order_.graph_.scan(file);
    const std::vector<Condition>& conditions = scan.regions[act.region].conditions;
    if (definition.file == file) {
      const std::vector<Condition>& others = scan.regions[definition.region].conditions;
      return conditions.size() <= others.size() && std::equal(conditions.begin(), conditions.end(), others.begin());
    }
    const auto is_sure = [&](const Condition& each) {
      constexpr std::string_view kTest = "defined(";
      const std::string_view text = each.expression;
      if (each.is_negated || !text.starts_with(kTest) || !text.ends_with(')')) return false;
      const std::string_view name = text.substr(kTest.size(), text.size() - kTest.size() - 1);
      return name_hash_of(name) == act.name;
    };
    // The guard's is the first.
    const bool has_guard = scan.is_guarded && !conditions.empty() && conditions[0].expression.starts_with("!defined(");
    return std::all_of(conditions.begin() + (has_guard ? 1 : 0), conditions.end(), is_sure);
  }

  void note(FileNumber file) {
    const auto known = order_.mentions_.find(file);
    if (known == order_.mentions_.end()) return;
    std::uint64_t item = mixed(0, file);
    bool is_behind = false;
    for (const Mention& mention : known->second) {
      if (const State state = state_of(mention); state != kNothing) item = mixed(mixed(item, mention.name), state);
      is_behind = is_behind || is_defined(mention);
    }
    if (order_.is_system_(file)) entries_.items.insert(item);
    if (is_behind) entries_.after_a_definer.insert(file);
  }

  const EntryOrder& order_;
  Entries& entries_;
  std::unordered_map<FileNumber, std::size_t> places_;             // of the last entry, from 1
  std::unordered_map<FileNumber, int> open_;                       // entries that are under way
  std::unordered_map<NameHash, std::vector<Definition>> defined_;  // those that hold
  std::size_t count_ = 0;
};

EntryOrder::Entries EntryOrder::enter(std::span<const FileNumber> includes) const {
  Entries entries;
  Walk walk(*this, entries);
  for (const FileNumber file : includes) walk.enter(file, 0);
  return entries;
}

std::vector<std::size_t> cover(const std::vector<std::set<std::uint64_t>>& items) {
  std::set<std::uint64_t> missing;
  for (const auto& each : items) missing.insert(each.begin(), each.end());
  std::vector<std::size_t> chosen;
  while (!missing.empty()) {
    std::size_t best = 0;
    std::size_t best_count = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto count = static_cast<std::size_t>(
          std::count_if(items[i].begin(), items[i].end(), [&](std::uint64_t item) { return missing.contains(item); }));
      if (count > best_count) {
        best = i;
        best_count = count;
      }
    }
    for (const std::uint64_t item : items[best]) missing.erase(item);
    chosen.push_back(best);
  }
  return chosen;
}

}  // namespace cairn::index
