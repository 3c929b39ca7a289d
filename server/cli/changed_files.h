// Which files of a checkout differ from a commit.
#pragma once

#include <string>
#include <vector>

#include "platform/base/result.h"

namespace cairn::server {

// Absolute paths of what `git diff` names between `revision` and the files of the checkout that `folder` is in, those
// that are gone included; files that git does not know are not. Runs /usr/bin/git (10 s, 16 MiB), told to run nothing
// that the checkout names: no external diff, no text conversion, no file system monitor. kInvalidArgument: `revision`
// begins like an option; kUnavailable: git fails, because there is no such commit, say.
Result<std::vector<std::string>> files_changed_since(const std::string& folder, const std::string& revision);

}  // namespace cairn::server
