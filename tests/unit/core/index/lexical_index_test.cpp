#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <stop_token>

#include <catch2/catch.hpp>

#include "core/index/lexical_index.h"
#include "core/index/touched_files.h"
#include "core/query/stored_symbols.h"
#include "core/store/dump.h"
#include "core/store/segment_builder.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "tests/support/temp_dir.h"

namespace cairn::index {
namespace {

// A workspace and its store.
class Workspace {
 public:
  Workspace() : Workspace("") {}
  explicit Workspace(std::string other_root) : other_root_(std::move(other_root)) { open(); }

  void open() {
    store_.reset();
    auto opened = store::Store::open(cache_.file("store"), {});
    REQUIRE(opened.has_value());
    store_ = *std::move(opened);
  }
  // What a new index of the same files says.
  std::vector<std::string> fresh_dump() {
    Workspace fresh(root_.path());
    fresh.update();
    return fresh.dump();
  }
  LexicalIndexOutcome update(std::size_t threads = 1) {
    LexicalIndexOptions options;
    options.root = other_root_.empty() ? root_.path() : other_root_;
    options.suspects = suspects;
    options.threads = threads;
    options.in_background = false;
    options.project = project;
    options.walk.exclude_patterns = excluded;
    auto outcome = update_lexical_index(*store_, options, {});
    REQUIRE(outcome.has_value());
    return *outcome;
  }
  // "path:line name", of exactly that name.
  std::vector<std::string> find(std::string_view name) {
    std::vector<std::string> found;
    for (const auto& symbol : query::find_exactly(*store_->snapshot(), kLexicalLayer, name, 100).symbols) {
      found.push_back(symbol.path + ":" + std::to_string(symbol.name_range.start.line + 1));
    }
    return found;
  }
  std::vector<std::string> dump() {
    std::vector<std::string> lines;
    store::dump_rows(*store_->snapshot(), kLexicalLayer, [&](std::string_view line) { lines.emplace_back(line); });
    return lines;
  }
  const test::TempDir& root() const { return root_; }

  ProjectFiles project;
  std::vector<std::string> excluded;
  std::set<std::string> suspects;
  store::Store& store() { return *store_; }

 private:
  const std::string other_root_;
  test::TempDir root_;
  test::TempDir cache_;
  std::unique_ptr<store::Store> store_;
};

using Places = std::vector<std::string>;

// Stamps have a granularity; a test must not depend on it.
void age(const std::string& path) {
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::hours(1));
}

TEST_CASE("an update makes the names of all files found", "[index]") {
  Workspace workspace;
  workspace.root().write("a.c", "int first(void) { return 1; }\n");
  workspace.root().write("lib/b.h", "\nint second(int);\n");
  const LexicalIndexOutcome outcome = workspace.update();
  CHECK(outcome.files == 2);
  CHECK(outcome.scanned == 2);
  CHECK(workspace.find("first") == Places{"a.c:1"});
  CHECK(workspace.find("second") == Places{"lib/b.h:2"});
}

TEST_CASE("a second update scans nothing where nothing changed", "[index]") {
  Workspace workspace;
  workspace.root().write("a.c", "int first(void) { return 1; }\n");
  workspace.update();
  CHECK(workspace.update().scanned == 0);
  workspace.open();
  CHECK(workspace.update().scanned == 0);
  CHECK(workspace.find("first") == Places{"a.c:1"});
}

TEST_CASE("an update follows changed, new and deleted files", "[index]") {
  Workspace workspace;
  age(workspace.root().write("a.c", "int first(void) { return 1; }\n"));
  workspace.root().write("gone.c", "int gone(void) { return 1; }\n");
  workspace.update();
  workspace.root().write("a.c", "\n\nint renamed(void) { return 1; }\n");
  workspace.root().write("new.c", "int fresh(void) { return 1; }\n");
  std::filesystem::remove(workspace.root().file("gone.c"));
  const LexicalIndexOutcome outcome = workspace.update();
  CHECK(outcome.scanned == 2);
  CHECK(outcome.removed == 1);
  CHECK(workspace.find("first") == Places{});
  CHECK(workspace.find("gone") == Places{});
  CHECK(workspace.find("renamed") == Places{"a.c:3"});
  CHECK(workspace.find("fresh") == Places{"new.c:1"});
}

TEST_CASE("a change that keeps the size is seen by its time", "[index]") {
  Workspace workspace;
  age(workspace.root().write("a.c", "int aaa;\n"));
  workspace.update();
  workspace.root().write("a.c", "int bbb;\n");
  CHECK(workspace.update().scanned == 1);
  CHECK(workspace.find("bbb") == Places{"a.c:1"});
}

TEST_CASE("a file that was touched and not changed keeps its rows", "[index]") {
  Workspace workspace;
  workspace.root().write("a.c", "int aaa;\n");
  workspace.root().write("b.c", "int bbb;\n");
  workspace.update();
  const std::vector<std::string> rows = workspace.dump();
  const std::uint64_t version = workspace.store().snapshot()->version;
  age(workspace.root().file("a.c"));
  LexicalIndexOutcome outcome = workspace.update();
  CHECK(outcome.scanned == 0);
  CHECK(outcome.touched == 1);
  CHECK(workspace.store().snapshot()->version == version);
  CHECK(workspace.dump() == rows);
  // It is not read again, in this process and in the next one.
  CHECK(workspace.update().touched == 0);
  workspace.open();
  outcome = workspace.update();
  CHECK(outcome.touched + outcome.scanned == 0);
  // Touched twice, then changed.
  age(workspace.root().file("a.c"));
  CHECK(workspace.update().touched == 1);
  workspace.root().write("a.c", "int ccc;\n");
  CHECK(workspace.update().scanned == 1);
  CHECK(workspace.find("ccc") == Places{"a.c:1"});
  CHECK(workspace.find("aaa") == Places{});
}

TEST_CASE("a list of touched files that is damaged costs scanning all files once more", "[index]") {
  Workspace workspace;
  workspace.root().write("a.c", "int aaa;\n");
  workspace.update();
  age(workspace.root().file("a.c"));
  CHECK(workspace.update().touched == 1);
  std::filesystem::resize_file(workspace.store().directory() + "/touched", 20);
  CHECK(workspace.update().scanned == 1);
  CHECK(workspace.update().scanned == 0);
}

TEST_CASE("rows that another version of the scanner made are made anew", "[index]") {
  Workspace workspace;
  workspace.root().write("a.c", "int aaa;\n");
  workspace.root().write("b.c", "int bbb;\n");
  workspace.update();
  const std::string path = workspace.store().directory() + "/touched";
  TouchedFiles touched = TouchedFiles::load(path);
  CHECK(touched.fingerprint() != 0);
  touched.set_fingerprint(touched.fingerprint() + 1);
  REQUIRE(touched.save(path).has_value());
  CHECK(workspace.update().scanned == 2);
  CHECK(workspace.update().scanned == 0);
}

TEST_CASE("sources that the project names are indexed wherever they are", "[index]") {
  Workspace workspace;
  const test::TempDir outside;
  workspace.root().write(".gitignore", "build/\n");
  workspace.root().write("build/generated.c", "int generated;\n");
  workspace.root().write("build/excluded.c", "int excluded;\n");
  outside.write("far.c", "int far_away;\n");
  CHECK(workspace.update().files == 0);
  workspace.excluded = {"build/excluded.c"};
  workspace.project.sources = {workspace.root().file("build/generated.c"), workspace.root().file("build/excluded.c"),
                               outside.file("far.c"), outside.file("missing.c")};
  CHECK(workspace.update().files == 2);
  CHECK(workspace.find("generated") == Places{"build/generated.c:1"});
  CHECK(workspace.find("far_away") == Places{outside.file("far.c") + ":1"});
  CHECK(workspace.find("excluded") == Places{});
  CHECK(workspace.update().scanned == 0);
  workspace.project.sources.clear();
  CHECK(workspace.update().removed == 2);
  CHECK(workspace.find("far_away") == Places{});
}

TEST_CASE("what files include is indexed wherever it is, as long as it is included", "[index]") {
  Workspace workspace;
  const test::TempDir outside;
  outside.write("lib/a.h", "#include \"b.h\"\nint in_a;\n");
  outside.write("lib/b.h", "#include <a.h>\nint in_b;\n");
  outside.write("lib/other.h", "int in_other;\n");
  age(workspace.root().write("m.c", "#include <a.h>\nint m;\n"));
  workspace.project.search_folders = {outside.file("lib")};
  LexicalIndexOutcome outcome = workspace.update();
  CHECK(outcome.files == 3);
  CHECK(outcome.scanned == 3);
  CHECK(workspace.find("in_b") == Places{outside.file("lib/b.h") + ":2"});
  CHECK(workspace.find("in_other") == Places{});
  outcome = workspace.update();
  CHECK(outcome.files == 3);
  CHECK(outcome.scanned + outcome.removed == 0);
  // As if the run had been broken off before it got to them.
  REQUIRE(
      workspace.store().remove_files(kLexicalLayer, {outside.file("lib/a.h"), outside.file("lib/b.h")}).has_value());
  CHECK(workspace.update().scanned == 3);  // and m.c, whose include may lead elsewhere
  CHECK(workspace.find("in_b") == Places{outside.file("lib/b.h") + ":2"});
  workspace.root().write("m.c", "int m;\n");
  CHECK(workspace.update().removed == 2);  // though they include each other
  CHECK(workspace.find("in_a") == Places{});
}

TEST_CASE("includes lead to a header that came later and is nearer, and back when it goes", "[index]") {
  Workspace workspace;
  workspace.root().write("far/x.h", "int far;\n");
  workspace.root().write("near/m.c", "#include \"x.h\"\n#include \"later.h\"\n");
  workspace.update();
  CHECK(workspace.update().scanned == 0);
  workspace.root().write("near/x.h", "int near;\n");
  CHECK(workspace.update().scanned == 2);
  workspace.root().write("far/later.h", "int later;\n");
  CHECK(workspace.update().scanned == 2);
  std::filesystem::remove(workspace.root().file("near/x.h"));
  CHECK(workspace.update().scanned == 1);
  CHECK(workspace.dump() == workspace.fresh_dump());
}

TEST_CASE("what a killed update said of an include that led nowhere for a moment is said anew", "[index]") {
  Workspace workspace;
  workspace.root().write("a.h", "#include \"b.h\"\n");
  workspace.root().write("b.h", "int b;\n");
  workspace.update();
  const std::string mark = workspace.store().directory() + "/unsettled";
  CHECK_FALSE(std::filesystem::exists(mark));
  // b.h was away while a.h was scanned, and is there again before the store has heard that it went.
  model::FileRows rows;
  rows.path = "a.h";
  const auto stamp = fs::read_stamp(workspace.root().file("a.h"));
  REQUIRE(stamp.has_value());
  rows.facts.mtime_ns = stamp->mtime_ns;
  rows.facts.size_bytes = stamp->size_bytes;
  rows.facts.content_hash = base::hash64("#include \"b.h\"\n");
  model::IncludeLine include;
  include.spelled = "b.h";
  rows.includes.push_back(include);
  const auto generation = workspace.store().take_generation();
  REQUIRE(generation.has_value());
  store::SegmentBuilder builder(kLexicalLayer, *generation);
  REQUIRE(builder.add(rows).has_value());
  const std::string segment = workspace.store().new_segment_path();
  REQUIRE(builder.write(segment).has_value());
  REQUIRE(workspace.store().publish(segment).has_value());
  workspace.root().write("b.h", "int b2;\n");
  workspace.root().write("unrelated.h", "int unrelated;\n");
  std::ofstream(mark).flush();
  CHECK(workspace.update().scanned == 3);
  CHECK(workspace.dump() == workspace.fresh_dump());
  CHECK_FALSE(std::filesystem::exists(mark));
}

TEST_CASE("an update that comes to no end leaves its mark for the next", "[index]") {
  Workspace workspace;
  workspace.root().write("a.h", "#include \"b.h\"\n");
  std::stop_source stop;
  LexicalIndexOptions options;
  options.root = workspace.root().path();
  options.in_background = false;
  options.on_progress = [&](std::uint64_t, std::uint64_t) { stop.request_stop(); };
  CHECK_FALSE(update_lexical_index(workspace.store(), options, stop.get_token()).has_value());
  CHECK(std::filesystem::exists(workspace.store().directory() + "/unsettled"));
  workspace.update();
  CHECK_FALSE(std::filesystem::exists(workspace.store().directory() + "/unsettled"));
}

TEST_CASE("a file that is said to have changed is read though its stamp is as before", "[index]") {
  Workspace workspace;
  const std::string path = workspace.root().write("a.c", "int before;\n");
  const auto time = std::filesystem::last_write_time(path);
  workspace.update();
  workspace.root().write("a.c", "int after_;\n");
  std::filesystem::last_write_time(path, time);
  CHECK(workspace.update().scanned == 0);
  workspace.suspects = {"a.c"};
  CHECK(workspace.update().scanned == 1);
  CHECK(workspace.find("after_") == Places{"a.c:1"});
  CHECK(workspace.update().scanned == 0);
}

TEST_CASE("with other search folders all includes are resolved again", "[index]") {
  Workspace workspace;
  workspace.root().write("one/x.h", "int in_one;\n");
  workspace.root().write("two/x.h", "int in_two;\n");
  workspace.root().write("m.c", "#include \"x.h\"\n");
  workspace.project.search_folders = {workspace.root().file("one")};
  workspace.update();
  const auto has = [&](const std::string& line) {
    const std::vector<std::string> lines = workspace.dump();
    return std::find(lines.begin(), lines.end(), line) != lines.end();
  };
  CHECK(has("m.c:1 include \"x.h\" one/x.h"));
  workspace.project.search_folders = {workspace.root().file("two")};
  CHECK(workspace.update().scanned == 3);
  CHECK(has("m.c:1 include \"x.h\" two/x.h"));
  CHECK(workspace.update().scanned == 0);
}

TEST_CASE("rows are the same whatever the threads and the order of changes", "[index]") {
  Workspace one;
  Workspace two;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "d" + std::to_string(i % 5) + "/f" + std::to_string(i) + ".cpp";
    const std::string text = "#include \"f" + std::to_string((i + 1) % 40) + ".cpp\"\nnamespace n { int f" +
                             std::to_string(i) + "() { return 0; } }\n#define M" + std::to_string(i) + " x\n";
    one.root().write(name, text);
    two.root().write(name, i % 2 == 0 ? text : "int other;\n");
    age(two.root().file(name));
  }
  one.update(4);
  two.update(2);
  for (int i = 1; i < 40; i += 2) {
    const std::string name = "d" + std::to_string(i % 5) + "/f" + std::to_string(i) + ".cpp";
    std::filesystem::copy_file(one.root().file(name), two.root().file(name),
                               std::filesystem::copy_options::overwrite_existing);
  }
  two.update(3);
  CHECK(one.dump() == two.dump());
  CHECK_FALSE(one.dump().empty());
}

TEST_CASE("a file that cannot be read costs its own rows only", "[index]") {
  Workspace workspace;
  workspace.root().write("a.c", "int first;\n");
  workspace.root().write("b.c", std::string("int \0 second;\n\xFF\xFE", 16));
  CHECK(workspace.update().scanned == 2);
  CHECK(workspace.find("first") == Places{"a.c:1"});
}

TEST_CASE("a reader cannot update", "[index]") {
  Workspace workspace;
  workspace.root().write("a.c", "int first;\n");
  test::TempDir cache;
  auto writer = store::Store::open(cache.file("store"), {});
  auto reader = store::Store::open(cache.file("store"), {});
  REQUIRE(reader.has_value());
  LexicalIndexOptions options;
  options.root = workspace.root().path();
  auto outcome = update_lexical_index(**reader, options, {});
  REQUIRE_FALSE(outcome.has_value());
  CHECK(outcome.error().code == ErrorCode::kUnavailable);
}

TEST_CASE("an update that is stopped says so", "[index]") {
  Workspace workspace;
  std::stop_source stop;
  stop.request_stop();
  LexicalIndexOptions options;
  options.root = workspace.root().path();
  auto outcome = update_lexical_index(workspace.store(), options, stop.get_token());
  REQUIRE_FALSE(outcome.has_value());
  CHECK(outcome.error().code == ErrorCode::kCancelled);
}

}  // namespace
}  // namespace cairn::index
