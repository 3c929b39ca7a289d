// Which files a symbol stands in: for questions about what a change of it touches.
#pragma once

#include <string>
#include <vector>

#include "core/store/snapshot.h"
#include "server/answers/project_questions.h"

namespace cairn::server {

// Sorted, each once, as the index names files.
struct SymbolFiles {
  std::vector<std::string> introducing;  // that declare or define it
  std::vector<std::string> mentioning;   // in any way, those included
};

// Of the semantic rows. Runs on any thread.
SymbolFiles files_of_symbols(const store::Snapshot& snapshot, const Usrs& usrs);

// Of every symbol of this name, by rows of clang, else by what names alone tell. Runs on any thread.
SymbolFiles files_of_name(const store::Snapshot& snapshot, const std::string& name);

}  // namespace cairn::server
