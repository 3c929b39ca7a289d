// `cairn impact` for people: text, and Graphviz.
#pragma once

#include <string>
#include <vector>

#include "protocol/ext/impact.h"

namespace cairn::server {

// Paths below `root` are shown relative to it. Text is lines: a summary, targets, units with their chains.
std::string impact_text(const ext::ImpactResult& result, const std::string& root);
std::string removal_text(const ext::RemovalResult& result, const std::string& root);
// A digraph of the chains: an edge from includer to included; units and the files of the question are marked.
std::string impact_dot(const ext::ImpactResult& result, const std::string& root);

// "a.cc:3 > x.h:8 > y.h", lines from 1.
std::string chain_text(const std::vector<ext::IncludeLink>& chain, const std::string& root);
// A string in the quotes of the DOT language (https://graphviz.org/doc/info/lang.html).
std::string dot_string(const std::string& text);
// `path` as seen from `root`, if it is below.
std::string shown_path(const std::string& path, const std::string& root);

}  // namespace cairn::server
