// When two texts name different versions of one package.
#pragma once

#include <string>
#include <string_view>

namespace cairn::deps {

// "Boost", "boost" and "libboost" mean one package, as do '_' and '-'.
std::string package_key(std::string_view name);

// True only if both are version numbers, or both are commits, and not the same: "v1.2" and "1.2.0" are, "1.2" and
// "master" do not compare. A shortened commit is the one that begins with it. `name`: of the package, which tags like
// "fmt-9.1" may begin with. Pure.
bool are_different_versions(std::string_view name, std::string_view a, std::string_view b);

}  // namespace cairn::deps
