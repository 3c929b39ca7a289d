// Written result by result, for the same reason as check_json.cpp.
#include "server/report/sarif.h"

#include <cstddef>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "platform/base/hash.h"
#include "platform/fs/path.h"
#include "protocol/lsp/uri.h"
#include "protocol/rpc/json.h"
#include "server/cli/version.h"
#include "server/report/diagnostic_text.h"

namespace cairn::server {
namespace {

using rpc::Json;

constexpr const char* kSchema = "https://json.schemastore.org/sarif-2.1.0.json";
constexpr const char* kOtherRule = "clang";  // for a diagnostic without a code

class SarifWriter {
 public:
  explicit SarifWriter(const CheckReport& report) : report_(report) {}

  std::string write() {
    std::string results;
    const auto add = [&results](const Json& result) {
      results += results.empty() ? "\n" : ",\n";
      results += rpc::dump_json(result);
    };
    for (const CheckedFile& file : report_.files) {
      seen_.clear();
      if (!file.failure.empty()) add(failure(file));
      for (const model::Diagnostic& diagnostic : file.diagnostics) add(finding(file, diagnostic));
    }
    // The rules are known only now; the order of an object's members means nothing.
    return fmt::format(R"({{"version":"2.1.0","$schema":"{}","runs":[{{"results":[{}],)"
                       R"("columnKind":"utf16CodeUnits","originalUriBaseIds":{},"invocations":{},"tool":{}}}]}})"
                       "\n",
                       kSchema, results, rpc::dump_json(base_ids()),
                       rpc::dump_json(Json::array({{{"executionSuccessful", true}}})), rpc::dump_json(tool()));
  }

 private:
  Json base_ids() const {
    const std::string uri = lsp::uri_from_path(report_.root);
    return {{"SRCROOT", {{"uri", uri.ends_with('/') ? uri : uri + '/'}}}};
  }

  Json tool() const {
    Json rules = Json::array();
    // In the order of their indices, which is not the map's.
    std::vector<std::string> by_index(rules_.size());
    for (const auto& [rule, index] : rules_) by_index[index] = rule;
    for (const std::string& rule : by_index) rules.push_back({{"id", rule}});
    return {{"driver", {{"name", "cairn"}, {"version", version_text()}, {"rules", std::move(rules)}}}};
  }

  Json artifact(const std::string& path) const {
    if (report_.root == "/" || !fs::is_within(report_.root, path) || path == report_.root) {
      return {{"uri", lsp::uri_from_path(path)}};
    }
    std::string relative =
        lsp::uri_from_path("/" + shown_path(path, report_.root)).substr(std::string_view("file:///").size());
    // A colon before the first slash would end a scheme's name (RFC 3986, 4.2).
    for (std::size_t at = 0; (at = relative.find(':', at)) != std::string::npos;) relative.replace(at, 1, "%3A");
    return {{"uri", relative}, {"uriBaseId", "SRCROOT"}};
  }

  static Json region(const text::Range& range) {
    return {{"startLine", range.start.line + 1},
            {"startColumn", range.start.column + 1},
            {"endLine", range.end.line + 1},
            {"endColumn", range.end.column + 1}};
  }

  Json location(const std::string& path, const text::Range& range) const {
    return {{"physicalLocation", {{"artifactLocation", artifact(path)}, {"region", region(range)}}}};
  }

  Json fix_json(const std::string& path, const model::Fix& fix) const {
    Json replacements = Json::array();
    for (const model::Edit& edit : fix.edits) {
      replacements.push_back({{"deletedRegion", region(edit.range)}, {"insertedContent", {{"text", edit.text}}}});
    }
    return {{"description", {{"text", fix.title}}},
            {"artifactChanges",
             Json::array({{{"artifactLocation", artifact(path)}, {"replacements", std::move(replacements)}}})}};
  }

  Json result(const CheckedFile& file, const std::string& rule, const char* level, const std::string& message) {
    const std::size_t index = rules_.emplace(rule, rules_.size()).first->second;
    std::string identity = fmt::format("{}\n{}\n{}", shown_path(file.path, report_.root), rule, message);
    const std::size_t repetition = seen_[identity]++;
    identity += fmt::format("\n{}", repetition);
    return {{"ruleId", rule},
            {"ruleIndex", index},
            {"level", level},
            {"message", {{"text", message}}},
            {"partialFingerprints", {{"cairnFinding/v1", base::hex64(base::hash64(identity))}}}};
  }

  Json failure(const CheckedFile& file) {
    Json json = result(file, kFailedRule, "error", "the file cannot be parsed: " + file.failure);
    json["locations"] = Json::array({{{"physicalLocation", {{"artifactLocation", artifact(file.path)}}}}});
    return json;
  }

  Json finding(const CheckedFile& file, const model::Diagnostic& diagnostic) {
    const char* level = diagnostic.severity == model::Severity::kError     ? "error"
                        : diagnostic.severity == model::Severity::kWarning ? "warning"
                                                                           : "note";
    Json json = result(file, diagnostic.code.empty() ? kOtherRule : diagnostic.code, level, diagnostic.message);
    json["locations"] = Json::array({location(file.path, diagnostic.range)});
    for (const model::RelatedNote& note : diagnostic.notes) {
      Json related = location(note.location.path, note.location.range);
      related["message"] = {{"text", note.message}};
      json["relatedLocations"].push_back(std::move(related));
    }
    for (const model::Fix& fix : diagnostic.fixes) json["fixes"].push_back(fix_json(file.path, fix));
    return json;
  }

  const CheckReport& report_;
  std::map<std::string, std::size_t> rules_;  // id → index, in order of first use
  std::map<std::string, std::size_t> seen_;   // equal findings in the current file
};

}  // namespace

std::string sarif_text(const CheckReport& report) { return SarifWriter(report).write(); }

}  // namespace cairn::server
