// What clang complains about, arranged for the reader of one file: complaints about
// the main file stand where they are; errors in headers stand on the #include that
// leads to them, one per #include, because one broken header easily gives a hundred
// errors of which the first matters. Warnings in headers are left to the headers.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/clang/questions.h"
#include "core/clang/raii.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

// Places of further errors that one #include names.
constexpr std::size_t kMaxHeaderNotes = 10;

struct HeaderErrors {
  model::Diagnostic diagnostic;
  std::size_t count = 0;
};

model::Severity severity_of(CXDiagnosticSeverity severity) {
  return severity >= CXDiagnostic_Error     ? model::Severity::kError
         : severity == CXDiagnostic_Warning ? model::Severity::kWarning
                                            : model::Severity::kInformation;
}

text::Range range_at(SourceMap& sources, CXDiagnostic diagnostic, const Place& place) {
  for (unsigned i = 0; i < clang_getDiagnosticNumRanges(diagnostic); ++i) {
    const CXSourceRange range = clang_getDiagnosticRange(diagnostic, i);
    const auto begin = sources.place(clang_getRangeStart(range));
    const auto end = sources.place(clang_getRangeEnd(range));
    if (begin && end && clang_File_isEqual(begin->file, place.file) && clang_File_isEqual(end->file, place.file) &&
        begin->offset <= place.offset && place.offset < end->offset) {
      return sources.range(place.file, begin->offset, end->offset);
    }
  }
  std::uint32_t end = name_end(sources.text(place.file), place.offset);
  if (end == place.offset && sources.is_main(place.file)) {
    const std::vector<Token>& tokens = sources.main_tokens();
    const auto token = std::lower_bound(tokens.begin(), tokens.end(), place.offset,
                                        [](const Token& each, std::uint32_t at) { return each.end <= at; });
    if (token != tokens.end() && token->begin <= place.offset) end = token->end;
  }
  return sources.range(place.file, place.offset, end);
}

std::vector<model::RelatedNote> notes_of(SourceMap& sources, CXDiagnostic diagnostic) {
  std::vector<model::RelatedNote> notes;
  CXDiagnosticSet children = clang_getChildDiagnostics(diagnostic);  // belongs to the diagnostic
  for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(children); ++i) {
    const DiagnosticHandle child(clang_getDiagnosticInSet(children, i));
    std::string message = take_text(clang_getDiagnosticSpelling(child.get()));
    const auto place = sources.place(clang_getDiagnosticLocation(child.get()));
    // The include stack is told by include_notes(), without clang's repetitions.
    if (!place || message.starts_with("in file included from")) continue;
    model::RelatedNote note{{sources.path(place->file), range_at(sources, child.get(), *place)}, std::move(message)};
    notes.push_back(std::move(note));
  }
  return notes;
}

model::Diagnostic convert(SourceMap& sources, CXDiagnostic raw) {
  model::Diagnostic diagnostic;
  diagnostic.severity = severity_of(clang_getDiagnosticSeverity(raw));
  diagnostic.message = take_text(clang_getDiagnosticSpelling(raw));
  diagnostic.code = take_text(clang_getDiagnosticOption(raw, nullptr));
  diagnostic.is_unnecessary = diagnostic.code.starts_with("-Wunused") || diagnostic.code.starts_with("-Wunreachable");
  diagnostic.is_deprecated = diagnostic.code.starts_with("-Wdeprecated");
  if (diagnostic.code.empty()) diagnostic.code = take_text(clang_getDiagnosticCategoryText(raw));
  diagnostic.notes = notes_of(sources, raw);
  return diagnostic;
}

// The file name of the #include whose '#' is at `offset`, with its quotes.
text::Range include_range(SourceMap& sources, CXFile file, std::uint32_t offset) {
  const std::string_view text = sources.text(file);
  const std::size_t line_end = std::min(text.find_first_of("\r\n", offset), text.size());
  const std::string_view line = text.substr(offset, line_end - offset);
  const std::size_t open = line.find_first_of("\"<");
  if (open == std::string_view::npos) return sources.range(file, offset, static_cast<std::uint32_t>(line_end));
  const std::size_t close = std::min(line.find(line[open] == '<' ? '>' : '"', open + 1), line.size() - 1);
  return sources.range(file, offset + static_cast<std::uint32_t>(open), offset + static_cast<std::uint32_t>(close) + 1);
}

// The #include of the main file that leads to `path`, and those between as notes,
// innermost first. Without one (-include) it stands at the file's start.
text::Range include_site(SourceMap& sources, const std::string& path, std::vector<model::RelatedNote>& notes) {
  const std::vector<Inclusion>& all = sources.inclusions();
  auto found = std::find_if(all.begin(), all.end(), [&](const Inclusion& each) { return each.path == path; });
  if (found == all.end()) return {};
  const Inclusion* inclusion = &*found;
  while (inclusion->includer != Inclusion::kMainFile) {
    const Inclusion& includer = all[inclusion->includer];
    notes.push_back({{includer.path, include_range(sources, includer.file, inclusion->offset)}, "included from here"});
    inclusion = &includer;
  }
  return include_range(sources, sources.main_file(), inclusion->offset);
}

using HeaderErrorsByRange = std::map<text::Range, HeaderErrors>;

void add_header_error(SourceMap& sources, CXDiagnostic raw, const Place& place, HeaderErrorsByRange& errors) {
  model::Diagnostic diagnostic = convert(sources, raw);
  const std::string& path = sources.path(place.file);
  const model::RelatedNote true_place{{path, range_at(sources, raw, place)}, diagnostic.message};
  std::vector<model::RelatedNote> stack;
  diagnostic.range = include_site(sources, path, stack);
  HeaderErrors& entry = errors[diagnostic.range];
  if (entry.count++ == 0) {
    stack.insert(stack.begin(), true_place);
    stack.insert(stack.end(), diagnostic.notes.begin(), diagnostic.notes.end());
    diagnostic.notes = std::move(stack);
    entry.diagnostic = std::move(diagnostic);
  } else if (entry.count <= kMaxHeaderNotes) {
    entry.diagnostic.notes.push_back(true_place);
  }
}

bool same_complaint(const model::Diagnostic& a, const model::Diagnostic& b) {
  return a.range == b.range && a.severity == b.severity && a.message == b.message;
}

}  // namespace

std::vector<model::Diagnostic> find_diagnostics(SourceMap& sources) {
  std::vector<model::Diagnostic> diagnostics;
  HeaderErrorsByRange header_errors;
  for (unsigned i = 0; i < clang_getNumDiagnostics(sources.unit()); ++i) {
    const DiagnosticHandle raw(clang_getDiagnostic(sources.unit(), i));
    const CXDiagnosticSeverity severity = clang_getDiagnosticSeverity(raw.get());
    if (severity == CXDiagnostic_Ignored || severity == CXDiagnostic_Note) continue;
    const auto place = sources.place(clang_getDiagnosticLocation(raw.get()));
    if (place && !sources.is_main(place->file)) {
      if (severity >= CXDiagnostic_Error) add_header_error(sources, raw.get(), *place, header_errors);
      continue;
    }
    // Without a place: about the command. A warning about flags is not the file's.
    if (!place && severity < CXDiagnostic_Error) continue;
    diagnostics.push_back(convert(sources, raw.get()));
    if (!place) continue;
    diagnostics.back().range = range_at(sources, raw.get(), *place);
    diagnostics.back().fixes = find_fixes(sources, raw.get());
  }
  for (auto& [range, errors] : header_errors) {
    model::Diagnostic& diagnostic = errors.diagnostic;
    diagnostic.message = fmt::format("in included file: {}", diagnostic.message);
    if (errors.count > 1) {
      diagnostic.message += fmt::format(" (and {} more error{})", errors.count - 1, errors.count > 2 ? "s" : "");
    }
    diagnostics.push_back(std::move(diagnostic));
  }
  std::sort(diagnostics.begin(), diagnostics.end(), [](const model::Diagnostic& a, const model::Diagnostic& b) {
    return std::tie(a.range, a.severity, a.message) < std::tie(b.range, b.severity, b.message);
  });
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(), same_complaint), diagnostics.end());
  return diagnostics;
}

}  // namespace cairn::clang
