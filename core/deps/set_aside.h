// What becomes of an SQLite file that cannot be used.
#pragma once

#include <string>

#include "platform/base/result.h"

namespace cairn::deps {

// Renames the database and what SQLite keeps beside it to "PATH.damaged…", in place of an earlier one; what cannot be
// renamed is removed. Nobody may have it open. Errors: it is still there.
Result<void> set_aside(const std::string& path);

}  // namespace cairn::deps
