#include "core/query/read_together.h"

#include <functional>
#include <unordered_map>
#include <utility>

#include "core/query/include_map.h"
#include "core/store/segment.h"
#include "platform/fs/path.h"

namespace cairn::query {
namespace {

struct Unresolved {
  IncludeMap::File from = 0;
  std::string_view name;  // of the file it means, without folders; empty: not known
};

std::vector<Unresolved> unresolved_of(const store::Snapshot& snapshot, std::uint32_t layer, const IncludeMap& map) {
  std::vector<Unresolved> found;
  for (const store::Part& part : snapshot.parts) {
    const store::Segment& segment = *part.segment;
    if (segment.file().layer() != layer) continue;
    for (store::Ordinal ordinal = 0; ordinal < segment.count(store::Section::kFiles); ++ordinal) {
      if (!part.is_live(ordinal)) continue;
      for (const store::SegmentInclude& include : segment.includes(ordinal)) {
        if (include.resolved) continue;
        if (const auto file = map.find(segment.path(ordinal))) found.push_back({*file, fs::file_name(include.spelled)});
      }
    }
  }
  return found;
}

// The files by the name of which something that is read includes in a way that the scan could not follow, and what
// these include.
void add_unresolved(const IncludeMap& map, const std::vector<Unresolved>& unresolved, const std::vector<bool>& is_read,
                    const std::function<void(const std::vector<IncludeMap::File>&)>& add) {
  std::unordered_map<std::string_view, std::vector<IncludeMap::File>> named;
  for (IncludeMap::File file = 0; file < map.size(); ++file) named[fs::file_name(map.path(file))].push_back(file);
  std::vector<bool> is_done(unresolved.size());
  for (bool has_more = true; has_more;) {
    has_more = false;
    for (std::size_t i = 0; i < unresolved.size(); ++i) {
      if (is_done[i] || !is_read[unresolved[i].from]) continue;
      is_done[i] = has_more = true;
      if (unresolved[i].name.empty()) {
        for (const auto& [name, files] : named) add(files);
      } else if (const auto found = named.find(unresolved[i].name); found != named.end()) {
        add(found->second);
      }
    }
  }
}

}  // namespace

std::unordered_set<std::string> read_together(const store::Snapshot& snapshot, std::uint32_t layer,
                                              const std::vector<std::string>& files) {
  const IncludeMap map(snapshot, layer);
  std::vector<bool> is_reading(map.size());
  std::vector<IncludeMap::File> readers;
  std::unordered_set<std::string_view> names;
  std::unordered_set<std::string> together(files.begin(), files.end());
  const auto add_readers = [&](const std::vector<IncludeMap::File>& from) {
    map.reach(from, IncludeMap::Way::kIncluders, is_reading, [&](IncludeMap::File file) {
      readers.push_back(file);
      names.insert(fs::file_name(map.path(file)));
      return true;
    });
  };
  std::vector<IncludeMap::File> first;
  for (const std::string& path : files) {
    if (const auto file = map.find(path)) first.push_back(*file);
  }
  add_readers(first);
  // What includes one of them in a way that the scan could not follow, and what includes that.
  const std::vector<Unresolved> unresolved = unresolved_of(snapshot, layer, map);
  std::vector<Unresolved> waiting = unresolved;
  for (bool has_more = true; has_more;) {
    has_more = false;
    std::vector<Unresolved> left;
    for (const Unresolved& each : waiting) {
      if (!each.name.empty() && !names.contains(each.name)) {
        left.push_back(each);
        continue;
      }
      has_more = true;
      add_readers({each.from});
    }
    waiting = std::move(left);
  }
  std::vector<bool> is_read(map.size());
  const auto add_read = [&](const std::vector<IncludeMap::File>& from) {
    map.reach(from, IncludeMap::Way::kIncludes, is_read, [&](IncludeMap::File file) {
      together.emplace(map.path(file));
      return true;
    });
  };
  add_read(readers);
  add_unresolved(map, unresolved, is_read, add_read);
  return together;
}

}  // namespace cairn::query
