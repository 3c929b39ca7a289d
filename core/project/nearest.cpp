#include "core/project/nearest.h"

#include <algorithm>
#include <cstddef>
#include <tuple>

#include "core/project/language.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

using Index = EntryTable::Index;

// Number of leading folder names that both have.
std::size_t common_prefix(std::string_view a, std::string_view b) {
  std::size_t names = 0;
  for (std::size_t i = 0;; ++i) {
    const bool a_ends = i == a.size() || a[i] == '/';
    const bool b_ends = i == b.size() || b[i] == '/';
    if (a_ends && b_ends) ++names;
    if (i == a.size() || i == b.size() || a[i] != b[i]) return names;
  }
}

// Number of trailing folder names that both have.
std::size_t common_suffix(std::string_view a, std::string_view b) {
  std::size_t names = 0;
  while (!a.empty() && !b.empty()) {
    const std::size_t a_slash = a.rfind('/');
    const std::size_t b_slash = b.rfind('/');
    if (a_slash == std::string_view::npos || b_slash == std::string_view::npos) break;
    if (a.substr(a_slash) != b.substr(b_slash)) break;
    ++names;
    a = a.substr(0, a_slash);
    b = b.substr(0, b_slash);
  }
  return names;
}

bool speaks(std::string_view language, std::string_view name) {
  return language.empty() || file_kind(name).language == language;
}

std::optional<Index> nearest_with_stem(const EntryTable& table, std::string_view path, std::string_view language) {
  const std::string folder(fs::parent_path(path));
  using Score = std::tuple<bool, std::size_t, std::size_t, bool>;
  std::optional<Index> best;
  Score best_score;
  for (const Index index : table.with_stem(related_stem(path))) {
    if (!file_kind(table.name(index)).is_source) continue;
    const std::string& lender = table.folder(index);
    const Score score(lender == folder, common_prefix(lender, folder), common_suffix(lender, folder),
                      speaks(language, table.name(index)));
    if (best && score <= best_score) continue;
    best = index;
    best_score = score;
  }
  return best;
}

// The first source in `indices` that speaks `language`, else the first source.
std::optional<Index> first_source(const EntryTable& table, EntryTable::Indices indices, std::string_view language) {
  std::optional<Index> first;
  for (Index index = indices.begin; index < indices.end; ++index) {
    if (!file_kind(table.name(index)).is_source) continue;
    if (speaks(language, table.name(index))) return index;
    if (!first) first = index;
  }
  return first;
}

}  // namespace

std::optional<Index> nearest_entry(const EntryTable& table, std::string_view path) {
  const std::string_view language = file_kind(path).language;
  if (const auto related = nearest_with_stem(table, path, language)) return related;
  for (std::string folder(fs::parent_path(path));; folder = std::string(fs::parent_path(folder))) {
    if (const auto beside = first_source(table, table.in_folder(folder), language)) return beside;
    if (const auto below = first_source(table, table.below_folder(folder), language)) return below;
    if (folder.empty() || folder == "/") return std::nullopt;
  }
}

std::vector<Index> nearest_entries(const EntryTable& table, std::string_view path, std::size_t limit) {
  const std::string_view language = file_kind(path).language;
  const std::string_view stem = related_stem(path);
  const std::string_view folder = fs::parent_path(path);
  struct Candidate {
    std::tuple<bool, bool, std::size_t, std::size_t, bool> score;
    Index index;
  };
  std::vector<Candidate> candidates;
  const std::string* lender = nullptr;
  std::size_t prefix = 0;
  std::size_t suffix = 0;
  for (Index index = 0; index < table.size(); ++index) {
    const std::string_view name = table.name(index);
    if (!file_kind(name).is_source) continue;
    // The table is sorted by folder, and strings of one folder are one object.
    if (&table.folder(index) != lender) {
      lender = &table.folder(index);
      prefix = common_prefix(*lender, folder);
      suffix = common_suffix(*lender, folder);
    }
    candidates.push_back(
        {{related_stem(name) == stem, *lender == folder, prefix, suffix, speaks(language, name)}, index});
  }
  const std::size_t count = std::min(limit, candidates.size());
  const auto middle = candidates.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(candidates.begin(), middle, candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score > b.score : a.index < b.index;
  });
  std::vector<Index> nearest;
  for (std::size_t i = 0; i < count; ++i) nearest.push_back(candidates[i].index);
  return nearest;
}

}  // namespace cairn::project
