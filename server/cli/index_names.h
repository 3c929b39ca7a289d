// The names' part of `cairn index`.
#pragma once

#include <cstddef>
#include <string>

#include "core/index/lexical_index.h"
#include "core/store/store.h"
#include "platform/base/result.h"

namespace cairn::server {

// Brings the rows of names up to date, with a line of progress on stderr where that is a terminal. Blocks.
Result<index::LexicalIndexOutcome> index_names(store::Store& store, const std::string& root,
                                               index::ProjectFiles project, std::size_t jobs);

}  // namespace cairn::server
