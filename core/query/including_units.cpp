#include "core/query/including_units.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace cairn::query {
namespace {

constexpr std::size_t kMaxFiles = 4096;

std::set<std::string> includers_of(const store::Snapshot& snapshot, std::uint32_t layer, std::string_view path) {
  std::set<std::string> found;
  for (const store::Part& part : snapshot.parts) {
    const store::Segment& segment = *part.segment;
    if (segment.file().layer() != layer) continue;
    const std::optional<store::Ordinal> file = segment.find_path(path);
    if (!file) continue;
    for (const store::Ordinal includer : segment.includers(*file)) {
      if (part.is_live(includer)) found.emplace(segment.path(includer));
    }
  }
  return found;
}

std::string_view stem_of(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);  // npos + 1 is 0
  return path.substr(0, path.find('.'));
}

std::size_t shared_folders(std::string_view a, std::string_view b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) count += a[i] == '/' ? 1 : 0;
  return count;
}

}  // namespace

std::vector<std::string> including_units(const store::Snapshot& snapshot, std::uint32_t layer, std::string_view header,
                                         std::size_t limit, const std::function<bool(std::string_view)>& is_unit) {
  std::vector<std::string> units;
  std::set<std::string> seen = {std::string(header)};
  std::vector<std::string> level = {std::string(header)};
  // Less is better.
  const auto rank = [&](const std::string& path) {
    return std::tuple(stem_of(path) != stem_of(header), kMaxFiles - shared_folders(path, header),
                      std::string_view(path));
  };
  while (!level.empty() && units.size() < limit && seen.size() < kMaxFiles) {
    std::vector<std::string> next;
    for (const std::string& file : level) {
      if (seen.size() >= kMaxFiles) break;
      for (const std::string& includer : includers_of(snapshot, layer, file)) {
        if (seen.insert(includer).second) next.push_back(includer);
      }
    }
    std::sort(next.begin(), next.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    for (const std::string& file : next) {
      if (units.size() < limit && is_unit(file)) units.push_back(file);
    }
    level = std::move(next);
  }
  return units;
}

}  // namespace cairn::query
