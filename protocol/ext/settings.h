// The user's settings, as they come in initializationOptions. Documented, with their
// ranges, in EXTENSIONS.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/rpc/fields.h"
#include "protocol/rpc/json.h"

namespace cairn::ext {

using rpc::Json;

// Everything is optional; what is absent keeps the server's default.
struct Settings {
  struct Worker {
    std::optional<std::uint32_t> parse_timeout_ms;
    std::optional<std::uint32_t> request_timeout_ms;
    std::optional<std::uint32_t> memory_limit_mb;
  };
  struct Pool {
    std::optional<std::uint32_t> max_size;
  };

  std::optional<std::string> compilation_database_path;
  std::optional<std::vector<std::string>> fallback_flags;
  Worker worker;
  Pool pool;
};
// Wrong members become problems of the reader and are left absent; false only for
// what is no object.
bool read(rpc::Reader reader, Settings::Worker& out);
bool read(rpc::Reader reader, Settings::Pool& out);
bool read(rpc::Reader reader, Settings& out);

struct ParsedSettings {
  Settings settings;
  // One line for each unknown key and wrong value, with its path; each was ignored.
  std::vector<std::string> warnings;
};

// Never fails. Null means no settings. Pure and thread-safe.
ParsedSettings parse_settings(const Json& options);

}  // namespace cairn::ext
