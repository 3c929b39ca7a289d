// Workspace: the folder being edited and how its files are compiled.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/compilation_database.h"
#include "core/project/compile_command.h"
#include "platform/io/event_loop.h"
#include "platform/memory/memory_tree.h"
#include "platform/sync/background_thread.h"

namespace cairn::server {

// Finds and loads the compilation database on a thread of its own, because one of a
// large project takes longer to read than an editor's user wants to wait.
// Confined to the loop thread, except for the loading itself.
class Workspace {
 public:
  struct Config {
    std::string root;           // absolute, normalised; empty: single files, no workspace
    std::string database_path;  // folder or file that the user named; empty: search
    std::vector<std::string> fallback_flags;
  };

  explicit Workspace(io::EventLoop& loop);
  ~Workspace();

  // Starts loading. `on_loaded` runs on the loop thread when commands are known:
  // with what to tell the user (where the database was found, or that there is none).
  void load(Config config, std::function<void(std::string summary)> on_loaded);

  const std::string& root() const { return config_.root; }
  project::CompileCommand command_for(const std::string& path) const;
  void report_memory(memory::MemoryTree& tree) const;

 private:
  io::EventLoop& loop_;
  Config config_;
  std::shared_ptr<const project::CompilationDatabase> database_;  // null: none
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::unique_ptr<sync::BackgroundThread> loader_;  // last member: joined before the rest goes
};

}  // namespace cairn::server
