// A project in a folder, and sub-commands of `cairn` run on it as a user runs them.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/unique_fd.h"
#include "platform/proc/spawn.h"
#include "tests/support/server_fixture.h"
#include "tests/support/temp_dir.h"

namespace cairn::test {

struct Outcome {
  int code;
  std::string out;
  std::string err;

  Json json() const { return Json::parse(out); }
};

inline std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// A project in a folder of its own, whose database compiles each source named in
// `sources` with its flags.
class Project {
 public:
  explicit Project(const Files& files, const std::map<std::string, std::vector<std::string>>& sources = {}) {
    for (const auto& [name, text] : files) folder_.write("project/" + name, text);
    std::filesystem::create_directories(root());
    if (sources.empty()) return;
    Json entries = Json::array();
    for (const auto& [name, flags] : sources) {
      Json arguments = {name.ends_with(".c") ? "gcc" : "g++"};
      for (const std::string& flag : flags) arguments.push_back(flag);
      for (const std::string& word : {std::string("-o"), name + ".o", std::string("-c"), name})
        arguments.push_back(word);
      entries.push_back({{"directory", root()}, {"file", name}, {"arguments", std::move(arguments)}});
    }
    folder_.write("project/compile_commands.json", entries.dump());
  }

  std::string root() const { return folder_.file("project"); }
  std::string path(const std::string& name) const { return root() + "/" + name; }
  const TempDir& folder() const { return folder_; }
  void set_worker(const std::string& program) { worker_ = program; }

  // Files on stdout and stderr, /dev/null on stdin; the project's root as current folder.
  proc::ChildProcess start(std::vector<std::string> arguments) const {
    const base::UniqueFd out(open(folder_.file("out").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const base::UniqueFd err(open(folder_.file("err").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    proc::SpawnOptions options;
    options.argv = {CAIRN_SERVER_PATH};
    options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
    options.set_env = {{"XDG_CACHE_HOME", folder_.file("cache")}};
    if (!worker_.empty()) options.set_env.emplace_back("CAIRN_WORKER", worker_);
    options.stdout_fd = out.get();
    options.stderr_fd = err.get();
    options.working_directory = root();
    return must(proc::ChildProcess::spawn(options));
  }

  Outcome run(std::vector<std::string> arguments) const {
    proc::ChildProcess child = start(std::move(arguments));
    return finish(child);
  }

  Outcome finish(proc::ChildProcess& child) const {
    const int status = child.wait();
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(folder_.file("out")), contents(folder_.file("err"))};
  }

 private:
  TempDir folder_;
  std::string worker_;
};

}  // namespace cairn::test
