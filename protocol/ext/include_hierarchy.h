// `$/includeHierarchy`: who includes a file, and what it includes. See EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/lsp/basic.h"
#include "protocol/rpc/fields.h"
#include "protocol/rpc/json.h"

namespace cairn::ext {

struct IncludeHierarchyParams {
  lsp::DocumentUri uri;
  bool wants_includers = true;  // "direction": "includers" or "includes"
};
bool read(rpc::Reader reader, IncludeHierarchyParams& out);

// A file one step away.
struct IncludeHierarchyItem {
  std::string path;                  // absolute
  std::vector<std::uint32_t> lines;  // of the #includes, in whichever of the two has them
  bool is_exact = false;
};
rpc::Json to_json(const IncludeHierarchyItem& value);

// `$/dependencies`.
struct DependenciesParams {
  std::uint32_t limit = 100;  // of entries in each list
  bool wants_unused = false;
};
bool read(rpc::Reader reader, DependenciesParams& out);

}  // namespace cairn::ext
