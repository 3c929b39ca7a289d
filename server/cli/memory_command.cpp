#include "server/cli/memory_command.h"

#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "platform/io/local_socket.h"
#include "protocol/rpc/json.h"
#include "server/cli/check.h"
#include "server/cli/command_line_project.h"
#include "server/cli/print.h"
#include "server/report/memory_page.h"
#include "server/report/memory_text.h"
#include "server/session/report_socket.h"

namespace cairn::server {
namespace {

constexpr std::size_t kMaxAnswerBytes = std::size_t{64} << 20;
constexpr std::chrono::milliseconds kTimeout{30'000};
constexpr timespec kBetween{1, 0};

// The answer of the server at `socket`; null if it has none, or nothing that a server would say.
rpc::Json ask(const std::string& socket, const char* question = "memory full\n") {
  const auto answer = io::ask_local(socket, question, kMaxAnswerBytes, kTimeout);
  if (!answer) return nullptr;
  auto parsed = rpc::parse_json(*answer);
  return parsed && parsed->is_object() && parsed->value("root", rpc::Json()).is_string() ? *std::move(parsed) : nullptr;
}

bool is_of(const rpc::Json& server, const std::string& folder) {
  const std::string root = server["root"].get<std::string>();
  if (folder.empty()) return true;
  return !root.empty() && (folder == root || folder.starts_with(root == "/" ? root : root + "/"));
}

std::vector<rpc::Json> ask_all(const std::string& sockets, const std::string& folder, bool for_page) {
  std::vector<rpc::Json> servers;
  for (const std::string& socket : list_sockets(sockets)) {
    rpc::Json server = ask(socket, for_page ? "memory page\n" : "memory full\n");
    if (!server.is_null() && is_of(server, folder)) servers.push_back(std::move(server));
  }
  return servers;
}

std::string text_of(const std::vector<rpc::Json>& servers, bool is_chosen) {
  if (servers.size() > 1 && !is_chosen) return memory_list(servers) + "\nName a folder to see one of them.\n";
  std::string text;
  for (const rpc::Json& server : servers) text += (text.empty() ? "" : "\n") + memory_table(server);
  return text;
}

}  // namespace

int run_memory(const Options& options) {
  const auto sockets = socket_folder(options.cache_dir);
  if (!sockets) {
    print(stderr, fmt::format("cairn memory: {}\n", sockets.error().message));
    return kExitCannotRun;
  }
  std::string folder;
  if (!options.directory.empty()) {
    folder = absolute_path(options.directory);
    folder = fs::real_path(folder).value_or(folder);
  }
  const bool clears = options.is_watching && options.format == OutputFormat::kText && isatty(STDOUT_FILENO) != 0;
  while (true) {
    const std::vector<rpc::Json> servers = ask_all(*sockets, folder, !options.html_file.empty());
    if (servers.empty()) {
      print(stderr, fmt::format("cairn memory: no server answers{} (sockets are looked for in {})\n",
                                folder.empty() ? "" : " for " + folder, *sockets));
      return kExitCannotRun;
    }
    if (!options.html_file.empty()) {
      if (servers.size() > 1) {
        print(stderr, "cairn memory: several servers answer; name the folder of one of them\n");
        return kExitCannotRun;
      }
      const auto written = fs::write_file_atomically(absolute_path(options.html_file), memory_page(servers.front()));
      if (!written) print(stderr, fmt::format("cairn memory: {}\n", written.error().message));
      return written ? EXIT_SUCCESS : kExitCannotRun;
    }
    std::string text = options.format == OutputFormat::kJson ? rpc::dump_json({{"servers", servers}}) + "\n"
                                                             : text_of(servers, !folder.empty());
    if (clears) text.insert(0, "\x1b[H\x1b[2J");
    if (!print(stdout, text)) return kExitCannotRun;
    if (!options.is_watching) return EXIT_SUCCESS;
    ::nanosleep(&kBetween, nullptr);
    if (!clears && options.format == OutputFormat::kText && !print(stdout, "\n")) return kExitCannotRun;
  }
}

}  // namespace cairn::server
