// cairn-demo: what an editor sees. Runs the real server on Cairn's own tree over
// real pipes, asks it one question of each kind, and prints answers and memory.
//
//   cairn-demo SERVER ROOT [COMPILE_COMMANDS_DIR]
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "platform/fs/file.h"
#include "tests/support/lsp_client.h"

namespace {

using cairn::Result;
using cairn::test::Json;
using cairn::test::LspClient;

// The file that the demo reads, and the places in it that it asks about: found by
// their text, since line numbers change.
constexpr std::string_view kFile = "core/worker/unit_session.cpp";

struct Place {
  std::uint32_t line;
  std::uint32_t character;
};

std::optional<Place> find_place(const std::string& text, std::string_view before, std::string_view name) {
  const std::size_t found = text.find(std::string(before) + std::string(name));
  if (found == std::string::npos) return std::nullopt;
  const std::size_t offset = found + before.size();
  const std::size_t line_start = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;
  std::uint32_t line = 0;
  for (std::size_t i = 0; i < offset; ++i) line += text[i] == '\n' ? 1U : 0U;
  return Place{line, static_cast<std::uint32_t>(offset - line_start)};
}

class Demo {
 public:
  Demo(LspClient client, std::string root, std::string text)
      : client_(std::move(client)),
        root_(std::move(root)),
        path_(root_ + "/" + std::string(kFile)),
        text_(std::move(text)) {}

  bool run() {
    title(fmt::format("open {}", kFile));
    if (!check(client_.open(path_, text_))) return false;
    auto diagnostics = client_.wait_diagnostics(path_, 1);
    if (!diagnostics) return fail(diagnostics.error());
    fmt::print("  {} diagnostics\n", (*diagnostics)["diagnostics"].size());
    for (const Json& each : (*diagnostics)["diagnostics"]) fmt::print("    {}\n", each["message"].get<std::string>());
    return hover() && locations("definition", "pool_.", "request") &&
           locations("declaration", "UnitSession::", "pump") && references() && symbols() && completion() && typo() &&
           memory();
  }

  bool end() {
    auto code = client_.shut_down();
    if (!code) return fail(code.error());
    fmt::print("\nshutdown, exit: code {}\n", *code);
    return *code == 0;
  }

 private:
  bool hover() {
    title("hover on `can_use_older_parse`");
    auto answer = ask("textDocument/hover", "bool UnitSession::", "can_use_older_parse");
    if (!answer) return false;
    if (answer->is_null()) return fail({cairn::ErrorCode::kNotFound, "no hover"});
    indent((*answer)["contents"]["value"].get<std::string>());
    return true;
  }

  bool locations(const std::string& what, std::string_view before, std::string_view name) {
    title(fmt::format("{} of `{}`", what, name));
    auto answer = ask("textDocument/" + what, before, name);
    if (!answer) return false;
    for (const Json& each : *answer) fmt::print("  {}\n", place_of(each));
    return answer->empty() ? fail({cairn::ErrorCode::kNotFound, "no " + what}) : true;
  }

  bool references() {
    title("references to `forget_worker` (this unit; the project-wide index does not exist yet)");
    auto answer = ask("textDocument/references", "void UnitSession::", "forget_worker",
                      {{"context", {{"includeDeclaration", true}}}});
    if (!answer) return false;
    for (const Json& each : *answer) fmt::print("  {}\n", place_of(each));
    return true;
  }

  bool symbols() {
    title("symbols of the file");
    auto answer =
        client_.request("textDocument/documentSymbol", {{"textDocument", {{"uri", cairn::test::file_uri(path_)}}}});
    if (!answer) return fail(answer.error());
    print_symbols(*answer, 1);
    return true;
  }

  void print_symbols(const Json& symbols, std::size_t depth) {
    for (const Json& each : symbols) {
      fmt::print("{:{}}{} {}\n", "", depth * 2, each["name"].get<std::string>(), each.value("detail", ""));
      if (each.contains("children")) print_symbols(each["children"], depth + 1);
    }
  }

  bool completion() {
    title("completion after `pool_.`");
    auto place = find_place(text_, "pool_.", "request");
    if (!place) return fail({cairn::ErrorCode::kNotFound, "place not found"});
    auto answer = client_.request("textDocument/completion", cairn::test::at(path_, place->line, place->character));
    if (!answer) return fail(answer.error());
    std::size_t shown = 0;
    for (const Json& each : (*answer)["items"]) {
      if (++shown > 8) break;
      fmt::print("  {:40} {}\n", each["label"].get<std::string>(), each.value("detail", ""));
    }
    fmt::print("  … {} in all\n", (*answer)["items"].size());
    return true;
  }

  bool typo() {
    title("a typo, not saved: `kMaxDeaths = 2` becomes `kMaxDeaths = two`");
    auto place = find_place(text_, "constexpr int kMaxDeaths = ", "2");
    if (!place) return fail({cairn::ErrorCode::kNotFound, "place not found"});
    const Json range = {{"start", {{"line", place->line}, {"character", place->character}}},
                        {"end", {{"line", place->line}, {"character", place->character + 1}}}};
    auto sent = client_.notify("textDocument/didChange",
                               {{"textDocument", {{"uri", cairn::test::file_uri(path_)}, {"version", 2}}},
                                {"contentChanges", Json::array({{{"range", range}, {"text", "two"}}})}});
    if (!check(sent)) return false;
    auto diagnostics = client_.wait_diagnostics(path_, 2);
    if (!diagnostics) return fail(diagnostics.error());
    for (const Json& each : (*diagnostics)["diagnostics"]) {
      fmt::print("  line {}: {}\n", each["range"]["start"]["line"].get<int>() + 1, each["message"].get<std::string>());
    }
    return true;
  }

  bool memory() {
    title("$/memoryReport");
    auto report = client_.request("$/memoryReport", {{"detail", "full"}});
    if (!report) return fail(report.error());
    auto mib = [](const Json& bytes) { return static_cast<double>(bytes.get<std::uint64_t>()) / (1 << 20); };
    const Json& process = (*report)["process"];
    fmt::print("  {:28}{:>10}{:>10}{:>12}\n", "MiB", "PSS", "RSS", "anonymous");
    fmt::print("  {:28}{:10.1f}{:10.1f}{:12.1f}\n", "server", mib(process["pss"]), mib(process["rss"]),
               mib(process["anonymous"]));
    for (const Json& worker : (*report)["workers"]) {
      fmt::print("  {:28}{:10.1f}{:10.1f}{:12.1f}\n", fmt::format("worker {}", worker["pid"].get<int>()),
                 mib(worker["pss"]), mib(worker["rss"]), mib(worker["anonymous"]));
    }
    if (report->contains("allocator")) {
      const Json& allocator = (*report)["allocator"];
      fmt::print("  allocator: {:.1f} allocated, {:.1f} resident, {:.1f} retained\n", mib(allocator["allocated"]),
                 mib(allocator["resident"]), mib(allocator["retained"]));
    }
    fmt::print("  components, bytes:\n");
    print_components((*report)["components"], "total", 2);
    return true;
  }

  void print_components(const Json& node, const std::string& name, std::size_t depth) {
    fmt::print("{:{}}{:<{}}{:>10}\n", "", depth * 2, name, 60 - depth * 2, node["_total"].get<std::uint64_t>());
    for (const auto& [child, below] : node.items()) {
      if (child != "_self" && child != "_total") print_components(below, child, depth + 1);
    }
  }

  std::optional<Json> ask(const std::string& method, std::string_view before, std::string_view name,
                          Json more = Json::object()) {
    auto place = find_place(text_, before, name);
    if (!place) {
      fail({cairn::ErrorCode::kNotFound, fmt::format("`{}{}` does not stand in {}", before, name, kFile)});
      return std::nullopt;
    }
    Json params = cairn::test::at(path_, place->line, place->character);
    params.update(more);
    auto answer = client_.request(method, std::move(params));
    if (!answer) {
      fail(answer.error());
      return std::nullopt;
    }
    return *std::move(answer);
  }

  std::string place_of(const Json& location) const {
    std::string uri = location["uri"].get<std::string>();
    const std::string prefix = cairn::test::file_uri(root_) + "/";
    if (uri.starts_with(prefix)) uri = uri.substr(prefix.size());
    return fmt::format("{}:{}:{}", uri, location["range"]["start"]["line"].get<int>() + 1,
                       location["range"]["start"]["character"].get<int>() + 1);
  }

  static void title(const std::string& text) { fmt::print("\n== {}\n", text); }
  static void indent(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      fmt::print("  {}\n", text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }
  static bool fail(const cairn::Error& error) {
    fmt::print("  FAILED: {}\n", error.message);
    return false;
  }
  static bool check(const Result<void>& result) { return result ? true : fail(result.error()); }

  LspClient client_;
  std::string root_;
  std::string path_;
  std::string text_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: cairn-demo SERVER ROOT [COMPILE_COMMANDS_DIR]\n");
    return 2;
  }
  const std::string root = argv[2];
  LspClient::Options options;
  options.server = argv[1];
  options.arguments = {"--log=error"};
  if (argc > 3) options.arguments.push_back(fmt::format("--compile-commands-dir={}", argv[3]));
  options.timeout = std::chrono::milliseconds(60'000);
  auto text = cairn::fs::read_file(root + "/" + std::string(kFile), std::size_t{1} << 20);
  auto client = LspClient::start(options);
  if (!text || !client) {
    fmt::print(stderr, "cairn-demo: {}\n", !text ? text.error().message : client.error().message);
    return 1;
  }
  const Json capabilities = {{"textDocument",
                              {{"hover", {{"contentFormat", {"markdown"}}}},
                               {"documentSymbol", {{"hierarchicalDocumentSymbolSupport", true}}},
                               {"publishDiagnostics", {{"versionSupport", true}, {"relatedInformation", true}}}}}};
  auto started = client->initialize(root, capabilities);
  if (!started) {
    fmt::print(stderr, "cairn-demo: {}\n", started.error().message);
    return 1;
  }
  fmt::print("{} {}\n", (*started)["serverInfo"]["name"].get<std::string>(),
             (*started)["serverInfo"]["version"].get<std::string>());
  Demo demo(*std::move(client), root, *std::move(text));
  const bool done = demo.run();
  return demo.end() && done ? 0 : 1;
}
