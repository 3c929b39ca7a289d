// What a source or header says that decides whether it can be part of a header module.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
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
  // Names that the text or a condition has, each with a region in which it does; not those in bodies of macros, which
  // mean nothing until the macro is used, nor those that the text has defined or undefined itself before, in any case.
  std::vector<std::pair<NameHash, std::uint32_t>> uses;
  std::vector<std::pair<NameHash, std::uint32_t>> own_uses;  // the latter
  struct Region {
    std::vector<Condition> conditions;  // under which it is read
    std::string expression;             // that it consists of; empty: it is text
  };
  std::vector<Region> regions;
  std::vector<std::pair<NameHash, NameHash>> bodies;  // a macro that it defines, and a name in its body; sorted
  // Macros that it defines, each with the conditions of one definition.
  std::vector<std::pair<NameHash, std::vector<Condition>>> definitions;
  // Its #define and #undef lines in their order, each behind so many of `includes`.
  struct Act {
    NameHash name = 0;
    bool is_undefinition = false;
    std::uint32_t region = 0;  // in `regions`: its conditions
    std::uint32_t includes = 0;
  };
  std::vector<Act> acts;
};

// Names in the bodies of macros, by the macro's name.
using MacroBodies = std::unordered_map<NameHash, std::vector<NameHash>>;
// And what bodies of those that are macros name, and so on. Pure.
std::set<NameHash> with_bodies(std::vector<NameHash> names, const MacroBodies& bodies);

// Pure. Reads the text twice; linear.
SourceScan scan_source(std::string_view text);

}  // namespace cairn::index
