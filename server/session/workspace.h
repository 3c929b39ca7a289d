// Workspace: the folder being edited and how its files are compiled.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/project/compile_command.h"
#include "core/project/project.h"
#include "platform/io/event_loop.h"
#include "platform/memory/memory_tree.h"
#include "platform/sync/background_thread.h"

namespace cairn::server {

// Finds and loads the compilation database on a thread of its own, because one of a
// large project takes longer to read than an editor's user wants to wait, and watches
// it and the compile_flags.txt of open files by their stamps.
//
// A new stamp counts once two ticks of the timer in a row saw it, because builds do not
// write these files at once; or at once when the client saved a file. A database that
// cannot be read any more leaves the old one in use until its stamp changes again.
// Confined to the loop thread, except for the loading and the stamps.
class Workspace {
 public:
  struct Config : project::ProjectConfig {
    std::chrono::milliseconds poll_interval{2000};
    bool operator==(const Config&) const = default;
  };
  // All run on the loop thread, never from inside a call.
  struct Callbacks {
    std::function<void()> on_commands;                     // commands are known, or may be new ones
    std::function<void(const std::string&)> tell;          // one line for the user
    std::function<std::vector<std::string>()> open_files;  // paths; whose compile_flags.txt is watched
    project::IncluderSearch search_includers = {};         // may be empty
  };

  explicit Workspace(io::EventLoop& loop);
  // Stops a load that is under way; takes about 0.1 s then.
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  // Starts loading, then watching. Called once.
  void load(Config config, Callbacks callbacks);

  // Finds and loads the database again if `config` is another one. REQUIRES: load().
  void reload(Config config);

  // A file was opened: has anything changed? The answer is used like that of a tick.
  void file_opened() { look(false); }
  // The client wrote a file, or was told that one changed: what is new counts at once.
  void file_saved() { look(true); }
  // Whether the answer to one of those, or a load, is still to come.
  bool is_busy() const { return is_busy_ || is_look_wanted_ || is_reload_wanted_; }

  // With symbolic links followed, as paths in the index are relative to it; empty without a workspace.
  // REQUIRES: load().
  const std::string& root() const { return real_root_; }

  // See Project::command_for. REQUIRES: on_commands ran.
  project::CompileCommand command_for(const std::string& path, std::span<const std::string> includers);
  // What was loaded last; null before on_commands ran first.
  const project::ProjectDatabase* database() const { return project_ ? &project_->database() : nullptr; }
  // See core/project/counterpart.h; before the database is loaded, without its files.
  std::string counterpart_of(const std::string& path) const;
  void report_memory(memory::MemoryTree& tree) const;

 private:
  void start_timer();
  void find_database();
  void look(bool is_final);
  void take_stamps(const project::ProjectStamps& stamps, bool is_final);
  void load_database(const project::ProjectStamps& stamps);
  void take_database(const project::ProjectStamps& stamps, project::ProjectDatabase database);
  // Runs `work` on the loader thread and `then`, with its result, on the loop thread.
  template <typename Value>
  void run(std::function<Value()> work, std::function<void(Value)> then);
  void after_run();

  io::EventLoop& loop_;
  Config config_;
  std::string real_root_;
  Callbacks callbacks_;
  std::optional<project::Project> project_;      // from the first load on
  project::ProjectStamps stamps_;                // of what project_ was made from
  std::optional<project::ProjectStamps> newer_;  // seen once
  bool is_busy_ = false;                         // the loader has work: one task at a time
  bool is_reload_wanted_ = false;                // asked for while busy
  bool is_look_wanted_ = false;                  // asked for while busy
  bool is_wanted_final_ = false;                 // and that look counts at once
  io::Timer timer_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::stop_source stop_;
  std::unique_ptr<sync::BackgroundThread> loader_;  // last member: joined before the rest goes
};

}  // namespace cairn::server
