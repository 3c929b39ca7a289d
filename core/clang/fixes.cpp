// Clang's fix-its as edits of the main file. One that reaches into a header or a macro
// is left out as a whole: half of a repair is worse than none.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/clang/questions.h"
#include "core/clang/raii.h"

namespace cairn::clang {
namespace {

// Clang itself suggests a handful; more come from sources that mean harm.
constexpr std::size_t kMaxFixes = 16;  // of one diagnostic
constexpr unsigned kMaxEdits = 256;    // of one fix
constexpr std::size_t kMaxTitle = 60;  // bytes of code quoted in a title

struct ByteEdit {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string text;
};

// The byte of the main file that a location is, if nothing of it comes from a macro.
std::optional<std::uint32_t> written_offset(const SourceMap& sources, CXSourceLocation location) {
  CXFile file = nullptr;
  CXFile expanded_file = nullptr;
  unsigned offset = 0;
  unsigned expanded_offset = 0;
  clang_getSpellingLocation(location, &file, nullptr, nullptr, &offset);
  clang_getExpansionLocation(location, &expanded_file, nullptr, nullptr, &expanded_offset);
  if (!sources.is_main(file) || !sources.is_main(expanded_file) || offset != expanded_offset) return std::nullopt;
  return offset;
}

std::optional<ByteEdit> edit_of(SourceMap& sources, CXDiagnostic diagnostic, unsigned index) {
  CXSourceRange range;
  ByteEdit edit;
  edit.text = take_bytes(clang_getDiagnosticFixIt(diagnostic, index, &range));
  const auto begin = written_offset(sources, clang_getRangeStart(range));
  const auto end = written_offset(sources, clang_getRangeEnd(range));
  const std::size_t size = sources.text(sources.main_file()).size();
  if (!begin || !end || *begin > *end || *end > size || !base::is_valid_utf8(edit.text)) return std::nullopt;
  // libclang shows a piece of text that is moved as one that is only removed, and where
  // it is to go as an edit that does nothing.
  if (*begin == *end && edit.text.empty()) return std::nullopt;
  edit.begin = *begin;
  edit.end = *end;
  return edit;
}

// All edits of one diagnostic or note, in order; empty if one of them is impossible.
std::vector<ByteEdit> edits_of(SourceMap& sources, CXDiagnostic diagnostic) {
  std::vector<ByteEdit> edits;
  const unsigned count = clang_getDiagnosticNumFixIts(diagnostic);
  if (count > kMaxEdits) return {};
  for (unsigned i = 0; i < count; ++i) {
    std::optional<ByteEdit> edit = edit_of(sources, diagnostic, i);
    if (!edit) return {};
    edits.push_back(*std::move(edit));
  }
  // Stable: what is inserted at one place keeps clang's order.
  std::stable_sort(edits.begin(), edits.end(), [](const ByteEdit& a, const ByteEdit& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < edits.size(); ++i) {
    if (edits[i].begin < edits[i - 1].end) return {};
  }
  return edits;
}

// Code as part of a title: its first line, not too long.
std::string quoted(std::string_view code) {
  const std::size_t line_end = code.find_first_of("\r\n");
  std::string text = base::to_valid_utf8(code.substr(0, std::min(line_end, code.size())));
  bool is_cut = line_end != std::string_view::npos;
  if (text.size() > kMaxTitle) {
    std::size_t cut = kMaxTitle;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80) --cut;
    text.resize(cut);
    is_cut = true;
  }
  return is_cut ? text + "…" : text;
}

std::string title_of(std::string_view text, const std::vector<ByteEdit>& edits, const std::string& message) {
  if (edits.size() != 1) return message;
  const ByteEdit& edit = edits.front();
  const std::string removed = quoted(text.substr(edit.begin, edit.end - edit.begin));
  if (edit.text.empty()) return fmt::format("remove '{}'", removed);
  if (edit.begin == edit.end) return fmt::format("insert '{}'", quoted(edit.text));
  return fmt::format("change '{}' to '{}'", removed, quoted(edit.text));
}

void add_fix(SourceMap& sources, CXDiagnostic diagnostic, bool is_note, std::vector<model::Fix>& fixes) {
  if (fixes.size() == kMaxFixes) return;
  std::vector<ByteEdit> edits = edits_of(sources, diagnostic);
  if (edits.empty()) return;
  const CXFile file = sources.main_file();
  model::Fix fix;
  // Most notes say in words what their fix is for; diagnostics say only what is wrong,
  // and some notes only where something is.
  const std::string message = take_text(clang_getDiagnosticSpelling(diagnostic));
  const bool says_what_for = is_note && !message.ends_with(" declared here");
  fix.title = says_what_for ? message : title_of(sources.text(file), edits, message);
  fix.is_certain = !is_note;
  for (ByteEdit& edit : edits) {
    fix.edits.push_back({sources.range(file, edit.begin, edit.end), std::move(edit.text)});
  }
  fixes.push_back(std::move(fix));
}

}  // namespace

std::vector<model::Fix> find_fixes(SourceMap& sources, CXDiagnostic diagnostic) {
  std::vector<model::Fix> fixes;
  add_fix(sources, diagnostic, false, fixes);
  CXDiagnosticSet notes = clang_getChildDiagnostics(diagnostic);  // belongs to the diagnostic
  for (unsigned i = 0; i < clang_getNumDiagnosticsInSet(notes); ++i) {
    const DiagnosticHandle note(clang_getDiagnosticInSet(notes, i));
    add_fix(sources, note.get(), true, fixes);
  }
  return fixes;
}

}  // namespace cairn::clang
