#include "server/session/index_reader.h"

#include <utility>

#include <fmt/format.h>

#include "core/index/index_look.h"
#include "core/index/lexical_index.h"
#include "platform/fs/path.h"
#include "server/session/cache_folder.h"

namespace cairn::server {

AnswerMark IndexState::units_mark() const {
  AnswerMark mark;
  if (!problem.empty()) {
    mark.cut("how far the index is cannot be told: " + problem);
  } else if (!units.is_listed) {
    mark.cut("there is no compilation database: only names are indexed");
  } else {
    mark = mark_of(units);
    const bool is_untouched = units.total != 0 && units.done == 0 && units.failed == 0;
    if (is_untouched) mark.limit = fmt::format("none of {} units is indexed", units.total);
  }
  return mark;
}

AnswerMark IndexState::files_mark() const {
  AnswerMark mark;
  if (!problem.empty()) {
    mark.cut("how far the index is cannot be told: " + problem);
  } else if (unscanned_files != 0) {
    mark.cut(fmt::format("files that are new or changed since they were looked at: {}", unscanned_files));
  }
  return mark;
}

IndexReader::IndexReader(project::ProjectConfig config, std::string folder, std::vector<std::string> exclude_patterns)
    : config_(std::move(config)),
      real_root_(fs::real_path(config_.root).value_or(config_.root)),
      folder_(std::move(folder)),
      exclude_patterns_(std::move(exclude_patterns)) {}

void IndexReader::set_database(project::ProjectDatabase database) {
  project_.emplace(config_, std::move(database));
  units_ = index::list_units(*project_, real_root_);
}

IndexState IndexReader::read(const store::Snapshot& snapshot, const std::stop_token& stop) {
  IndexState state;
  if (project_) {
    auto looked = index::look_at_units(snapshot, real_root_, units_file(folder_), *units_, *project_, stop);
    if (looked) {
      state.units = *std::move(looked);
    } else {
      state.problem = looked.error().message;
    }
  }
  index::LexicalIndexOptions options;
  options.root = config_.root;
  options.walk.exclude_patterns = exclude_patterns_;
  options.project = files_.read(config_, stop);
  if (const auto count = index::count_unscanned_files(snapshot, folder_, options, stop)) {
    state.unscanned_files = *count;
  } else {
    state.problem = count.error().message;
  }
  return state;
}

}  // namespace cairn::server
