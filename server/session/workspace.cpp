#include "server/session/workspace.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/project/counterpart.h"
#include "platform/base/component.h"
#include "platform/fs/path.h"
#include "platform/base/log.h"

namespace cairn::server {
namespace {

std::string summary_of(const Workspace::Config& config, const project::ProjectDatabase& database) {
  if (database.database) return fmt::format("{}: {} files", database.path, database.database->size());
  if (!database.problem.empty()) return fmt::format("default flags are used: {}", database.problem);
  return fmt::format(
      "no compile_commands.json in {} or its build*/ and out*/ folders: default flags are used; name its folder with "
      "--compile-commands-dir",
      config.root.empty() ? "a workspace" : config.root);
}

}  // namespace

Workspace::Workspace(io::EventLoop& loop) : loop_(loop), timer_(loop) {}

Workspace::~Workspace() { stop_.request_stop(); }

template <typename Value>
void Workspace::run(std::function<Value()> work, std::function<void(Value)> then) {
  is_busy_ = true;
  std::weak_ptr<bool> alive = alive_;
  const bool queued = loader_->post([this, alive, work = std::move(work), then = std::move(then)] {
    // `this` is touched on the loop thread only, and only if it still exists there.
    loop_.post([this, alive, then, value = work()]() mutable {
      if (alive.expired()) return;
      is_busy_ = false;
      then(std::move(value));
      after_run();
    });
  });
  if (queued) return;
  // The system gave no thread. Nothing will ever be known but default flags, so this stays busy.
  loop_.post([alive, then] {
    if (!alive.expired()) then(Value());
  });
}

void Workspace::load(Config config, Callbacks callbacks) {
  const base::ComponentScope component(base::Component::kProject);  // the loader's too
  config_ = std::move(config);
  if (!config_.root.empty()) real_root_ = fs::real_path(config_.root).value_or(config_.root);
  callbacks_ = std::move(callbacks);
  loader_ = std::make_unique<sync::BackgroundThread>("cairn-loader", 1);
  find_database();
  start_timer();
}

void Workspace::reload(Config config) {
  const base::ComponentScope component(base::Component::kProject);
  if (config == config_) return;
  config_ = std::move(config);
  if (is_busy_) {
    is_reload_wanted_ = true;
  } else {
    find_database();
  }
}

void Workspace::find_database() {
  is_reload_wanted_ = false;
  run<project::ProjectStamps>([settings = config_] { return project::read_stamps(settings, "", {}, {}); },
                              [this](const project::ProjectStamps& stamps) { load_database(stamps); });
}

void Workspace::start_timer() {
  timer_.start(config_.poll_interval, [this] {
    look(false);
    start_timer();
  });
}

void Workspace::look(bool is_final) {
  if (!loader_) return;
  if (is_busy_) {
    is_look_wanted_ = true;
    is_wanted_final_ = is_wanted_final_ || is_final;
    return;
  }
  run<project::ProjectStamps>(
      [settings = config_, path = stamps_.database_path, response_files = stamps_.response_files,
       files = callbacks_.open_files()] { return project::read_stamps(settings, path, response_files, files); },
      [this, is_final](const project::ProjectStamps& stamps) { take_stamps(stamps, is_final); });
}

void Workspace::after_run() {
  if (is_busy_) return;
  if (is_reload_wanted_) return find_database();
  if (!is_look_wanted_) return;
  is_look_wanted_ = false;
  look(std::exchange(is_wanted_final_, false));
}

void Workspace::take_stamps(const project::ProjectStamps& stamps, bool is_final) {
  if (stamps == stamps_) {
    newer_.reset();
    return;
  }
  if (!is_final && newer_ != stamps) {
    newer_ = stamps;
    return;
  }
  newer_.reset();
  const bool is_same_database = stamps.database_path == stamps_.database_path && stamps.database == stamps_.database &&
                                stamps.response_files == stamps_.response_files;
  if (!is_same_database) return load_database(stamps);
  stamps_ = stamps;
  callbacks_.on_commands();
}

void Workspace::load_database(const project::ProjectStamps& stamps) {
  // A search that found a file which is gone by now found nothing; a name that leads nowhere is the user's to mend.
  const std::string path = stamps.database || !config_.database_path.empty() ? stamps.database_path : std::string();
  run<project::ProjectDatabase>(
      [settings = config_, path, stop = stop_.get_token()] { return project::load_database(settings, path, stop); },
      [this, stamps](project::ProjectDatabase database) { take_database(stamps, std::move(database)); });
}

void Workspace::take_database(const project::ProjectStamps& stamps, project::ProjectDatabase database) {
  stamps_ = stamps;
  stamps_.response_files = database.response_files;
  const bool is_damaged = stamps.database && !database.problem.empty();
  if (is_damaged && project_ && project_->database().database) {
    callbacks_.tell(fmt::format("the commands read before stay in use: {}", database.problem));
  } else {
    if (database.database) {
      for (const std::string& warning : database.database->warnings()) base::log_info("{}: {}", database.path, warning);
    }
    callbacks_.tell(summary_of(config_, database));
    for (const std::string& warning : database.driver_warnings) {
      const bool is_told = project_ && std::ranges::count(project_->database().driver_warnings, warning) != 0;
      if (!is_told) callbacks_.tell(warning);
    }
    project_.emplace(config_, std::move(database));
  }
  callbacks_.on_commands();
}

project::CompileCommand Workspace::command_for(const std::string& path, std::span<const std::string> includers) {
  return project_->command_for(path, includers, callbacks_.search_includers);
}

std::string Workspace::counterpart_of(const std::string& path) const {
  std::vector<std::string> files;
  if (project_ && project_->database().database) files = project_->database().database->files();
  return project::find_counterpart(path, config_.root, files);
}

void Workspace::report_memory(memory::MemoryTree& tree) const {
  if (project_) tree.child("compilation_database").add(project_->memory_bytes());
}

}  // namespace cairn::server
