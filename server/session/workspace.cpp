#include "server/session/workspace.h"

#include <utility>

#include <fmt/format.h>

#include "platform/base/log.h"
#include "platform/fs/path.h"

namespace cairn::server {
namespace {

struct Loaded {
  std::shared_ptr<const project::CompilationDatabase> database;
  std::string summary;
};

// Runs on the loader thread; touches nothing but its argument.
Loaded load_database(const Workspace::Config& config) {
  std::string path = config.database_path;
  if (path.empty() && !config.root.empty()) path = project::find_compilation_database(config.root);
  if (path.empty()) {
    return {nullptr, fmt::format("no compile_commands.json in {} or its build*/ and out*/ folders: default flags are "
                                 "used; name its folder with --compile-commands-dir",
                                 config.root.empty() ? "a workspace" : config.root)};
  }
  if (fs::file_name(path) != "compile_commands.json") path = fs::join_path(path, "compile_commands.json");
  auto database = project::CompilationDatabase::load(path);
  if (!database) return {nullptr, fmt::format("default flags are used: {}", database.error().message)};
  for (const std::string& warning : (*database)->warnings()) base::log_info("{}: {}", path, warning);
  return {*database, fmt::format("{}: {} files", path, (*database)->size())};
}

}  // namespace

Workspace::Workspace(io::EventLoop& loop) : loop_(loop) {}
Workspace::~Workspace() = default;

void Workspace::load(Config config, std::function<void(std::string)> on_loaded) {
  config_ = std::move(config);
  if (!loader_) loader_ = std::make_unique<sync::BackgroundThread>("cairn-loader", 4);
  std::weak_ptr<bool> alive = alive_;
  const bool queued = loader_->post([this, alive, config = config_, on_loaded]() mutable {
    Loaded loaded = load_database(config);
    // `this` is touched on the loop thread only, and only if it still exists there.
    loop_.post([this, alive, on_loaded = std::move(on_loaded), loaded = std::move(loaded)] {
      if (alive.expired()) return;
      database_ = loaded.database;
      on_loaded(loaded.summary);
    });
  });
  if (!queued) on_loaded("the compilation database is being loaded already");
}

project::CompileCommand Workspace::command_for(const std::string& path) const {
  if (database_) {
    if (auto command = database_->command_for(path)) return *std::move(command);
  }
  return project::fallback_command(config_.root, path, config_.fallback_flags);
}

void Workspace::report_memory(memory::MemoryTree& tree) const {
  if (database_) tree.child("compilation_database").add(database_->memory_bytes());
}

}  // namespace cairn::server
