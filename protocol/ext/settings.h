// The user's settings, in the form that all places share where they may stand.
// Documented, with their ranges, in EXTENSIONS.md.
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
    std::optional<std::uint32_t> max_count;
  };
  struct Pool {
    std::optional<std::uint32_t> min_size;
    std::optional<std::uint32_t> max_size;
    std::optional<std::uint32_t> acquire_timeout_ms;
    std::optional<std::uint32_t> idle_timeout_ms;
    std::optional<std::uint32_t> health_check_interval_ms;
  };
  struct Memory {
    std::optional<std::uint32_t> budget_mb;
  };
  struct LeakDetection {
    std::optional<std::uint32_t> scan_interval_minutes;
    std::optional<std::uint32_t> minimum_allocation_age_seconds;
    std::optional<std::uint32_t> memory_threshold_mb;
    std::optional<bool> adaptive_sensitivity;
    std::optional<bool> enable_notification;
  };
  // Thresholds: absent ones alert nobody.
  struct Alerts {
    std::optional<std::uint32_t> request_p95_ms;
    std::optional<std::uint32_t> job_p95_ms;
    std::optional<std::uint32_t> waiting_requests;
    std::optional<std::uint32_t> open_handles;
  };
  struct InlayHints {
    std::optional<bool> enabled;
    std::optional<bool> parameter_names;
    std::optional<bool> deduced_types;
    std::optional<bool> designators;
    std::optional<std::uint32_t> type_name_limit;
  };

  struct CodeLens {
    std::optional<bool> included_by;
  };
  struct Index {
    std::optional<bool> background;
    std::optional<std::uint32_t> threads;
    std::optional<std::vector<std::string>> exclude_patterns;
    std::optional<std::string> preludes;  // "on", "off" or "verify"
    std::optional<std::uint32_t> lexical_delay_ms;
  };
  struct References {
    std::optional<std::uint32_t> limit;
    std::optional<std::uint32_t> wait_seconds;
  };

  struct Completion {
    std::optional<std::string> header_insertion;  // "iwyu" or "never"
  };

  struct Watcher {
    std::optional<std::uint32_t> debounce_timeout_ms;
    std::optional<std::uint32_t> max_events_per_batch;
    std::optional<std::uint32_t> max_queue_size;
    std::optional<bool> semantic_filter_enabled;
    std::optional<std::vector<std::string>> ignore_patterns;
  };

  std::optional<std::string> compilation_database_path;
  std::optional<std::vector<std::string>> fallback_flags;
  std::optional<bool> clangd_file_status;  // textDocument/clangd.fileStatus is wanted
  Worker worker;
  Pool pool;
  Memory memory;
  LeakDetection leak_detection;
  Alerts alerts;
  Index index;
  References references;
  Completion completion;
  Watcher watcher;
  InlayHints inlay_hints;
  CodeLens code_lens;
};
// Wrong and absent members leave what `out` holds; the wrong ones become problems of the
// reader. False only for what is no object.
bool read(rpc::Reader reader, Settings::Worker& out);
bool read(rpc::Reader reader, Settings::Pool& out);
bool read(rpc::Reader reader, Settings::Memory& out);
bool read(rpc::Reader reader, Settings::Alerts& out);
bool read(rpc::Reader reader, Settings::LeakDetection& out);
bool read(rpc::Reader reader, Settings::Index& out);
bool read(rpc::Reader reader, Settings::References& out);
bool read(rpc::Reader reader, Settings::Completion& out);
bool read(rpc::Reader reader, Settings::InlayHints& out);
bool read(rpc::Reader reader, Settings::CodeLens& out);
bool read(rpc::Reader reader, Settings::Watcher& out);
bool read(rpc::Reader reader, Settings& out);

// Reads `values` over what `settings` holds. Returns one line for each unknown key and
// wrong value, with its path; each was ignored. Never fails; null means no settings.
// Pure and thread-safe.
std::vector<std::string> read_settings(const Json& values, Settings& settings);

}  // namespace cairn::ext
