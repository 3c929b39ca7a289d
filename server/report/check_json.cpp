// Written file by file: as one JSON tree, a report of ten thousand files would take
// many times the memory of its text.
#include "server/report/check_json.h"

#include <cmath>

#include "protocol/rpc/json.h"

namespace cairn::server {
namespace {

using rpc::Json;

// In milliseconds, because nobody reads more digits.
double rounded(double seconds) { return std::round(seconds * 1000) / 1000; }

Json note_json(const model::RelatedNote& note) {
  return {{"path", note.location.path},
          {"line", note.location.range.start.line + 1},
          {"column", note.location.range.start.column + 1},
          {"message", note.message}};
}

Json fix_json(const model::Fix& fix) {
  Json edits = Json::array();
  for (const model::Edit& edit : fix.edits) {
    edits.push_back({{"line", edit.range.start.line + 1},
                     {"column", edit.range.start.column + 1},
                     {"endLine", edit.range.end.line + 1},
                     {"endColumn", edit.range.end.column + 1},
                     {"text", edit.text}});
  }
  return {{"title", fix.title}, {"certain", fix.is_certain}, {"edits", std::move(edits)}};
}

Json diagnostic_json(const model::Diagnostic& diagnostic) {
  Json notes = Json::array();
  for (const model::RelatedNote& note : diagnostic.notes) notes.push_back(note_json(note));
  Json fixes = Json::array();
  for (const model::Fix& fix : diagnostic.fixes) fixes.push_back(fix_json(fix));
  return {{"line", diagnostic.range.start.line + 1},
          {"column", diagnostic.range.start.column + 1},
          {"endLine", diagnostic.range.end.line + 1},
          {"endColumn", diagnostic.range.end.column + 1},
          {"severity", severity_name(diagnostic.severity)},
          {"code", diagnostic.code},
          {"message", diagnostic.message},
          {"notes", std::move(notes)},
          {"fixes", std::move(fixes)}};
}

Json file_json(const CheckedFile& file) {
  Json json = {{"path", file.path},
               {"seconds", rounded(file.seconds)},
               {"status", file.failure.empty() ? "ok" : "failed"},
               {"commandSource", file.command_source},
               {"diagnostics", Json::array()}};
  if (!file.failure.empty()) json["reason"] = file.failure;
  for (const model::Diagnostic& diagnostic : file.diagnostics) {
    json["diagnostics"].push_back(diagnostic_json(diagnostic));
  }
  return json;
}

}  // namespace

std::string check_json(const CheckReport& report) {
  std::string text = "{\"files\":[";
  for (const CheckedFile& file : report.files) {
    text += text.back() == '[' ? "\n" : ",\n";
    text += rpc::dump_json(file_json(file));
  }
  const CheckCounts counts = count_findings(report);
  const Json summary = {{"files", counts.files},
                        {"errors", counts.errors},
                        {"warnings", counts.warnings},
                        {"failed", counts.failed},
                        {"seconds", rounded(report.seconds)}};
  text += "],\n\"summary\":" + rpc::dump_json(summary) + "}\n";
  return text;
}

}  // namespace cairn::server
