#include "core/deps/packages/package_cache.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>

#include "platform/sqlite/database.h"
#include "platform/sqlite/transaction.h"
#include "tests/support/temp_dir.h"

namespace cairn::deps {
namespace {

// A workspace whose files changed long ago, unless a test says otherwise, and a database beside it.
class Bed {
 public:
  Bed() {
    for (int i = 0; i < 5; ++i) {
      write("lib" + std::to_string(i) + "/vcpkg.json", R"({"dependencies": ["fmt", "zlib"]})");
      write("lib" + std::to_string(i) + "/src/a.cpp", "int a;\n");
    }
    write("Cargo.lock",
          "[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\nsource = \"registry+https://crates.invalid\"\n");
    settle();
  }

  // In place: only a new file changes its folder.
  void write(const std::string& path, const std::string& text) {
    if (!std::filesystem::exists(root() + "/" + path)) folder_.write("w/" + path, text);
    std::ofstream(root() + "/" + path, std::ios::binary) << text;
  }
  // Gives everything times of long ago, each its own: whatever was written since has changed.
  void settle() {
    for (const auto& each : std::filesystem::recursive_directory_iterator(root())) age(each.path());
    age(root());
  }
  void age(const std::string& path) {
    struct stat status{};
    REQUIRE(stat(path.c_str(), &status) == 0);
    if (status.st_mtim.tv_sec < 2'000'000) return;  // done before
    const timespec time = {1'000'000 + ++ages_, 0};
    const timespec times[2] = {time, time};
    REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  }

  std::string root() const { return folder_.file("w"); }
  std::string database() const { return folder_.file("deps.db"); }
  const test::TempDir& folder() const { return folder_; }

 private:
  test::TempDir folder_;
  int ages_ = 0;
};

PackageLook look(PackageCache& cache) { return cache.look({}).value(); }

// "read of all; files; folders listed of all" and problems.
std::string show(const PackageLook& look) {
  std::string text = std::to_string(look.manifests_read) + "/" + std::to_string(look.manifests) + " " +
                     std::to_string(look.files_read) + " " + std::to_string(look.folders_listed) + "/" +
                     std::to_string(look.folders);
  for (const std::string& problem : look.problems) text += "\n" + problem;
  return text;
}

std::string versions(const PackageCache& cache, const std::string& manifest) {
  const auto found = cache.manifests().find(manifest);
  if (found == cache.manifests().end()) return "none";
  std::string text;
  for (const Package& each : found->second.facts.packages) {
    text += (text.empty() ? "" : " ") + each.name + (each.version.empty() ? "" : "=" + each.version);
  }
  for (const ManifestProblem& each : found->second.facts.problems) {
    text += " !" + std::to_string(each.line) + " " + each.message;
  }
  return text;
}

}  // namespace

TEST_CASE("asking again after nothing changed reads no file, in this process and the next", "[deps]") {
  Bed bed;
  PackageCache cache(bed.root(), bed.database());
  CHECK(show(look(cache)) == "6/6 6 11/11");
  CHECK(show(look(cache)) == "0/6 0 0/11");
  PackageCache next(bed.root(), bed.database());
  CHECK(show(look(next)) == "0/6 0 0/11");
  CHECK(next.manifests() == cache.manifests());
  CHECK(versions(next, "lib3/vcpkg.json") == "fmt zlib");
}

TEST_CASE("no file is opened whose stamp is known", "[deps]") {
  Bed bed;
  PackageCache cache(bed.root(), bed.database());
  look(cache);
  // In place, with the same size, and its time put back: only who opens it sees the difference.
  const std::string path = bed.root() + "/lib0/vcpkg.json";
  struct stat before{};
  REQUIRE(stat(path.c_str(), &before) == 0);
  std::fstream(path, std::ios::in | std::ios::out) << R"({"dependencies": ["FMT", "zlib"]})";
  const timespec times[2] = {before.st_atim, before.st_mtim};
  REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  look(cache);
  CHECK(versions(cache, "lib0/vcpkg.json") == "fmt zlib");
  PackageCache next(bed.root(), bed.database());
  look(next);
  CHECK(versions(next, "lib0/vcpkg.json") == "fmt zlib");
}

TEST_CASE("after a change only what it touches is read", "[deps]") {
  Bed bed;
  PackageCache cache(bed.root(), bed.database());
  look(cache);
  bed.write("lib1/vcpkg.json", R"({"dependencies": ["boost"]})");
  bed.settle();
  CHECK(show(look(cache)) == "1/6 1 0/11");
  CHECK(versions(cache, "lib1/vcpkg.json") == "boost");
  bed.write("lib2/go.mod", "module m.invalid\n");
  bed.settle();
  CHECK(show(look(cache)) == "1/7 1 1/11");
  std::filesystem::remove(bed.root() + "/lib2/go.mod");
  bed.settle();
  CHECK(show(look(cache)) == "0/6 0 1/11");
  CHECK(versions(cache, "lib2/go.mod") == "none");
  std::filesystem::remove_all(bed.root() + "/lib4");
  bed.settle();
  CHECK(show(look(cache)) == "0/5 0 1/9");
  bed.write("lib0/src/a.cpp", "int b;\n");
  bed.settle();
  CHECK(show(look(cache)) == "0/5 0 0/9");
  PackageCache next(bed.root(), bed.database());
  CHECK(show(look(next)) == "0/5 0 0/9");
}

TEST_CASE("a file that has just changed is read again until its time proves something", "[deps]") {
  Bed bed;
  bed.write("lib1/vcpkg.json", R"({"dependencies": ["boost"]})");
  // However long this test takes: in an hour.
  const timespec soon = {time(nullptr) + 3600, 0};
  const timespec times[2] = {soon, soon};
  REQUIRE(utimensat(AT_FDCWD, (bed.root() + "/lib1/vcpkg.json").c_str(), times, 0) == 0);
  PackageCache cache(bed.root(), bed.database());
  look(cache);
  CHECK(look(cache).manifests_read == 1);
  bed.settle();
  CHECK(look(cache).manifests_read == 1);
  CHECK(look(cache).manifests_read == 0);
}

TEST_CASE("what a manifest leads to is read again when it changes, comes or goes", "[deps]") {
  Bed bed;
  const std::string commit_a(40, 'a');
  const std::string commit_b(40, 'b');
  bed.write(".gitmodules", "[submodule \"x\"]\npath = ext/x\n");
  bed.write("ext/x/.git", "gitdir: ../../.git/modules/x\n");
  bed.write(".git/modules/x/HEAD", commit_a + "\n");
  bed.settle();
  PackageCache cache(bed.root(), bed.database());
  look(cache);
  CHECK(versions(cache, ".gitmodules") == "x=" + commit_a);
  CHECK(show(look(cache)) == "0/7 0 0/13");
  bed.write(".git/modules/x/HEAD", commit_b + "\n");
  bed.settle();
  CHECK(look(cache).manifests_read == 1);
  CHECK(versions(cache, ".gitmodules") == "x=" + commit_b);
  std::filesystem::remove(bed.root() + "/.git/modules/x/HEAD");
  CHECK(look(cache).manifests_read == 1);
  CHECK(versions(cache, ".gitmodules") == "x");
  CHECK(look(cache).manifests_read == 0);
}

TEST_CASE("a manifest leads nowhere out of the workspace", "[deps]") {
  Bed bed;
  const std::string commit(40, 'a');
  bed.folder().write("secret/HEAD", commit + "\n");
  bed.folder().write("secret/fmtConfigVersion.cmake", "set(PACKAGE_VERSION \"9.1.0\")\n");
  bed.write(".gitmodules",
            "[submodule \"a\"]\npath = ../secret\n[submodule \"b\"]\npath = b\n[submodule \"c\"]\npath = link\n");
  bed.write("b/.git", "gitdir: ../../secret\n");
  std::filesystem::create_symlink(bed.folder().file("secret"), bed.root() + "/link");
  bed.write("CMakeCache.txt", "fmt_DIR:PATH=" + bed.folder().file("secret") + "\nx_DIR:PATH=/dev\n");
  bed.settle();
  PackageCache cache(bed.root(), bed.database());
  look(cache);
  CHECK(versions(cache, ".gitmodules") ==
        "a b c !0 ../secret leads out of the workspace !4 link leads out of the workspace");
  // CMake itself would run this one, wherever it lies; it is read as text.
  CHECK(versions(cache, "CMakeCache.txt") == "fmt=9.1.0");
}

TEST_CASE("folders of tools, caches and links are not looked into", "[deps]") {
  Bed bed;
  bed.write("node_modules/a/package-lock.json", "{}");
  bed.write("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
  bed.write("target/Cargo.lock", "");
  bed.write(".hidden/Cargo.lock", "");
  std::filesystem::create_directory_symlink(bed.root(), bed.root() + "/loop");
  std::filesystem::create_symlink(bed.root() + "/Cargo.lock", bed.root() + "/lib0/Cargo.lock");
  REQUIRE(mkfifo((bed.root() + "/lib0/go.mod").c_str(), 0600) == 0);
  PackageCache cache(bed.root(), bed.database());
  CHECK(look(cache).manifests == 6);
}

TEST_CASE("a half-written lock file keeps what it told before, and says where it breaks", "[deps]") {
  Bed bed;
  {
    PackageCache cache(bed.root(), bed.database());
    look(cache);
    CHECK(versions(cache, "Cargo.lock") == "serde=1.0.1");
    bed.write("Cargo.lock", "[[package]]\nname = \"serde\"\nversion = \"1.");
    bed.settle();
    look(cache);
    CHECK(versions(cache, "Cargo.lock") == "serde=1.0.1 !2 a string does not end: the file is damaged or half-written");
  }
  // Also for the next process, and until it is whole again.
  PackageCache next(bed.root(), bed.database());
  CHECK(look(next).manifests_read == 0);
  CHECK(versions(next, "Cargo.lock").find("serde=1.0.1 !2") == 0);
  bed.write("Cargo.lock", "");
  bed.settle();
  look(next);
  CHECK(versions(next, "Cargo.lock").empty());
}

TEST_CASE("a database of packages that is damaged at any byte costs a reading, and nothing else", "[deps]") {
  Bed bed;
  Manifests all;
  {
    PackageCache first(bed.root(), bed.database());
    look(first);
    all = first.manifests();
  }
  std::ifstream in(bed.database(), std::ios::binary);
  const std::string sound((std::istreambuf_iterator<char>(in)), {});
  REQUIRE(sound.size() > 4096);
  int renewed = 0;
  for (std::size_t at = 0; at < sound.size(); at += 97) {
    const std::string path = bed.folder().file("damaged.db");
    for (const char* suffix : {"", "-wal", "-shm", ".damaged", ".damaged-wal", ".damaged-shm"}) {
      std::filesystem::remove(path + suffix);
    }
    std::string bytes = sound;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    std::ofstream(path, std::ios::binary) << bytes;
    PackageCache cache(bed.root(), path);
    const PackageLook found = look(cache);
    CHECK(cache.manifests() == all);
    renewed += std::filesystem::exists(path + ".damaged") ? 1 : 0;
    if (std::filesystem::exists(path + ".damaged")) CHECK_FALSE(found.problems.empty());
    PackageCache next(bed.root(), path);
    CHECK(show(look(next)) == "0/6 0 0/11");
  }
  CHECK(renewed > 0);
}

TEST_CASE("a database of packages from the future, or of nobody, is begun anew and said", "[deps]") {
  Bed bed;
  {
    auto database = sqlite::Database::open(bed.database(), sqlite::OpenMode::kReadWriteCreate).value();
    REQUIRE(database.set_user_version(999));
  }
  PackageCache cache(bed.root(), bed.database());
  const PackageLook found = look(cache);
  REQUIRE(found.problems.size() == 1);
  CHECK(found.problems[0].find("version 999") != std::string::npos);
  CHECK(std::filesystem::exists(bed.database() + ".damaged"));
  const std::string other = bed.folder().write("text.db", std::string(8192, 'x'));
  PackageCache second(bed.root(), other);
  CHECK(look(second).problems.size() == 1);
  CHECK(look(second).problems.empty());
}

TEST_CASE("while another process has the database of packages locked, answers are whole and kept later", "[deps]") {
  Bed bed;
  PackageCache cache(bed.root(), bed.database());
  look(cache);
  {
    auto other = sqlite::Database::open(bed.database(), sqlite::OpenMode::kReadWriteCreate).value();
    auto lock = sqlite::Transaction::begin(other, sqlite::TransactionKind::kWrite).value();
    bed.write("lib1/vcpkg.json", R"({"dependencies": ["boost"]})");
    bed.settle();
    const PackageLook found = look(cache);
    REQUIRE(found.problems.size() == 1);
    CHECK(found.problems[0].find("is not kept") != std::string::npos);
    CHECK(versions(cache, "lib1/vcpkg.json") == "boost");
  }
  CHECK(look(cache).problems.empty());
  PackageCache next(bed.root(), bed.database());
  CHECK(show(look(next)) == "0/6 0 0/11");
  CHECK(versions(next, "lib1/vcpkg.json") == "boost");
}

TEST_CASE("two processes with one database of packages lose nothing", "[deps]") {
  Bed bed;
  PackageCache a(bed.root(), bed.database());
  PackageCache b(bed.root(), bed.database());
  look(a);
  look(b);
  for (int round = 0; round < 20; ++round) {
    bed.write("lib1/vcpkg.json", R"({"dependencies": ["r)" + std::to_string(round) + "\"]}");
    bed.settle();
    std::thread beside([&] { look(b); });
    look(a);
    beside.join();
    CHECK(versions(a, "lib1/vcpkg.json") == "r" + std::to_string(round));
    CHECK(versions(b, "lib1/vcpkg.json") == "r" + std::to_string(round));
  }
  PackageCache next(bed.root(), bed.database());
  CHECK(show(look(next)) == "0/6 0 0/11");
  CHECK(next.manifests() == a.manifests());
}

TEST_CASE("a database of packages that was removed while in use is made again", "[deps]") {
  Bed bed;
  PackageCache cache(bed.root(), bed.database());
  look(cache);
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(bed.database() + suffix);
  CHECK(show(look(cache)) == "0/6 0 0/11");
  PackageCache next(bed.root(), bed.database());
  CHECK(show(look(next)) == "0/6 0 0/11");
}

TEST_CASE("on a full disk the answers are whole, what was kept stays, and it is said", "[deps]") {
  Bed bed;
  const test::TempDir disk;
  if (mount("tmpfs", disk.path().c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=262144") != 0) {
    WARN("needs the right to mount a small tmpfs: not tested here");
    return;
  }
  {
    PackageCache cache(bed.root(), disk.file("deps.db"));
    CHECK(look(cache).problems.empty());
    std::string many = "module m.invalid\n";
    for (int i = 0; i < 20'000; ++i) many += "require m.invalid/package" + std::to_string(i) + " v1.0.0\n";
    bed.write("go.mod", many);
    bed.settle();
    const PackageLook full = look(cache);
    REQUIRE(full.problems.size() == 1);
    CHECK(full.problems[0].find("is not kept") != std::string::npos);
    CHECK(cache.manifests().at("go.mod").facts.packages.size() == 20'001);
    CHECK(look(cache).manifests_read == 0);
    PackageCache next(bed.root(), disk.file("deps.db"));
    CHECK(look(next).manifests_read == 1);  // what was kept before is still there
    bed.write("go.mod", "module m.invalid\n");
    bed.settle();
    CHECK(look(cache).problems.empty());  // there is room for this one
    PackageCache last(bed.root(), disk.file("deps.db"));
    CHECK(look(last).manifests_read == 0);
  }
  CHECK(umount(disk.path().c_str()) == 0);
}

TEST_CASE("without room for a database of packages answers are whole, and it is said", "[deps]") {
  Bed bed;
  // No process may write there, root neither.
  PackageCache nowhere(bed.root(), "/proc/deps.db");
  const PackageLook found = look(nowhere);
  CHECK(found.problems.size() == 1);
  CHECK(found.manifests_read == 6);
  CHECK(look(nowhere).manifests_read == 0);
}

}  // namespace cairn::deps
