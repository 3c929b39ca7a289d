// SettingsLayers: the user's settings, from all places where they may stand.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/ext/settings.h"
#include "protocol/rpc/json.h"

namespace cairn::server {

// Where settings stand; a later place wins over an earlier one, member by member.
enum class SettingsPlace {
  kUserFile,               // $XDG_CONFIG_HOME/cairn/config.json
  kWorkspaceFile,          // .cairn.json in the workspace's root
  kInitializationOptions,  // of `initialize`
  kConfiguration,          // key `cairn` of workspace/didChangeConfiguration
};

// A workspace's file comes with the workspace, not from the user: it may lower what the
// places before it allow in memory and processes, never raise it. Confined to one thread.
class SettingsLayers {
 public:
  // What holds where nobody says anything: the ceiling for a workspace's file.
  struct Defaults {
    std::uint32_t worker_max_count;
    std::uint32_t worker_memory_limit_mb;
    std::uint32_t memory_budget_mb;
  };
  explicit SettingsLayers(Defaults defaults) : defaults_(defaults) {}

  // Replaces what one place says. Returns one line for each thing in it that is ignored,
  // with its path, beginning with `name`: the place as people call it.
  std::vector<std::string> set(SettingsPlace place, rpc::Json values, const std::string& name);

  // Reads both files; `root` is empty without a workspace. Those that do not exist say
  // nothing. Returns what is ignored, files that cannot be read included. Blocks.
  std::vector<std::string> read_files(const std::string& root);

  const ext::Settings& settings() const { return settings_; }

 private:
  std::vector<std::string> read_file(SettingsPlace place, const std::string& path);

  const Defaults defaults_;
  std::array<rpc::Json, 4> values_;  // by place
  ext::Settings settings_;
};

}  // namespace cairn::server
