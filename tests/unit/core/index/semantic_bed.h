// SemanticBed: a workspace of scripted sources (tests/support/scripted_indexer.cpp), its
// store, and an indexer over both.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/semantic_indexer.h"
#include "core/store/store.h"
#include "platform/io/event_loop.h"
#include "platform/trace/metrics.h"
#include "tests/support/temp_dir.h"

namespace cairn::index {

using Lines = std::vector<std::string>;

class SemanticBed {
 public:
  SemanticBed();
  ~SemanticBed();

  // Sources; those that end in .c or .cc are units.
  void write(const std::string& name, const std::string& text);
  void remove(const std::string& name);
  void set_arguments(const std::string& unit, std::vector<std::string> arguments);
  // How often the orders of a unit hold from now on.
  void set_ration(const std::string& unit, std::size_t times);

  // A new indexer, as a new server has; what the old one had under way is lost.
  void start();
  void stop();
  // Gives the indexer the units that there are now.
  void load();
  // Until nothing is under way. Throws after a minute.
  void settle();
  void run_until(const std::function<bool()>& done);
  // start(), load(), settle(): what a whole run leaves.
  void run();

  SemanticIndexer& indexer() { return *indexer_; }
  const SemanticStatus& status() const { return indexer_->status(); }
  // The semantic rows of the store, as its dump says.
  Lines rows() const;
  // What the indexers were given to do since the last call: lines that begin so.
  Lines log(std::string_view start = "index");
  std::uint64_t counter(std::string_view name) const;
  const std::string& root() const { return root_; }
  std::string table_path() const { return folder_.file("units.db"); }
  std::string prelude_folder() const { return folder_.file("preludes"); }
  store::Store& store() { return *store_; }

  SemanticIndexer::Config config;
  Lines problems;

 private:
  test::TempDir folder_;
  std::string root_;
  std::map<std::string, std::vector<std::string>> units_;  // arguments
  std::size_t read_from_log_ = 0;

 public:
  io::EventLoop loop;
  trace::Metrics metrics;
  govern::Governor governor{loop, metrics, {}};

 private:
  std::shared_ptr<store::Store> store_;
  std::unique_ptr<SemanticIndexer> indexer_;
};

}  // namespace cairn::index
