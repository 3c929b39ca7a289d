// What a hover says of an entity besides its declaration: types behind aliases, values,
// sizes and places in memory.
#pragma once

#include <clang-c/Index.h>

#include <string>
#include <vector>

namespace cairn::clang {

// "Size: 8 bytes, alignment: 4 bytes" and the like, in Markdown, one fact each. What
// depends on template parameters, or is not complete, has none.
std::vector<std::string> facts_about(CXCursor entity);

}  // namespace cairn::clang
