#include "core/index/prelude/prelude_cache.h"

#include <catch2/catch.hpp>

#include <utility>

#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "tests/support/temp_dir.h"

namespace cairn::index {
namespace {

LayerKey key_of(const std::string& name) { return {"indexer", name, "/", {"-std=c++17"}, {"/a.h"}, ""}; }

// A cache with a layer of one header in a root.
struct Bed {
  test::TempDir dir;
  std::string folder = dir.file("preludes");
  PreludeCache cache{folder, dir.path()};

  BuiltLayer build(const std::string& name, const std::string& header = "int a;\n") {
    dir.write("a.h", header);
    BuiltLayer layer;
    layer.module_path = cache.new_module_path(key_of(name)).value();
    dir.write(layer.module_path.substr(dir.path().size() + 1), "module");
    dir.write(layer.module_path.substr(dir.path().size() + 1) + ".files", "files");
    layer.bytes = 11;
    layer.files = {{"a.h", base::hash64(header), 0, header.size(), 7}};
    layer.dropped = {{"/b.h", "bad"}};
    REQUIRE(cache.keep(key_of(name), layer));
    return layer;
  }
  std::optional<BuiltLayer> find(const std::string& name) {
    FileStates states(dir.path());
    return cache.find(key_of(name), states);
  }
};

TEST_CASE("a layer is found again while its files are the same", "[prelude]") {
  Bed bed;
  const BuiltLayer layer = bed.build("Std");
  const auto found = bed.find("Std");
  REQUIRE(found);
  CHECK(found->module_path == layer.module_path);
  CHECK(found->files.at(0).rows_hash == 7);
  CHECK(found->dropped.at(0).reason == "bad");
  CHECK_FALSE(bed.find("Other"));
}

TEST_CASE("content decides, not the stamp", "[prelude]") {
  Bed bed;
  bed.build("Std");
  bed.dir.write("a.h", "int a;\n");
  CHECK(bed.find("Std"));
  bed.dir.write("a.h", "int b;\n");
  CHECK_FALSE(bed.find("Std"));
}

TEST_CASE("damaged or missing files of a layer are no layer", "[prelude]") {
  Bed bed;
  const BuiltLayer layer = bed.build("Std");
  const std::string relative = layer.module_path.substr(bed.dir.path().size() + 1);
  SECTION("the module file is gone") { REQUIRE(fs::remove_tree(layer.module_path)); }
  SECTION("the module file has another size") { bed.dir.write(relative, "mod"); }
  SECTION("the file beside it is gone") { REQUIRE(fs::remove_tree(layer.module_path + ".files")); }
  SECTION("the record is damaged") {
    const std::string record = relative.substr(0, relative.rfind('-')) + ".layer";
    std::string bytes = fs::read_file(bed.dir.file(record), 1 << 20).value();
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    bed.dir.write(record, bytes);
  }
  CHECK_FALSE(bed.find("Std"));
}

TEST_CASE("a new build has another file than the one before", "[prelude]") {
  Bed bed;
  const BuiltLayer first = bed.build("Std");
  const BuiltLayer second = bed.build("Std", "int b;\n");
  CHECK(first.module_path != second.module_path);
  CHECK(bed.find("Std")->module_path == second.module_path);
  bed.cache.clean({});
  CHECK_FALSE(fs::read_stamp(first.module_path));
  CHECK(bed.find("Std"));
}

TEST_CASE("the folder is bounded, and what is in use stays", "[prelude]") {
  Bed bed;
  const BuiltLayer used = bed.build("Used");
  bed.build("Std");
  bed.cache.clean({used.module_path}, 1);
  CHECK_FALSE(bed.find("Std"));
  CHECK(bed.find("Used"));
}

}  // namespace
}  // namespace cairn::index
