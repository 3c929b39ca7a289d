#include "server/session/settings_layers.h"

#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "platform/fs/xdg.h"

namespace cairn::server {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

// Puts `setting` back to `before` if it is above what holds without it.
void refuse_raise(const char* path, std::uint32_t fallback, std::optional<std::uint32_t> before,
                  std::optional<std::uint32_t>& setting, std::vector<std::string>& warnings) {
  const std::uint32_t ceiling = before.value_or(fallback);
  if (!setting || *setting <= ceiling) return;
  warnings.push_back(fmt::format("{}: a workspace may not raise this above {}", path, ceiling));
  setting = before;
}

}  // namespace

std::vector<std::string> SettingsLayers::set(SettingsPlace place, rpc::Json values, const std::string& name) {
  values_[static_cast<std::size_t>(place)] = std::move(values);
  std::vector<std::string> ignored;
  ext::Settings combined;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const ext::Settings before = combined;
    std::vector<std::string> warnings = ext::read_settings(values_[i], combined);
    if (i == static_cast<std::size_t>(SettingsPlace::kWorkspaceFile)) {
      refuse_raise("worker.maxCount", defaults_.worker_max_count, before.worker.max_count, combined.worker.max_count,
                   warnings);
      refuse_raise("worker.memoryLimitMb", defaults_.worker_memory_limit_mb, before.worker.memory_limit_mb,
                   combined.worker.memory_limit_mb, warnings);
      refuse_raise("memory.budgetMb", defaults_.memory_budget_mb, before.memory.budget_mb, combined.memory.budget_mb,
                   warnings);
    }
    if (i == static_cast<std::size_t>(place)) ignored = std::move(warnings);
  }
  settings_ = std::move(combined);
  for (std::string& line : ignored) line = fmt::format("{}: {}", name, line);
  return ignored;
}

std::vector<std::string> SettingsLayers::read_files(const std::string& root) {
  std::vector<std::string> ignored;
  if (const auto home = fs::config_home()) {
    ignored = read_file(SettingsPlace::kUserFile, fs::join_path(*home, "cairn/config.json"));
  }
  if (!root.empty()) {
    const auto more = read_file(SettingsPlace::kWorkspaceFile, fs::join_path(root, ".cairn.json"));
    ignored.insert(ignored.end(), more.begin(), more.end());
  }
  return ignored;
}

std::vector<std::string> SettingsLayers::read_file(SettingsPlace place, const std::string& path) {
  const auto text = fs::read_file(path, kMaxFileBytes);
  if (!text) {
    if (text.error().code == ErrorCode::kNotFound) return set(place, nullptr, path);
    return {fmt::format("the settings file is ignored: {}", text.error().message)};
  }
  auto values = rpc::parse_json(*text);
  if (!values) return {fmt::format("the settings file {} is ignored: {}", path, values.error().message)};
  return set(place, *std::move(values), path);
}

}  // namespace cairn::server
