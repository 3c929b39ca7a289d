#include "tests/process/index_run.h"

#include <poll.h>
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "platform/fs/file.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

constexpr int kUnits = 10;

// Declarations that take clang a while, and mean something else in each unit.
std::string header() {
  std::string text = "#pragma once\nnamespace shared {\n";
  for (int i = 0; i < 300; ++i) {
    text += fmt::format(
        "template <class T> struct Box{0} {{ T value; T get() const {{ return value; }} }};\n"
        "struct Item{0} {{ int number = {0}; Box{0}<int> box; int sum() const {{ return number + box.get(); }} }};\n",
        i);
  }
  return text + "#ifdef FLAVOUR\nint flavoured(int FLAVOUR);\n#endif\n}\n";
}

}  // namespace

IndexedProject::IndexedProject() {
  if (const char* tree = std::getenv("CAIRN_SOAK_TREE")) {
    root_ = tree;
    return;
  }
  root_ = folder_.file("root");
  folder_.write("root/shared.h", header());
  for (int i = 0; i < kUnits; ++i) {
    add_unit(fmt::format("unit{}.cpp", i),
             fmt::format("#include \"shared.h\"\nint use{0}(const shared::Item{0}& item) {{ return item.sum(); }}\n"
                         "static int own() {{ return {0}; }}\nint call{0}() {{ return own(); }}\n",
                         i));
  }
  write_database();
}

void IndexedProject::add_unit(const std::string& name, const std::string& text) {
  folder_.write("root/" + name, text);
  units_.push_back(name);
}

void IndexedProject::write_database() const {
  std::string json;
  for (const std::string& unit : units_) {
    const char* flavour = unit.find_first_of("13579") == std::string::npos ? "-DPLAIN" : "-DFLAVOUR=odd";
    json += fmt::format(R"({}{{"directory":"{}","file":"{}","command":"c++ -std=c++17 {} -c {}"}})",
                        json.empty() ? "" : ",\n", root_, unit, flavour, unit);
  }
  folder_.write("root/compile_commands.json", "[" + json + "]");
}

std::string IndexedProject::new_cache() { return folder_.file(fmt::format("cache{}", caches_++)); }

std::size_t IndexedProject::unit_count() const {
  std::ifstream file(root_ + "/compile_commands.json");
  return Json::parse(file).size();
}

void IndexedProject::remove_cache(const std::string& cache) const {
  std::filesystem::remove_all(cache);
  std::filesystem::remove(cache + ".dump");
}

std::string IndexedProject::dump(const std::string& cache) const {
  const std::string out = cache + ".dump";
  const std::string command = fmt::format("'{}' doctor '{}' --dump-rows=semantic '--cache-dir={}' > '{}'",
                                          ServerFixture::server(), root_, cache, out);
  if (std::system(command.c_str()) != 0) throw std::runtime_error("cairn doctor failed");
  return fs::read_file(out, std::size_t{1} << 30).value();
}

IndexRun::IndexRun(const IndexedProject& project, const std::string& cache) {
  proc::SpawnOptions options;
  options.argv = {ServerFixture::server(), "index", project.root(),
                  "--cache-dir=" + cache,  "-j2",   "--log-file=" + cache + ".log"};
  auto child = proc::ChildProcess::spawn(options);
  if (!child) throw std::runtime_error(child.error().message);
  child_ = *std::move(child);
}

std::optional<int> IndexRun::wait(std::chrono::milliseconds limit) {
  if (status_) return status_;
  pollfd watched{child_.pidfd(), POLLIN, 0};
  if (poll(&watched, 1, static_cast<int>(limit.count())) == 0) return std::nullopt;
  status_ = child_.wait();
  return status_;
}

std::vector<pid_t> IndexRun::indexers() const {
  std::vector<pid_t> result;
  std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", child_.pid()));
  for (pid_t pid = 0; children >> pid;) {
    std::string name;
    std::getline(std::ifstream(fmt::format("/proc/{}/comm", pid)), name);
    if (name == "cairn-indexer") result.push_back(pid);
  }
  return result;
}

void IndexRun::kill() {
  child_.kill(SIGKILL);
  child_.wait();
}

}  // namespace cairn::test
