#include "tests/unit/core/index/semantic_bed.h"

#include <csignal>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "core/store/dump.h"
#include "platform/fs/file.h"
#include "tests/support/scripted_worker.h"

namespace cairn::index {

SemanticBed::SemanticBed() : root_(folder_.file("root")) {
  ::signal(SIGPIPE, SIG_IGN);  // as the server does
  folder_.write("root/.keep", "");
  store_ = store::Store::open(folder_.file("store"), {}).value();
  config.project.root = root_;
  config.table_path = table_path();
  config.worker.program = CAIRN_SCRIPTED_INDEXER;
  config.prelude_folder = folder_.file("preludes");
  config.threads = 2;
  config.adapts = false;
}

SemanticBed::~SemanticBed() { stop(); }

void SemanticBed::write(const std::string& name, const std::string& text) {
  folder_.write("root/" + name, text);
  if (name.ends_with(".c") || name.ends_with(".cc")) units_.try_emplace(name);
}

void SemanticBed::remove(const std::string& name) {
  units_.erase(name);
  unlink((root_ + "/" + name).c_str());
}

void SemanticBed::set_arguments(const std::string& unit, std::vector<std::string> arguments) {
  units_[unit] = std::move(arguments);
}

void SemanticBed::set_ration(const std::string& unit, std::size_t times) {
  folder_.write("ration-" + unit, std::string(times, 'x'));
}

void SemanticBed::start() {
  stop();
  SemanticIndexer::Callbacks callbacks;
  callbacks.on_problem = [this](const std::string& message) { problems.push_back(message); };
  indexer_ = std::make_unique<SemanticIndexer>(loop, governor, metrics, config, store_, callbacks);
}

void SemanticBed::stop() { indexer_.reset(); }

void SemanticBed::load() {
  std::string json;
  for (const auto& [name, arguments] : units_) {
    json += json.empty() ? "[" : ",";
    json += "{\"directory\":\"" + root_ + "\",\"file\":\"" + name + "\",\"arguments\":[\"cc\",";
    for (const std::string& argument : arguments) json += "\"" + argument + "\",";
    json += "\"-c\",\"" + name + "\"]}";
  }
  project::ProjectDatabase database;
  database.path = root_ + "/compile_commands.json";
  database.database = project::CompilationDatabase::parse(json.empty() ? "[]" : json + "]", root_).value();
  indexer_->set_database(std::move(database));
}

void SemanticBed::run_until(const std::function<bool()>& done) {
  setenv(test::kControlVariable, folder_.path().c_str(), 1);  // of this bed: there may be two
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!done()) {
    if (loop.poll() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("nothing happens any more");
  }
}

void SemanticBed::settle() {
  run_until([this] { return indexer_->is_settled(); });
}

void SemanticBed::run() {
  start();
  load();
  settle();
}

Lines SemanticBed::rows() const {
  Lines lines;
  store::dump_union(*store_->snapshot(), kSemanticLayer, [&](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

Lines SemanticBed::log(std::string_view start) {
  std::istringstream text(fs::read_file(folder_.file("log"), 1 << 24).value_or(""));
  Lines lines;
  std::size_t number = 0;
  for (std::string line; std::getline(text, line); ++number) {
    if (number >= read_from_log_ && line.starts_with(start)) lines.push_back(line);
  }
  read_from_log_ = number;
  return lines;
}

std::uint64_t SemanticBed::counter(std::string_view name) const {
  for (const trace::CounterValue& counter : metrics.snapshot().counters) {
    if (counter.name == name) return counter.value;
  }
  return 0;
}

}  // namespace cairn::index
