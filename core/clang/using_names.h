// What a using declaration brings into a scope, by name.
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

// What `token` names if a using declaration brought that into its scope: libclang gives no
// reference to such a type (`std::uint32_t`), nor to some functions. Of several declarations the one whose scope
// the word is qualified with counts, else the last before it. Empty if there is none.
std::vector<CXCursor> named_through_using(SourceMap& sources, CXFile file, const Token& token);

}  // namespace cairn::clang
