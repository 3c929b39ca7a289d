#include "core/project/project.h"

#include <utility>

#include "core/project/flags_file.h"
#include "core/project/includers.h"
#include "core/project/language.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

constexpr std::string_view kDatabaseName = "compile_commands.json";
constexpr std::size_t kMaxCandidates = 64;   // units read for one header
constexpr std::size_t kMaxIncluders = 4096;  // headers remembered
constexpr std::size_t kMaxResponseFiles = 4096;

std::optional<fs::FileStamp> stamp_of(const std::string& path) {
  const auto stamp = fs::read_stamp(path);
  return stamp ? std::optional(*stamp) : std::nullopt;
}

}  // namespace

std::string database_file(const ProjectConfig& config) {
  if (config.database_path.empty()) return config.root.empty() ? "" : find_compilation_database(config.root);
  const std::string named = fs::normalize_path(config.database_path);
  return fs::file_name(named) == kDatabaseName ? named : fs::join_path(named, kDatabaseName);
}

ProjectDatabase load_database(const ProjectConfig& config, const std::string& path, const std::stop_token& stop) {
  ProjectDatabase loaded;
  loaded.path = path;
  if (path.empty()) return loaded;
  auto database = CompilationDatabase::load(path, stop);
  if (!database) {
    loaded.problem = database.error().message;
    return loaded;
  }
  loaded.database = *std::move(database);
  for (const std::string& file : loaded.database->response_files(kMaxResponseFiles, stop)) {
    loaded.response_files.emplace(file, stamp_of(file));
  }
  if (!config.query_drivers.empty()) {
    loaded.drivers =
        query_drivers(loaded.database->driver_calls(stop), config.query_drivers, loaded.driver_warnings, stop);
  }
  return loaded;
}

ProjectStamps read_stamps(const ProjectConfig& config, const std::string& known_database,
                          const StampMap& response_files, const std::vector<std::string>& files) {
  ProjectStamps stamps;
  stamps.database_path = known_database;
  Result<fs::FileStamp> stamp = fs::read_stamp(known_database);
  if (known_database.empty() || !stamp) {
    stamps.database_path = database_file(config);
    if (!stamps.database_path.empty()) stamp = fs::read_stamp(stamps.database_path);
  }
  if (!stamps.database_path.empty() && stamp) stamps.database = *stamp;
  for (const auto& [file, known] : response_files) stamps.response_files.emplace(file, stamp_of(file));
  for (const std::string& file : files) {
    for (const std::string& place : flags_file_places(config.root, file)) {
      if (const Result<fs::FileStamp> found = fs::read_stamp(place)) stamps.flags_files.emplace(place, *found);
    }
  }
  return stamps;
}

Project::Project(ProjectConfig config, ProjectDatabase database)
    : config_(std::move(config)), database_(std::move(database)) {}

CompileCommand Project::command_for(const std::string& path, std::span<const std::string> includers,
                                    const IncluderSearch& search) {
  std::optional<CompileCommand> command;
  if (database_.database) command = database_.database->own_command(path);
  if (!command) command = flags_file_command(config_.root, path);
  if (!command && database_.database) command = borrowed_command(path, includers, search);
  if (!command) return fallback_command(config_.root, path, config_.fallback_flags);
  return completed(*std::move(command));
}

CompileCommand Project::command_for_entry(const std::string& path, std::size_t nth) {
  std::optional<CompileCommand> command;
  if (database_.database) command = database_.database->own_command(path, nth);
  return command ? completed(*std::move(command)) : command_for(path);
}

// With the folders that its compiler says it looks in.
CompileCommand Project::completed(CompileCommand command) const {
  const auto answer = database_.drivers.find(command.driver);
  if (answer != database_.drivers.end()) apply_answer(answer->second, command.arguments);
  return command;
}

std::optional<CompileCommand> Project::borrowed_command(const std::string& path, std::span<const std::string> includers,
                                                        const IncluderSearch& search) {
  const auto lent_by_includer = [&](const std::string& unit) {
    auto command = database_.database->lent_command(unit, path);
    if (command) command->reason = "includes it";
    return command;
  };
  for (const std::string& unit : includers) {
    if (auto command = lent_by_includer(unit)) return command;
  }
  const FileKind kind = file_kind(path);
  if (kind.is_header || !kind.is_source) {
    const auto is_unit = [&](const std::string& file) { return database_.database->contains(file); };
    for (const std::string& unit : search ? search(path, is_unit) : std::vector<std::string>()) {
      if (auto command = lent_by_includer(unit)) return command;
    }
    const std::string& unit = find_includer_once(path);
    if (!unit.empty()) return lent_by_includer(unit);
  }
  return database_.database->nearest_command(path);
}

const std::string& Project::find_includer_once(const std::string& header) {
  if (includers_.size() >= kMaxIncluders) includers_.clear();
  const auto [entry, is_new] = includers_.try_emplace(header);
  if (is_new) {
    const auto candidates = database_.database->nearest_files(header, kMaxCandidates);
    entry->second = find_includer(header, candidates).value_or("");
  }
  return entry->second;
}

std::size_t Project::memory_bytes() const {
  std::size_t bytes = sizeof(*this);
  if (database_.database) bytes += database_.database->memory_bytes();
  for (const auto& [header, unit] : includers_)
    bytes += sizeof(header) + sizeof(unit) + header.capacity() + unit.capacity();
  for (const auto& [call, answer] : database_.drivers) {
    bytes += sizeof(call) + sizeof(answer);
    for (const std::string& folder : answer.system_includes) bytes += sizeof(folder) + folder.capacity();
  }
  return bytes;
}

}  // namespace cairn::project
