// The units of a workspace: what there is to index.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/deps/unit_table.h"
#include "core/project/project.h"
#include "platform/base/result.h"

namespace cairn::index {

// One entry of the compilation database. Its command is asked for when its turn comes, since
// ten thousand command lines are some 40 MB.
//
// A file with several entries is a unit for each of its different commands, as they are after
// normalisation; its rows are the union of what those say. Slot 0 is the first entry's, the
// one that open files and borrowing headers use; of the others the slot is made of the command,
// so that an entry that comes or goes leaves the rest as they are.
struct ListedUnit {
  deps::UnitKey key;
  std::uint64_t command_hash = 0;
  std::uint32_t entry = 0;  // its number among those of its file (Project::command_for_entry)
};
using UnitList = std::vector<ListedUnit>;  // by key

// The form in which the index names a file: relative to `root`; absolute outside of it.
// REQUIRES: both are absolute and normalised.
std::string index_path(std::string_view root, std::string_view absolute);
// And back.
std::string absolute_path(std::string_view root, std::string_view indexed);

// Of everything besides the files' contents that rows depend on: the folder, the arguments, and
// the version of the indexer's rows. Where `root` stands in them does not count: a workspace
// that is moved, with commands that moved along, has the same hashes.
std::uint64_t command_hash(std::string_view root, const std::string& directory,
                           const std::vector<std::string>& arguments);

// The C and C++ sources of the project's database. Reads response files and the like; for a
// background thread. `real_root`: the root without symbolic links.
std::shared_ptr<const UnitList> list_units(project::Project& project, const std::string& real_root);

}  // namespace cairn::index
