#include "core/project/compilation_database.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/project/database_json.h"
#include "core/project/entry_table.h"
#include "core/project/language.h"
#include "core/project/nearest.h"
#include "core/project/normalise.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

// Ten times the largest database seen (Chromium's: 100 MB).
constexpr std::size_t kMaxDatabaseBytes = std::size_t{1} << 30;

using Index = EntryTable::Index;

std::vector<std::string> normalised(const EntryTable& table, Index index) {
  return normalise_arguments(table.arguments(index), table.directory(index), table.path(index));
}

CompileCommand own_command(const EntryTable& table, Index index) {
  CompileCommand command{.directory = table.directory(index),
                         .arguments = normalised(table, index),
                         .source = CommandSource::kDatabase,
                         .borrowed_from = {}};
  // A database may list headers (CMake's precompiled ones); "c++-header" would make clang build one.
  if (const std::string path = table.path(index); file_kind(path).is_header) {
    set_language(command.arguments, effective_language(command.arguments, path));
    allow_header_as_input(command.arguments);
  }
  return command;
}

CompileCommand borrowed_command(const EntryTable& table, Index lender, std::string_view path) {
  CompileCommand command{.directory = table.directory(lender),
                         .arguments = normalised(table, lender),
                         .source = CommandSource::kBorrowed,
                         .borrowed_from = table.path(lender)};
  const FileKind kind = file_kind(path);
  // A .c beside .c files that the build compiles as C++ is C++ too.
  const bool follows_lender = kind.language.empty() || suffix_of(path) == suffix_of(command.borrowed_from);
  set_language(command.arguments, follows_lender ? effective_language(command.arguments, command.borrowed_from)
                                                 : std::string(kind.language));
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

}  // namespace

struct CompilationDatabase::Data {
  EntryTable table;
  std::vector<std::string> warnings;
};

CompilationDatabase::CompilationDatabase() : data_(std::make_unique<Data>()) {}
CompilationDatabase::~CompilationDatabase() = default;

Result<std::shared_ptr<const CompilationDatabase>> CompilationDatabase::load(const std::string& path) {
  const Result<std::string> text = fs::read_file(path, kMaxDatabaseBytes);
  if (!text) return unexpected(text.error());
  auto database = parse(*text, std::string(fs::parent_path(fs::normalize_path(path))));
  if (!database) return unexpected(std::move(database).error().within(path));
  return database;
}

Result<std::shared_ptr<const CompilationDatabase>> CompilationDatabase::parse(std::string_view json,
                                                                              const std::string& directory) {
  // The constructor is private: std::make_shared reaches it through a class local to this member.
  struct Constructible : CompilationDatabase {};
  const auto database = std::make_shared<Constructible>();
  EntryTable& table = database->data_->table;
  std::vector<std::string>& warnings = database->data_->warnings;
  const auto add = [&](const DatabaseEntry& entry) {
    const std::string working = fs::join_path(directory, entry.directory);
    table.add(fs::join_path(working, entry.file), working, entry.command, entry.is_list);
  };
  if (Result<void> read = read_database(json, add, warnings); !read) return unexpected(std::move(read).error());
  if (const std::size_t repeated = table.finish(); repeated != 0) {
    warnings.push_back(fmt::format("{} entries repeat a file; the first of each file is used", repeated));
  }
  return std::shared_ptr<const CompilationDatabase>(database);
}

std::optional<CompileCommand> CompilationDatabase::command_for(std::string_view path) const {
  const EntryTable& table = data_->table;
  const std::string asked = fs::normalize_path(path);
  if (const auto index = table.find(asked)) return own_command(table, *index);
  if (const auto index = find_by_real_path(table, asked)) return own_command(table, *index);
  if (const auto lender = nearest_entry(table, asked)) return borrowed_command(table, *lender, asked);
  return std::nullopt;
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
