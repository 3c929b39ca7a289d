// capture_output: what a short-lived program writes.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/result.h"

namespace cairn::proc {

enum class OutputStream { kStdout, kStderr };

struct CaptureOptions {
  std::vector<std::string> argv;                             // argv[0] is the file to execute, no PATH search
  std::vector<std::pair<std::string, std::string>> set_env;  // as SpawnOptions has it
  std::string working_directory;
  OutputStream stream = OutputStream::kStdout;  // the other one goes to /dev/null, as does stdin
  std::chrono::milliseconds limit{0};           // from start to end
  std::size_t max_bytes = 0;
};

// Runs the program, without a shell, and returns what it wrote once it ended with exit code 0.
// kTimeout, kTooLarge and (within 50 ms of the request) kCancelled kill it and its process group;
// kUnavailable names another exit. Blocks; thread-safe. The program dies with the calling thread.
Result<std::string> capture_output(const CaptureOptions& options, const std::stop_token& stop);

}  // namespace cairn::proc
