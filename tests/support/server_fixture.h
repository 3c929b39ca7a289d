// ServerFixture: a workspace in a temporary folder and a real server on it.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/lsp_client.h"
#include "tests/support/temp_dir.h"

namespace cairn::test {

// Files by name relative to the root. Without a compile_commands.json, Cairn's
// default flags apply.
using Files = std::map<std::string, std::string>;

// A wrong step throws std::runtime_error with what went wrong, which Catch reports:
// tests read as the steps that a user takes. $XDG_CACHE_HOME and $XDG_CONFIG_HOME lie inside the folder.
class ServerFixture {
 public:
  explicit ServerFixture(const Files& files);

  // Starts a server without initializing it.
  void start(std::vector<std::string> arguments = {},
             std::vector<std::pair<std::string, std::string>> environment = {});
  // Starts and initializes with the capabilities below.
  void start_initialized(Json initialization_options = nullptr);

  static Json capabilities();

  std::string path(const std::string& name) const { return root_ + "/" + name; }
  std::string uri(const std::string& name) const { return file_uri(path(name)); }
  const std::string& root() const { return root_; }
  static std::string server();  // the binary under test
  std::string cache_home() const { return folder_.path() + "/cache"; }
  std::string config_home() const { return folder_.path() + "/config"; }
  std::string runtime_folder() const { return folder_.path() + "/runtime"; }  // of the server's socket
  LspClient& client() { return *client_; }
  const LspClient& client() const { return *client_; }

  // Opens the file with the text that it has on disk (or `text`); waits for nothing.
  void open(const std::string& name, int version = 1);
  void open_text(const std::string& name, const std::string& text, int version = 1);
  // Replaces the whole text.
  void change(const std::string& name, const std::string& text, int version);
  Json diagnostics(const std::string& name, int version);
  Json request(const std::string& method, Json params);
  // Params with a textDocument and a position.
  Json at(const std::string& name, std::uint32_t line, std::uint32_t character) const;

  struct Worker {
    pid_t pid;
    std::string state;
    std::string job;
  };
  // Those of open files.
  std::vector<Worker> workers();
  // Paths of regular files below the cache folder, without the index: that is to stay.
  std::vector<std::string> cached_files() const;

 private:
  TempDir folder_;
  std::string root_;
  Files files_;
  std::optional<LspClient> client_;
};

// The value, or std::runtime_error with the error's message.
template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}
inline void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().message);
}

}  // namespace cairn::test
