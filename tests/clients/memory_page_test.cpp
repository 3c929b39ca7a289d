// The page of `cairn memory --html` in headless Chromium: it draws, complains of nothing, and its figures are the
// server's.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "platform/proc/spawn.h"
#include "tests/support/server_fixture.h"

namespace cairn::test {
namespace {

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

Outcome run(const std::vector<std::string>& argv, const std::vector<std::pair<std::string, std::string>>& environment) {
  TempDir folder;
  std::FILE* const out = std::fopen(folder.file("out").c_str(), "w");
  std::FILE* const err = std::fopen(folder.file("err").c_str(), "w");
  proc::SpawnOptions options;
  options.argv = argv;
  options.set_env = environment;
  options.stdout_fd = fileno(out);
  options.stderr_fd = fileno(err);
  auto child = must(proc::ChildProcess::spawn(options));
  const int status = child.wait();
  std::fclose(out);
  std::fclose(err);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(folder.file("out")), read(folder.file("err"))};
}

const Json& at_path(const Json& json, const std::string& pointer) { return json.at(Json::json_pointer(pointer)); }

// All matches' first two groups.
std::vector<std::pair<std::string, std::string>> pairs(const std::string& text, const std::string& expression) {
  std::vector<std::pair<std::string, std::string>> found;
  const std::regex pattern(expression);
  for (std::sregex_iterator match(text.begin(), text.end(), pattern); match != std::sregex_iterator(); ++match) {
    found.emplace_back((*match)[1], (*match)[2]);
  }
  return found;
}

}  // namespace

TEST_CASE("the memory page draws in Chromium and shows the server's figures", "[clients][page]") {
  ServerFixture fixture({{"main.cpp", "int main() {}\n" + std::string(8 << 20, '\n')}});
  fixture.start_initialized();
  const bool has_allocator = fixture.request("$/memoryReport", nullptr).contains("allocator");
  if (has_allocator) fixture.request("$/heapSnapshot", {{"sampling", true}});
  fixture.open("main.cpp");
  fixture.diagnostics("main.cpp", 1);

  TempDir folder;
  const std::string page = folder.file("page.html");
  const Outcome made =
      run({ServerFixture::server(), "memory", "--html", page}, {{"XDG_RUNTIME_DIR", fixture.runtime_folder()}});
  INFO(made.err);
  REQUIRE(made.code == 0);
  const std::string html = read(page);
  CHECK(html.find("http://") == html.find("http://www.w3.org/2000/svg"));  // a name; nothing is loaded
  CHECK(html.find("https://") == std::string::npos);

  // root in a container has no other sandbox than the container; --no-sandbox does no harm elsewhere, for a page of
  // ours.
  const Outcome shown =
      run({"/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
           "--enable-logging=stderr", "--user-data-dir=" + folder.file("profile"), "--virtual-time-budget=5000",
           "--dump-dom", "file://" + page},
          {{"HOME", folder.path()}, {"XDG_RUNTIME_DIR", folder.path()}});
  CAPTURE(shown.err.substr(0, 4000));
  REQUIRE(shown.code == 0);
  const std::string& dom = shown.out;
  REQUIRE(dom.find("data-drawn=\"true\"") != std::string::npos);
  CHECK(shown.err.find("CONSOLE") == std::string::npos);
  CHECK(dom.find("<p id=\"errors\"></p>") != std::string::npos);

  const std::string open = "<script type=\"application/json\" id=\"data\">";
  const std::size_t begin = html.find(open) + open.size();
  const Json data = Json::parse(html.substr(begin, html.find("</script>", begin) - begin));
  CHECK(data["pid"] == fixture.client().pid());
  CHECK(data["root"] == fixture.root());

  // Figures in words and in areas, each as the JSON has it.
  const auto figures = pairs(dom, R"re(<(?:td|span) data-figure="([^"]+)">([^<]*)<)re");
  CHECK(figures.size() >= 6);
  for (const auto& [path, text] : figures) {
    CAPTURE(path);
    CHECK(text == at_path(data, path).dump());
  }
  const auto areas = pairs(dom, R"re(data-figure="([^"]+)" data-bytes="([0-9]+)")re");
  CHECK(areas.size() >= (has_allocator ? 5U : 1U));
  for (const auto& [path, text] : areas) {
    CAPTURE(path);
    CHECK(text == at_path(data, path).dump());
  }
  std::map<std::string, std::string> lines;
  for (const auto& [name, points] : pairs(dom, R"re(data-line="([^"]+)" data-points="([0-9]+)")re"))
    lines[name] = points;
  CHECK(lines["anonymous"] == std::to_string(data["report"]["history"].size()));
  CHECK(data["report"]["workers"].size() == 1);

  const auto frames = pairs(dom, R"re(data-frame="([^"]+)" data-bytes="([0-9]+)")re");
  if (!has_allocator) {
    CHECK(frames.empty());
    return;
  }
  REQUIRE(frames.size() > 5);
  CHECK(frames[0].first == "all");
  std::uint64_t total = 0;
  std::stringstream folded(data["heap"]["text"].get<std::string>());
  for (std::string line; std::getline(folded, line);) total += std::stoull(line.substr(line.rfind(' ') + 1));
  CHECK(frames[0].second == std::to_string(total));
  CHECK(total > 4 << 20);
  bool has_open = false;
  for (const auto& [name, bytes] : frames)
    has_open = has_open || name.starts_with("cairn::server::OpenDocuments::open");
  CHECK(has_open);
}

}  // namespace cairn::test
