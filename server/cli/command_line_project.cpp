#include "server/cli/command_line_project.h"

#include <charconv>
#include <filesystem>
#include <utility>
#include <system_error>

#include <fmt/format.h>

#include "platform/fs/path.h"

namespace cairn::server {

std::string absolute_path(std::string_view path) {
  std::error_code failure;
  const std::filesystem::path here = std::filesystem::current_path(failure);
  return fs::join_path(failure ? std::string("/") : here.string(), path);
}

std::string resolve_file(const std::string& root, std::string_view name) {
  std::string from_here = absolute_path(name);
  std::string from_root = fs::join_path(root, name);
  std::error_code failure;
  if (!std::filesystem::exists(from_here, failure) && std::filesystem::exists(from_root, failure)) return from_root;
  return from_here;
}

Result<project::ProjectConfig> project_config(const Options& options) {
  project::ProjectConfig config;
  config.root = absolute_path(options.directory);
  std::error_code failure;
  if (!std::filesystem::exists(config.root, failure)) {
    return unexpected(ErrorCode::kNotFound, fmt::format("{}: no such folder", config.root));
  }
  if (!std::filesystem::is_directory(config.root, failure)) {
    return unexpected(ErrorCode::kInvalidArgument, fmt::format("{} is not a folder", config.root));
  }
  config.query_drivers = options.query_drivers;
  if (!options.compile_commands_dir.empty()) config.database_path = absolute_path(options.compile_commands_dir);
  config.query_drivers = options.query_drivers;
  return config;
}

project::Project open_project(const project::ProjectConfig& config) {
  return project::Project(config, project::load_database(config, project::database_file(config), {}));
}

std::string searched_places(const project::ProjectConfig& config) {
  if (!config.database_path.empty()) return config.database_path;
  return fmt::format("{} and its build*/ and out*/ folders", config.root);
}

std::string missing_database(const project::ProjectConfig& config, const project::ProjectDatabase& database) {
  if (database.database) return {};
  if (!database.problem.empty()) return database.problem;
  return fmt::format(
      "no compile_commands.json in {}: make one (CMake: -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, make: bear -- make) or "
      "name its folder with --compile-commands-dir",
      searched_places(config));
}

std::optional<model::Location> place_named(const std::string& root, std::string_view name) {
  const auto take_number = [&]() -> std::optional<std::uint32_t> {
    const std::size_t colon = name.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view digits = name.substr(colon + 1);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number == 0) return std::nullopt;
    name = name.substr(0, colon);
    return number - 1;
  };
  const auto column = take_number();
  const auto line = column ? take_number() : std::nullopt;
  if (!line || name.empty()) return std::nullopt;
  const text::Position position{*line, *column};
  return model::Location{resolve_file(root, name), {position, position}};
}

}  // namespace cairn::server
