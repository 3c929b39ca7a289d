// What a source or header says that decides whether it can be part of a header module.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/index/prelude/condition.h"

namespace cairn::index {

struct ScannedInclude {
  std::string spelled;  // between the quotes or angles
  bool is_angled = false;
  bool is_next = false;               // #include_next
  bool is_nested = false;             // between braces: of a namespace, or extern "C"
  std::vector<Condition> conditions;  // under which it is read
};

// Hashes of names: those that differ, differ; equal ones may be two names.
using NameHash = std::uint32_t;
NameHash name_hash_of(std::string_view name);

struct SourceScan {
  std::uint64_t content_hash = 0;
  bool is_guarded = false;               // an include guard around all of it, or #pragma once
  std::vector<ScannedInclude> includes;  // not those in #if 0
  std::vector<NameHash> identifiers;     // all in its text, sorted
  // Macros that it defines, each with the conditions of one definition.
  std::vector<std::pair<NameHash, std::vector<Condition>>> definitions;
  std::vector<NameHash> undefined;  // macros that it undefines
};

// Pure. Reads the text twice; linear.
SourceScan scan_source(std::string_view text);

}  // namespace cairn::index
