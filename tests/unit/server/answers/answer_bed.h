// A workspace on disk, rows about it, and a view of both.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/base/hash.h"
#include "server/answers/locator.h"
#include "server/answers/project_view.h"
#include "tests/support/semantic_store.h"
#include "tests/support/temp_dir.h"

namespace cairn::server {

class AnswerBed {
 public:
  void write(const std::string& name, const std::string& text) { folder_.write(name, text); }
  // Rows of a file that were made from this text.
  void index(const std::string& name, const std::string& text, const std::vector<test::Row>& rows,
             const std::vector<test::RelationRow>& relations = {}) {
    store_.add(name, ++rows_hash_, base::hash64(text), rows, relations);
  }
  void write_and_index(const std::string& name, const std::string& text, const std::vector<test::Row>& rows) {
    write(name, text);
    index(name, text, rows);
  }
  void open(const std::string& name, const std::string& text) {
    view_.open_texts[path(name)] = std::make_shared<const std::string>(text);
  }

  std::string path(const std::string& name) const { return folder_.file(name); }
  test::SemanticStore& store() { return store_; }
  ProjectView& view() {
    view_.snapshot = store_.snapshot();
    view_.root = folder_.path();
    return view_;
  }

 private:
  test::TempDir folder_;
  test::SemanticStore store_;
  std::uint64_t rows_hash_ = 0;
  ProjectView view_;
};

}  // namespace cairn::server
