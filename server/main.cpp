// `cairn`: reads the command line, prepares the process, serves one editor.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "platform/base/component.h"
#include "platform/base/log.h"
#include "platform/base/unique_fd.h"
#include "platform/fs/path.h"
#include "platform/io/event_loop.h"
#include "platform/memory/allocator.h"
#include "platform/proc/signals.h"
#include "platform/trace/chrome_trace.h"
#include "server/cli/check.h"
#include "server/cli/deps_command.h"
#include "server/cli/doctor.h"
#include "server/cli/impact_command.h"
#include "server/cli/index_command.h"
#include "server/cli/memory_command.h"
#include "server/cli/options.h"
#include "server/cli/query_command.h"
#include "server/cli/print.h"
#include "server/cli/version.h"
#include "server/session/server.h"

namespace cairn::server {
namespace {

constexpr int kExitUsage = 2;

// What `variable` names, else ../libexec/cairn/NAME beside our own folder, which is the
// layout of both a build and an installation.
std::string program_beside(const char* variable, const char* name) {
  if (const char* named = std::getenv(variable); named != nullptr && *named != '\0') return named;
  const std::string self = fs::real_path("/proc/self/exe").value_or("/usr/bin/cairn");
  return fs::join_path(std::string(fs::parent_path(fs::parent_path(self))), fmt::format("libexec/cairn/{}", name));
}

std::string worker_program() { return program_beside("CAIRN_WORKER", "cairn-worker"); }
std::string indexer_program() { return program_beside("CAIRN_INDEXER", "cairn-indexer"); }

// Takes stdin and stdout for LSP and leaves /dev/null in their places, so that no
// library's stray printf can reach the client.
std::pair<base::UniqueFd, base::UniqueFd> take_standard_streams() {
  base::UniqueFd in(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
  base::UniqueFd out(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  const base::UniqueFd null(open("/dev/null", O_RDWR | O_CLOEXEC));
  dup2(null.get(), STDIN_FILENO);
  dup2(null.get(), STDOUT_FILENO);
  return {std::move(in), std::move(out)};
}

int serve(Options options) {
  umask(0077);  // what Cairn writes holds source text: for the user's eyes only
  if (auto log = base::configure_log(options.log_level, options.log_file); !log) {
    options.warnings.push_back(fmt::format("--log-file: {}", log.error().message));
  }
  if (!options.trace_file.empty()) {
    auto trace = trace::ChromeTrace::open(options.trace_file);
    if (trace) {
      trace::set_process_trace(*std::move(trace));
    } else {
      options.warnings.push_back(fmt::format("--trace: {}", trace.error().message));
    }
  }
  auto signals = proc::block_and_watch_signals({SIGTERM, SIGINT, SIGHUP});
  if (!signals) {
    base::log_error("cannot watch signals: {}", signals.error().message);
    return EXIT_FAILURE;
  }
  if (auto configured = memory::configure_allocator(); !configured) base::log_error("{}", configured.error().message);
  const base::ComponentScope component(base::Component::kSession);
  auto [in, out] = take_standard_streams();
  if (!in || !out) {
    base::log_error("stdin and stdout must be open");
    return EXIT_FAILURE;
  }
  io::EventLoop loop;
  Server server(loop, std::move(options), worker_program(), indexer_program(), std::move(in), std::move(out));
  io::ReadableWatch on_signal(loop, signals->get(), [&server] { server.stop("signal"); });
  base::log_info("cairn {} serves process {}", version_text(), getppid());
  server.start();
  loop.run();
  const int code = server.exit_code();
  if (server.index().is_busy()) {
    // Whoever waits for our end shall not wait for a merge.
    server.let_go();
    std::_Exit(code);
  }
  return code;
}

int run_sub_command(const Options& options) {
  umask(0077);  // as in serve()
  if (auto log = base::configure_log(options.log_level, options.log_file); !log) {
    print(stderr, fmt::format("cairn: --log-file: {}\n", log.error().message));
    return EXIT_FAILURE;
  }
  switch (options.action) {
    case Action::kCheck:
      return run_check(options, worker_program());
    case Action::kDoctor:
      return run_doctor(options, worker_program());
    case Action::kIndex:
      return run_index(options, indexer_program());
    case Action::kDeps:
      return run_deps(options);
    case Action::kImpact:
      return run_impact(options);
    case Action::kMemory:
      return run_memory(options);
    default:
      return run_query(options, indexer_program());
  }
}

int run(int argc, char** argv) {
  Options options = parse_options(std::vector<std::string>(argv + 1, argv + argc), isatty(STDIN_FILENO) != 0);
  switch (options.action) {
    case Action::kHelp:
      print(stdout, help_text());
      return EXIT_SUCCESS;
    case Action::kVersion:
      print(stdout, fmt::format("cairn {}\n", version_text()));
      return EXIT_SUCCESS;
    case Action::kUsageError:
      print(stderr, fmt::format("cairn: {}\n\n{}", options.error, help_text()));
      return kExitUsage;
    case Action::kCheck:
    case Action::kDoctor:
    case Action::kIndex:
    case Action::kQuery:
    case Action::kDeps:
    case Action::kImpact:
    case Action::kMemory:
      return run_sub_command(options);
    case Action::kServe:
      return serve(std::move(options));
  }
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace cairn::server

int main(int argc, char** argv) { return cairn::server::run(argc, argv); }
