// What a source or header says that decides whether it can be part of a header module.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::index {

// A macro that has to be defined, or not, for a line to count.
struct MacroLiteral {
  std::string name;
  bool is_defined = true;
  bool operator==(const MacroLiteral&) const = default;
};
using MacroClause = std::vector<MacroLiteral>;  // one of them has to hold

struct ScannedInclude {
  std::string spelled;  // between the quotes or angles
  bool is_angled = false;
  bool is_next = false;    // #include_next
  bool is_nested = false;  // between braces: of a namespace, or extern "C"
  // What surely has to hold for it to be read; there may be more.
  std::vector<MacroClause> conditions;
};

// Hashes of names: those that differ, differ; equal ones may be two names.
using NameHash = std::uint32_t;
NameHash name_hash_of(std::string_view name);

struct SourceScan {
  std::uint64_t content_hash = 0;
  bool is_guarded = false;               // an include guard around all of it, or #pragma once
  std::vector<ScannedInclude> includes;  // not those in #if 0
  std::vector<NameHash> identifiers;     // all in its text, sorted
  std::vector<NameHash> defined;         // macros that it defines, sorted
};

// Pure. Reads the text twice; linear.
SourceScan scan_source(std::string_view text);

// Whether an include may be active: no clause is surely false. `may_be_defined` and
// `is_always_defined` answer for names that nothing else is known of.
bool may_be_active(const std::vector<MacroClause>& conditions,
                   const std::function<bool(const std::string&)>& may_be_defined,
                   const std::function<bool(const std::string&)>& is_always_defined);

}  // namespace cairn::index
