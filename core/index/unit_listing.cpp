#include "core/index/unit_listing.h"

#include <algorithm>

#include "core/project/language.h"
#include "core/worker/codec.h"
#include "platform/base/hash.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

// Grows with every change of what cairn-indexer says about the same source.
constexpr std::uint32_t kRowsVersion = 4;

}  // namespace

std::string index_path(std::string_view root, std::string_view absolute) {
  if (root.size() > 1 && absolute.size() > root.size() && fs::is_within(root, absolute)) {
    absolute.remove_prefix(root.size() + 1);
  }
  return std::string(absolute);
}

std::string absolute_path(std::string_view root, std::string_view indexed) { return fs::join_path(root, indexed); }

std::uint64_t command_hash(const std::string& directory, const std::vector<std::string>& arguments) {
  worker::Encoder bytes;  // writes lengths: no two lists of strings give the same bytes
  bytes(kRowsVersion);
  bytes(directory);
  bytes(arguments);
  return base::hash64(bytes.take());
}

std::shared_ptr<const UnitList> list_units(project::Project& project, const std::string& real_root) {
  auto units = std::make_shared<UnitList>();
  if (!project.database().database) return units;
  for (const std::string& file : project.database().database->files()) {
    if (!project::file_kind(file).is_source) continue;
    const project::CompileCommand command = project.command_for(file);
    units->push_back({{index_path(real_root, file), 0}, command_hash(command.directory, command.arguments)});
  }
  std::sort(units->begin(), units->end(), [](const ListedUnit& a, const ListedUnit& b) { return a.key < b.key; });
  return units;
}

}  // namespace cairn::index
