// What is to be told of the packages that a workspace uses: gathered for `$/dependencies` and `cairn deps`, and
// written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/packages/package_cache.h"
#include "platform/base/result.h"
#include "protocol/ext/impact.h"
#include "protocol/rpc/json.h"
#include "server/session/dependency_reader.h"

namespace cairn::server {

// A place in a manifest; the path is absolute, the line from 0.
struct ManifestPlace {
  std::string path;
  std::uint32_t line = 0;
};

// Plain data; paths are absolute.
struct PackageReport {
  struct Entry {
    ManifestPlace place;
    deps::Package package;  // its folders absolute
  };
  // Two versions of one package in one target or lock file.
  struct Conflict {
    struct Version {
      ManifestPlace place;
      std::string version;
      std::vector<ext::IncludeLink> chain;  // in a target: how its headers come to be read
      std::vector<std::string> way;         // in a lock file: who needs it
    };
    std::string name;
    std::string target;  // empty: of one lock file
    std::vector<Version> versions;
  };
  struct Problem {
    ManifestPlace place;
    std::string message;
    bool is_broken = false;  // the file cannot be read as it is
  };
  std::vector<Entry> packages;      // by path and line
  std::vector<Conflict> conflicts;  // those of targets first
  std::vector<Problem> problems;    // of manifests, packages in circles among them
  std::size_t rivals = 0;           // packages of which another version lies elsewhere
  deps::PackageLook look;
  double look_cpu_ms = 0;  // CPU of comparing with the disk, and reading
};

// Compares the manifests with the disk first. Errors as of the readers in core/deps.
Result<PackageReport> make_package_report(const DependencyReader::View& view, const std::stop_token& stop);
// The same; looks at units only where two versions of a package are known.
Result<PackageReport> make_package_report(DependencyReader& reader, std::shared_ptr<const store::Snapshot> snapshot,
                                          const std::stop_token& stop);

// As EXTENSIONS.md describes it; lists have at most `limit` entries, and their whole counts beside them.
rpc::Json to_json(const PackageReport& report, ext::FileForm form, std::size_t limit);

// Every package, or only what is wrong. Paths below `root` are shown relative to it.
std::string package_text(const PackageReport& report, bool with_list, const std::string& root);
// A digraph: which manifest tells of which package, and what needs what; conflicts in red.
std::string package_dot(const PackageReport& report, const std::string& root);

// What a conflict is, for people, without the names of places but those of other versions than number `of`.
std::string conflict_text(const PackageReport::Conflict& conflict, std::size_t of, const std::string& root);

}  // namespace cairn::server
