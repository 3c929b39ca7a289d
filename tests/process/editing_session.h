// A session of random edits and questions on a tree: $CAIRN_SOAK_TREE, else some small sources of its own.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/fs/file.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {

inline unsigned long number_from(const char* variable, unsigned long fallback) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtoul(text, nullptr, 10) : fallback;
}

inline Files made_up_sources() {
  Files files;
  files["shared.h"] = "#pragma once\nstruct Shared { int first; long second; };\nint shared(Shared* value);\n";
  for (int unit = 0; unit < 5; ++unit) {
    std::string text = "#include \"shared.h\"\n";
    for (int i = 0; i < 40; ++i) {
      const std::string name = "unit" + std::to_string(unit) + "_" + std::to_string(i);
      text +=
          "static int " + name + "(Shared* value) {\n  int local = value->first;\n  return local + shared(value);\n}\n";
    }
    files["unit" + std::to_string(unit) + ".c"] = text;
  }
  return files;
}

// A server on a tree, and what the session has open there.
class EditingSession {
 public:
  explicit EditingSession(std::uint64_t seed) : random_(seed), fixture_(made_up_sources()) {
    if (const char* tree = std::getenv("CAIRN_SOAK_TREE")) {
      root_ = tree;
      for (const auto& entry : std::filesystem::directory_iterator(root_ + "/src")) {
        const std::string path = entry.path().string();
        if (path.ends_with(".c") && entry.file_size() < 400'000) paths_.push_back(path);
      }
      std::sort(paths_.begin(), paths_.end());
      std::shuffle(paths_.begin(), paths_.end(), random_);
      paths_.resize(std::min<std::size_t>(paths_.size(), 6));
    } else {
      root_ = fixture_.root();
      for (int unit = 0; unit < 5; ++unit) paths_.push_back(fixture_.path("unit" + std::to_string(unit) + ".c"));
    }
    fixture_.start();
    client().set_timeout(std::chrono::milliseconds(300'000));
    must(client().initialize(root_, ServerFixture::capabilities()));
    for (const std::string& path : paths_) open(path);
  }

  LspClient& client() { return fixture_.client(); }
  const std::vector<std::string>& paths() const { return paths_; }

  void step() {
    const std::string& path = paths_[random_() % paths_.size()];
    switch (random_() % 10) {
      case 0:
        // Closed, looked at elsewhere, opened again.
        must(client().notify("textDocument/didClose", {{"textDocument", {{"uri", file_uri(path)}}}}));
        return open(path);
      case 1:
      case 2:
      case 3:
      case 4:
        return edit(path);
      default:
        return ask(path);
    }
  }

  // All files as they are on the disk again, parsed.
  void restore() {
    for (const std::string& path : paths_) {
      const std::string text = must(fs::read_file(path, 1 << 24));
      texts_[path] = text;
      must(client().notify("textDocument/didChange",
                           {{"textDocument", {{"uri", file_uri(path)}, {"version", ++versions_[path]}}},
                            {"contentChanges", Json::array({{{"text", text}}})}}));
    }
  }
  // Of the newest text of `path`: those that are still to come.
  Json diagnostics(const std::string& path) {
    return last_diagnostics_[path] = must(client().wait_diagnostics(path, versions_[path]))["diagnostics"];
  }
  const Json& last_diagnostics(const std::string& path) { return last_diagnostics_[path]; }

  struct Memory {
    std::uint64_t server = 0;   // anonymous bytes
    std::uint64_t workers = 0;  // of all workers
  };
  // At rest, after what is kept for later was given back.
  Memory memory() {
    restore();
    for (const std::string& path : paths_) diagnostics(path);
    const std::uint64_t quiet = counter("governor.quiet");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    while (counter("governor.quiet") == quiet) {
      if (std::chrono::steady_clock::now() > deadline) FAIL("the server does not come to rest");
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    const Json report = must(client().request("$/memoryReport", {{"detail", "full"}}));
    Memory memory;
    memory.server = report["process"]["anonymous"].get<std::uint64_t>();
    for (const Json& worker : report["workers"]) memory.workers += worker["anonymous"].get<std::uint64_t>();
    return memory;
  }

  std::uint64_t counter(const std::string& name) {
    const Json counters = must(client().request("$/metrics", nullptr))["counters"];
    return counters.contains(name) ? counters[name].get<std::uint64_t>() : 0;
  }

 private:
  void open(const std::string& path) {
    texts_[path] = must(fs::read_file(path, 1 << 24));
    must(client().open(path, texts_[path], "c", ++versions_[path]));
  }

  // A change as a person makes it: a few characters typed, a word or a line gone, or a line twice.
  void edit(const std::string& path) {
    std::string& text = texts_[path];
    const std::size_t line_begin = text.rfind('\n', random_() % (text.size() + 1)) + 1;  // npos + 1 is 0
    const auto line = static_cast<std::uint32_t>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(line_begin), '\n'));
    const std::size_t line_end = std::min(text.find('\n', line_begin), text.size());
    std::size_t from = line_begin;
    std::size_t size = 0;
    std::string put;
    switch (random_() % 5) {
      case 0:
        put = "/* " + std::to_string(random_() % 1000) + " */ ";
        break;
      case 1:
        put = "int random_" + std::to_string(random_() % 100) + " = 1;\n";
        break;
      case 2:
        size = line_end - line_begin;  // the line's text
        break;
      case 3:
        put = text.substr(line_begin, line_end - line_begin) + "\n";
        break;
      default:
        from = line_begin + random_() % (line_end - line_begin + 1);
        put = std::string(1, "ab;({})*"[random_() % 8]);
    }
    // Positions count UTF-16 units; whatever is not ASCII before them is not touched.
    const bool is_ascii =
        std::all_of(text.begin() + static_cast<std::ptrdiff_t>(line_begin),
                    text.begin() + static_cast<std::ptrdiff_t>(line_end), [](char c) { return c > 0; });
    if (!is_ascii) return;
    const auto position = [&](std::size_t at) { return Json{{"line", line}, {"character", at - line_begin}}; };
    must(client().notify(
        "textDocument/didChange",
        {{"textDocument", {{"uri", file_uri(path)}, {"version", ++versions_[path]}}},
         {"contentChanges",
          Json::array({{{"range", {{"start", position(from)}, {"end", position(from + size)}}}, {"text", put}}})}}));
    text.replace(from, size, put);
  }

  void ask(const std::string& path) {
    static const std::vector<std::string> kMethods = {
        "textDocument/hover",        "textDocument/definition",         "textDocument/documentHighlight",
        "textDocument/completion",   "textDocument/documentSymbol",     "textDocument/references",
        "textDocument/foldingRange", "textDocument/semanticTokens/full"};
    const std::string& text = texts_[path];
    const std::size_t at = random_() % (text.size() + 1);
    const auto line =
        static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    Json params = test::at(path, line, static_cast<std::uint32_t>(random_() % 20));
    params["context"] = {{"includeDeclaration", true}};
    const std::int64_t id = client().send_request(kMethods[random_() % kMethods.size()], params);
    // Some are cancelled; an answer or an error comes to each.
    if (random_() % 8 == 0) must(client().notify("$/cancelRequest", {{"id", id}}));
    must(client().wait_response(id));
  }

  std::mt19937_64 random_;
  ServerFixture fixture_;
  std::string root_;
  std::vector<std::string> paths_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, int> versions_;
  std::map<std::string, Json> last_diagnostics_;
};

}  // namespace cairn::test
