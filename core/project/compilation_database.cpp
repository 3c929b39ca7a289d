#include "core/project/compilation_database.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/project/database_json.h"
#include "core/project/entry_table.h"
#include "core/project/language.h"
#include "core/project/nearest.h"
#include "core/project/normalise.h"
#include "core/project/response_files.h"
#include "core/project/search_folders.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

// Ten times the largest database seen (Chromium's: 100 MB).
constexpr std::size_t kMaxDatabaseBytes = std::size_t{1} << 30;

using Index = EntryTable::Index;

bool is_directory(const std::string& path) { return fs::read_stamp(path + "/.").has_value(); }

CompileCommand command_of(const EntryTable& table, Index index, std::size_t nth, const std::string& database_folder) {
  CompileCommand command;
  command.directory = table.directory(index, nth);
  if (!is_directory(command.directory) && is_directory(database_folder)) {
    command.warning = fmt::format("the entry's folder {} does not exist; {}, where the database is, stands for it",
                                  command.directory, database_folder);
    command.directory = database_folder;
  }
  const std::vector<std::string> argv = table.arguments(index, nth);
  command.arguments = normalise_arguments(argv, command.directory, table.path(index));
  command.driver = driver_call(argv, command.directory, effective_language(command.arguments, table.path(index)));
  return command;
}

CompileCommand own_entry(const EntryTable& table, Index index, std::size_t nth, const std::string& database_folder) {
  CompileCommand command = command_of(table, index, nth, database_folder);
  command.source = CommandSource::kDatabase;
  const std::size_t count = table.entry_count(index);
  command.reason = count == 1 ? "its own entry" : fmt::format("its own entry, {} of {}", nth + 1, count);
  // A database may list headers (CMake's precompiled ones); "c++-header" would make clang build one.
  if (const std::string path = table.path(index); file_kind(path).is_header) {
    set_language(command.arguments, effective_language(command.arguments, path));
    allow_header_as_input(command.arguments);
  }
  return command;
}

CompileCommand lent_entry(const EntryTable& table, Index lender, const std::string& database_folder,
                          std::string_view path) {
  CompileCommand command = command_of(table, lender, 0, database_folder);
  command.source = CommandSource::kBorrowed;
  command.borrowed_from = table.path(lender);
  const FileKind kind = file_kind(path);
  // A .c beside .c files that the build compiles as C++ is C++ too.
  const bool follows_lender = kind.language.empty() || suffix_of(path) == suffix_of(command.borrowed_from);
  const std::string language =
      follows_lender ? effective_language(command.arguments, command.borrowed_from) : std::string(kind.language);
  set_language(command.arguments, language);
  command.driver.language = driver_language(language);
  if (kind.is_header) allow_header_as_input(command.arguments);
  return command;
}

// The entry of the same file under another path: `path` or the entry may lead through symbolic links. Only entries
// of the same name are looked at on disk, so a miss in a large database stays cheap.
std::optional<Index> find_by_real_path(const EntryTable& table, std::string_view path) {
  const Result<std::string> real = fs::real_path(std::string(path));
  if (!real) return std::nullopt;
  if (const auto index = table.find(*real)) return index;
  const std::string_view name = std::string_view(*real).substr(real->rfind('/') + 1);
  for (const Index index : table.with_stem(related_stem(name))) {
    if (table.name(index) != name) continue;
    const Result<std::string> candidate = fs::real_path(table.path(index));
    if (candidate && *candidate == *real) return index;
  }
  return std::nullopt;
}

std::optional<Index> find_entry(const EntryTable& table, std::string_view path) {
  const std::string asked = fs::normalize_path(path);
  const auto index = table.find(asked);
  return index ? index : find_by_real_path(table, asked);
}

}  // namespace

struct CompilationDatabase::Data {
  std::string folder;
  EntryTable table;
  std::vector<std::string> warnings;
};

CompilationDatabase::CompilationDatabase() : data_(std::make_unique<Data>()) {}
CompilationDatabase::~CompilationDatabase() = default;

Result<std::shared_ptr<const CompilationDatabase>> CompilationDatabase::load(const std::string& path,
                                                                             const std::stop_token& stop) {
  const Result<std::string> text = fs::read_file(path, kMaxDatabaseBytes, stop);
  if (!text) return unexpected(text.error());
  auto database = parse(*text, std::string(fs::parent_path(fs::normalize_path(path))), stop);
  if (!database) return unexpected(std::move(database).error().within(path));
  return database;
}

Result<std::shared_ptr<const CompilationDatabase>> CompilationDatabase::parse(std::string_view json,
                                                                              const std::string& directory,
                                                                              const std::stop_token& stop) {
  // The constructor is private: std::make_shared reaches it through a class local to this member.
  struct Constructible : CompilationDatabase {};
  const auto database = std::make_shared<Constructible>();
  database->data_->folder = directory;
  EntryTable& table = database->data_->table;
  std::vector<std::string>& warnings = database->data_->warnings;
  const auto add = [&](const DatabaseEntry& entry) {
    const std::string working = fs::join_path(directory, entry.directory);
    table.add(fs::join_path(working, entry.file), working, entry.command, entry.is_list);
  };
  if (Result<void> read = read_database(json, add, warnings, stop); !read) return unexpected(std::move(read).error());
  const std::size_t repeated = table.finish(stop);
  if (stop.stop_requested()) return unexpected(ErrorCode::kCancelled, "reading was stopped");
  if (repeated != 0) {
    warnings.push_back(
        fmt::format("{} entries repeat a file; open files are parsed as the first of each says", repeated));
  }
  return std::shared_ptr<const CompilationDatabase>(database);
}

std::optional<CompileCommand> CompilationDatabase::command_for(std::string_view path) const {
  auto own = own_command(path);
  return own ? own : nearest_command(path);
}

std::optional<CompileCommand> CompilationDatabase::own_command(std::string_view path, std::size_t nth) const {
  const std::optional<Index> index = find_entry(data_->table, path);
  if (!index || nth >= data_->table.entry_count(*index)) return std::nullopt;
  return own_entry(data_->table, *index, nth, data_->folder);
}

std::size_t CompilationDatabase::entry_count(std::string_view path) const {
  const std::optional<Index> index = data_->table.find(path);
  return index ? data_->table.entry_count(*index) : 0;
}

bool CompilationDatabase::contains(std::string_view path) const { return data_->table.find(path).has_value(); }

std::optional<CompileCommand> CompilationDatabase::lent_command(std::string_view lender, std::string_view path) const {
  const std::optional<Index> index = find_entry(data_->table, lender);
  if (!index) return std::nullopt;
  return lent_entry(data_->table, *index, data_->folder, path);
}

std::optional<CompileCommand> CompilationDatabase::nearest_command(std::string_view path) const {
  const std::optional<Index> lender = nearest_entry(data_->table, fs::normalize_path(path));
  if (!lender) return std::nullopt;
  CompileCommand command = lent_entry(data_->table, *lender, data_->folder, path);
  command.reason = "nearest by name and path";
  command.is_guess = true;
  return command;
}

std::vector<std::string> CompilationDatabase::nearest_files(std::string_view path, std::size_t limit) const {
  std::vector<std::string> files;
  for (const Index index : nearest_entries(data_->table, fs::normalize_path(path), limit)) {
    files.push_back(data_->table.path(index));
  }
  return files;
}

std::vector<std::string> CompilationDatabase::written_command(std::string_view path, std::size_t nth) const {
  const std::optional<Index> index = find_entry(data_->table, path);
  if (!index || nth >= data_->table.entry_count(*index)) return {};
  return data_->table.arguments(*index, nth);
}

std::string CompilationDatabase::written_directory(std::string_view path, std::size_t nth) const {
  const std::optional<Index> index = data_->table.find(path);
  if (!index || nth >= data_->table.entry_count(*index)) return {};
  return data_->table.directory(*index, nth);
}

std::set<DriverCall> CompilationDatabase::driver_calls(const std::stop_token& stop) const {
  std::set<DriverCall> calls;
  const EntryTable& table = data_->table;
  for (Index index = 0; index < table.size() && !stop.stop_requested(); ++index) {
    for (std::size_t nth = 0; nth < table.entry_count(index); ++nth) {
      const CompileCommand command = command_of(table, index, nth, data_->folder);
      if (!command.driver.program.empty()) calls.insert(command.driver);
    }
  }
  return calls;
}

std::vector<std::string> CompilationDatabase::response_files(std::size_t limit, const std::stop_token& stop) const {
  std::set<std::string> files;
  const EntryTable& table = data_->table;
  for (Index index = 0; index < table.size() && !stop.stop_requested() && files.size() < limit; ++index) {
    for (std::size_t nth = 0; nth < table.entry_count(index); ++nth) {
      for (std::string& file : response_files_of(table.arguments(index, nth), table.directory(index, nth))) {
        if (files.size() < limit) files.insert(std::move(file));
      }
    }
  }
  return {files.begin(), files.end()};
}

std::vector<std::string> CompilationDatabase::search_folders(std::size_t limit, const std::stop_token& stop) const {
  std::map<std::string, std::size_t> uses;
  const EntryTable& table = data_->table;
  for (Index index = 0; index < table.size() && !stop.stop_requested(); ++index) {
    for (std::size_t nth = 0; nth < table.entry_count(index); ++nth) {
      for (std::string& folder : search_folders_of(table.arguments(index, nth), table.directory(index, nth))) {
        ++uses[std::move(folder)];
      }
    }
  }
  std::vector<std::pair<std::string, std::size_t>> sorted(uses.begin(), uses.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> folders;
  for (std::size_t i = 0; i < std::min(limit, sorted.size()); ++i) folders.push_back(std::move(sorted[i].first));
  return folders;
}

std::vector<std::string> CompilationDatabase::forced_includes(std::size_t limit, const std::stop_token& stop) const {
  std::set<std::string> headers;
  const EntryTable& table = data_->table;
  for (Index index = 0; index < table.size() && headers.size() < limit && !stop.stop_requested(); ++index) {
    for (std::size_t nth = 0; nth < table.entry_count(index); ++nth) {
      for (std::string& each : forced_includes_of(table.arguments(index, nth))) headers.insert(std::move(each));
    }
  }
  return {headers.begin(), headers.end()};
}

std::size_t CompilationDatabase::size() const { return data_->table.size(); }

std::vector<std::string> CompilationDatabase::files() const {
  std::vector<std::string> files;
  files.reserve(size());
  for (Index index = 0; index < data_->table.size(); ++index) files.push_back(data_->table.path(index));
  std::sort(files.begin(), files.end());
  return files;
}

const std::vector<std::string>& CompilationDatabase::warnings() const { return data_->warnings; }

std::size_t CompilationDatabase::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + data_->table.memory_bytes();
  for (const std::string& warning : data_->warnings) bytes += sizeof(warning) + warning.capacity();
  return bytes;
}

}  // namespace cairn::project
