#include "core/index/prelude/prelude_groups.h"

#include <map>
#include <utility>

#include "core/project/language.h"
#include "platform/base/hash.h"

namespace cairn::index {

std::vector<PreludeGroup> group_units(const UnitList& list, const std::string& root,
                                      const std::function<project::CompileCommand(const ListedUnit&)>& command_for) {
  std::map<std::string, PreludeGroup> by_name;
  for (std::size_t number = 0; number < list.size(); ++number) {
    const std::string path = absolute_path(root, list[number].key.path);
    const project::CompileCommand command = command_for(list[number]);
    if (project::effective_language(command.arguments, path) != "c++") continue;
    FlagKey flags = flag_key(command);
    if (!flags.refusal.empty()) continue;
    std::string name;
    for (const std::string& option : flags.options) name += name.empty() ? option : " " + option;
    PreludeGroup& group = by_name[name];
    if (group.units.empty()) {
      group.name = name;
      group.directory = command.directory;
      group.sample = path;
    }
    group.fingerprint = group.fingerprint * 31 + list[number].command_hash + base::hash64(path);
    group.units.push_back({number, path, std::move(flags)});
  }
  std::vector<PreludeGroup> groups;
  for (auto& [name, group] : by_name) {
    if (group.units.size() >= kLeastUnits) groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace cairn::index
