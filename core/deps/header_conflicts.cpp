#include "core/deps/header_conflicts.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/deps/unit_walk.h"
#include "core/store/segment.h"
#include "core/store/variant_path.h"
#include "platform/fs/path.h"

namespace cairn::deps {
namespace {

using File = IncludeGraph::File;

// What an include found that did not look beside its file.
struct Found {
  std::string spelled;
  File file = 0;
};

bool is_beside(const std::string& includer, std::string_view spelled, const std::string& included) {
  const std::size_t slash = includer.rfind('/');
  const std::string folder = slash == std::string::npos ? std::string("/") : includer.substr(0, slash + 1);
  const bool is_absolute = includer.starts_with('/');
  const std::string beside = fs::join_path(is_absolute ? folder : "/" + folder, spelled);
  return beside == (is_absolute ? included : "/" + included);
}

class Meanings {
 public:
  explicit Meanings(UnitReader& reader) : reader_(reader) {}

  void add(const UnitFiles& unit) {
    for (const ReadFile& file : unit.files) {
      hashes_[file.file] = file.content_hash;
      if (file.variant == 0) continue;
      for (const Found& found : found_by(file)) {
        for (const std::uint32_t target : unit.unit.targets) {
          if (is_real(target)) meanings_[{target, found.spelled}].insert(found.file);
        }
      }
    }
  }

  // Without those that do not count.
  std::vector<std::pair<std::pair<std::uint32_t, std::string>, std::vector<File>>> conflicts() {
    std::vector<std::pair<std::pair<std::uint32_t, std::string>, std::vector<File>>> list;
    for (const auto& [key, files] : meanings_) {
      std::vector<File> others;
      std::set<std::uint64_t> contents;
      for (const File file : files) {
        if (wraps(file, files)) continue;
        if (contents.insert(hashes_[file]).second) others.push_back(file);
      }
      if (others.size() > 1) list.emplace_back(key, std::move(others));
    }
    return list;
  }

 private:
  bool is_real(std::uint32_t target) const { return reader_.project().targets[target].kind != "folder"; }

  const std::vector<Found>& found_by(const ReadFile& file) {
    const auto [known, is_new] = found_.try_emplace(file.variant);
    if (!is_new) return known->second;
    IncludeGraph& graph = reader_.graph();
    const auto rows = graph.snapshot().find_file(graph.layers().read, reader_.stored_path(file));
    if (!rows) return known->second;
    const store::Segment& segment = *rows->part->segment;
    for (const store::SegmentInclude& include : segment.includes(rows->file)) {
      if (!include.resolved) continue;
      const std::string included(store::own_path(segment.path(*include.resolved)));
      const File to = graph.add(included);
      includes_[file.file].insert(to);
      if (!include.is_angled && is_beside(graph.path(file.file), include.spelled, included)) continue;
      known->second.push_back({std::string(include.spelled), to});
    }
    return known->second;
  }

  // Whether the file is one that goes on to another of its name.
  bool wraps(File file, const std::set<File>& others) const {
    const auto included = includes_.find(file);
    return included != includes_.end() && std::any_of(others.begin(), others.end(), [&](File other) {
             return other != file && included->second.contains(other);
           });
  }

  UnitReader& reader_;
  std::unordered_map<std::uint32_t, std::vector<Found>> found_;  // by variant
  std::unordered_map<File, std::set<File>> includes_;
  std::unordered_map<File, std::uint64_t> hashes_;
  std::map<std::pair<std::uint32_t, std::string>, std::set<File>> meanings_;  // by target and text
};

}  // namespace

Result<std::vector<HeaderConflict>> find_header_conflicts(UnitReader& reader, const std::stop_token& stop) {
  Meanings meanings(reader);
  const auto add = [&](const UnitFiles& unit) {
    if (unit.is_read) meanings.add(unit);
    return true;
  };
  if (auto visited = reader.visit(stop, add); !visited) return unexpected(visited.error());
  const auto found = meanings.conflicts();
  IncludeGraph& graph = reader.graph();
  std::map<std::pair<std::uint32_t, File>, std::vector<ChainLink>> chains;  // by target and file
  for (const auto& [key, files] : found) {
    for (const File file : files) chains[{key.first, file}] = {};
  }
  UnitWalk walk(reader);
  const auto follow = [&](const UnitFiles& unit) {
    for (const ReadFile& file : unit.files) {
      for (const std::uint32_t target : unit.unit.targets) {
        const auto wanted = chains.find({target, file.file});
        if (wanted == chains.end() || !wanted->second.empty()) continue;
        std::vector<bool> is_target(graph.size());
        is_target[file.file] = true;
        wanted->second = links_of(graph, walk.chain(unit, is_target));
      }
    }
    return true;
  };
  if (!found.empty()) {
    if (auto visited = reader.visit(stop, follow); !visited) return unexpected(visited.error());
  }
  std::vector<HeaderConflict> conflicts;
  for (const auto& [key, files] : found) {
    HeaderConflict conflict{key.first, key.second, {}};
    for (const File file : files) conflict.meanings.push_back({graph.path(file), chains[{key.first, file}]});
    std::sort(conflict.meanings.begin(), conflict.meanings.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    conflicts.push_back(std::move(conflict));
  }
  const auto& targets = reader.project().targets;
  std::sort(conflicts.begin(), conflicts.end(), [&](const HeaderConflict& a, const HeaderConflict& b) {
    return std::tie(targets[a.target].name, a.spelled) < std::tie(targets[b.target].name, b.spelled);
  });
  return conflicts;
}

}  // namespace cairn::deps
