#include "core/index/prelude/entry_order.h"

#include <algorithm>
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

EntryOrder::EntryOrder(EntryGraph graph, std::vector<FileNumber> files, std::function<bool(FileNumber)> has_items)
    : graph_(std::move(graph)), has_items_(std::move(has_items)) {
  std::unordered_map<NameHash, std::vector<FileNumber>> definers;
  std::unordered_map<NameHash, std::vector<FileNumber>> undefiners;
  for (const FileNumber file : files) {
    for (const NameHash name : graph_.definitions(file)) definers[name].push_back(file);
    for (const NameHash name : graph_.scan(file).undefined) undefiners[name].push_back(file);
  }
  for (const FileNumber file : files) {
    std::unordered_set<FileNumber> closure{file};
    std::vector<FileNumber> open{file};
    while (!open.empty()) {
      const FileNumber from = open.back();
      open.pop_back();
      for (const FileNumber to : graph_.includes(from)) {
        if (closure.insert(to).second) open.push_back(to);
      }
    }
    std::vector<Mention> mentions;
    for (const NameHash name : graph_.scan(file).identifiers) {
      const auto known = definers.find(name);
      if (known == definers.end()) continue;
      Mention mention{name, {}, {}};
      for (const FileNumber definer : known->second) {
        const bool is_itself = definer == file && !graph_.scan(file).is_guarded;  // of the entry before
        if (is_itself || !closure.contains(definer)) mention.definers.push_back(definer);
      }
      if (mention.definers.empty()) continue;
      if (const auto undone = undefiners.find(name); undone != undefiners.end()) mention.undefiners = undone->second;
      mentions.push_back(std::move(mention));
    }
    if (!mentions.empty()) sensitive_.insert(file);
    if (!mentions.empty()) mentions_.emplace(file, std::move(mentions));
  }
}

class EntryOrder::Walk {
 public:
  Walk(const EntryOrder& order, Entries& entries) : order_(order), entries_(entries) {}

  void enter_all(std::span<const FileNumber> includes, std::size_t depth) {
    for (const FileNumber file : includes) enter(file, depth);
  }

 private:
  void enter(FileNumber file, std::size_t depth) {
    const SourceScan& scan = order_.graph_.scan(file);
    const bool was_entered = places_.contains(file);
    if ((scan.is_guarded && was_entered) || depth > kMaxDepth || entered_ >= kMaxEntries) return;
    note(file);
    places_[file] = ++entered_;
    ++open_[file];
    enter_all(order_.graph_.includes(file), depth + 1);
    --open_[file];
  }

  // What the last of those entered so far did to the macro. Which of them it was does not matter for a system's header:
  // its macros have names only.
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

  void note(FileNumber file) {
    const auto known = order_.mentions_.find(file);
    if (known == order_.mentions_.end()) return;
    std::uint64_t item = mixed(0, file);
    bool is_behind = false;
    for (const Mention& mention : known->second) {
      const State state = state_of(mention);
      if (state == kNothing) continue;
      item = mixed(mixed(item, mention.name), state);
      is_behind = true;
    }
    if (order_.has_items_(file)) entries_.items.insert(item);
    if (is_behind) entries_.after_a_definer.insert(file);
  }

  const EntryOrder& order_;
  Entries& entries_;
  std::unordered_map<FileNumber, std::size_t> places_;  // of the last entry, from 1
  std::unordered_map<FileNumber, int> open_;            // entries that are under way
  std::size_t entered_ = 0;
};

EntryOrder::Entries EntryOrder::enter(std::span<const FileNumber> includes) const {
  Entries entries;
  Walk(*this, entries).enter_all(includes, 0);
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
