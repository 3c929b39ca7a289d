// Types that a using declaration brings into a scope, by name.
#pragma once

#include <clang-c/Index.h>

#include <map>
#include <string>
#include <vector>

#include "core/clang/source_map.h"

namespace cairn::clang {

// The using declarations of a unit: those of namespaces, and of the main file's functions.
using UsingNames = std::map<std::string, std::vector<CXCursor>, std::less<>>;
UsingNames find_using_names(SourceMap& sources);

// What `token` names if that is a type which a using declaration brought into its scope
// (`std::uint32_t`): libclang gives no reference there. Of several declarations the one whose scope
// the word is qualified with counts, else the last before it. Empty if there is none.
std::vector<CXCursor> named_through_using(SourceMap& sources, CXFile file, const Token& token);

}  // namespace cairn::clang
