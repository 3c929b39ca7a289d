#include "core/deps/packages/manifest_reader.h"

#include <map>

#include <catch2/catch.hpp>

namespace cairn::deps {
namespace {

// Files by the path they are asked for.
class MadeUpFiles : public ManifestFiles {
 public:
  Result<std::string> read(const std::string& path) override {
    const auto found = texts.find(path);
    if (found == texts.end()) return unexpected(ErrorCode::kNotFound, path);
    return found->second;
  }
  std::map<std::string, std::string> texts;
};

PackageFacts facts_of(const std::string& path, const std::string& text, MadeUpFiles files = {}) {
  const ManifestReader* reader = reader_of(path);
  REQUIRE(reader != nullptr);
  return reader->read({path, text}, files);
}

// "ecosystem name version [wanted] role line" of each.
std::string show(const PackageFacts& facts) {
  constexpr const char* kRoles[] = {"self", "wanted", "resolved", "found"};
  std::string text;
  for (const Package& each : facts.packages) {
    text += each.ecosystem + " " + each.name + (each.version.empty() ? "" : " " + each.version);
    if (!each.wanted.empty()) text += " [" + each.wanted + "]";
    text += std::string(" ") + kRoles[static_cast<int>(each.role)] + " " + std::to_string(each.line);
    for (const std::string& need : each.needs) text += " >" + need;
    for (const std::string& folder : each.folders) text += " @" + folder;
    text += "\n";
  }
  for (const ManifestProblem& each : facts.problems) text += std::to_string(each.line) + ": " + each.message + "\n";
  return text + (facts.is_broken ? "broken\n" : "");
}

}  // namespace

TEST_CASE("only the files of package managers have a reader", "[deps]") {
  CHECK(reader_of("/w/CMakeLists.txt") != nullptr);
  CHECK(reader_of("/w/cmake/deps.cmake") != nullptr);
  CHECK(reader_of("/w/build/vcpkg_installed/vcpkg/status") != nullptr);
  CHECK(reader_of("/w/status") == nullptr);
  CHECK(reader_of("/w/package.json") == nullptr);
  CHECK(reader_of("/w/a.cpp") == nullptr);
}

TEST_CASE("Cargo.toml tells what is asked for, in all its spellings", "[deps]") {
  CHECK(show(facts_of("/w/Cargo.toml", R"([package]
name = "app"   # a comment
version = "0.3.1"
[dependencies]
serde = "1.0"
json = { package = "serde_json", version = "^1.0.5", features = ["a",
  "b"] }
local = { path = "../local" }
[dependencies.url]
version = '2'
[target.'cfg(unix)'.dependencies]
libc = "0.2"
[workspace.dependencies]
rand.version = "0.8"
)")) == "cargo app 0.3.1 self 1\ncargo serde [1.0] wanted 4\ncargo serde_json [^1.0.5] wanted 5\n"
        "cargo local wanted 7\ncargo url [2] wanted 8\ncargo rand [0.8] wanted 13\ncargo libc [0.2] wanted 11\n");
}

TEST_CASE("Cargo.lock tells what was chosen, and what needs what", "[deps]") {
  CHECK(show(facts_of("/w/Cargo.lock", R"(version = 3

[[package]]
name = "app"
version = "0.3.1"
dependencies = [
 "serde",
 "url 2.4.0",
]

[[package]]
name = "serde"
version = "1.0.180"
source = "registry+https://crates.invalid/index"

[[package]]
name = "nameless"
)")) == "cargo app 0.3.1 self 3 >serde >url 2.4.0\ncargo serde 1.0.180 resolved 11\n"
        "15: this package has no name or version\n");
}

TEST_CASE("a lock file that was half written is broken where it ends", "[deps]") {
  CHECK(show(facts_of("/w/Cargo.lock", "version = 3\n[[package]]\nname = \"ser")) ==
        "2: a string does not end: the file is damaged or half-written\nbroken\n");
  CHECK(show(facts_of("/w/conan.lock", "{\n \"requires\": [\n  \"zlib/1.2\",")) ==
        "2: this is not valid JSON here: the file is damaged or half-written\nbroken\n");
  CHECK(show(facts_of("/w/package-lock.json", "")) ==
        "0: this is not valid JSON here: the file is damaged or half-written\nbroken\n");
  CHECK(show(facts_of("/w/go.mod", "module m\nrequire (\n a.invalid/b v1.0.0\n")) ==
        "1: this block has no end: the file is damaged or half-written\nbroken\n");
  CHECK(show(facts_of("/w/vcpkg.json", "{ \"dependencies\": [ \"fmt\" ")) ==
        "0: this is not valid JSON here: the file is damaged or half-written\nbroken\n");
  CHECK(show(facts_of("/w/CMakeLists.txt", "project(x VERSION 1.0)\nfind_package(fmt\n")) ==
        "1: this command has no end: the file is damaged or half-written\nbroken\n");
  CHECK(show(facts_of("/w/installed/vcpkg/status", "Package: fmt\nVersion: 9.1.0\n")) ==
        "0: this entry has no status: the file is damaged or half-written\n");
  CHECK(show(facts_of("/w/x.pc", "prefix=/opt/x\nName: x\n")) ==
        "pkg-config x found 0\n0: there is no version: the file is damaged or half-written\n");
}

TEST_CASE("package-lock.json is read in its old and its new form", "[deps]") {
  CHECK(show(facts_of("/w/package-lock.json", R"({ "lockfileVersion": 3, "packages": {
 "": { "name": "site", "version": "1.0.0", "dependencies": { "left": "^1" } },
 "node_modules/left": { "version": "1.3.0", "resolved": "https://npm.invalid/left.tgz" },
 "node_modules/left/node_modules/@s/right": { "version": "2.0.0" },
 "node_modules/linked": { "link": true } } })")) ==
        "npm site 1.0.0 self 1 >left\nnpm left 1.3.0 resolved 2\nnpm @s/right 2.0.0 resolved 3\n");
  CHECK(show(facts_of("/w/package-lock.json", R"({ "dependencies": {
 "left": { "version": "1.3.0", "requires": { "right": "2" }, "dependencies": { "right": { "version": "2.0.0" } } } } })")) ==
        "npm left 1.3.0 resolved 1 >right >right\nnpm right 2.0.0 resolved 1\n");
}

TEST_CASE("go.mod is read with blocks, comments and replacements", "[deps]") {
  CHECK(show(facts_of("/w/go.mod", R"(module go.invalid/app // ours
go 1.21
require (
	go.invalid/a v1.2.3 // indirect
	go.invalid/b v0.1.0
)
require go.invalid/c v3.0.0
replace go.invalid/b v0.1.0 => go.invalid/fork v0.2.0
replace go.invalid/c => ./c
)")) == "go go.invalid/app self 0\ngo go.invalid/a v1.2.3 [v1.2.3] wanted 3\n"
        "go go.invalid/b v0.2.0 [v0.1.0] wanted 4\ngo go.invalid/c [v3.0.0] wanted 6\n");
}

TEST_CASE("Conan's files are read in all their forms, and none is run", "[deps]") {
  CHECK(show(facts_of("/w/conanfile.txt", R"([requires]
zlib/1.2.13
fmt/[>=9 <11]@org/stable
# no
not a reference
[options]
zlib/*:shared=True
[tool_requires]
cmake/3.27.1
)")) == "conan zlib 1.2.13 [1.2.13] wanted 1\nconan fmt [[>=9 <11]] wanted 2\nconan cmake 3.27.1 [3.27.1] wanted 8\n"
        "4: this is no reference to a package: NAME/VERSION\n");
  CHECK(show(facts_of("/w/conanfile.py", R"(from conan import ConanFile
import os; os.remove("/w/conanfile.py")
class App(ConanFile):
    name = "app"
    version = "1.5"
    requires = (
        "zlib/1.2.13",
        "fmt/9.1.0@org/stable",
    )
    def requirements(self):
        self.requires("boost/1.82.0", transitive_headers=True)
        self.tool_requires("cmake/3.27.1")
    exports = "other/9.9"
)")) == "conan app 1.5 self 3\nconan zlib 1.2.13 [1.2.13] wanted 6\nconan fmt 9.1.0 [9.1.0] wanted 7\n"
        "conan boost 1.82.0 [1.82.0] wanted 10\nconan cmake 3.27.1 [3.27.1] wanted 11\n");
  CHECK(show(facts_of("/w/conan.lock", R"({ "version": "0.5",
 "requires": [
  "zlib/1.2.13#97d5730b529b4224045fe7090592d4c1%1692672717.68",
  "fmt/9.1.0" ],
 "build_requires": [ "cmake/3.27.1#a" ] })")) ==
        "conan zlib 1.2.13 resolved 2\nconan fmt 9.1.0 resolved 3\nconan cmake 3.27.1 resolved 4\n");
  CHECK(show(facts_of("/w/conan.lock", R"({ "graph_lock": { "nodes": {
 "0": { "requires": ["1", "2"] },
 "1": { "ref": "zlib/1.2.13" },
 "2": { "ref": "png/1.6.0#r", "requires": ["1"] } } } })")) ==
        "conan the consumer self 1 >zlib 1.2.13 >png 1.6.0\nconan zlib 1.2.13 resolved 2\n"
        "conan png 1.6.0 resolved 3 >zlib 1.2.13\n");
}

TEST_CASE("vcpkg's manifest, lock and installed packages are read", "[deps]") {
  CHECK(show(facts_of("/w/vcpkg.json", R"({ "name": "app", "version-string": "2023a", // said so
 "dependencies": [ "fmt",
  { "name": "zlib", "version>=": "1.2.13" }, { "host": true } ],
 "features": { "ui": { "dependencies": [ "imgui" ] } },
 "overrides": [ { "name": "fmt", "version": "9.1.0" } ] })")) ==
        "vcpkg app 2023a self 0\nvcpkg fmt wanted 1\nvcpkg zlib [>=1.2.13] wanted 2\nvcpkg imgui wanted 3\n"
        "vcpkg fmt 9.1.0 [9.1.0] resolved 4\n2: this dependency has no name\n");
  CHECK(show(facts_of("/w/vcpkg-lock.json", R"({ "https://git.invalid/registry": { "HEAD": "0123abc" } })")) ==
        "vcpkg registry https://git.invalid/registry 0123abc [HEAD] resolved 0\n");
  MadeUpFiles files;
  files.texts["info/fmt_9.1.0#1_x64-linux.list"] =
      "x64-linux/\nx64-linux/include/\nx64-linux/include/fmt/\nx64-linux/include/fmt/core.h\nx64-linux/lib/libfmt.a\n";
  CHECK(show(facts_of("/w/installed/vcpkg/status", R"(Package: fmt
Version: 9.1.0
Port-Version: 1
Depends: vcpkg-cmake, zlib:x64-linux (!windows)
Architecture: x64-linux
Status: install ok installed

Package: fmt
Feature: extra
Architecture: x64-linux
Status: install ok installed

Package: gone
Version: 1
Architecture: x64-linux
Status: purge ok not-installed
)",
                      files)) == "vcpkg fmt 9.1.0 found 0 >vcpkg-cmake >zlib @../x64-linux/include/fmt\n");
}

TEST_CASE("CMake scripts tell what they declare, ask for and are", "[deps]") {
  CHECK(show(facts_of("/w/CMakeLists.txt", R"x(# project(no VERSION 9)
#[[ project(neither VERSION 9) ]]
project(App
  VERSION 1.2.3 LANGUAGES CXX)
find_package(fmt 9.1 REQUIRED)
Find_Package(ZLIB)
if(X)
  FetchContent_Declare(json GIT_REPOSITORY https://git.invalid/json.git GIT_TAG v3.11.2)
endif()
FetchContent_Declare(other URL "https://host.invalid/other.zip" SOURCE_DIR "${X}/y")
message("project(quoted VERSION 2)")
find_package(${variable} 2)
)x")) == "cmake App 1.2.3 self 2 @.\ncmake fmt [9.1] wanted 4\ncmake ZLIB wanted 5\n"
         "fetchcontent json v3.11.2 [v3.11.2] wanted 7\nfetchcontent other wanted 9\n");
  // A script that others include is nobody's project.
  CHECK(show(facts_of("/w/x.cmake", "project(x VERSION 1.0)\nfind_package(y 2)\n")) == "cmake y [2] wanted 1\n");
}

TEST_CASE("CMake's cache tells what was found, and version scripts are read as text", "[deps]") {
  MadeUpFiles files;
  files.texts["/opt/fmt/lib/cmake/fmt/fmt-config-version.cmake"] =
      "set(PACKAGE_VERSION \"9.1.0\")\nexecute_process(x)\n";
  CHECK(show(facts_of("/w/build/CMakeCache.txt", R"(# comment
//Where fmt is
fmt_DIR:PATH=/opt/fmt/lib/cmake/fmt
none_DIR:PATH=none_DIR-NOTFOUND
FIND_PACKAGE_MESSAGE_DETAILS_ZLIB:INTERNAL=[/usr/lib/libz.so][/usr/include][c ][v1.2.13(1.2)]
PC_PNG_MODULE_NAME:INTERNAL=libpng
PC_PNG_VERSION:INTERNAL=1.6.39
PC_PNG_INCLUDEDIR:INTERNAL=/opt/png/include
)",
                      files)) ==
        "cmake ZLIB 1.2.13 found 4 @/usr/include/ZLIB @/usr/include/zlib @/usr/include/zlib.h\n"
        "pkg-config libpng 1.6.39 found 5 @/opt/png/include\ncmake fmt 9.1.0 found 2 @/opt/fmt/include\n");
}

TEST_CASE("files of pkg-config are read with their variables", "[deps]") {
  CHECK(show(facts_of("/w/lib/pkgconfig/png.pc", R"(prefix=/opt/png
includedir=${prefix}/include
Name: libpng
Version: 1.6.39
Requires: zlib >= 1.2, other
Cflags: -I${includedir}/libpng16 -I/usr/include -DX=${nothing}
)")) == "pkg-config png 1.6.39 found 3 >zlib >other @/opt/png/include/libpng16\n");
}

TEST_CASE("submodules are told with the commit that is checked out", "[deps]") {
  MadeUpFiles files;
  const std::string commit(40, 'a');
  files.texts["deps/fmt/.git"] = "gitdir: ../../.git/modules/deps/fmt\n";
  files.texts["deps/fmt/../../.git/modules/deps/fmt/HEAD"] = commit + "\n";
  CHECK(show(facts_of("/w/.gitmodules", R"([submodule "deps/fmt"]
	path = deps/fmt
	url = https://git.invalid/fmt.git
	branch = main
[submodule "json"]
	path = json
[submodule "pathless"]
	url = x
)",
                      files)) == "git fmt " + commit +
                                     " [main] found 0 @deps/fmt\ngit json wanted 4 @json\ngit pathless wanted 6\n"
                                     "6: this submodule has no path: the file is damaged or half-written\n");
}

TEST_CASE("no reader minds where a file is cut", "[deps]") {
  const std::map<std::string, std::string> samples = {
      {"/w/Cargo.toml",
       "[a.\"b\"]\nx = { y = [1, '''z''', 2020-01-01], \"k\" = \"\"\"\nq\\\n  \"\"\" }\n[[c]]\nd.e = 1\n"},
      {"/w/Cargo.lock", "[[package]]\nname = \"a\"\nversion = \"1\"\ndependencies = [\"b 1 (x)\"]\n"},
      {"/w/package-lock.json", R"({"packages":{"node_modules/a":{"version":"1","requires":{"b":"1"}}}})"},
      {"/w/go.mod", "module m\nrequire (\n a v1\n)\nreplace a v1 => b v2\n"},
      {"/w/conanfile.py", "requires = [\"a/1\", 'b/2']\nname = 'x'\nversion = \"1\"\n"},
      {"/w/conanfile.txt", "[requires]\na/1@b/c#d%e\n"},
      {"/w/conan.lock", R"({"requires":["a/1#b"],"graph_lock":{"nodes":{"0":{"ref":"a/1","requires":["0"]}}}})"},
      {"/w/vcpkg.json", R"({"name":"a","dependencies":[{"name":"b","version>=":"1"}]})"},
      {"/w/vcpkg/status", "Package: a\nVersion: 1\nArchitecture: t\nStatus: install ok installed\n\n"},
      {"/w/CMakeLists.txt", "FetchContent_Declare(a GIT_TAG [=[v1]=] \"x\\\"y\" b\"c d\"e)\nproject(p VERSION 1.0)\n"},
      {"/w/CMakeCache.txt", "FIND_PACKAGE_MESSAGE_DETAILS_A:INTERNAL=[/x/include][v1()]\nb_DIR:PATH=/lib/b\n"},
      {"/w/a.pc", "a=${b}${a}\nVersion: 1\nRequires: a >= 1\nCflags: -I/x\n"},
      {"/w/.gitmodules", "[submodule \"a\"]\npath = b\n"}};
  for (const auto& [path, text] : samples) {
    for (std::size_t end = 0; end <= text.size(); ++end) {
      const PackageFacts facts = facts_of(path, text.substr(0, end));
      CHECK(facts.packages.size() < 10);
    }
    CHECK_FALSE(facts_of(path, text).is_broken);
  }
}

}  // namespace cairn::deps
