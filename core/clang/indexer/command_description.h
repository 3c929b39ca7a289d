// What a compile command means to clang, without reading a source.
#pragma once

#include "core/worker/messages.h"
#include "platform/base/result.h"

namespace cairn::clang {

// The folders are those that exist. kUnsupported: clang can do nothing with the command. Takes some milliseconds.
Result<worker::CommandDescription> describe_command(const worker::DescribeCommandRequest& request);

}  // namespace cairn::clang
