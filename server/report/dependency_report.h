// What is to be told of a project's dependencies: gathered for `$/dependencies` and `cairn deps`, and written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/file_edges.h"
#include "core/deps/header_costs.h"
#include "core/deps/unused_includes.h"
#include "platform/base/result.h"
#include "protocol/ext/impact.h"
#include "protocol/rpc/json.h"
#include "server/report/package_report.h"
#include "server/session/dependency_reader.h"

namespace cairn::server {

struct DependencyTarget {
  std::string name;
  std::string kind;
  std::uint32_t units = 0;
};

// Includes of sources from which nothing is used; paths are absolute.
struct ReportedInclude {
  std::string path;
  std::uint32_t line = 0;
  std::string included;
  std::uint32_t files = 0;
};
struct ReportedIncludes {
  std::vector<ReportedInclude> list;
  std::uint32_t sources = 0;
  std::uint32_t left_out = 0;
};

// Plain data; paths are absolute.
struct DependencyReport {
  struct Cycle {
    std::vector<std::string> files;
    std::vector<std::string> way;
  };
  struct Header {
    std::string path;
    std::uint32_t units = 0;
    double rebuild_seconds = 0;
    double reading_seconds = 0;
  };
  std::uint64_t files = 0;
  std::uint64_t includes = 0;
  std::uint64_t units = 0;
  std::uint64_t inexact_units = 0;
  double seconds = 0;  // of all units that were read
  std::vector<DependencyTarget> targets;
  std::vector<Cycle> cycles;
  std::vector<Header> headers;  // the most expensive to read first; all of them
  struct Conflict {
    struct Meaning {
      std::string path;
      std::vector<ext::IncludeLink> chain;
    };
    std::string target;
    std::string spelled;
    std::vector<Meaning> meanings;
  };
  std::vector<Conflict> conflicts;
  std::optional<ReportedIncludes> unused;
  PackageReport packages;
  std::vector<std::string> problems;
};

// Errors as of the readers in core/deps.
Result<DependencyReport> make_dependency_report(const DependencyReader::View& view, bool wants_unused,
                                                const std::stop_token& stop);

// As EXTENSIONS.md describes it; lists have at most `limit` entries, and their whole counts beside them.
rpc::Json to_json(const DependencyReport& report, ext::FileForm form, std::size_t limit);

// Which part of it `cairn deps` prints.
enum class DependencyPart : std::uint8_t { kSummary, kCycles, kCostliest, kUnused, kPackages };
// Paths below `root` are shown relative to it.
std::string dependency_text(const DependencyReport& report, DependencyPart part, const std::string& root);

// A digraph of the includes among the workspace's own files, those of circles in red.
std::string dependency_dot(const DependencyReader::View& view);

}  // namespace cairn::server
