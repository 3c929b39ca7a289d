#include "server/cli/index_names.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "server/cli/print.h"

namespace cairn::server {

Result<index::LexicalIndexOutcome> index_names(store::Store& store, const std::string& root,
                                               index::ProjectFiles project, std::size_t jobs) {
  index::LexicalIndexOptions options;
  options.root = root;
  options.project = std::move(project);
  options.threads = jobs;
  options.in_background = false;
  const bool on_terminal = isatty(STDERR_FILENO) != 0;
  if (on_terminal) {
    options.on_progress = [](std::uint64_t done, std::uint64_t total) {
      print(stderr, fmt::format("\r{}/{} files", done, total));
    };
  }
  auto outcome = index::update_lexical_index(store, options, {});
  if (on_terminal) print(stderr, "\r\x1b[K");
  return outcome;
}

}  // namespace cairn::server
