#include "server/report/doctor_report.h"

#include <cmath>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/index/lexical_index.h"
#include "core/index/semantic_status.h"
#include "protocol/rpc/json.h"

namespace cairn::server {
namespace {

using rpc::Json;

class Lines {
 public:
  // "name         value": the name once, further lines of the same below each other.
  void add(std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(text_), "{:<12} {}\n", name, value);
  }
  void add_all(std::string_view name, const std::vector<std::string>& values) {
    for (const std::string& value : values) add(std::exchange(name, ""), value);
  }
  void add_if_any(std::string_view name, std::string_view value) {
    if (!value.empty()) add(name, value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// As a shell would take it, so that it can be tried by hand.
std::string shell_words(const std::vector<std::string>& words) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%^";
  std::vector<std::string> quoted;
  for (const std::string& word : words) {
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
      quoted.push_back(word);
      continue;
    }
    std::string text = "'";
    for (const char byte : word) text += byte == '\'' ? std::string("'\\''") : std::string(1, byte);
    quoted.push_back(text + "'");
  }
  return quoted.empty() ? "(none)" : fmt::format("{}", fmt::join(quoted, " "));
}

std::string parse_text(const DoctorFile& file) {
  if (!file.is_parsed) return "failed: " + file.failure;
  return fmt::format("{} errors, {} warnings, {} files included, {:.2f} s", file.errors, file.warnings,
                     file.included_files, file.seconds);
}

void add_file(const DoctorFile& file, Lines& lines) {
  lines.add("file", file.path);
  lines.add("command",
            file.reason.empty() ? file.command_source : fmt::format("{}: {}", file.command_source, file.reason));
  lines.add_if_any("  from", file.borrowed_from);
  lines.add_if_any("  warning", file.warning);
  lines.add("  directory", file.directory);
  lines.add("  arguments", shell_words(file.arguments));
  if (!file.removed.empty()) lines.add("  removed", shell_words(file.removed));
  if (!file.refused.empty()) lines.add("  refused", shell_words(file.refused));
  if (!file.is_parsed && file.failure.empty()) return;
  lines.add("parse", parse_text(file));
  lines.add_all("", file.first_errors);
}

// Layers are numbers to the store; these are all that Cairn writes.
std::string layer_name(std::uint32_t layer) {
  return layer == index::kLexicalLayer    ? "lexical"
         : layer == index::kSemanticLayer ? "semantic"
                                          : std::to_string(layer);
}

void add_store(const DoctorStore& store, Lines& lines) {
  lines.add("index", store.path);
  using Kind = std::pair<std::string, std::string>;  // layer and section
  std::map<Kind, DoctorSegment::Rows> sums;
  std::vector<Kind> order;
  for (const DoctorSegment& segment : store.segments) {
    lines.add("  segment", fmt::format("{} ({}): {} bytes, {} files, {} of them dead", segment.id,
                                       layer_name(segment.layer), segment.bytes, segment.files, segment.dead_files));
    for (const DoctorSegment::Rows& rows : segment.rows) {
      const Kind kind(layer_name(segment.layer), rows.kind);
      if (!sums.contains(kind)) order.push_back(kind);
      sums[kind].bytes += rows.bytes;
      sums[kind].rows += rows.rows;
    }
  }
  for (const Kind& kind : order) {
    lines.add("  rows", fmt::format("{:<10}{:<14}{:>14} rows{:>16} bytes", kind.first, kind.second, sums[kind].rows,
                                    sums[kind].bytes));
  }
  for (const std::string& problem : store.problems) lines.add("  PROBLEM", problem);
  if (store.problems.empty()) lines.add("  verified", "all checksums are right");
}

// In milliseconds, because nobody reads more digits.
double rounded(double seconds) { return std::round(seconds * 1000) / 1000; }

void set_if_any(Json& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

Json file_json(const DoctorFile& file) {
  Json json = {{"path", file.path},           {"commandSource", file.command_source},
               {"reason", file.reason},       {"directory", file.directory},
               {"arguments", file.arguments}, {"removed", file.removed},
               {"refused", file.refused},     {"parse", nullptr}};
  set_if_any(json, "borrowedFrom", file.borrowed_from);
  set_if_any(json, "warning", file.warning);
  if (file.is_parsed || !file.failure.empty()) {
    json["parse"] = {{"status", file.is_parsed ? "ok" : "failed"},
                     {"errors", file.errors},
                     {"warnings", file.warnings},
                     {"firstErrors", file.first_errors},
                     {"includedFiles", file.included_files},
                     {"seconds", rounded(file.seconds)}};
    set_if_any(json["parse"], "reason", file.failure);
  }
  return json;
}

Json store_json(const DoctorStore& store) {
  Json segments = Json::array();
  for (const DoctorSegment& segment : store.segments) {
    Json rows = Json::object();
    for (const DoctorSegment::Rows& each : segment.rows) rows[each.kind] = {{"bytes", each.bytes}, {"rows", each.rows}};
    segments.push_back({{"id", segment.id},
                        {"layer", segment.layer},
                        {"bytes", segment.bytes},
                        {"files", segment.files},
                        {"deadFiles", segment.dead_files},
                        {"rows", std::move(rows)}});
  }
  return {{"path", store.path}, {"segments", std::move(segments)}, {"problems", store.problems}};
}

}  // namespace

bool DoctorReport::has_problem() const {
  return !database_problem.empty() || !cache_problem.empty() || !worker_problem.empty() ||
         (store && !store->problems.empty()) || (file && !file->failure.empty());
}

std::string doctor_text(const DoctorReport& report) {
  Lines lines;
  lines.add("cairn", report.version);
  lines.add("project", report.root);
  lines.add("database", report.database_path.empty()
                            ? fmt::format("none in {}", report.database_searched)
                            : fmt::format("{}: {} files", report.database_path, report.database_files));
  lines.add_if_any("  PROBLEM", report.database_problem);
  lines.add_if_any("  advice", report.database_advice);
  lines.add_all("  warnings", report.database_warnings);
  lines.add("cache", report.cache_path);
  lines.add_if_any("  PROBLEM", report.cache_problem);
  if (report.store) add_store(*report.store, lines);
  lines.add("worker", report.worker_program);
  lines.add_if_any("  answers", report.worker_version);
  lines.add_if_any("  PROBLEM", report.worker_problem);
  if (report.file) add_file(*report.file, lines);
  lines.add("result", report.has_problem() ? "something hinders answers, see above" : "in order");
  return lines.take();
}

std::string doctor_json(const DoctorReport& report) {
  Json database = {{"searched", report.database_searched},
                   {"path", nullptr},
                   {"files", report.database_files},
                   {"warnings", report.database_warnings}};
  set_if_any(database, "path", report.database_path);
  set_if_any(database, "advice", report.database_advice);
  set_if_any(database, "problem", report.database_problem);
  Json cache = {{"path", report.cache_path}};
  set_if_any(cache, "problem", report.cache_problem);
  Json worker = {{"program", report.worker_program}, {"clang", nullptr}};
  set_if_any(worker, "clang", report.worker_version);
  set_if_any(worker, "problem", report.worker_problem);
  Json json = {{"version", report.version},
               {"root", report.root},
               {"database", std::move(database)},
               {"cache", std::move(cache)},
               {"store", report.store ? store_json(*report.store) : Json()},
               {"worker", std::move(worker)},
               {"ok", !report.has_problem()}};
  if (report.file) json["file"] = file_json(*report.file);
  return rpc::dump_json(json) + "\n";
}

}  // namespace cairn::server
