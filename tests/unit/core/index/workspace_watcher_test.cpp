#include "core/index/workspace_watcher.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/support/fake_folder_watch.h"
#include "tests/support/temp_dir.h"

namespace cairn::index {
namespace {

using std::chrono::milliseconds;
using Kind = fs::FolderEvent::Kind;
using Paths = std::vector<std::string>;

// A watcher that is driven by hand, over folders that exist and events that are told.
struct Bed {
  explicit Bed(WorkspaceWatcher::Config wanted = {}, const Paths& files = {"src/a.c", "include/a.h"}) {
    for (const std::string& file : files) write(file);
    std::filesystem::create_directories(path("cookies"));
    config = std::move(wanted);
    config.root = path("root");
    std::filesystem::create_directories(config.root);
    config.cookie_folder = path("cookies");
    auto made = std::make_unique<test::FakeFolderWatch>();
    watch = made.get();
    watcher.emplace(config, std::move(made), [this](WatchBatch batch) { batches.push_back(std::move(batch)); });
  }
  std::string path(const std::string& name) const { return folder.file(name); }
  std::string source(const std::string& name) const { return folder.file("root/" + name); }
  void write(const std::string& name) {
    const std::filesystem::path file = source(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "int x;";
  }
  milliseconds step(int ms) { return watcher->step(now += milliseconds(ms)); }
  // The first look, and what it hands out.
  void begin() {
    step(0);
    step(100);
    batches.clear();
  }
  Paths changed() {
    Paths paths;
    for (const WatchBatch& batch : batches) {
      for (const Change& change : batch.changes) paths.push_back(change.path.substr(config.root.size() + 1));
    }
    batches.clear();
    return paths;
  }

  test::TempDir folder;
  WorkspaceWatcher::Config config;
  test::FakeFolderWatch* watch = nullptr;
  std::vector<WatchBatch> batches;
  std::optional<WorkspaceWatcher> watcher;
  WorkspaceWatcher::Clock::time_point now{std::chrono::hours(1000)};
};

}  // namespace

TEST_CASE("all folders of the walk are watched, others are not", "[watcher]") {
  Bed bed({}, {"src/deep/a.c", ".git/objects/x.c", "out/a.c", "skipped/a.c", ".vscode/x.c"});
  std::ofstream(bed.source(".gitignore")) << "out/\n";
  bed.step(0);
  CHECK(bed.watch->numbers.contains(bed.source("src/deep")));
  CHECK(bed.watch->numbers.contains(bed.config.root));
  CHECK_FALSE(bed.watch->numbers.contains(bed.source(".git")));
  CHECK_FALSE(bed.watch->numbers.contains(bed.source("out")));
  CHECK_FALSE(bed.watch->numbers.contains(bed.source(".vscode")));
  // What happened before it looked is found by comparing everything once.
  bed.step(100);
  REQUIRE(bed.batches.size() == 1);
  CHECK(bed.batches.front().is_rescan);
  CHECK(bed.batches.front().has_database);
  // A folder counts from when nothing leaves it out any more.
  bed.begin();
  std::ofstream(bed.source(".gitignore")) << "";
  bed.watch->tell(bed.source(".gitignore"), Kind::kWritten);
  bed.step(600);
  CHECK(bed.watch->numbers.contains(bed.source("out")));
}

TEST_CASE("a written source is handed out at once and an editor's file is not", "[watcher]") {
  Bed bed;
  bed.begin();
  bed.watch->tell(bed.source("src/a.c"), Kind::kWritten);
  bed.watch->tell(bed.source("src/a.c~"), Kind::kWritten);
  bed.watch->tell(bed.source("src/.a.c.swp"), Kind::kWritten);
  bed.watch->tell(bed.source("src/a.o"), Kind::kWritten);
  bed.step(600);
  CHECK(bed.changed() == Paths{"src/a.c"});
  const WorkspaceWatcher::Status status = bed.watcher->status();
  CHECK(status.raw_events == 4);
  CHECK(status.changes == 1);
  CHECK(status.waiting == 0);
}

TEST_CASE("a save by rename is one change", "[watcher]") {
  Bed bed;
  bed.begin();
  bed.step(600);
  bed.watch->tell(bed.source("src/4913"), Kind::kCreated);
  bed.watch->tell(bed.source("src/4913"), Kind::kRemoved);
  bed.watch->tell(bed.source("src/a.c"), Kind::kMovedFrom);
  bed.watch->tell(bed.source("src/a.c~"), Kind::kMovedTo);
  bed.step(1);
  CHECK(bed.changed().empty());
  bed.watch->tell(bed.source("src/a.c"), Kind::kCreated);
  bed.watch->tell(bed.source("src/a.c"), Kind::kChanged);
  bed.watch->tell(bed.source("src/a.c"), Kind::kWritten);
  bed.watch->tell(bed.source("src/a.c~"), Kind::kRemoved);
  bed.step(1);
  REQUIRE(bed.batches.size() == 1);
  CHECK(bed.batches.front().changes == std::vector<Change>{{bed.source("src/a.c"), Change::Kind::kChanged}});
}

TEST_CASE("files of a new folder are found although they came before it was watched", "[watcher]") {
  Bed bed;
  bed.begin();
  // While the watch is being added, files and folders come that no event tells of.
  bed.write("new/first.c");
  bed.watch->on_add = [&](const std::string& folder) {
    if (folder.ends_with("/new")) bed.write("new/deep/second.c");
  };
  bed.watch->tell(bed.source("new"), Kind::kCreated, true);
  bed.step(600);
  bed.step(100);
  CHECK(bed.changed() == Paths{"new/deep/second.c", "new/first.c"});
  CHECK(bed.watch->numbers.contains(bed.source("new/deep")));
}

TEST_CASE("a folder that is moved is watched under its new name and gone under the old one", "[watcher]") {
  Bed bed({}, {"old/deep/a.c"});
  bed.begin();
  std::filesystem::rename(bed.source("old"), bed.source("young"));
  bed.watch->tell(bed.source("old"), Kind::kMovedFrom, true);
  bed.watch->tell(bed.source("young"), Kind::kMovedTo, true);
  bed.step(600);
  bed.step(200);
  CHECK(bed.changed() == Paths{"old", "young/deep/a.c"});
  CHECK_FALSE(bed.watch->numbers.contains(bed.source("old/deep")));
  CHECK(bed.watch->numbers.contains(bed.source("young/deep")));
}

TEST_CASE("lost events end in a rescan and in watches of what came meanwhile", "[watcher]") {
  Bed bed;
  bed.begin();
  bed.write("unseen/b.c");
  bed.watch->tell_overflow();
  bed.step(600);
  bed.step(100);
  REQUIRE(bed.batches.size() == 1);
  CHECK(bed.batches.front().is_rescan);
  CHECK(bed.watch->numbers.contains(bed.source("unseen")));
  CHECK(bed.watcher->status().overflows == 1);
  CHECK(bed.watcher->status().rescans == 2);
}

TEST_CASE("more changes than the queue holds end in a rescan", "[watcher]") {
  WorkspaceWatcher::Config config;
  config.limits.max_paths = 10;
  Bed bed(config);
  bed.begin();
  for (int i = 0; i < 20; ++i) bed.watch->tell(bed.source("src/" + std::to_string(i) + ".c"), Kind::kChanged);
  bed.step(600);
  bed.step(2000);
  REQUIRE(bed.batches.size() == 1);
  CHECK(bed.batches.front().is_rescan);
  CHECK(bed.watcher->status().overflows == 1);
}

TEST_CASE("a root that is removed and made anew is watched again", "[watcher]") {
  Bed bed;
  bed.begin();
  std::filesystem::remove_all(bed.config.root);
  bed.watch->tell_gone(bed.source("src"));
  bed.watch->tell_gone(bed.config.root);
  bed.step(600);
  bed.step(100);
  REQUIRE(bed.batches.size() == 1);
  CHECK(bed.batches.front().is_rescan);
  CHECK(bed.watch->numbers.size() == 1);  // for barriers
  bed.batches.clear();
  bed.write("back/a.c");
  bed.step(600);
  bed.step(100);
  REQUIRE(bed.batches.size() == 1);
  CHECK(bed.batches.front().is_rescan);
  CHECK(bed.watch->numbers.contains(bed.source("back")));
}

TEST_CASE("folders that the system does not watch are polled", "[watcher]") {
  WorkspaceWatcher::Config config;
  Bed bed(config, {"a/a.c", "b/b.c", "c/c.c"});
  bed.watch->max_folders = 3;  // for barriers, the root, and one more
  bed.begin();
  CHECK(bed.watcher->status().folders == 2);
  CHECK(bed.watcher->status().polled_folders == 2);
  for (const char* name : {"a/a.c", "b/b.c", "c/c.c"}) std::ofstream(bed.source(name)) << "int longer;";
  for (int i = 0; i < 3; ++i) bed.step(2000);
  const Paths changed = bed.changed();
  CHECK(std::count_if(changed.begin(), changed.end(), [](const std::string& path) { return path.ends_with(".c"); }) ==
        2);
  for (int i = 0; i < 3; ++i) bed.step(2000);
  CHECK(bed.changed().empty());
}

TEST_CASE("changes wait while git holds its lock, but not for ever", "[watcher]") {
  Bed bed;
  bed.begin();
  bed.write(".git/index.lock");
  bed.watch->tell(bed.source("src/a.c"), Kind::kWritten);
  bed.step(600);
  bed.step(3000);
  CHECK(bed.changed().empty());
  std::filesystem::remove(bed.source(".git/index.lock"));
  bed.step(50);
  CHECK(bed.changed() == Paths{"src/a.c"});
  bed.write(".git/index.lock");
  bed.watch->tell(bed.source("src/a.c"), Kind::kWritten);
  bed.step(600);
  bed.step(20'000);
  CHECK(bed.changed() == Paths{"src/a.c"});
}

TEST_CASE("a barrier comes with or after all that happened before it", "[watcher]") {
  Bed bed;
  bed.begin();
  bed.watch->tell(bed.source("src/a.c"), Kind::kCreated);
  CHECK(bed.watcher->add_barrier(7));
  bed.step(1);
  CHECK(bed.batches.empty());  // its file was not told of yet
  bed.watch->tell(bed.source("include/a.h"), Kind::kRemoved);
  const std::string cookie = "seen-" + std::to_string(getpid()) + "-1";
  bed.watch->tell(bed.path("cookies/" + cookie), Kind::kCreated);
  bed.step(1);
  REQUIRE(bed.batches.size() == 2);
  CHECK(bed.batches[0].changes.size() == 2);
  CHECK(bed.batches[1].barriers == std::vector<std::uint64_t>{7});
  CHECK(std::filesystem::is_empty(bed.path("cookies")));
}

TEST_CASE("a barrier of which nothing is told ends in a rescan", "[watcher]") {
  Bed bed;
  bed.begin();
  CHECK(bed.watcher->add_barrier(7));
  bed.step(1);
  bed.step(6000);
  REQUIRE(bed.batches.size() == 2);
  CHECK(bed.batches[0].is_rescan);
  CHECK(bed.batches[1].barriers == std::vector<std::uint64_t>{7});
  for (std::uint64_t i = 0; i < WorkspaceWatcher::kMaxBarriers; ++i) CHECK(bed.watcher->add_barrier(i));
  CHECK_FALSE(bed.watcher->add_barrier(100));
}

TEST_CASE("a barrier that was asked for before an overflow is heard after it", "[watcher]") {
  Bed bed;
  bed.begin();
  CHECK(bed.watcher->add_barrier(7));
  bed.step(1);
  bed.watch->tell_overflow();
  bed.step(1);
  CHECK(bed.batches.empty());
  bed.watch->tell(bed.path("cookies/seen-" + std::to_string(getpid()) + "-2"), Kind::kCreated);
  bed.step(1);
  REQUIRE(bed.batches.size() == 2);
  CHECK(bed.batches[0].is_rescan);
  CHECK(bed.batches[1].barriers == std::vector<std::uint64_t>{7});
}

TEST_CASE("folders of headers elsewhere are watched without what lies below", "[watcher]") {
  Bed bed;
  std::filesystem::create_directories(bed.path("outside/below"));
  bed.begin();
  bed.watcher->set_header_folders({bed.path("outside"), bed.path("nowhere"), bed.source("src")});
  bed.step(1);
  CHECK(bed.watch->numbers.contains(bed.path("outside")));
  CHECK_FALSE(bed.watch->numbers.contains(bed.path("outside/below")));
  bed.watch->tell(bed.path("outside/vector"), Kind::kWritten);
  bed.watch->tell(bed.path("outside/newer"), Kind::kCreated, true);
  bed.step(600);
  REQUIRE(bed.batches.size() == 1);
  CHECK(bed.batches.front().changes.size() == 1);
  bed.watcher->set_header_folders({});
  bed.step(1);
  CHECK_FALSE(bed.watch->numbers.contains(bed.path("outside")));
  CHECK(bed.watch->numbers.contains(bed.source("src")));
}

TEST_CASE("what the client reports is filtered and coalesced with the rest", "[watcher]") {
  Bed bed;
  bed.begin();
  bed.watcher->report({bed.source("src/a.c"), bed.source("src/a.o"), bed.source("compile_commands.json")});
  bed.watch->tell(bed.source("src/a.c"), Kind::kWritten);
  bed.step(600);
  REQUIRE(bed.batches.size() == 1);
  CHECK(bed.batches.front().has_database);
  CHECK(bed.changed() == Paths{"compile_commands.json", "src/a.c"});
  bed.watcher->report(Paths(WorkspaceWatcher::kMaxReported + 1, bed.source("src/a.c")));
  bed.step(600);
  bed.step(600);
  REQUIRE(bed.batches.size() == 1);
  CHECK(bed.batches.front().is_rescan);
}

TEST_CASE("the system's own events reach a running watcher", "[watcher]") {
  const test::TempDir folder;
  std::filesystem::create_directories(folder.file("root/src"));
  std::filesystem::create_directories(folder.file("cookies"));
  sync::Mutex mutex;
  sync::CondVar came;
  std::vector<std::string> paths;
  std::vector<std::uint64_t> barriers;
  WorkspaceWatcher::Config config;
  config.root = folder.file("root");
  config.cookie_folder = folder.file("cookies");
  WorkspaceWatcher watcher(config, fs::watch_folders().value(), [&](const WatchBatch& batch) {
    const sync::MutexLock lock(mutex);
    for (const Change& change : batch.changes) paths.push_back(change.path);
    barriers.insert(barriers.end(), batch.barriers.begin(), batch.barriers.end());
    came.notify_one();
  });
  watcher.start();
  const auto pass = [&](std::uint64_t number) {
    REQUIRE(watcher.add_barrier(number));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const sync::MutexLock lock(mutex);
    while (std::find(barriers.begin(), barriers.end(), number) == barriers.end()) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      came.wait_for(mutex, std::chrono::seconds(1));
    }
  };
  pass(1);
  folder.write("root/src/a.c", "int a;");
  std::filesystem::create_directories(folder.file("root/new/deep"));
  folder.write("root/new/deep/b.c", "int b;");
  pass(2);
  const sync::MutexLock lock(mutex);
  CHECK(std::count(paths.begin(), paths.end(), folder.file("root/src/a.c")) >= 1);
  CHECK(std::count(paths.begin(), paths.end(), folder.file("root/new/deep/b.c")) >= 1);
}

}  // namespace cairn::index
