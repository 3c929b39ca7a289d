// How much processor time another process has used.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

namespace cairn::proc {

// Of all threads of process `pid`, user and system; none if there is no such process. Thread-safe, one system call.
std::optional<std::chrono::nanoseconds> read_cpu_time(pid_t pid);

}  // namespace cairn::proc
