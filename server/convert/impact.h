// Answers of core/deps in the form of protocol/ext/impact.h.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/deps/impact.h"
#include "core/deps/include_removal.h"
#include "core/deps/project_units.h"
#include "protocol/ext/impact.h"

namespace cairn::server {

// `root`: as below.
std::vector<ext::IncludeLink> to_links(const std::vector<deps::ChainLink>& chain, const std::string& root);

// `root`: what paths in the index are relative to. At most `limit` units are listed.
ext::ImpactResult to_result(const deps::Impact& impact, const std::vector<std::string>& files, bool has_mentions,
                            const deps::ProjectUnits& project, const std::string& root, std::size_t limit);
ext::RemovalResult to_result(const deps::Removal& removal, const std::string& includer, const std::string& included,
                             const std::string& root, std::size_t limit);

}  // namespace cairn::server
