// A workspace with a compilation database, and a server whose index of it is complete.
#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/server_fixture.h"

namespace cairn::test {

class IndexedWorkspace : public ServerFixture {
 public:
  // Every .cpp and .c file is a unit.
  explicit IndexedWorkspace(const Files& files) : ServerFixture(files) {
    Json entries = Json::array();
    for (const auto& [name, text] : files) {
      const bool is_c = name.ends_with(".c");
      if (!is_c && !name.ends_with(".cpp")) continue;
      const Json arguments = {is_c ? "gcc" : "g++", "-c", path(name)};
      entries.push_back({{"directory", root()}, {"file", path(name)}, {"arguments", arguments}});
    }
    std::ofstream(path("compile_commands.json")) << entries.dump();
  }

  // Starts with marks as notifications.
  void start_marked(std::vector<std::string> arguments = {},
                    std::vector<std::pair<std::string, std::string>> environment = {}) {
    start(std::move(arguments), std::move(environment));
    Json wanted = capabilities();
    wanted["experimental"] = {{"cairn", {{"answerStatus", true}}}};
    must(client().initialize(root(), wanted));
  }
  void start_indexed() {
    start_marked();
    wait_indexed();
  }
  // Indexes, then starts a server whose workers never say a word.
  void start_without_parser() {
    start_again_without_parser();
    wait_indexed();
  }
  // The same, without waiting until the new server has looked at anything.
  void start_again_without_parser() {
    start_indexed();
    must(client().shut_down());
    const std::string silent = root() + "/../silent";
    std::ofstream(silent) << "#!/bin/sh\nexec sleep 1000\n";
    std::filesystem::permissions(silent, std::filesystem::perms::owner_all);
    std::filesystem::remove(config_home() + "/cairn/config.json");  // what names alone tell comes at once again
    start_marked({}, {{"CAIRN_WORKER", silent}});
  }

  void wait_indexed() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Json status;
    while (std::chrono::steady_clock::now() < deadline) {
      status = request("$/indexStatus", nullptr);
      if (status["units"]["complete"] == true && status["units"]["state"] == "ready" &&
          status["lexical"]["complete"] == true && status["units"]["total"] != 0) {
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw std::runtime_error("the index is not complete after 60 s: " + status.dump());
  }

  void save(const std::string& name, const std::string& text) {
    std::ofstream(path(name)) << text;
    must(client().notify("textDocument/didSave", {{"textDocument", {{"uri", uri(name)}}}}));
  }

  // "file:line:column …" of locations, or of anything else with a uri and a range.
  static std::string places(const Json& locations) {
    std::string shown;
    for (const Json& each : locations) {
      const std::string uri = each["uri"].get<std::string>();
      const Json& start = each[each.contains("selectionRange") ? "selectionRange" : "range"]["start"];
      shown += (shown.empty() ? "" : " ") + uri.substr(uri.rfind('/') + 1) + ":" + start["line"].dump() + ":" +
               start["character"].dump();
    }
    return shown;
  }
  std::string ask(const std::string& method, const std::string& name, std::uint32_t line, std::uint32_t character) {
    return places(request(method, at(name, line, character)));
  }
  Json references_at(const std::string& name, std::uint32_t line, std::uint32_t character, bool declarations = true) {
    Json params = at(name, line, character);
    params["context"] = {{"includeDeclaration", declarations}};
    return request("textDocument/references", params);
  }
  // Marks of answers since this was asked last.
  std::vector<Json> marks() {
    std::vector<Json> found;
    while (has_mark()) found.push_back(must(client().wait_notification("$/answerStatus")));
    return found;
  }

 private:
  bool has_mark() const {
    const auto& waiting = client().pending_notifications();
    return std::any_of(waiting.begin(), waiting.end(),
                       [](const Json& each) { return each["method"] == "$/answerStatus"; });
  }
};

}  // namespace cairn::test
