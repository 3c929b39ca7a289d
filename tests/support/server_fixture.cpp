#include "tests/support/server_fixture.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace cairn::test {

ServerFixture::ServerFixture(const Files& files) : root_(folder_.path() + "/workspace"), files_(files) {
  for (const auto& [name, text] : files) {
    const std::filesystem::path file(path(name));
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  std::filesystem::create_directories(root_);
  // Names alone do not answer for what a parse will tell: answers must not depend on who is faster.
  std::filesystem::create_directories(config_home() + "/cairn");
  std::ofstream(config_home() + "/cairn/config.json") << R"({"index": {"lexicalDelayMs": 600000}})";
}

void ServerFixture::start(std::vector<std::string> arguments,
                          std::vector<std::pair<std::string, std::string>> environment) {
  LspClient::Options options;
  options.server = server();
  options.arguments = std::move(arguments);
  options.arguments.push_back("--log-file=" + folder_.path() + "/log");
  options.environment = std::move(environment);
  options.environment.emplace_back("XDG_CACHE_HOME", cache_home());
  options.environment.emplace_back("XDG_CONFIG_HOME", config_home());
  options.environment.emplace_back("CAIRN_INDEXER_NICE", "0");  // a busy machine would leave it nothing
  options.environment.emplace_back("XDG_RUNTIME_DIR", runtime_folder());
  client_.emplace(must(LspClient::start(std::move(options))));
}

void ServerFixture::start_initialized(Json initialization_options) {
  start();
  must(client_->initialize(root_, capabilities(), std::move(initialization_options)));
}

std::string ServerFixture::server() { return CAIRN_SERVER; }

Json ServerFixture::capabilities() {
  return {{"textDocument",
           {{"hover", {{"contentFormat", {"markdown", "plaintext"}}}},
            {"documentSymbol", {{"hierarchicalDocumentSymbolSupport", true}}},
            {"publishDiagnostics", {{"versionSupport", true}, {"relatedInformation", true}}}}}};
}

void ServerFixture::open(const std::string& name, int version) { open_text(name, files_.at(name), version); }

void ServerFixture::open_text(const std::string& name, const std::string& text, int version) {
  must(client_->open(path(name), text, name.ends_with(".c") ? "c" : "cpp", version));
}

void ServerFixture::change(const std::string& name, const std::string& text, int version) {
  must(client_->notify("textDocument/didChange", {{"textDocument", {{"uri", uri(name)}, {"version", version}}},
                                                  {"contentChanges", Json::array({{{"text", text}}})}}));
}

Json ServerFixture::diagnostics(const std::string& name, int version) {
  return must(client_->wait_diagnostics(path(name), version))["diagnostics"];
}

Json ServerFixture::request(const std::string& method, Json params) {
  return must(client_->request(method, std::move(params)));
}

Json ServerFixture::at(const std::string& name, std::uint32_t line, std::uint32_t character) const {
  return test::at(path(name), line, character);
}

std::vector<ServerFixture::Worker> ServerFixture::workers() {
  std::vector<Worker> result;
  const Json report = request("$/memoryReport", Json::object());
  for (const Json& each : report["workers"]) {
    if (each["role"] != "open-file") continue;
    result.push_back({each["pid"].get<pid_t>(), each["state"].get<std::string>(), each["job"].get<std::string>()});
  }
  return result;
}

std::vector<std::string> ServerFixture::cached_files() const {
  std::vector<std::string> result;
  if (!std::filesystem::exists(cache_home())) return result;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(cache_home())) {
    const bool is_index = entry.path().string().find("/store/") != std::string::npos;
    if (entry.is_regular_file() && !is_index) result.push_back(entry.path().string());
  }
  return result;
}

}  // namespace cairn::test
