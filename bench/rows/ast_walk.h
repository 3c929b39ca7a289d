// An independent reading of a unit: clang's AST walked by RecursiveASTVisitor, without its
// index library and without the indexer's code.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "core/worker/messages.h"

namespace cairn::bench {

// A name at a place: real path, line and column from 1, the entity's plain name.
using Naming = std::tuple<std::string, std::uint32_t, std::uint32_t, std::string>;

struct Walked {
  std::map<Naming, std::string> names;  // → the kind of node that names it, the first one
  bool is_parsed = false;
};

// With `walks` false: parses only.
Walked walk_unit(const worker::IndexUnitRequest& request, bool walks);

}  // namespace cairn::bench
