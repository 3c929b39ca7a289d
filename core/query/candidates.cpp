#include "core/query/candidates.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/index/lexical_index.h"
#include "core/query/include_map.h"
#include "core/query/spelling_files.h"
#include "core/query/variants.h"
#include "core/text/source_tokens.h"

namespace cairn::query {
namespace {

using index::FileStanding;
using File = IncludeMap::File;
using Way = IncludeMap::Way;

// Units that seem to include a header and were read: after so many that do not have it, no more are tried.
constexpr std::size_t kTries = 2;

std::size_t shared_folders(std::string_view a, std::string_view b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) count += a[i] == '/' ? 1 : 0;
  return count;
}

class Search {
 public:
  Search(const store::Snapshot& snapshot, const index::FileStandings& standings, const CandidatesWanted& wanted)
      : snapshot_(snapshot), standings_(standings), wanted_(wanted), map_(snapshot, index::kLexicalLayer) {}

  Candidates run(const std::stop_token& stop) {
    const SpellingFiles spelling =
        files_spelling(snapshot_, index::kLexicalLayer, map_, find_scope(), wanted_.names, stop);
    std::vector<Spelling> files;
    for (const SpellingFile& each : spelling.files) {
      if (stop.stop_requested()) break;
      Spelling file = spelling_of(each);
      if (file.path != wanted_.asked_in) files.push_back(std::move(file));
    }
    // Whatever was asked, its own file has to be known.
    if (!wanted_.asked_in.empty()) files.push_back({wanted_.asked_in, std::nullopt});
    for (const Spelling& each : files) {
      const auto number = map_.find(each.path);
      if (!each.only_in || std::binary_search(each.only_in->begin(), each.only_in->end(), *number)) {
        take_unit(each.path, true);
      }
    }
    if (wanted_.is_implicit) {
      for (const std::string& path : wanted_.declared_in) take_all_including(path);
    }
    find_reached();
    for (const Spelling& each : files) {
      if (stop.stop_requested()) break;
      cover(each);
    }
    return result(files.size(), spelling.is_whole && !stop.stop_requested());
  }

 private:
  struct Spelling {
    std::string path;
    std::optional<std::vector<File>> only_in;  // units, sorted: in others it does not have the name; none: in all
  };

  // Everywhere is what commands include unasked, and files that units have although no #include tells so.
  SpellingScope find_scope() const {
    SpellingScope scope;
    for (const auto& [path, standing] : standings_) {
      if (const auto file = map_.find(path)) scope.units.push_back(*file);
    }
    const auto all = [](File) { return true; };
    std::vector<bool> in_units(map_.size());
    map_.reach(scope.units, Way::kIncludes, in_units, all);
    std::vector<File> from;
    for (File file = 0; file < map_.size(); ++file) {
      if (is_forced(map_.path(file)) || (!in_units[file] && has_variants(snapshot_, map_.path(file)))) {
        from.push_back(file);
      }
    }
    scope.everywhere.assign(map_.size(), false);
    map_.reach(from, Way::kIncludes, scope.everywhere, all);
    return scope;
  }

  bool is_forced(std::string_view path) const {
    const auto ends_with = [](std::string_view whole, std::string_view end) {
      return whole.ends_with(end) && (whole.size() == end.size() || whole[whole.size() - end.size() - 1] == '/');
    };
    return std::any_of(wanted_.forced_includes.begin(), wanted_.forced_includes.end(), [&](std::string_view spelled) {
      while (spelled.starts_with("./") || spelled.starts_with("../")) spelled.remove_prefix(spelled.find('/') + 1);
      return !spelled.empty() && (ends_with(path, spelled) || ends_with(spelled, path));
    });
  }

  // Sorted.
  const std::vector<File>& units_with(File file) {
    const auto [known, is_new] = units_with_.try_emplace(file);
    if (is_new) {
      std::vector<bool> seen(map_.size());
      map_.reach({file}, Way::kIncluders, seen, [&, units = &known->second](File each) {
        if (standing_of(map_.path(each)) != nullptr) units->push_back(each);
        return true;
      });
      std::sort(known->second.begin(), known->second.end());
    }
    return known->second;
  }

  Spelling spelling_of(const SpellingFile& file) {
    Spelling result{std::string(map_.path(file.file)), std::nullopt};
    // As in all of its units: whichever is read shows it.
    if (!file.is_direct && file.only_in.size() < units_with(file.file).size()) result.only_in = file.only_in;
    return result;
  }

  // Where a unit's source stands; none: it is no unit's.
  const FileStanding* standing_of(std::string_view path) const {
    const auto known = standings_.find(path);
    return known == standings_.end() ? nullptr : &known->second;
  }

  bool take_unit(std::string_view path, bool is_spelling) {
    if (standing_of(path) == nullptr) return false;
    bool& has_spelled = taken_.try_emplace(std::string(path), false).first->second;
    has_spelled = has_spelled || is_spelling;
    return true;
  }

  void take_all_including(std::string_view path) {
    const auto file = map_.find(path);
    if (!file) return;
    std::vector<bool> seen(map_.size());
    map_.reach({*file}, Way::kIncluders, seen, [&](File each) {
      take_unit(map_.path(each), false);
      return true;
    });
  }

  std::vector<File> sources(bool (*is_wanted)(FileStanding)) const {
    std::vector<File> files;
    for (const auto& [path, standing] : standings_) {
      if (!is_wanted(standing)) continue;
      if (const auto file = map_.find(path)) files.push_back(*file);
    }
    return files;
  }

  void find_reached() {
    const auto all = [](File) { return true; };
    by_read_.assign(map_.size(), false);
    map_.reach(sources([](FileStanding each) { return each == FileStanding::kDone || each == FileStanding::kUnclean; }),
               Way::kIncludes, by_read_, all);
    by_open_.assign(map_.size(), false);
    std::vector<File> open;
    for (const auto& [path, spells] : taken_) {
      const auto file = map_.find(path);
      if (file && *standing_of(path) == FileStanding::kOpen) open.push_back(*file);
    }
    map_.reach(open, Way::kIncludes, by_open_, all);
    near_.assign(map_.size(), false);
    std::vector<File> declaring;
    for (const std::string& path : wanted_.declared_in) {
      if (const auto file = map_.find(path)) declaring.push_back(*file);
    }
    map_.reach(declaring, Way::kIncluders, near_, all);
  }

  // Sees to it that units have the file.
  void cover(const Spelling& spelling) {
    const std::string& path = spelling.path;
    const auto file = map_.find(path);
    if (!file) return;
    if (spelling.only_in) {
      for (const File unit : *spelling.only_in) take_unit(map_.path(unit), false);
      return;
    }
    const bool is_unit = standing_of(path) != nullptr;
    if (map_.is_textual(*file)) return take_all_including(path);
    if (is_unit || by_open_[*file]) return;
    if (by_read_[*file] && has_variants(snapshot_, path)) return;
    std::vector<bool> seen(map_.size());
    std::size_t tried = 0;
    map_.reach({*file}, Way::kIncluders, seen, [&](File each) {
      const FileStanding* standing = standing_of(map_.path(each));
      if (standing == nullptr) return true;
      if (*standing != FileStanding::kOpen) return ++tried < kTries;
      take_unit(map_.path(each), false);
      map_.reach({each}, Way::kIncludes, by_open_, [](File) { return true; });
      return false;
    });
  }

  Candidates result(std::size_t files, bool is_whole) const {
    Candidates found;
    found.files = files;
    found.units = taken_.size();
    found.is_whole = is_whole;
    using Rank = std::tuple<bool, bool, bool, std::size_t, std::string>;
    std::vector<Rank> open;
    for (const auto& [path, spells] : taken_) {
      const FileStanding standing = *standing_of(path);
      if (standing == FileStanding::kFailed || standing == FileStanding::kUnclean) found.unclean.push_back(path);
      if (standing != FileStanding::kOpen) continue;
      const auto file = map_.find(path);
      const bool is_near = file && near_[*file];
      open.emplace_back(path != wanted_.asked_in, !spells, !is_near,
                        std::string::npos - shared_folders(path, wanted_.asked_in), path);
    }
    std::sort(open.begin(), open.end());
    for (Rank& each : open) found.open.push_back(std::move(std::get<std::string>(each)));
    return found;
  }

  const store::Snapshot& snapshot_;
  const index::FileStandings& standings_;
  const CandidatesWanted& wanted_;
  const IncludeMap map_;
  std::unordered_map<File, std::vector<File>> units_with_;
  std::map<std::string, bool> taken_;  // sources of units → whether they spell a name themselves
  std::vector<bool> by_read_;          // files that units include that were read
  std::vector<bool> by_open_;          // the same of those that are taken and open
  std::vector<bool> near_;             // files that include what declares the symbol
};

}  // namespace

Candidates find_candidates(const store::Snapshot& snapshot, const index::FileStandings& standings,
                           const CandidatesWanted& wanted, const std::stop_token& stop) {
  return Search(snapshot, standings, wanted).run(stop);
}

bool may_be_implicit(model::SymbolKind kind, std::string_view name) {
  using Kind = model::SymbolKind;
  if (kind == Kind::kConstructor || kind == Kind::kDestructor || kind == Kind::kConversion || kind == Kind::kOperator) {
    return true;
  }
  return name == "begin" || name == "end" || (name.starts_with("operator") && spelled_name(name).empty());
}

std::string spelled_name(std::string_view name) {
  if (name.starts_with('~')) name.remove_prefix(1);
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return {};
  return std::all_of(name.begin(), name.end(), text::is_source_word_byte) ? std::string(name) : std::string();
}

}  // namespace cairn::query
