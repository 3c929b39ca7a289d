#include "tests/process/changing_project.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "core/store/dump.h"
#include "core/store/store.h"
#include "platform/proc/spawn.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

constexpr std::uint32_t kLexicalLayer = 1;
constexpr std::uint32_t kSemanticLayer = 2;
constexpr std::chrono::seconds kPatience{120};

// CAIRN_SOAK_SERVER: of another build, for hours in which this one is made anew.
std::string server_program() {
  const char* other = std::getenv("CAIRN_SOAK_SERVER");
  return other ? other : ServerFixture::server();
}

void set_time(const std::string& path, const timespec& time) {
  const timespec times[2] = {time, time};
  if (utimensat(AT_FDCWD, path.c_str(), times, 0) != 0) throw std::runtime_error("cannot set the time of " + path);
}

}  // namespace

ChangingProject::ChangingProject(const ProjectState& state) : root_(folder_.file("root")) {
  std::filesystem::create_directories(root_);
  for (const auto& [name, text] : state.files) save(name, text);
  write_database(state.units);
}

ChangingProject::~ChangingProject() { kill(); }

void ChangingProject::save(const std::string& name, const std::string& text, SaveKind kind) {
  const std::filesystem::path file = path(name);
  std::filesystem::create_directories(file.parent_path());
  struct stat before{};
  const bool was_there = stat(file.c_str(), &before) == 0;
  if (kind == SaveKind::kRename) {
    const std::string temporary = path(name) + "~";
    std::ofstream(temporary) << text;
    std::filesystem::rename(temporary, file);
    return;
  }
  if (kind == SaveKind::kAnew) std::filesystem::remove(file);
  std::ofstream(file) << text;
  if (kind == SaveKind::kSameStamp && was_there) set_time(file, before.st_mtim);
}

void ChangingProject::remove(const std::string& name) { std::filesystem::remove(path(name)); }

void ChangingProject::rename(const std::string& from, const std::string& to) {
  std::filesystem::create_directories(std::filesystem::path(path(to)).parent_path());
  std::filesystem::rename(path(from), path(to));
}

void ChangingProject::write_database(const std::map<std::string, std::vector<std::string>>& units) {
  Json entries = Json::array();
  for (const auto& [name, arguments] : units) {
    Json words = {name.ends_with(".c") ? "gcc" : "g++"};
    for (const std::string& argument : arguments) words.push_back(argument);
    words.insert(words.end(), {"-c", name});
    entries.push_back({{"directory", root_}, {"file", name}, {"arguments", words}});
  }
  save("compile_commands.json", entries.dump(1), SaveKind::kRename);
}

void ChangingProject::start() {
  LspClient::Options options;
  options.server = server_program();
  options.arguments = {"--cache-dir=" + folder_.file("cache"), "--log-file=" + folder_.file("log")};
  options.environment = {{"XDG_CONFIG_HOME", folder_.file("config")},
                         {"XDG_RUNTIME_DIR", folder_.file("runtime")},
                         {"CAIRN_INDEXER_NICE", "0"}};
  options.timeout = kPatience;
  client_.emplace(must(LspClient::start(std::move(options))));
  must(client_->initialize(root_));
}

void ChangingProject::kill() {
  if (!client_) return;
  client_->kill_server(SIGKILL);
  static_cast<void>(client_->wait_exit());
  client_.reset();
}

Json ChangingProject::settle() { return must(client_->request("$/changesSeen", {{"exact", true}})); }

std::uint64_t ChangingProject::parsed() {
  const Json metrics = must(client_->request("$/metrics", nullptr));
  return metrics["counters"].value("indexer.units", std::uint64_t{0});
}

std::vector<std::string> ChangingProject::rows_in(const std::string& cache) const {
  std::string folder;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(cache)) {
    if (entry.path().filename() == "manifest.db") folder = entry.path().parent_path();
  }
  if (folder.empty()) throw std::runtime_error("there is no index in " + cache);
  const auto store = must(store::Store::open(folder, {}));
  std::vector<std::string> lines;
  const auto add = [&](std::string_view line) { lines.emplace_back(line); };
  // Which of several declarations shows a name is chance there: the rest of the line is left out.
  const auto add_lexical = [&](std::string_view line) {
    lines.emplace_back(line.starts_with("symbol ") ? line.substr(0, line.find(" kind=")) : line);
  };
  const auto snapshot = store->snapshot();
  if (!store::dump_rows(*snapshot, kLexicalLayer, add_lexical) || !store::dump_union(*snapshot, kSemanticLayer, add)) {
    throw std::runtime_error("the index is damaged");
  }
  return lines;
}

std::vector<std::string> ChangingProject::rows() const { return rows_in(folder_.file("cache")); }

std::vector<std::string> ChangingProject::fresh_rows() {
  const std::string cache = folder_.file("fresh");
  std::filesystem::remove_all(cache);
  proc::SpawnOptions options;
  options.argv = {server_program(), "index", root_, "--cache-dir=" + cache, "-j2", "--log-file=" + cache + ".log"};
  auto child = must(proc::ChildProcess::spawn(options));
  const int status = child.wait();
  if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 3)) {
    throw std::runtime_error(fmt::format("cairn index ended with {}", status));
  }
  return rows_in(cache);
}

std::string ChangingProject::difference() {
  const std::vector<std::string> is = rows();
  const std::vector<std::string> should = fresh_rows();
  if (is == should) return {};
  std::vector<std::string> sorted_is = is;
  std::vector<std::string> sorted_should = should;
  std::sort(sorted_is.begin(), sorted_is.end());
  std::sort(sorted_should.begin(), sorted_should.end());
  std::vector<std::string> missing;
  std::vector<std::string> extra;
  std::set_difference(sorted_should.begin(), sorted_should.end(), sorted_is.begin(), sorted_is.end(),
                      std::back_inserter(missing));
  std::set_difference(sorted_is.begin(), sorted_is.end(), sorted_should.begin(), sorted_should.end(),
                      std::back_inserter(extra));
  std::string text =
      fmt::format("{} lines are missing, {} are too many, of {}\n", missing.size(), extra.size(), should.size());
  for (std::size_t i = 0; i < std::min<std::size_t>(missing.size(), 8); ++i) text += "missing: " + missing[i] + "\n";
  for (std::size_t i = 0; i < std::min<std::size_t>(extra.size(), 8); ++i) text += "too many: " + extra[i] + "\n";
  return text;
}

}  // namespace cairn::test
