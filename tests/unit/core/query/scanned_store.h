// A store of scanned sources, for questions about names and includes.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "core/index/lexical_index.h"
#include "core/index/semantic_status.h"
#include "core/lexical/scan.h"
#include "core/query/variants.h"
#include "core/store/segment_builder.h"
#include "core/store/store.h"
#include "tests/support/temp_dir.h"

namespace cairn::test {

class ScannedStore {
 public:
  ScannedStore() {
    auto opened = store::Store::open(directory_.file("store"), {});
    if (!opened) throw std::runtime_error(opened.error().message);
    store_ = *std::move(opened);
  }

  // Includes lead to the file of that path.
  void add(const std::string& path, const std::string& text) {
    lexical::FileScan scan;
    lexical::scan(path, text, scan);
    model::FileRows rows = scan.rows();
    for (model::IncludeLine& each : rows.includes) each.resolved = each.spelled;
    publish(index::kLexicalLayer, rows);
  }
  // Some unit has stated rows of the file.
  void add_variant(const std::string& path) {
    const std::string variant = path + query::kVariantMark + "0123456789abcdef";
    model::FileRows rows;
    rows.path = variant;
    publish(index::kSemanticLayer, rows);
  }
  const store::Snapshot& snapshot() {
    snapshot_ = store_->snapshot();
    return *snapshot_;
  }

 private:
  void publish(std::uint32_t layer, const model::FileRows& rows) {
    store::SegmentBuilder builder(layer, store_->take_generation().value_or(0));
    const std::string segment = store_->new_segment_path();
    if (!builder.add(rows) || !builder.write(segment) || !store_->publish(segment)) {
      throw std::runtime_error("the store refuses the rows");
    }
  }

  TempDir directory_;
  std::unique_ptr<store::Store> store_;
  std::shared_ptr<const store::Snapshot> snapshot_;
};

}  // namespace cairn::test
