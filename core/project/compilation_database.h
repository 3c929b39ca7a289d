// CompilationDatabase: the commands of one compile_commands.json.
// Format: https://clang.llvm.org/docs/JSONCompilationDatabase.html
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/compile_command.h"
#include "platform/base/result.h"

namespace cairn::project {

// Immutable once loaded, so it may be built on any thread and shared. A file may have several
// entries, one for each target that it is part of, say: the first of them stands for the file
// wherever one command is wanted (an open file, a header that borrows it).
class CompilationDatabase {
 public:
  // Reads and parses the file. Entries that make no sense (no file, no command,
  // wrong types) are skipped and described in warnings(); the whole fails only if
  // the file cannot be read or is not a JSON array.
  // kCancelled soon after `stop` is requested.
  static Result<std::shared_ptr<const CompilationDatabase>> load(const std::string& path,
                                                                 const std::stop_token& stop = {});

  // The same from text in memory; `directory` resolves relative paths.
  static Result<std::shared_ptr<const CompilationDatabase>> parse(std::string_view json, const std::string& directory,
                                                                  const std::stop_token& stop = {});

  // The commands below read response files and link targets. Paths are absolute. An
  // entry whose folder does not exist is run in the database's, with a warning.

  // own_command(), else nearest_command().
  std::optional<CompileCommand> command_for(std::string_view path) const;
  // The entry of this very file, also if one of the two paths leads through symbolic links:
  // the first, or a further one. Nothing if there is none, or not so many.
  std::optional<CompileCommand> own_command(std::string_view path, std::size_t nth = 0) const;
  // How many entries exactly this path has. Touches no disk.
  std::size_t entry_count(std::string_view path) const;
  // Whether it has an entry of exactly this path. Touches no disk.
  bool contains(std::string_view path) const;
  // The entry of `lender`, with the language set to what `path` is; nothing if `lender` has none.
  std::optional<CompileCommand> lent_command(std::string_view lender, std::string_view path) const;
  // The same from the file nearest by name and path (nearest.h), marked as a guess;
  // nothing if the database holds no C or C++ source.
  std::optional<CompileCommand> nearest_command(std::string_view path) const;
  // The files that may lend to `path`, the nearest first.
  std::vector<std::string> nearest_files(std::string_view path, std::size_t limit) const;

  // The command line of `path`'s own entry of that number as it is written, split into words; empty if
  // it has none.
  std::vector<std::string> written_command(std::string_view path, std::size_t nth = 0) const;
  // Where that command line is run, absolute; empty if there is none. Touches no disk.
  std::string written_directory(std::string_view path, std::size_t nth) const;

  // What to ask the compilers that the entries name: each different call once. Reads
  // every command; ends early, with a part, once `stop` is requested.
  std::set<DriverCall> driver_calls(const std::stop_token& stop) const;

  // The folders in which its commands look for headers (search_folders.h), each once, those
  // of most entries first, then by path; at most `limit`. Reads every command, no response
  // file; ends early, with a part, once `stop` is requested.
  std::vector<std::string> search_folders(std::size_t limit, const std::stop_token& stop) const;

  // The headers that its commands read unasked (search_folders.h), as they spell them, sorted, each once; at most
  // `limit`. Otherwise as search_folders().
  std::vector<std::string> forced_includes(std::size_t limit, const std::stop_token& stop) const;

  // The response files that its commands name (response_files.h), sorted, each once; at most `limit`. Otherwise as
  // search_folders(), but that response files are read where there are any.
  std::vector<std::string> response_files(std::size_t limit, const std::stop_token& stop) const;

  std::size_t size() const;                // of files
  std::vector<std::string> files() const;  // absolute, sorted
  const std::vector<std::string>& warnings() const;
  std::size_t memory_bytes() const;
  ~CompilationDatabase();

 private:
  CompilationDatabase();
  struct Data;
  std::unique_ptr<Data> data_;
};

// Looks for compile_commands.json in `root`, then in its sub-folders build, build*,
// out, out* (one level, then two: build/debug), newest first among equals. Follows
// symbolic links (CMake projects link it into the root). Empty if there is none.
std::string find_compilation_database(const std::string& root);

// Flags for a file without any database: language by suffix (a .h is C if its folder,
// or without sources there src or the root, holds C and no C++ sources), a current
// standard, and the include folders a project usually has (root, root/include,
// root/src, the file's own).
CompileCommand fallback_command(const std::string& root, std::string_view path,
                                const std::vector<std::string>& user_flags);

}  // namespace cairn::project
