// A store with made-up semantic rows, as units would state them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/rows.h"
#include "core/query/places.h"
#include "core/store/store.h"
#include "tests/support/temp_dir.h"

namespace cairn::test {

struct Row {
  std::string usr;
  model::Roles roles = model::kRefers;
  text::Position start;
  text::Range extent = {};
  model::SymbolKind kind = model::SymbolKind::kFunction;
  std::string scope = {};
};

struct RelationRow {
  std::string subject;
  std::string object;
  model::RelationKind kind = model::RelationKind::kBaseOf;
};

// A USR's name is what stands behind its last '@': "c:@N@ns@F@get" is "get".
std::string_view name_in(std::string_view usr);

class SemanticStore {
 public:
  SemanticStore();

  // Publishes one variant of a file, made from a text of this content hash.
  void add(const std::string& path, std::uint64_t rows_hash, std::uint64_t content_hash, const std::vector<Row>& rows,
           const std::vector<RelationRow>& relations = {}, const std::vector<model::IncludeLine>& includes = {});
  // Publishes lexical rows.
  void add_lexical(const std::string& path, const std::vector<Row>& rows,
                   const std::vector<model::IncludeLine>& includes = {});
  void remove(const std::string& path, std::uint64_t rows_hash);

  std::shared_ptr<const store::Snapshot> snapshot() const { return store_->snapshot(); }

 private:
  void publish(std::uint32_t layer, const std::string& path, std::uint64_t content_hash, const std::vector<Row>& rows,
               const std::vector<RelationRow>& relations, const std::vector<model::IncludeLine>& includes);

  test::TempDir directory_;
  std::unique_ptr<store::Store> store_;
};

// "a.h 3:4 5:0, b.cc 7:1" of all places, "hash>" before those of further texts of a file.
std::string show(const std::vector<query::FilePlaces>& files);
std::string show(const std::vector<query::Place>& places);

}  // namespace cairn::test
