// Two headers of one name in one target: two versions of a library, perhaps.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/impact.h"
#include "core/deps/unit_reader.h"
#include "platform/base/result.h"

namespace cairn::deps {

// One #include text that means different files in the units of one target.
struct HeaderConflict {
  struct Meaning {
    std::string path;              // as the index names files
    std::vector<ChainLink> chain;  // to it, from a unit of the target
  };
  std::uint32_t target = 0;       // number in ProjectUnits::targets
  std::string spelled;            // between the quotes
  std::vector<Meaning> meanings;  // two or more, by path
};

// Of the units that clang read. Does not count: what an include finds beside the file it stands in (every folder may
// have a "config.h"); files of equal content; a header that itself includes the other one of its name, as wrappers with
// #include_next do; targets that are just folders. By target's name and text. Errors as of UnitReader::visit.
Result<std::vector<HeaderConflict>> find_header_conflicts(UnitReader& reader, const std::stop_token& stop);

}  // namespace cairn::deps
