// PreludeProject: a few files in a folder, header modules made of some, and units parsed with and
// without them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/clang/indexer/unit_indexer.h"
#include "tests/support/temp_dir.h"

namespace cairn::clang::testing {

class PreludeProject {
 public:
  // Path relative to the project.
  void add(std::string_view path, std::string_view text) { folder_.write(path, text); }
  std::string path(std::string_view relative) const { return folder_.file(relative); }

  // A request for a layer on those that were built before; the answer is remembered as the next layer if it holds.
  worker::BuildPreludeRequest layer(std::string_view name, const std::vector<std::string>& headers) const;
  Result<worker::BuiltPrelude> build(const worker::BuildPreludeRequest& request);
  // Throws what clang says if the layer does not hold, which fails the test.
  void require_layer(std::string_view name, const std::vector<std::string>& headers, bool is_one_unit = false);

  worker::IndexUnitRequest unit(std::string_view path) const;  // on all layers
  worker::IndexedUnit parse(const worker::IndexUnitRequest& request);

  // What of the unit's files differs between the parse on all layers and the exact one, a line each; empty if nothing
  // does. "refused: REASON" if the former has errors that the latter has not.
  std::string difference(std::string_view path);

  const std::vector<std::string>& module_files() const { return module_files_; }
  std::vector<std::string> arguments = {"-std=c++20"};

 private:
  test::TempDir folder_;
  test::TempDir cache_;
  UnitIndexer indexer_;
  std::vector<std::string> module_files_;
};

// "h" of "h.h", out of an answer's files; throws if there is none.
const worker::IndexedFile& file_of(const std::vector<worker::IndexedFile>& files, std::string_view path);

}  // namespace cairn::clang::testing
