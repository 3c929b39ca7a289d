// Project: all that decides how the files of one workspace are compiled.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/project/compilation_database.h"
#include "core/project/compile_command.h"
#include "core/project/driver_query.h"
#include "platform/fs/file.h"

namespace cairn::project {

struct ProjectConfig {
  std::string root;           // absolute, normalised; empty: single files, no workspace
  std::string database_path;  // folder or file that the user named; empty: search the root
  std::vector<std::string> fallback_flags;
  std::vector<std::string> query_drivers;  // globs; from the user's own settings only, since it runs programs
  bool operator==(const ProjectConfig&) const = default;
};

// Stamps of files by path; empty where there is none.
using StampMap = std::map<std::string, std::optional<fs::FileStamp>>;

// A database with what its compilers said. Immutable, shared between threads.
struct ProjectDatabase {
  std::string path;  // where it is, or where the user said it is; empty: none was found
  std::shared_ptr<const CompilationDatabase> database;  // null: none, or it cannot be read
  std::string problem;                                  // why it cannot be read; one line
  DriverTable drivers;
  std::vector<std::string> driver_warnings;
  StampMap response_files;  // that its commands name, as they were before commands were made of them; at most 4096
};

// The file that is the database now: the named one, else the first find (compilation_database.h).
// Need not exist; empty if nothing is named or found.
std::string database_file(const ProjectConfig& config);

// Reads the database at `path` (empty: there is none) and asks its compilers. Blocks; may run
// on any thread that lives until it returns; ends within about 0.1 s of a stop request, with
// a result that is not to be used.
ProjectDatabase load_database(const ProjectConfig& config, const std::string& path, const std::stop_token& stop);

// What may change commands: the stamps of the database, of the response files that it names and of the flags files.
struct ProjectStamps {
  std::string database_path;
  std::optional<fs::FileStamp> database;  // empty: there is none
  StampMap response_files;
  std::map<std::string, fs::FileStamp> flags_files;  // those that exist, by path
  bool operator==(const ProjectStamps&) const = default;
};

// Stamps as they are now. `known_database`: the database in use, kept as long as it exists, so
// that two build folders do not take turns. `response_files`: those of that database. `files`: whose flags files count.
// Blocks; thread-safe.
ProjectStamps read_stamps(const ProjectConfig& config, const std::string& known_database,
                          const StampMap& response_files, const std::vector<std::string>& files);

// Units (absolute paths) that include a header, the best first, by whoever knows the
// project's includes; `is_unit` says which files have commands. Empty if it knows none.
using IncluderSearch = std::function<std::vector<std::string>(const std::string& header,
                                                              const std::function<bool(const std::string&)>& is_unit)>;

// Confined to one thread.
class Project {
 public:
  Project(ProjectConfig config, ProjectDatabase database);

  const ProjectDatabase& database() const { return database_; }

  // How to compile `path` (absolute, normalised). The first of these that there is: its own
  // entry; the nearest compile_flags.txt; for a header, the entry of a unit that includes
  // it: one of `includers` (units known to do so, in order of preference), else the first
  // that `search` finds, else found by reading the 64 nearest units; the nearest entry;
  // default flags. Reads files: for a header that nobody is known to include, up to some
  // hundreds, once.
  CompileCommand command_for(const std::string& path, std::span<const std::string> includers = {},
                             const IncluderSearch& search = {});

  // How the file's entry of that number (compilation_database.h) compiles it; command_for(), if
  // it has not so many.
  CompileCommand command_for_entry(const std::string& path, std::size_t nth);

  std::size_t memory_bytes() const;

 private:
  CompileCommand completed(CompileCommand command) const;
  std::optional<CompileCommand> borrowed_command(const std::string& path, std::span<const std::string> includers,
                                                 const IncluderSearch& search);
  const std::string& find_includer_once(const std::string& header);

  const ProjectConfig config_;
  const ProjectDatabase database_;
  std::map<std::string, std::string> includers_;  // by header; empty: none was found. At most kMaxIncluders
};

}  // namespace cairn::project
