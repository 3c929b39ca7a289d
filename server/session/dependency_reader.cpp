#include "server/session/dependency_reader.h"

#include <utility>

#include "core/index/index_look.h"
#include "core/index/lexical_index.h"
#include "core/index/project_units.h"
#include "platform/base/component.h"
#include "platform/fs/path.h"
#include "server/session/cache_folder.h"

namespace cairn::server {
namespace {

std::optional<fs::FileStamp> stamp_of(const std::string& path) {
  const auto stamp = fs::read_stamp(path);
  return stamp ? std::optional(*stamp) : std::nullopt;
}

}  // namespace

DependencyReader::DependencyReader(project::ProjectConfig config, std::string folder)
    : config_(std::move(config)),
      real_root_(fs::real_path(config_.root).value_or(config_.root)),
      folder_(std::move(folder)),
      packages_(real_root_, packages_file(folder_)) {}

void DependencyReader::set_database(project::ProjectDatabase database) {
  const sync::MutexLock lock(newest_mutex_);
  newest_ = std::move(database);
}

void DependencyReader::take_newest() {
  std::optional<project::ProjectDatabase> database;
  {
    const sync::MutexLock lock(newest_mutex_);
    database = std::exchange(newest_, std::nullopt);
  }
  if (!database) return;
  project_.emplace(config_, *std::move(database));
  units_.reset();
  described_.reset();
}

DependencyReader::BuildStamps DependencyReader::read_build_stamps() const {
  const std::string folder(fs::parent_path(project_->database().path));
  return {stamp_of(folder + "/.ninja_log"), stamp_of(folder + "/.cmake/api/v1/reply")};
}

Result<void> DependencyReader::look(std::shared_ptr<const store::Snapshot> snapshot, const std::stop_token& stop,
                                    const std::function<Result<void>(const View&)>& ask) {
  const base::ComponentScope component(base::Component::kDeps);
  const sync::MutexLock lock(mutex_);
  take_newest();
  deps::ProjectUnits none;
  deps::ProjectUnits* project = &none;
  index::SemanticStatus status;
  if (project_ && project_->database().database) {
    if (!units_) units_ = index::list_units(*project_, real_root_);
    auto standings = index::look_at_each_unit(*snapshot, real_root_, units_file(folder_), *units_, *project_, stop);
    if (!standings) return unexpected(standings.error());
    status = index::status_of(*units_, *standings);
    if (const BuildStamps stamps = read_build_stamps(); !described_ || stamps != stamps_) {
      described_.reset();
      described_ = index::describe_units(*units_, project_->database(), real_root_, stop);
      if (stop.stop_requested()) {
        described_.reset();
        return unexpected(ErrorCode::kCancelled, "it was cancelled");
      }
      stamps_ = stamps;
    }
    index::set_standings(*standings, *described_);
    project = &*described_;
  }
  deps::IncludeGraph graph(std::move(snapshot), {index::kLexicalLayer, index::kSemanticLayer});
  auto reader = deps::UnitReader::open(units_file(folder_), graph, *project);
  if (!reader) return unexpected(reader.error());
  return ask({graph, *reader, *project, status, real_root_, packages_});
}

Result<void> DependencyReader::look_at_packages(const std::function<Result<void>(deps::PackageCache&)>& ask) {
  const base::ComponentScope component(base::Component::kDeps);
  const sync::MutexLock lock(mutex_);
  return ask(packages_);
}

}  // namespace cairn::server
