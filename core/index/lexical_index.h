// The lexical index: what a scan of every source file says, kept in the store.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/index/walk.h"
#include "core/store/store.h"
#include "platform/base/result.h"

namespace cairn::index {

// The layer of the store that its rows are in.
inline constexpr std::uint32_t kLexicalLayer = 1;

// What the compilation database tells of the project; all paths absolute.
struct ProjectFiles {
  std::vector<std::string> search_folders;   // where it looks for headers, the most important first
  std::vector<std::string> sources;          // that it names, wherever they are
  std::vector<std::string> forced_includes;  // that it reads unasked, as commands spell them
};

struct LexicalIndexOptions {
  std::string root;  // absolute
  WalkOptions walk;
  ProjectFiles project;
  std::set<std::string> suspects;  // as in the store: may have another content though their stamps are as before
  std::size_t threads = 1;
  // For rows that are not written yet, of all threads; each has at least 4 MB and at most 64 MB of it.
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;
  bool in_background = true;  // threads at the lowest priority
  // From one of the threads, not from several at once; some times a second.
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
};

struct LexicalIndexOutcome {
  std::uint64_t files = 0;    // that the walk found, the project names, or those include
  std::uint64_t scanned = 0;  // new or with another content
  std::uint64_t touched = 0;  // with another stamp and the same content
  std::uint64_t removed = 0;
  std::uint64_t scanned_bytes = 0;
  std::vector<std::string> problems;  // what could not be read; one line each
};

// Brings the store's lexical rows up to what is on the disk: files whose stamp (time and
// size) is another are read, and scanned unless they are as they were; what the project names
// and what files include is looked at wherever it is, unless it is excluded; with other search
// folders all is scanned again, because includes lead elsewhere; files that are gone lose their rows, segments
// are merged where that is due. Results are published piece by piece, and a run that is stopped or killed leaves what
// it had published: the next one goes on from there. Memory: one builder per thread and the list of files.
//
// Scanning threads are its own rather than a task library's: all they share is the next
// file's number. kCancelled after `stop`; kUnavailable if another process writes the
// store; the store's errors. Thread-safe; takes its time.
Result<LexicalIndexOutcome> update_lexical_index(store::Store& store, const LexicalIndexOptions& options,
                                                 const std::stop_token& stop);

// How many files update_lexical_index() would scan: new ones, and those with another content.
// `store_folder`: of the store that `snapshot` is of. Reads files that have another stamp;
// changes nothing. Errors as above.
Result<std::uint64_t> count_unscanned_files(const store::Snapshot& snapshot, const std::string& store_folder,
                                            const LexicalIndexOptions& options, const std::stop_token& stop);

}  // namespace cairn::index
