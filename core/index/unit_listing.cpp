#include "core/index/unit_listing.h"

#include <algorithm>
#include <set>

#include "core/project/language.h"
#include "core/worker/codec.h"
#include "platform/base/hash.h"
#include "platform/fs/path.h"

namespace cairn::index {
namespace {

// In the name of a file or folder, without those that end it in a command line.
bool is_name_byte(char c) { return std::string_view("/\"',;:=\\) ").find(c) == std::string_view::npos; }

// Grows with every change of what cairn-indexer says about the same source.
constexpr std::uint32_t kRowsVersion = 7;

// No command line has it in it, so the root's place in a word can still be told.
constexpr char kRootMark = '\x1f';

// The word with the mark wherever the root stands as a whole path or its beginning: also
// behind "-I", or within a definition.
std::string without_root(std::string_view root, std::string_view word) {
  std::string out;
  if (root.size() < 2) return std::string(word);
  for (std::size_t at = word.find(root); at != std::string_view::npos; at = word.find(root)) {
    const std::size_t end = at + root.size();
    const bool is_whole = end == word.size() || !is_name_byte(word[end]);
    out += word.substr(0, at);
    out += is_whole ? std::string(1, kRootMark) : std::string(root);
    word.remove_prefix(end);
  }
  return out.append(word);
}

}  // namespace

std::string index_path(std::string_view root, std::string_view absolute) {
  if (root.size() > 1 && absolute.size() > root.size() && fs::is_within(root, absolute)) {
    absolute.remove_prefix(root.size() + 1);
  }
  return std::string(absolute);
}

std::string absolute_path(std::string_view root, std::string_view indexed) { return fs::join_path(root, indexed); }

std::uint64_t command_hash(std::string_view root, const std::string& directory,
                           const std::vector<std::string>& arguments) {
  worker::Encoder bytes;  // writes lengths: no two lists of strings give the same bytes
  bytes(kRowsVersion);
  bytes(without_root(root, directory));
  for (const std::string& argument : arguments) bytes(without_root(root, argument));
  return base::hash64(bytes.take());
}

std::shared_ptr<const UnitList> list_units(project::Project& project, const std::string& real_root) {
  auto units = std::make_shared<UnitList>();
  if (!project.database().database) return units;
  for (const std::string& file : project.database().database->files()) {
    if (!project::file_kind(file).is_source) continue;
    const std::string path = index_path(real_root, file);
    std::set<std::uint64_t> hashes;
    std::set<std::uint32_t> slots;
    const auto count = static_cast<std::uint32_t>(project.database().database->entry_count(file));
    for (std::uint32_t entry = 0; entry < count; ++entry) {
      const project::CompileCommand command = project.command_for_entry(file, entry);
      const std::uint64_t hash = command_hash(real_root, command.directory, command.arguments);
      if (!hashes.insert(hash).second) continue;
      std::uint32_t slot = entry == 0 ? 0 : std::max(1U, static_cast<std::uint32_t>(hash));
      while (!slots.insert(slot).second) ++slot;
      units->push_back({{path, slot}, hash, entry});
    }
  }
  std::sort(units->begin(), units->end(), [](const ListedUnit& a, const ListedUnit& b) { return a.key < b.key; });
  return units;
}

}  // namespace cairn::index
