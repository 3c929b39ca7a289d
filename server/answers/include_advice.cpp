#include "server/answers/include_advice.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "server/answers/include_cleanup.h"
#include "server/answers/unused_include_search.h"

namespace cairn::server {
namespace {

constexpr std::size_t kMaxHeaderBytes = std::size_t{4} << 20;
// Of one source: more commands than that nobody writes by hand.
constexpr std::size_t kMaxUnits = 16;

struct Unit {
  std::vector<deps::ReadFile> files;
  std::size_t source = 0;
};

class Adviser {
 public:
  Adviser(const DependencyReader::View& dependencies, const ProjectView& view, const std::string& path, bool is_c)
      : dependencies_(dependencies), view_(view), path_(path), store_path_(view.store_path(path)), is_c_(is_c) {}

  IncludeAdvice advise(const std::stop_token& stop) {
    IncludeAdvice advice;
    const auto text = view_.open_texts.find(path_);
    if (text == view_.open_texts.end() || !collect_units(base::hash64(*text->second), stop)) return advice;
    const std::vector<TextInclude> includes = read_includes(path_, *text->second);
    std::set<std::uint32_t> candidates;
    for (const TextInclude& each : includes) {
      if (!each.is_kept && !each.is_main) candidates.insert(each.line);
    }
    std::vector<std::unique_ptr<UnitReading>> readings;
    std::vector<std::unique_ptr<IncludeJudge>> judges;
    for (Unit& unit : units_) {
      readings.push_back(std::make_unique<UnitReading>(dependencies_.reader, std::move(unit.files), unit.source));
      judges.push_back(std::make_unique<IncludeJudge>(
          *readings.back(), dependencies_.graph.snapshot(), [this](const std::string& path) { return read(path); },
          is_c_));
      // What goes has to be unused in all units, and together.
      const std::vector<std::uint32_t> unused = judges.back()->unused(candidates, stop);
      candidates = std::set<std::uint32_t>(unused.begin(), unused.end());
    }
    for (const auto& judge : judges) {
      if (!judge->can_be_ordered(candidates, {})) candidates.clear();
    }
    advice.unused = std::move(candidates);
    for (std::uint32_t block = 0; !includes.empty() && block <= includes.back().block; ++block) {
      std::map<std::uint32_t, std::uint32_t> moved = advice.moved;
      moved.merge(sorted_lines(includes, block, advice.unused));
      const bool is_free = std::all_of(judges.begin(), judges.end(),
                                       [&](const auto& judge) { return judge->can_be_ordered(advice.unused, moved); });
      if (is_free) advice.moved = std::move(moved);
    }
    advice.is_known = !stop.stop_requested();
    return advice;
  }

 private:
  // All units of the source; false if one of them is not known as it is now.
  bool collect_units(std::uint64_t hash, const std::stop_token& stop) {
    bool is_known = true;
    const auto take = [&](const deps::UnitFiles& unit) {
      if (unit.unit.key.path != store_path_) return true;
      Unit taken{{unit.files.begin(), unit.files.end()}, 0};
      const auto source = std::find_if(taken.files.begin(), taken.files.end(),
                                       [&](const deps::ReadFile& file) { return file.file == unit.source; });
      is_known = unit.is_exact() && unit.error_count == 0 && source != taken.files.end() && source->variant != 0 &&
                 source->content_hash == hash && units_.size() < kMaxUnits && are_saved(taken.files);
      taken.source = static_cast<std::size_t>(source - taken.files.begin());
      units_.push_back(std::move(taken));
      return is_known;
    };
    return dependencies_.reader.visit(stop, take) && is_known && !units_.empty();
  }

  bool are_saved(const std::vector<deps::ReadFile>& files) const {
    return std::all_of(files.begin(), files.end(), [&](const deps::ReadFile& file) {
      const auto open = view_.open_texts.find(fs::join_path(view_.root, dependencies_.graph.path(file.file)));
      return open == view_.open_texts.end() || base::hash64(*open->second) == file.content_hash;
    });
  }

  std::string read(const std::string& path) const {
    const std::string absolute = fs::join_path(view_.root, path);
    if (const auto open = view_.open_texts.find(absolute); open != view_.open_texts.end()) return *open->second;
    return fs::read_file(absolute, kMaxHeaderBytes).value_or(std::string());
  }

  const DependencyReader::View& dependencies_;
  const ProjectView& view_;
  const std::string& path_;
  const std::string store_path_;
  const bool is_c_;
  std::vector<Unit> units_;
};

}  // namespace

IncludeAdvice advise_on_includes(DependencyReader& reader, const ProjectView& view, const std::string& path, bool is_c,
                                 const std::stop_token& stop) {
  IncludeAdvice advice;
  // What cannot be read is not known.
  (void)reader.look(view.snapshot, stop, [&](const DependencyReader::View& dependencies) {
    advice = Adviser(dependencies, view, path, is_c).advise(stop);
    return Result<void>();
  });
  return advice;
}

}  // namespace cairn::server
