#include "core/deps/packages/lock_graph.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "core/deps/packages/package_versions.h"

namespace cairn::deps {
namespace {

constexpr std::size_t kMaxRoots = 100;  // beyond which no conflicts are looked for

class LockGraph {
 public:
  explicit LockGraph(const PackageFacts& facts) {
    std::multimap<std::string, std::uint32_t> by_name;
    for (const Package& package : facts.packages) {
      if (package.role == PackageRole::kWanted) continue;
      const auto number = static_cast<std::uint32_t>(packages_.size());
      packages_.push_back(&package);
      by_name.emplace(package.name, number);
      by_name.emplace(package.name + " " + package.version, number);
    }
    needs_.resize(packages_.size());
    is_needed_.resize(packages_.size());
    for (std::uint32_t i = 0; i < packages_.size(); ++i) {
      for (const std::string& need : packages_[i]->needs) {
        const auto [first, last] = by_name.equal_range(need);
        for (auto found = first; found != last; ++found) {
          needs_[i].push_back(found->second);
          if (found->second != i) is_needed_[found->second] = true;
        }
      }
    }
  }

  std::vector<LockConflict> conflicts() const {
    std::vector<LockConflict> conflicts;
    std::set<std::string> told;
    std::size_t roots = 0;
    for (std::uint32_t root = 0; root < packages_.size(); ++root) {
      const std::string& ecosystem = packages_[root]->ecosystem;
      if (is_needed_[root] || needs_[root].empty() || (ecosystem != "conan" && ecosystem != "vcpkg")) continue;
      if (++roots > kMaxRoots) break;
      for (LockConflict& conflict : conflicts_below(root)) {
        if (told.insert(conflict.name).second) conflicts.push_back(std::move(conflict));
      }
    }
    return conflicts;
  }

  std::vector<LockCycle> cycles() const {
    std::vector<LockCycle> cycles;
    enum class State : std::uint8_t { kNew, kOpen, kDone };
    std::vector<State> states(packages_.size());
    struct Step {
      std::uint32_t package;
      std::size_t next = 0;
    };
    for (std::uint32_t root = 0; root < packages_.size(); ++root) {
      if (states[root] != State::kNew || !counts(root)) continue;
      std::vector<Step> steps = {{root}};
      states[root] = State::kOpen;
      while (!steps.empty()) {
        Step& step = steps.back();
        if (step.next == needs_[step.package].size()) {
          states[step.package] = State::kDone;
          steps.pop_back();
          continue;
        }
        const std::uint32_t to = needs_[step.package][step.next++];
        if (!counts(to)) continue;
        if (states[to] == State::kNew) {
          states[to] = State::kOpen;
          steps.push_back({to});
        } else if (states[to] == State::kOpen) {
          LockCycle cycle;
          auto from = std::find_if(steps.begin(), steps.end(), [&](const Step& each) { return each.package == to; });
          for (; from != steps.end(); ++from) cycle.way.push_back(packages_[from->package]);
          cycles.push_back(std::move(cycle));
        }
      }
    }
    return cycles;
  }

 private:
  bool counts(std::uint32_t package) const {
    return packages_[package]->ecosystem != "npm" && packages_[package]->role != PackageRole::kSelf;
  }

  std::vector<LockConflict> conflicts_below(std::uint32_t root) const {
    std::vector<std::pair<std::uint32_t, std::size_t>> order = {{root, 0}};  // with the place of who needs it
    std::vector<bool> is_seen(packages_.size());
    is_seen[root] = true;
    std::map<std::string, std::vector<std::size_t>> places;
    for (std::size_t next = 0; next < order.size(); ++next) {
      places[packages_[order[next].first]->name].push_back(next);
      for (const std::uint32_t need : needs_[order[next].first]) {
        if (is_seen[need]) continue;
        is_seen[need] = true;
        order.emplace_back(need, next);
      }
    }
    std::vector<LockConflict> conflicts;
    for (const auto& [name, found] : places) {
      LockConflict conflict{name, {}};
      for (const std::size_t place : found) {
        const Package* package = packages_[order[place].first];
        const bool differs =
            std::all_of(conflict.versions.begin(), conflict.versions.end(), [&](const LockConflict::Version& other) {
              return are_different_versions(name, package->version, other.package->version);
            });
        if (!differs) continue;
        LockConflict::Version version{package, {}};
        for (std::size_t at = place;; at = order[at].second) {
          const Package* step = packages_[order[at].first];
          version.way.push_back(step->version.empty() ? step->name : step->name + " " + step->version);
          if (at == 0) break;
        }
        std::reverse(version.way.begin(), version.way.end());
        conflict.versions.push_back(std::move(version));
      }
      if (conflict.versions.size() > 1) conflicts.push_back(std::move(conflict));
    }
    return conflicts;
  }

  std::vector<const Package*> packages_;
  std::vector<std::vector<std::uint32_t>> needs_;
  std::vector<bool> is_needed_;
};

}  // namespace

LockFindings check_lock(const PackageFacts& facts) {
  const LockGraph graph(facts);
  return {graph.conflicts(), graph.cycles()};
}

}  // namespace cairn::deps
