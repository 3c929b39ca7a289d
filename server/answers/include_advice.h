// What to do about the includes of an open source.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>

#include "server/answers/project_view.h"
#include "server/session/dependency_reader.h"

namespace cairn::server {

// Lines of the text. A value.
struct IncludeAdvice {
  bool is_known = false;           // the source's units were read as they are now, and without errors
  std::set<std::uint32_t> unused;  // includes that may go, all of them together
  std::map<std::uint32_t, std::uint32_t>
      moved;  // without those: line then by line now, blocks of includes being sorted
};

// Of the text of the open file at `path` (absolute), by the rows of all its units. Nothing is known of headers, nor
// while texts that the client has are not those that rows are about: before they are saved and indexed. Thread-safe;
// waits for the disk, for as long as it takes to compare the project's units with it.
IncludeAdvice advise_on_includes(DependencyReader& reader, const ProjectView& view, const std::string& path, bool is_c,
                                 const std::stop_token& stop);

}  // namespace cairn::server
