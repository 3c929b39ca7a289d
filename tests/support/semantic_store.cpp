#include "tests/support/semantic_store.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "core/index/lexical_index.h"
#include "core/index/semantic_status.h"
#include "core/query/variants.h"
#include "core/store/segment_builder.h"
#include "platform/base/hash.h"

namespace cairn::test {
namespace {

std::string variant_path(const std::string& path, std::uint64_t rows_hash) {
  return path + query::kVariantMark + base::hex64(rows_hash);
}

void must(bool is_done) {
  if (!is_done) throw std::runtime_error("the store refuses the rows");
}

}  // namespace

std::string_view name_in(std::string_view usr) { return usr.substr(usr.rfind('@') + 1); }

SemanticStore::SemanticStore() {
  auto opened = store::Store::open(directory_.file("store"), {});
  must(opened.has_value());
  store_ = *std::move(opened);
}

void SemanticStore::add(const std::string& path, std::uint64_t rows_hash, std::uint64_t content_hash,
                        const std::vector<Row>& rows, const std::vector<RelationRow>& relations,
                        const std::vector<model::IncludeLine>& includes) {
  publish(index::kSemanticLayer, variant_path(path, rows_hash), content_hash, rows, relations, includes);
}

void SemanticStore::add_lexical(const std::string& path, const std::vector<Row>& rows,
                                const std::vector<model::IncludeLine>& includes) {
  publish(index::kLexicalLayer, path, 1, rows, {}, includes);
}

void SemanticStore::remove(const std::string& path, std::uint64_t rows_hash) {
  must(store_->remove_files(index::kSemanticLayer, {variant_path(path, rows_hash)}).has_value());
}

void SemanticStore::publish(std::uint32_t layer, const std::string& path, std::uint64_t content_hash,
                            const std::vector<Row>& rows, const std::vector<RelationRow>& relations,
                            const std::vector<model::IncludeLine>& includes) {
  model::FileRows file;
  file.path = path;
  file.facts.content_hash = content_hash;
  file.facts.flags = model::FileFacts::kAscii;
  file.includes = includes;
  const auto symbol = [&](const std::string& usr) {
    const auto known = std::find_if(file.symbols.begin(), file.symbols.end(),
                                    [&](const model::SymbolFacts& each) { return each.usr == usr; });
    if (known != file.symbols.end()) return static_cast<std::uint32_t>(known - file.symbols.begin());
    model::SymbolFacts facts;
    facts.usr = usr;
    facts.name = name_in(usr);
    file.symbols.push_back(facts);
    return static_cast<std::uint32_t>(file.symbols.size() - 1);
  };
  for (const Row& row : rows) {
    const std::uint32_t index = symbol(row.usr);
    file.symbols[index].kind = row.kind;
    file.symbols[index].scope = row.scope;
    const auto length = (row.roles & model::kImplicit) != 0 ? 0 : static_cast<std::uint32_t>(name_in(row.usr).size());
    file.occurrences.push_back({index, row.start, length, row.roles, row.extent});
  }
  for (const RelationRow& each : relations) {
    file.relations.push_back({symbol(each.subject), symbol(each.object), each.kind});
  }
  const auto generation = store_->take_generation();
  must(generation.has_value());
  store::SegmentBuilder builder(layer, *generation);
  must(builder.add(file).has_value());
  const std::string segment = store_->new_segment_path();
  must(builder.write(segment).has_value());
  must(store_->publish(segment).has_value());
}

std::string show(const std::vector<query::Place>& places) {
  std::string shown;
  for (const query::Place& place : places) {
    shown += fmt::format("{}{}:{}", shown.empty() ? "" : " ", place.range.start.line, place.range.start.column);
  }
  return shown;
}

std::string show(const std::vector<query::FilePlaces>& files) {
  std::string shown;
  for (const query::FilePlaces& file : files) {
    shown += (shown.empty() ? "" : ", ") + file.path;
    for (const query::TextPlaces& text : file.texts) {
      shown += file.texts.size() > 1 ? fmt::format(" {}>", text.text.content_hash) : " ";
      shown += show(text.places);
    }
  }
  return shown;
}

}  // namespace cairn::test
