// A small project in a made-up store and a real table of units.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "core/deps/impact.h"
#include "core/deps/include_graph.h"
#include "core/deps/project_units.h"
#include "core/deps/unit_reader.h"
#include "core/deps/unit_table.h"
#include "core/index/lexical_index.h"
#include "core/index/semantic_status.h"
#include "tests/support/semantic_store.h"
#include "tests/support/temp_dir.h"

namespace cairn::deps {

// Files include others on lines 0, 1, 2, … in the order that is given.
class DependencyBed {
 public:
  // Rows of the file as clang read it. Each file has one variant, numbered by its place.
  void read(const std::string& path, const std::vector<std::string>& includes,
            const std::vector<test::Row>& rows = {}) {
    const std::uint64_t hash = 100 + variants_.size();
    variants_[path] = hash;
    store_.add(path, hash, hash, rows, {}, lines(includes));
  }
  // The same, of includes that are spelled so and lead there.
  void read_as(const std::string& path, const std::vector<std::pair<std::string, std::string>>& includes) {
    const std::uint64_t hash = 100 + variants_.size();
    variants_[path] = hash;
    std::vector<model::IncludeLine> list;
    for (const auto& [spelled, resolved] : includes) {
      list.push_back({static_cast<std::uint32_t>(list.size()), false, spelled, resolved});
    }
    store_.add(path, hash, hash, {}, {}, list);
  }
  // Rows of the file as the scan has it.
  void scan(const std::string& path, const std::vector<std::string>& includes) {
    store_.add_lexical(path, {}, lines(includes));
  }
  // A unit made of files, each of 100 bytes; the first is its source.
  void unit(const std::vector<std::string>& files, std::uint32_t cost_ms, bool is_current = true,
            std::vector<std::uint32_t> targets = {}) {
    std::vector<UnitFile> list;
    for (const std::string& path : files) {
      const auto variant = variants_.find(path);
      UnitFile file{path, 1, 1, 100, {}};
      if (variant != variants_.end()) file.rows_hash = variant->second;
      list.push_back(file);
    }
    UnitFacts facts;
    facts.cost_ms = cost_ms;
    REQUIRE(UnitTable::open(table()).value().put({files.front(), 0}, facts, list));
    listed(files.front(), is_current, std::move(targets));
  }
  // A unit of files with these contents.
  void unit_with(const std::vector<std::pair<std::string, std::uint64_t>>& files, std::vector<std::uint32_t> targets) {
    std::vector<UnitFile> list;
    for (const auto& [path, content] : files) list.push_back({path, content, 1, 100, variants_.at(path)});
    REQUIRE(UnitTable::open(table()).value().put({files.front().first, 0}, {}, list));
    listed(files.front().first, true, std::move(targets));
  }
  // A unit that nobody has read.
  void listed(const std::string& source, bool is_current = false, std::vector<std::uint32_t> targets = {}) {
    project.units.push_back({{source, 0}, is_current, false, std::move(targets), {}});
  }

  std::string table() const { return folder_.file("units.db"); }
  IncludeGraph& graph() {
    if (!graph_) {
      graph_ =
          std::make_unique<IncludeGraph>(store_.snapshot(), StoreLayers{index::kLexicalLayer, index::kSemanticLayer});
    }
    return *graph_;
  }
  UnitReader reader() { return UnitReader::open(table(), graph(), project).value(); }

  ProjectUnits project;  // by key: add units in order

 private:
  static std::vector<model::IncludeLine> lines(const std::vector<std::string>& includes) {
    std::vector<model::IncludeLine> list;
    for (const std::string& each : includes) {
      list.push_back({static_cast<std::uint32_t>(list.size()), false, each, each});
    }
    return list;
  }

  test::TempDir folder_;
  test::SemanticStore store_;
  std::map<std::string, std::uint64_t> variants_;
  std::unique_ptr<IncludeGraph> graph_;
};

inline std::string show(const std::vector<ChainLink>& chain) {
  std::string text;
  for (const ChainLink& link : chain) {
    text += (text.empty() ? "" : " > ") + link.path;
    if (link.line) text += ":" + std::to_string(*link.line);
  }
  return text;
}

}  // namespace cairn::deps
