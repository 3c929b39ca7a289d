#include <catch2/catch.hpp>

#include "core/query/stored_symbols.h"
#include "core/store/segment_builder.h"
#include "core/store/store.h"
#include "tests/support/temp_dir.h"

namespace cairn::query {
namespace {

constexpr std::uint32_t kLayer = 1;

// A store with made-up files, each of some symbols that it declares or defines.
class Rows {
 public:
  Rows() {
    auto opened = store::Store::open(directory_.file("store"), {});
    REQUIRE(opened.has_value());
    store_ = *std::move(opened);
  }

  struct Entry {
    std::string_view scope;
    std::string_view name;
    model::Roles roles;
  };
  void add(std::string_view path, const std::vector<Entry>& entries) {
    model::FileRows rows;
    rows.path = path;
    std::vector<std::string> usrs;
    usrs.reserve(entries.size());
    for (const Entry& entry : entries) {
      model::SymbolFacts facts;
      facts.usr = usrs.emplace_back(std::string(entry.scope) + std::string(entry.name) + "#");
      facts.name = entry.name;
      facts.scope = entry.scope;
      const auto index = static_cast<std::uint32_t>(rows.symbols.size());
      rows.symbols.push_back(facts);
      rows.occurrences.push_back(
          {index, {index, 4}, static_cast<std::uint32_t>(entry.name.size()), entry.roles, {{index, 0}, {index, 40}}});
    }
    store::SegmentBuilder builder(kLayer, store_->take_generation().value_or(0));
    REQUIRE(builder.add(rows).has_value());
    const std::string segment = store_->new_segment_path();
    REQUIRE(builder.write(segment).has_value());
    REQUIRE(store_->publish(segment).has_value());
  }

  // "path:line scope+name", best first.
  std::vector<std::string> search(std::string_view query, std::size_t limit = 100) {
    return show(find_by_name(*store_->snapshot(), kLayer, query, limit, {}));
  }
  std::vector<std::string> exactly(std::string_view name) {
    return show(find_exactly(*store_->snapshot(), kLayer, name, 100));
  }
  StoredSymbols raw(std::string_view query, std::size_t limit) {
    return find_by_name(*store_->snapshot(), kLayer, query, limit, {});
  }

 private:
  static std::vector<std::string> show(const StoredSymbols& found) {
    std::vector<std::string> lines;
    for (const StoredSymbol& symbol : found.symbols) {
      lines.push_back(symbol.path + ":" + std::to_string(symbol.name_range.start.line) + " " + symbol.scope +
                      symbol.name);
    }
    return lines;
  }
  test::TempDir directory_;
  std::unique_ptr<store::Store> store_;
};

using Lines = std::vector<std::string>;

TEST_CASE("a search gives a symbol once, at its definition", "[query]") {
  Rows rows;
  rows.add("a.h", {{"", "open_file", model::kDeclares}});
  rows.add("z.c", {{"", "open_file", model::kDefines}});
  CHECK(rows.search("open_file") == Lines{"z.c:0 open_file"});
}

TEST_CASE("a search finds humps and starts of words", "[query]") {
  Rows rows;
  rows.add("a.h",
           {{"", "openFile", model::kDefines}, {"", "open_folder", model::kDefines}, {"", "profile", model::kDefines}});
  CHECK(rows.search("of") == Lines{"a.h:1 open_folder", "a.h:0 openFile"});
  CHECK(rows.search("file") == Lines{"a.h:0 openFile"});
}

TEST_CASE("a whole name comes before a prefix", "[query]") {
  Rows rows;
  rows.add("a.h", {{"", "readAll", model::kDefines}, {"", "read", model::kDefines}});
  CHECK(rows.search("read") == Lines{"a.h:1 read", "a.h:0 readAll"});
}

TEST_CASE("a query with a scope finds symbols in it only", "[query]") {
  Rows rows;
  rows.add("a.h", {{"a::", "get", model::kDefines},
                   {"b::a::", "get", model::kDefines},
                   {"ba::", "get", model::kDefines},
                   {"", "get", model::kDefines}});
  CHECK(rows.search("a::get").size() == 2);
  CHECK(rows.search("b::a::get") == Lines{"a.h:1 b::a::get"});
  CHECK(rows.search("::a::get") == Lines{"a.h:0 a::get"});
  CHECK(rows.search("::get") == Lines{"a.h:3 get"});
}

TEST_CASE("an exact search distinguishes case and lists definitions first", "[query]") {
  Rows rows;
  rows.add("a.h", {{"a::", "Get", model::kDeclares}, {"b::", "get", model::kDefines}, {"c::", "Get", model::kDefines}});
  CHECK(rows.exactly("Get") == Lines{"a.h:2 c::Get", "a.h:0 a::Get"});
  CHECK(rows.exactly("a::Get") == Lines{"a.h:0 a::Get"});
  CHECK(rows.exactly("Ge").empty());
}

TEST_CASE("an exact search lists every definition of a symbol", "[query]") {
  Rows rows;
  rows.add("a.c", {{"", "helper", model::kDefines}});
  rows.add("b.c", {{"", "helper", model::kDefines}});
  rows.add("c.h", {{"", "helper", model::kDeclares}});
  CHECK(rows.exactly("helper") == Lines{"a.c:0 helper", "b.c:0 helper"});
  CHECK(rows.search("helper") == Lines{"a.c:0 helper"});
}

TEST_CASE("a search says when there is more than was asked for", "[query]") {
  Rows rows;
  rows.add(
      "a.h",
      {{"a::", "reader", model::kDefines}, {"b::", "reader", model::kDefines}, {"", "reader_two", model::kDefines}});
  CHECK_FALSE(rows.raw("reader", 1).is_complete);
  CHECK(rows.raw("reader", 1).symbols.size() == 1);
  CHECK(rows.raw("reader", 10).is_complete);
  CHECK(rows.raw("", 10).symbols.empty());
}

}  // namespace
}  // namespace cairn::query
