// textDocument/clangd.fileStatus: what is being done for a file, in clangd's form.
#pragma once

#include <string>

#include "protocol/rpc/json.h"

namespace cairn::ext {

using rpc::Json;

struct FileStatus {
  std::string uri;
  std::string state;  // for people
};
Json to_json(const FileStatus& value);

}  // namespace cairn::ext
