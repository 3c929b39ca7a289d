// `$/impact`: what a change of files costs, before it is made. See EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"
#include "protocol/rpc/fields.h"
#include "protocol/rpc/json.h"

namespace cairn::ext {

// How JSON names a file: editors get URIs, scripts on the command line paths.
enum class FileForm { kUri, kPath };
// "uri" with the file's URI, or "path" with the path. `path` is absolute.
void add_file(rpc::Json& object, const std::string& path, FileForm form);
rpc::Json file_list(const std::vector<std::string>& paths, FileForm form);

// A file on the way from a unit's source to another one; absolute.
struct IncludeLink {
  std::string path;
  std::optional<std::uint32_t> line;  // of the #include that leads to the next link, from 0
};

rpc::Json chain_json(const std::vector<IncludeLink>& chain, FileForm form);

struct ImpactUnit {
  std::string path;
  std::uint32_t slot = 0;
  bool is_exact = false;
  double seconds = 0;
  std::string cost;  // "build", "parse", "mean", "none"
  std::vector<std::string> targets;
  std::optional<bool> mentions;  // where a symbol was asked about
  std::vector<IncludeLink> chain;
};

struct ImpactTarget {
  std::string name;
  std::string kind;
  std::uint64_t units = 0;
  double seconds = 0;
};

struct ImpactResult {
  std::vector<std::string> files;
  std::vector<std::string> unknown_files;
  std::vector<ImpactUnit> units;
  std::uint64_t unit_count = 0;  // `units` may be cut
  std::uint64_t all_units = 0;
  std::uint64_t inexact_units = 0;
  double seconds = 0;
  std::vector<ImpactTarget> targets;
  std::vector<std::string> problems;
};
rpc::Json to_json(const ImpactResult& value, FileForm form);

struct RemovalUnit {
  std::string path;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  double seconds = 0;
  std::vector<IncludeLink> chain;
};

// What one include less saves.
struct RemovalResult {
  std::string includer;
  std::string included;
  std::vector<RemovalUnit> units;
  std::uint64_t unit_count = 0;
  std::uint64_t unread_units = 0;
  double seconds = 0;
};
rpc::Json to_json(const RemovalResult& value, FileForm form);

// Exactly one of `uris`, `symbol`, a place, and `without` says what it is about.
struct ImpactParams {
  struct Place {
    lsp::DocumentUri uri;
    lsp::Position position;
  };
  struct Without {
    lsp::DocumentUri includer;
    lsp::DocumentUri included;
  };
  std::vector<lsp::DocumentUri> uris;
  std::optional<std::string> symbol;  // its name, with scopes or without
  std::optional<Place> place;
  std::optional<Without> without;
  std::uint32_t limit = 1000;  // of units in the answer
};
bool read(rpc::Reader reader, ImpactParams::Without& out);
bool read(rpc::Reader reader, ImpactParams& out);

}  // namespace cairn::ext
