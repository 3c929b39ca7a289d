// What makes a header a module, decided from texts alone (the build of the modules has the last
// word): it is guarded as a whole, two units of the group reach it, nobody includes it between
// braces, and its includes mean the same files to all units. A guarded header that stays
// outside takes those that include it along: read as text within a module it would count as
// read for the unit too, and its names stay invisible. What is not guarded (X-macros, .def, .inc)
// stays text wherever it is included.
//
// The graph is a little larger than that of any unit: an include counts unless its conditions
// ask for macros that nobody in the whole group defines, or for the absence of clang's own.
#include "core/index/prelude/header_choice.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "core/index/prelude/entry_order.h"
#include "core/index/prelude/include_search.h"
#include "core/index/prelude/source_scan.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"

namespace cairn::index {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20;
// A larger group's graph is not looked at: nothing that is known comes near.
constexpr std::size_t kMaxFiles = 100'000;
// So many units of a hundred may find other files than the rest: they are left out, otherwise the header is.
constexpr std::size_t kFewPercent = 10;

struct Edge {
  FileNumber to = 0;
  bool is_nested = false;
  std::uint32_t line = 0;  // in SourceScan::includes
  bool operator==(const Edge&) const = default;
};

struct File {
  std::string path;
  bool is_system = false;
  bool is_read = false;
  SourceScan scan;
};

class Chooser {
 public:
  Chooser(const std::vector<GroupedUnit>& units, std::string directory, const worker::CommandDescription& description,
          const std::stop_token& stop)
      : units_(units), directory_(std::move(directory)), stop_(stop) {
    macros_.is_always_defined = [this](const std::string& name) { return predefined_.contains(name); };
    macros_.may_be_defined = [this](const std::string& name) {
      return !is_all_read_ || predefined_.contains(name) || defined_.contains(name_hash_of(name));
    };
    predefined_.insert(description.predefined_macros.begin(), description.predefined_macros.end());
    for (const worker::SearchFolder& folder : description.folders) {
      if (folder.kind == worker::SearchFolder::Kind::kSystem) system_folders_.push_back(folder.path);
    }
  }

  std::vector<PreludePlan> choose();

 private:
  struct Unit {
    FileNumber main = 0;
    std::uint32_t search = 0;
  };
  struct Reach {
    std::vector<FileNumber> project;  // without the main file
    std::set<FileNumber> standard;    // reached directly
  };

  SearchPath search_path(const FlagKey& flags) const;
  FileNumber file(const std::string& path);
  void read(FileNumber number);
  void read_all();
  const std::vector<Edge>& edges(FileNumber from, std::uint32_t search);
  Reach reach(const Unit& unit);
  std::unordered_set<NameHash> mentioned_names();
  struct Uses;
  Uses uses(const std::vector<std::size_t>& members);
  void note_nested(FileNumber number, FileNumber includer, std::uint32_t search, Uses& uses);
  PreludePlan plan(const std::vector<std::size_t>& members);
  bool leave_out_few(std::vector<std::size_t>& members, PreludePlan& plan, const std::string& reason,
                     const std::function<bool(std::size_t)>& is_odd);
  void leave_out_nested(PreludePlan& plan, std::vector<std::size_t>& members, std::map<FileNumber, std::string>& out);
  void choose_exact_units(PreludePlan& plan, std::vector<std::size_t>& members, std::map<FileNumber, std::string>& out);
  void choose_project_headers(PreludePlan& plan, const std::vector<std::size_t>& members,
                              std::map<FileNumber, std::string>& out);
  void leave_out_of_place(PreludePlan& plan, std::vector<std::size_t>& members, std::map<FileNumber, std::string>& out);

  const std::vector<GroupedUnit>& units_;
  const std::string directory_;
  const std::stop_token& stop_;
  std::unordered_set<std::string> predefined_;
  KnownMacros macros_;
  std::vector<std::string> system_folders_;

  IncludeSearch search_;
  std::uint32_t build_search_ = 0;
  std::vector<Unit> members_;  // as units_
  std::vector<Reach> reaches_;
  std::vector<File> files_;
  std::unordered_map<std::string, FileNumber> numbers_;
  std::unordered_set<NameHash> defined_;  // by any file of the group or any command
  bool is_all_read_ = false;
  std::unordered_map<std::uint64_t, std::vector<Edge>> edges_;
};

SearchPath Chooser::search_path(const FlagKey& flags) const {
  SearchPath path{flags.quoted, flags.angled, flags.system};
  path.system.insert(path.system.end(), system_folders_.begin(), system_folders_.end());
  path.system.insert(path.system.end(), flags.after.begin(), flags.after.end());
  return path;
}

FileNumber Chooser::file(const std::string& path) {
  const auto [entry, is_new] = numbers_.try_emplace(path, static_cast<FileNumber>(files_.size()));
  if (is_new) {
    File& added = files_.emplace_back();
    added.path = path;
    added.is_system = std::any_of(system_folders_.begin(), system_folders_.end(), [&](const std::string& folder) {
      return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
    });
  }
  return entry->second;
}

void Chooser::read(FileNumber number) {
  File& file = files_[number];
  if (file.is_read) return;
  file.is_read = true;
  if (const auto text = fs::read_file(file.path, kMaxFileBytes)) file.scan = scan_source(*text);
  for (const auto& [name, conditions] : file.scan.definitions) defined_.insert(name);
}

const std::vector<Edge>& Chooser::edges(FileNumber from, std::uint32_t search) {
  // What lies in the system's folders sees the project's only by accident: one answer for all.
  if (files_[from].is_system) search = build_search_;
  const auto [entry, is_new] = edges_.try_emplace((std::uint64_t{search} << 32) | from);
  if (!is_new) return entry->second;
  read(from);
  std::vector<Edge> found;
  const std::string includer = files_[from].path;
  const SourceScan scan = files_[from].scan;  // a copy: finding adds files
  for (const ScannedInclude& include : scan.includes) {
    if (!may_hold(include.conditions, macros_)) continue;
    const std::string path = search_.find(search, includer, include.spelled, include.is_angled, include.is_next);
    if (path.empty() || files_.size() >= kMaxFiles) continue;
    const auto line = static_cast<std::uint32_t>(&include - scan.includes.data());
    found.push_back({file(path), include.is_nested, line});
  }
  std::vector<Edge>& kept = edges_[(std::uint64_t{search} << 32) | from];
  kept = std::move(found);
  return kept;
}

// Everything that may be reached, so that all definitions of macros are known.
void Chooser::read_all() {
  std::set<std::pair<FileNumber, std::uint32_t>> seen;
  std::vector<std::pair<FileNumber, std::uint32_t>> open;
  for (const Unit& unit : members_) open.emplace_back(unit.main, unit.search);
  while (!open.empty() && !stop_.stop_requested()) {
    const auto [from, search] = open.back();
    open.pop_back();
    if (!seen.emplace(from, files_[from].is_system ? build_search_ : search).second) continue;
    for (const Edge& edge : std::vector<Edge>(edges(from, search))) open.emplace_back(edge.to, search);
  }
  for (const GroupedUnit& unit : units_) {
    for (const auto& [name, definition] : unit.flags.macros) defined_.insert(name_hash_of(name));
  }
  const KnownMacros all_macros{[all = defined_, this](const std::string& name) {
                                 return predefined_.contains(name) || all.contains(name_hash_of(name));
                               },
                               macros_.is_always_defined};
  is_all_read_ = true;
  edges_.clear();
  // Without the definitions that no unit ever comes to.
  defined_.clear();
  for (const File& file : files_) {
    for (const auto& [name, conditions] : file.scan.definitions) {
      if (may_hold(conditions, all_macros)) defined_.insert(name);
    }
  }
  for (const GroupedUnit& unit : units_) {
    for (const auto& [name, definition] : unit.flags.macros) defined_.insert(name_hash_of(name));
  }
}

Chooser::Reach Chooser::reach(const Unit& unit) {
  Reach result;
  std::unordered_set<FileNumber> seen{unit.main};
  std::vector<FileNumber> open{unit.main};
  while (!open.empty()) {
    const FileNumber from = open.back();
    open.pop_back();
    for (const Edge& edge : edges(from, unit.search)) {
      if (files_[edge.to].is_system) {
        result.standard.insert(edge.to);
      } else if (seen.insert(edge.to).second) {
        result.project.push_back(edge.to);
        open.push_back(edge.to);
      }
    }
  }
  return result;
}

// Whatever stands in a header that a module may contain.
std::unordered_set<NameHash> Chooser::mentioned_names() {
  std::set<FileNumber> seen;
  std::vector<FileNumber> open;
  for (const Reach& reach : reaches_) {
    open.insert(open.end(), reach.standard.begin(), reach.standard.end());
    open.insert(open.end(), reach.project.begin(), reach.project.end());
  }
  std::unordered_set<NameHash> names;
  while (!open.empty() && !stop_.stop_requested()) {
    const FileNumber from = open.back();
    open.pop_back();
    if (!seen.insert(from).second) continue;
    read(from);
    names.insert(files_[from].scan.identifiers.begin(), files_[from].scan.identifiers.end());
    if (!files_[from].is_system) continue;  // the project's are in the list as a whole
    for (const Edge& edge : edges(from, build_search_)) open.push_back(edge.to);
  }
  return names;
}

// Headers that mean other files to some units: either these stay outside, or those.
void Chooser::leave_out_of_place(PreludePlan& plan, std::vector<std::size_t>& members,
                                 std::map<FileNumber, std::string>& out) {
  std::map<FileNumber, std::set<std::size_t>> others;
  for (const std::size_t member : members) {
    const Unit& unit = members_[member];
    if (unit.search == build_search_) continue;
    for (const FileNumber number : reaches_[member].project) {
      if (edges(number, unit.search) != edges(number, build_search_)) others[number].insert(member);
    }
  }
  std::set<std::size_t> refused;
  for (const auto& [number, odd] : others) {
    if (odd.size() * 100 > members.size() * kFewPercent) {
      out.try_emplace(number, "its includes mean other files to some units");
    } else {
      refused.insert(odd.begin(), odd.end());
    }
  }
  std::erase_if(members, [&](std::size_t member) {
    if (!refused.contains(member)) return false;
    plan.units_left_out.push_back({units_[member].path, "includes of its headers mean other files to it"});
    return true;
  });
}

// Who includes what, for the units that are left.
struct Chooser::Uses {
  std::map<FileNumber, std::size_t> units;  // how many reach it; without their main files
  std::set<FileNumber> standard;
  std::set<FileNumber> mains;
  std::map<FileNumber, std::set<FileNumber>> includers;
  std::map<FileNumber, std::set<FileNumber>> nesting;  // who includes it between braces
};

// What is text anyway may stand between braces, but what it includes stands there too.
void Chooser::note_nested(FileNumber number, FileNumber includer, std::uint32_t search, Uses& uses) {
  std::set<FileNumber> seen;
  std::vector<FileNumber> open{number};
  while (!open.empty()) {
    const FileNumber at = open.back();
    open.pop_back();
    if (!seen.insert(at).second) continue;
    read(at);
    if (files_[at].is_system || files_[at].scan.is_guarded) {
      uses.nesting[at].insert(includer);
    } else {
      for (const Edge& edge : edges(at, search)) open.push_back(edge.to);
    }
  }
}

Chooser::Uses Chooser::uses(const std::vector<std::size_t>& members) {
  Uses uses;
  const auto note_edges = [&](FileNumber from, std::uint32_t search) {
    for (const Edge& edge : edges(from, search)) {
      if (edge.is_nested) note_nested(edge.to, from, search, uses);
      if (!files_[edge.to].is_system) uses.includers[edge.to].insert(from);
    }
  };
  for (const std::size_t member : members) {
    uses.mains.insert(members_[member].main);
    uses.standard.insert(reaches_[member].standard.begin(), reaches_[member].standard.end());
    for (const FileNumber number : reaches_[member].project) ++uses.units[number];
  }
  for (const std::size_t member : members) note_edges(members_[member].main, members_[member].search);
  for (const auto& [number, count] : uses.units) note_edges(number, build_search_);
  return uses;
}

// Units of which `is_odd` says so are left out if they, and those that were before, are few.
bool Chooser::leave_out_few(std::vector<std::size_t>& members, PreludePlan& plan, const std::string& reason,
                            const std::function<bool(std::size_t)>& is_odd) {
  const auto count = static_cast<std::size_t>(std::count_if(members.begin(), members.end(), is_odd));
  const std::size_t total = members.size() + plan.units_left_out.size();
  if (plan.units_left_out.size() + count > std::max<std::size_t>(1, total * kFewPercent / 100)) return count == 0;
  std::erase_if(members, [&](std::size_t member) {
    if (!is_odd(member)) return false;
    plan.units_left_out.push_back({units_[member].path, reason});
    return true;
  });
  return true;
}

// A header between braces cannot be imported there. If few units reach whoever does that, they are left out; else
// the header stays text for all.
void Chooser::leave_out_nested(PreludePlan& plan, std::vector<std::size_t>& members,
                               std::map<FileNumber, std::string>& out) {
  const Uses all = uses(members);
  for (const auto& [number, nesting] : all.nesting) {
    for (const FileNumber includer : nesting) {
      const auto reaches = [&](std::size_t member) {
        const std::vector<FileNumber>& project = reaches_[member].project;
        return members_[member].main == includer ||
               std::find(project.begin(), project.end(), includer) != project.end();
      };
      const std::string reason = files_[includer].path + " includes " + files_[number].path + " between braces";
      if (leave_out_few(members, plan, reason, reaches)) {
        out.try_emplace(includer, reason);
      } else if (!files_[number].is_system) {
        out.try_emplace(number, "included between braces, in " + files_[includer].path);
      }
    }
  }
}

// What depends on the order of includes: project headers that see a macro of one that they do not include would not
// see it as modules; of system headers, some units tell all that any unit would.
void Chooser::choose_exact_units(PreludePlan& plan, std::vector<std::size_t>& members,
                                 std::map<FileNumber, std::string>& out) {
  const Uses all = uses(members);
  std::set<FileNumber> files;
  std::vector<FileNumber> open(all.standard.begin(), all.standard.end());
  for (const auto& [number, count] : all.units) open.push_back(number);
  while (!open.empty()) {
    const FileNumber number = open.back();
    open.pop_back();
    if (!files.insert(number).second) continue;
    for (const Edge& edge : edges(number, build_search_)) open.push_back(edge.to);
  }
  EntryGraph graph;
  graph.scan = [this](FileNumber number) -> const SourceScan& {
    read(number);
    return files_[number].scan;
  };
  graph.definitions = [this](FileNumber number) {
    std::vector<NameHash> names;
    for (const auto& [name, conditions] : files_[number].scan.definitions) {
      if (may_hold(conditions, macros_)) names.push_back(name);
    }
    return names;
  };
  graph.uses = [this](FileNumber number) {
    const SourceScan& scan = files_[number].scan;
    EntryGraph::Uses uses;
    std::vector<std::vector<NameHash>*> lists;  // by region
    for (const SourceScan::Region& region : scan.regions) {
      const bool is_decided = !region.expression.empty() && evaluate(region.expression, macros_);
      lists.push_back(may_hold(region.conditions, macros_) ? is_decided ? &uses.named : &uses.names : nullptr);
    }
    for (const auto& [name, region] : scan.uses) {
      if (lists[region]) lists[region]->push_back(name);
    }
    for (const auto& [name, region] : scan.own_uses) {
      if (lists[region]) uses.own.push_back(name);
    }
    return uses;
  };
  graph.includes = [this](FileNumber number) {
    std::vector<EntryGraph::Include> includes;
    for (const Edge& edge : edges(number, build_search_)) includes.push_back({edge.to, edge.line});
    return includes;
  };
  graph.acts = [this](FileNumber number) {
    const SourceScan& scan = files_[number].scan;
    std::vector<bool> is_active;
    for (const SourceScan::Region& region : scan.regions) is_active.push_back(may_hold(region.conditions, macros_));
    std::vector<SourceScan::Act> acts;
    for (const SourceScan::Act& act : scan.acts) {
      if (is_active[act.region]) acts.push_back(act);
    }
    return acts;
  };
  const EntryOrder order(graph, {files.begin(), files.end()}, [this](FileNumber n) { return files_[n].is_system; });
  std::map<std::size_t, EntryOrder::Entries> entries;
  std::map<FileNumber, std::set<std::size_t>> behind;
  for (const std::size_t member : members) {
    std::vector<FileNumber> includes;
    for (const Edge& edge : edges(members_[member].main, members_[member].search)) includes.push_back(edge.to);
    entries[member] = order.enter(includes);
    for (const FileNumber number : entries[member].after_a_definer) {
      if (!files_[number].is_system && files_[number].scan.is_guarded) behind[number].insert(member);
    }
  }
  for (const auto& [number, units] : behind) {
    const std::string reason = files_[number].path + " mentions macros of headers that are included before it";
    const bool has_left = leave_out_few(members, plan, reason, [&](std::size_t unit) { return units.contains(unit); });
    if (!has_left) out.try_emplace(number, "mentions macros of headers that are included before it");
  }
  std::vector<std::set<std::uint64_t>> items;
  std::set<std::uint64_t> covered;
  for (const auto& [member, entered] : entries) {
    const bool is_left = std::find(members.begin(), members.end(), member) != members.end();
    if (units_[member].is_exact || !is_left) covered.insert(entered.items.begin(), entered.items.end());
  }
  for (const std::size_t member : members) {
    std::set<std::uint64_t>& missing = items.emplace_back();
    std::set_difference(entries[member].items.begin(), entries[member].items.end(), covered.begin(), covered.end(),
                        std::inserter(missing, missing.end()));
  }
  std::set<std::size_t> chosen;
  for (const std::size_t place : cover(items)) chosen.insert(members[place]);
  for (const std::size_t member : members) {
    if (chosen.contains(member) || units_[member].is_exact) plan.exact_units.push_back(units_[member].number);
  }
  std::erase_if(members, [&](std::size_t member) { return chosen.contains(member) || units_[member].is_exact; });
  for (const FileNumber number : files) {
    if (files_[number].is_system && order.is_sensitive(number)) plan.order_dependent.push_back(files_[number].path);
  }
  std::sort(plan.order_dependent.begin(), plan.order_dependent.end());
}

PreludePlan Chooser::plan(const std::vector<std::size_t>& all_members) {
  PreludePlan plan;
  std::vector<std::size_t> members = all_members;
  FlagKey flags = units_[members.front()].flags;
  const auto join = [](std::vector<std::string>& list, const std::vector<std::string>& more) {
    for (const std::string& each : more) {
      if (std::find(list.begin(), list.end(), each) == list.end()) list.push_back(each);
    }
  };
  for (const std::size_t member : members) {
    join(flags.quoted, units_[member].flags.quoted);
    join(flags.angled, units_[member].flags.angled);
    join(flags.system, units_[member].flags.system);
    join(flags.after, units_[member].flags.after);
    plan.include_lines.emplace(units_[member].number, include_lines_hash(files_[members_[member].main].scan));
  }
  plan.directory = directory_;
  plan.arguments = arguments_of(flags);
  plan.macros = flags.macros;
  build_search_ = search_.add(search_path(flags));

  std::map<FileNumber, std::string> out;
  leave_out_of_place(plan, members, out);
  leave_out_nested(plan, members, out);
  std::vector<std::size_t> on_prelude = members;
  choose_exact_units(plan, on_prelude, out);
  choose_project_headers(plan, members, out);
  // The order in which the units that include most have them.
  std::set<FileNumber> standard;
  std::vector<std::size_t> by_size = members;
  std::stable_sort(by_size.begin(), by_size.end(), [this](std::size_t a, std::size_t b) {
    return reaches_[a].standard.size() > reaches_[b].standard.size();
  });
  for (const std::size_t member : by_size) {
    for (const FileNumber number : reaches_[member].standard) {
      if (standard.insert(number).second) plan.standard.push_back(files_[number].path);
    }
  }
  for (const std::size_t member : on_prelude) plan.units.push_back(units_[member].number);
  return plan;
}

void Chooser::choose_project_headers(PreludePlan& plan, const std::vector<std::size_t>& members,
                                     std::map<FileNumber, std::string>& out) {
  Uses all = uses(members);
  std::set<FileNumber> text;
  for (const auto& [number, count] : all.units) {
    if (!files_[number].scan.is_guarded) {
      text.insert(number);
      plan.headers_left_out.push_back({files_[number].path, "no include guard around all of it: it stays text"});
    } else if (all.mains.contains(number)) {
      out.try_emplace(number, "it is a unit itself");
    } else if (const auto& includes = files_[number].scan.includes;
               std::any_of(includes.begin(), includes.end(), [](const ScannedInclude& each) { return each.is_next; })) {
      out.try_emplace(number, "says #include_next: its folder is not known in a module");
    } else if (count < 2) {
      out.try_emplace(number, "one unit includes it");
    }
  }
  // Upwards, through text too.
  std::vector<FileNumber> open;
  for (const auto& [number, reason] : out) open.push_back(number);
  std::set<FileNumber> passed(open.begin(), open.end());
  while (!open.empty()) {
    const FileNumber number = open.back();
    open.pop_back();
    for (const FileNumber includer : all.includers[number]) {
      if (all.mains.contains(includer) || !passed.insert(includer).second) continue;
      if (!text.contains(includer)) out.try_emplace(includer, "includes " + files_[number].path);
      open.push_back(includer);
    }
  }
  std::map<std::string, FileNumber> chosen;
  for (const auto& [number, count] : all.units) {
    if (const auto reason = out.find(number); reason != out.end()) {
      if (plan.headers_left_out.size() < kMaxLeftOut && count > 1)
        plan.headers_left_out.push_back({files_[number].path, reason->second});
    } else if (!text.contains(number)) {
      chosen.emplace(files_[number].path, number);
    }
  }
  plan.headers_left_out.resize(std::min(plan.headers_left_out.size(), kMaxLeftOut));
  std::map<FileNumber, std::uint32_t> places;
  for (const auto& [path, number] : chosen) {
    places.emplace(number, static_cast<std::uint32_t>(plan.project.size()));
    plan.project.push_back(path);
  }
  for (const auto& [path, number] : chosen) {
    // Includes through text count too.
    std::set<FileNumber> seen;
    std::set<std::uint32_t> direct;
    std::vector<FileNumber> up{number};
    while (!up.empty()) {
      const FileNumber at = up.back();
      up.pop_back();
      for (const FileNumber includer : all.includers[at]) {
        if (!seen.insert(includer).second) continue;
        if (const auto place = places.find(includer); place != places.end()) {
          direct.insert(place->second);
        } else if (text.contains(includer)) {
          up.push_back(includer);
        }
      }
    }
    plan.includers.emplace_back(direct.begin(), direct.end());
  }
}

std::vector<PreludePlan> Chooser::choose() {
  for (const GroupedUnit& unit : units_) {
    members_.push_back({file(unit.path), search_.add(search_path(unit.flags))});
    files_[members_.back().main].is_system = false;
  }
  read_all();
  for (const Unit& unit : members_) {
    if (stop_.stop_requested()) return {};
    reaches_.push_back(reach(unit));
  }
  const std::unordered_set<NameHash> mentioned = mentioned_names();
  std::map<std::string, std::vector<std::size_t>> parts;  // by the definitions that matter
  for (std::size_t i = 0; i < units_.size(); ++i) {
    std::string signature;
    for (const auto& [name, definition] : units_[i].flags.macros) {
      if (mentioned.contains(name_hash_of(name))) signature += definition + '\n';
    }
    parts[signature].push_back(i);
  }
  std::vector<PreludePlan> plans;
  for (const auto& [signature, members] : parts) {
    if (stop_.stop_requested()) return {};
    if (members.size() < kLeastUnits) continue;
    PreludePlan made = plan(members);
    if (made.units.size() >= kLeastUnits && !made.standard.empty()) plans.push_back(std::move(made));
  }
  return plans;
}

}  // namespace

std::uint64_t include_lines_hash(const SourceScan& scan) {
  std::string text;
  for (const ScannedInclude& include : scan.includes) text += include.spelled + '\n';
  return base::hash64(text);
}

std::vector<PreludePlan> choose_headers(const std::vector<GroupedUnit>& units, const std::string& directory,
                                        const worker::CommandDescription& description, const std::stop_token& stop) {
  if (units.size() < kLeastUnits) return {};
  return Chooser(units, directory, description, stop).choose();
}

}  // namespace cairn::index
