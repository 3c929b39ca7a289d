#include "server/answers/unused_include_search.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/index/lexical_index.h"
#include "core/query/std_headers.h"
#include "core/store/lookup.h"
#include "core/store/segment.h"
#include "platform/fs/path.h"

namespace cairn::server {
namespace {

bool is_system(std::string_view path) { return path.starts_with('/'); }

std::string_view stem_of(std::string_view path) {
  const std::string_view name = fs::file_name(path);
  return name.substr(0, name.find('.'));
}

// "stdio.h" of "cstdio".
std::string plain_header(std::string_view header) {
  if (header.starts_with('c') && header.find('.') == std::string_view::npos) {
    return std::string(header.substr(1)) + ".h";
  }
  return std::string(header);
}

// "std::string::" of "std::__cxx11::string::".
std::string without_inline_namespaces(std::string_view scope) {
  std::string plain;
  while (!scope.empty()) {
    const std::size_t end = scope.find("::");
    const std::string_view part = scope.substr(0, end);
    if (!part.starts_with("__")) plain.append(part).append("::");
    scope = end == std::string_view::npos ? std::string_view() : scope.substr(end + 2);
  }
  return plain;
}

// The standard's header of a name, or of the class around it.
std::string standard_header(const UnitReading::Use& use, bool is_c) {
  const std::string scope = without_inline_namespaces(use.scope);
  std::string name = scope + use.name;
  while (!name.empty()) {
    if (const std::string_view header = query::std_header(name, is_c); !header.empty()) return plain_header(header);
    const std::size_t colons = name.rfind("::");
    if (colons == std::string::npos) break;
    name.resize(colons);
  }
  return {};
}

}  // namespace

IncludeJudge::IncludeJudge(UnitReading& unit, const store::Snapshot& snapshot, ReadText read_text, bool is_c)
    : unit_(unit),
      snapshot_(snapshot),
      read_text_(std::move(read_text)),
      is_c_(is_c),
      before_(unit.order(unit.includes())),
      uses_(unit.source_uses()) {
  for (std::size_t i = 0; i < unit_.size(); ++i) {
    for (const UnitFileNames::Declared& each : unit_.names(i).declared) {
      std::vector<std::uint32_t>& files = declaring_[each.symbol];
      if (files.empty() || files.back() != i) files.push_back(static_cast<std::uint32_t>(i));
    }
    for (const std::uint64_t each : unit_.names(i).namespaces) opening_[each].push_back(static_cast<std::uint32_t>(i));
  }
}

const std::vector<std::uint32_t>& IncludeJudge::declaring(std::uint64_t symbol) const {
  static const std::vector<std::uint32_t> kNone;
  const auto found = declaring_.find(symbol);
  return found == declaring_.end() ? kNone : found->second;
}

bool IncludeJudge::defines(std::size_t file, std::uint64_t symbol) {
  const std::vector<UnitFileNames::Declared>& declared = unit_.names(file).declared;
  return std::binary_search(declared.begin(), declared.end(), UnitFileNames::Declared{symbol, true});
}

std::vector<std::uint32_t> IncludeJudge::unused(const std::set<std::uint32_t>& candidates,
                                                const std::stop_token& stop) {
  std::vector<std::uint32_t> lines;
  std::vector<Include> left = unit_.includes();
  for (std::size_t i = left.size(); i-- > 0;) {
    if (stop.stop_requested()) return {};
    const Include include = left[i];
    if (!candidates.contains(include.line)) continue;
    std::vector<Include> others = left;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    const bool is_again =
        !is_textual(include.to) && std::any_of(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(i),
                                               [&](const Include& each) { return each.to == include.to; });
    if (!is_again && (is_protected(include) || is_used(include, others) || !is_harmless(others))) continue;
    left = std::move(others);
    lines.push_back(include.line);
  }
  return lines;
}

bool IncludeJudge::can_be_ordered(const std::set<std::uint32_t>& removed,
                                  const std::map<std::uint32_t, std::uint32_t>& lines) {
  std::vector<Include> includes;
  for (Include include : unit_.includes()) {
    if (removed.contains(include.line)) continue;
    if (const auto moved = lines.find(include.line); moved != lines.end()) include.line = moved->second;
    includes.push_back(include);
  }
  std::sort(includes.begin(), includes.end(), [](const Include& a, const Include& b) { return a.line < b.line; });
  return is_harmless(includes);
}

// Whether it may mean another thing each time that it is included. Of the system's headers some answer to macros such
// as
// __need_size_t; what they give for none at all they give again.
bool IncludeJudge::is_textual(std::size_t file) const {
  if (is_system(unit_.path(file))) return false;
  const auto found = snapshot_.find_file(index::kLexicalLayer, unit_.path(file));
  constexpr std::uint32_t kOnce = model::FileFacts::kIncludeGuard | model::FileFacts::kPragmaOnce;
  return !found || (found->part->segment->file_record(found->file).flags & kOnce) == 0;
}

bool IncludeJudge::is_protected(const Include& include) {
  const std::string& path = unit_.path(include.to);
  if (!unit_.has_rows(include.to)) return true;
  // Nothing but its guard: it is there for what it includes.
  const UnitFileNames& names = unit_.names(include.to);
  if (names.declared.empty() || (names.declared.size() == 1 && names.macros.size() == 1)) return true;
  return is_textual(include.to) || stem_of(path) == stem_of(unit_.path(unit_.source()));
}

// Whether the source uses what this include is there for.
bool IncludeJudge::is_used(const Include& include, const std::vector<Include>& others) {
  const std::vector<bool> is_below = unit_.reached_from(include.to);
  const std::string& path = unit_.path(include.to);
  const std::string text = is_system(path) ? std::string() : read_text_(path);
  const bool exports = text.find("IWYU pragma: export") != std::string::npos ||
                       text.find("IWYU pragma: begin_exports") != std::string::npos;
  for (const UnitReading::Use& use : uses_) {
    if (serves(use, include, is_below, others)) return true;
    if (!exports) continue;
    for (const std::uint32_t file : declaring(use.symbol)) {
      if (is_below[file]) return true;
    }
  }
  return false;
}

bool IncludeJudge::serves(const UnitReading::Use& use, const Include& include, const std::vector<bool>& is_below,
                          const std::vector<Include>& others) {
  const auto is_included = [&](std::size_t file) {
    return std::any_of(others.begin(), others.end(), [file](const Include& each) { return each.to == file; });
  };
  const std::vector<std::uint32_t>& files = declaring(use.symbol);
  if (std::find(files.begin(), files.end(), include.to) != files.end()) {
    const bool is_only_announced =
        !defines(include.to, use.symbol) && std::any_of(files.begin(), files.end(), [&](std::uint32_t file) {
          return file != include.to && defines(file, use.symbol) && (file == unit_.source() || is_included(file));
        });
    if (!is_only_announced) return true;
  }
  for (const std::uint32_t file : files) {
    if (!is_below[file] || file == include.to || is_included(file)) continue;
    if (!is_system(unit_.path(file))) {
      if (read_text_(unit_.path(file)).find("IWYU pragma: private") != std::string::npos) return true;
      continue;
    }
    if (!is_system(unit_.path(include.to))) continue;
    const std::string standard = standard_header(use, is_c_);
    if (standard.empty()) {
      // Of the standard library's own parts none is asked for by name.
      if (use.scope.starts_with("std::") || use.scope.starts_with("__") || use.name.starts_with("__")) continue;
      return true;
    }
    const std::string own(fs::file_name(unit_.path(include.to)));
    if (plain_header(own) == standard || unit_.path(include.to).ends_with("/" + standard)) return true;
  }
  return false;
}

bool IncludeJudge::is_harmless(const std::vector<Include>& changed) {
  const ReadingOrder after = unit_.order(changed);
  return loses_nothing(after) && adds_nothing_unseen(after) && changes_no_template(after);
}

// Everything that a file mentions has to be declared to it by the same files as before.
bool IncludeJudge::loses_nothing(const ReadingOrder& after) {
  // What some file sees no more.
  std::vector<bool> is_moved(unit_.size());
  std::uint32_t earliest = ReadingOrder::kNever;
  for (std::size_t i = 0; i < unit_.size(); ++i) {
    if (!before_.is_read(i)) continue;
    is_moved[i] = !after.is_read(i) || after.source_line[i] != before_.source_line[i];
    if (is_moved[i]) earliest = std::min(earliest, before_.entered[i]);
  }
  if (earliest == ReadingOrder::kNever) return true;
  for (std::size_t file = 0; file < unit_.size(); ++file) {
    if (!after.is_read(file) || !unit_.has_rows(file) || before_.left[file] < earliest) continue;
    if (file == unit_.source()) continue;
    for (const std::uint64_t symbol : unit_.names(file).mentioned) {
      if (loses_namespace(file, symbol, after)) return false;
      for (const std::uint32_t declaring_file : declaring(symbol)) {
        // The system's headers include what they need.
        if (is_system(unit_.path(file)) && is_system(unit_.path(declaring_file))) continue;
        if (is_moved[declaring_file] && before_.sees(file, declaring_file) && !after.sees(file, declaring_file)) {
          return false;
        }
      }
    }
  }
  for (const UnitReading::Use& use : uses_) {
    if (loses_namespace(unit_.source(), use.symbol, after)) return false;
    for (const std::uint32_t file : declaring(use.symbol)) {
      if (!is_moved[file]) continue;
      if (!after.is_read(file)) return false;
      const bool was_seen = before_.source_line[file] < use.line;
      if (was_seen && after.source_line[file] >= use.line) return false;
    }
  }
  return true;
}

bool IncludeJudge::loses_namespace(std::size_t file, std::uint64_t symbol, const ReadingOrder& after) const {
  const auto found = opening_.find(symbol);
  if (found == opening_.end()) return false;
  const auto& files = found->second;
  const auto sees_one = [&](const ReadingOrder& order) {
    return std::any_of(files.begin(), files.end(), [&](std::uint32_t each) { return order.sees(file, each); });
  };
  return sees_one(before_) && !sees_one(after);
}

bool IncludeJudge::stands_in(const std::string& name, const std::set<std::string>& paths) const {
  const std::vector<std::string> files = store::files_mentioning(snapshot_, index::kLexicalLayer, name);
  return std::any_of(files.begin(), files.end(), [&](const std::string& path) { return paths.contains(path); });
}

// Of another order: the project's macros and functions that a file did not see before must not stand in it.
bool IncludeJudge::adds_nothing_unseen(const ReadingOrder& after) {
  for (std::size_t declaring_file = 0; declaring_file < unit_.size(); ++declaring_file) {
    if (is_system(unit_.path(declaring_file)) || !after.is_read(declaring_file)) continue;
    std::set<std::string> seers;
    for (std::size_t file = 0; file < unit_.size(); ++file) {
      if (file == unit_.source() || !after.is_read(file) || is_system(unit_.path(file))) continue;
      if (after.sees(file, declaring_file) && !before_.sees(file, declaring_file)) seers.insert(unit_.path(file));
    }
    if (seers.empty()) continue;
    const UnitFileNames& names = unit_.names(declaring_file);
    if (names.has_operator || !names.specialised.empty()) return false;
    for (const std::vector<std::string>* list : {&names.macros, &names.functions}) {
      if (std::any_of(list->begin(), list->end(), [&](const std::string& name) { return stands_in(name, seers); })) {
        return false;
      }
    }
  }
  return true;
}

// What is read no more, and of the project what is read elsewhere.
bool IncludeJudge::changes_no_template(const ReadingOrder& after) {
  std::set<std::string> staying;
  for (std::size_t i = 0; i < unit_.size(); ++i) {
    if (after.is_read(i)) staying.insert(unit_.path(i));
  }
  for (std::size_t i = 0; i < unit_.size(); ++i) {
    if (!before_.is_read(i) || after.is_read(i)) continue;
    if (!unit_.has_rows(i)) return false;
    // The standard's specialise for types of their own.
    if (is_system(unit_.path(i))) continue;
    const UnitFileNames& names = unit_.names(i);
    for (const std::uint64_t symbol : names.specialised) {
      const std::vector<std::uint32_t>& files = declaring(symbol);
      if (std::any_of(files.begin(), files.end(), [&](std::uint32_t file) { return after.is_read(file); })) {
        return false;
      }
    }
    if (names.has_operator) return false;
    for (const std::vector<std::string>* list : {&names.macros, &names.functions}) {
      if (std::any_of(list->begin(), list->end(), [&](const std::string& name) { return stands_in(name, staying); })) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace cairn::server
