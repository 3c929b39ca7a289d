#include "core/index/edit_context.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "core/index/semantic_status.h"
#include "core/index/unit_listing.h"
#include "core/store/lookup.h"
#include "core/store/variant_path.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"

namespace cairn::index {
namespace {

constexpr std::size_t kMaxTextBytes = std::size_t{64} << 20;

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// A member of a class: nothing but code that has such an object finds it. A friend's USR has no class in it.
bool is_member(const model::SymbolFacts& facts) {
  using Kind = model::SymbolKind;
  if (facts.kind == Kind::kField || facts.kind == Kind::kMethod || facts.kind == Kind::kConstructor ||
      facts.kind == Kind::kDestructor || facts.kind == Kind::kConversion) {
    return true;
  }
  const std::string_view before = facts.usr.substr(0, facts.usr.find("@F"));
  if (before.size() == facts.usr.size()) return false;
  for (const std::string_view mark : {"@S@", "@ST>", "@SP>", "@U@", "@UT>", "@UP>"}) {
    if (before.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

bool is_function(model::SymbolKind kind) {
  return kind == model::SymbolKind::kFunction || kind == model::SymbolKind::kOperator;
}

// Which macro a #define or #undef line is about; "?" if that is not plain.
std::string_view macro_of(std::string_view line) {
  std::size_t at = line.find_first_not_of(" \t", 1);
  if (at == std::string_view::npos) return {};
  const std::string_view directive = line.substr(at);
  if (!directive.starts_with("define") && !directive.starts_with("undef")) return {};
  at = line.find_first_not_of(" \t", line.find_first_of(" \t", at));
  std::size_t last = at;
  while (last < line.size() && is_letter(line[last])) ++last;
  return at == std::string_view::npos || last == at ? std::string_view("?") : line.substr(at, last - at);
}

// Whether the place is in a string literal, as far as its line tells: where that is not sure, it is none.
bool is_in_string(std::string_view text, std::size_t place) {
  const std::size_t begin = text.rfind('\n', place) + 1;
  const std::size_t end = std::min(text.find('\n', place), text.size());
  const std::string_view line = text.substr(begin, end - begin);
  if (line.find("R\"") != std::string_view::npos || line.find('\'') != std::string_view::npos) return false;
  std::size_t before = 0;
  std::size_t behind = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\') {
      ++at;
    } else if (line[at] == '"') {
      ++(begin + at < place ? before : behind);
    }
  }
  return before % 2 == 1 && behind % 2 == 1;
}

}  // namespace

EditContext::EditContext(const store::Snapshot& snapshot, const deps::UnitTable& table, std::string root,
                         const EditEffect& effect, std::string header_path, std::vector<deps::UnitListEntry> parsed,
                         deps::UnitListEntry header, deps::UnitListEntry before)
    : snapshot_(snapshot),
      table_(table),
      root_(std::move(root)),
      effect_(effect),
      header_path_(std::move(header_path)),
      parsed_(std::move(parsed)),
      header_(header),
      before_(before) {}

std::string EditContext::stored_path(std::uint32_t variant) const {
  const deps::FileVariant& known = table_.variants()[variant];
  return store::variant_path(table_.path(known.file), known.rows_hash);
}

// What the header reaches, as the parsed unit has it.
std::string EditContext::read_closure() {
  std::map<std::string_view, deps::UnitListEntry> by_path;
  for (const deps::UnitListEntry& entry : parsed_) {
    if (!by_path.emplace(path_of(entry), entry).second) return "a file with several rows";
  }
  closure_paths_.insert(header_path_);
  std::vector<deps::UnitListEntry> left{header_};
  while (!left.empty()) {
    const deps::UnitListEntry entry = left.back();
    left.pop_back();
    if (entry.variant == 0) return "a file without rows";
    const auto rows = read_variant(snapshot_, stored_path(entry.variant), false);
    if (!rows) return "rows that are not there";
    for (const VariantRows::Include& include : rows->includes) {
      if (include.resolved.empty()) continue;
      if (include.resolved == header_path_) return "a circle of includes";
      if (!closure_paths_.emplace(include.resolved).second) continue;
      const auto found = by_path.find(include.resolved);
      if (found == by_path.end()) return "an included file without rows";
      closure_.insert(found->second);
      left.push_back(found->second);
    }
  }
  return {};
}

// Reads a directive; `rest` begins at its '#'.
void EditContext::scan_directive(std::string_view rest, std::uint32_t line, int depth, FileText& result) const {
  if (rest.find("include") != std::string_view::npos || rest.find("import") != std::string_view::npos) {
    result.last_include = line;
    if (depth != 0) result.braced_includes.push_back(line);
  }
  const std::string_view macro = macro_of(rest);
  const bool counts = macro == "?" || effect_.words.contains(macro) || effect_.names.contains(macro) ||
                      rest.find("_macro") != std::string_view::npos;
  if (!macro.empty() || rest.find("pragma") != std::string_view::npos) {
    if (counts && !result.first_macro) result.first_macro = line;
  }
}

// "using …;" after that word.
bool EditContext::is_using_that_counts(std::string_view what) const {
  if (what.find('=') != std::string_view::npos) return false;
  const std::size_t first = what.find_first_not_of(" \t\n");
  if (first == std::string_view::npos || what.substr(first).starts_with("namespace")) return true;
  std::size_t end = what.size();
  while (end > 0 && !is_letter(what[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_letter(what[begin - 1])) --begin;
  return what.find("operator") != std::string_view::npos || effect_.names.contains(what.substr(begin, end - begin));
}

// A word that may be a piece of a changed name, which ## makes.
void EditContext::note_pieces(std::string_view word, FileText& result) const {
  std::size_t number = 0;
  for (const std::string& name : effect_.changed) {
    for (std::size_t at = name.find(word); at != std::string::npos; at = name.find(word, at + 1)) {
      result.pieces.insert({number, at, word.size()});
    }
    ++number;
  }
}

EditContext::FileText EditContext::scan(const std::string& text) const {
  FileText result;
  result.is_read = true;
  std::uint32_t line = 0;
  int depth = 0;
  bool is_line_start = true;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\n') {
      ++line;
      ++at;
      is_line_start = true;
      continue;
    }
    if (c == '#' && is_line_start) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      scan_directive(std::string_view(text).substr(at, end - at), line, depth, result);
    }
    if (c == '{') ++depth;
    if (c == '}') --depth;
    if (c != ' ' && c != '\t') is_line_start = false;
    if (!is_letter(c)) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_letter(text[at])) ++at;
    const std::string_view word = std::string_view(text).substr(begin, at - begin);
    // A name that goes on on the next line.
    const bool is_torn = text.compare(at, 2, "\\\n") == 0 && at + 2 < text.size() && is_letter(text[at + 2]);
    if (is_torn || word == "__COUNTER__" || effect_.changed.contains(word)) result.mentions = true;
    if (!effect_.changed.empty()) note_pieces(word, result);
    if (word == "push_macro" || word == "pop_macro") result.first_macro = result.first_macro.value_or(line);
    if (word != "using" || is_in_string(text, begin)) continue;
    const std::size_t end = std::min(text.find(';', at), text.size());
    if (is_using_that_counts(std::string_view(text).substr(at, end - at)) && !result.first_using) {
      result.first_using = line;
    }
  }
  return result;
}

const EditContext::FileText& EditContext::text_of(std::uint32_t number) {
  const auto [known, is_new] = texts_.try_emplace(number);
  if (!is_new) return known->second;
  const deps::FileVersion& version = table_.versions()[number];
  const auto text = fs::read_file(absolute_path(root_, table_.path(version.file)), kMaxTextBytes);
  if (text && base::hash64(*text) == version.content_hash) known->second = scan(without_comments(*text));
  return known->second;
}

// Declarations of the effect's names by files that the header does not include.
void EditContext::find_rivals() {
  for (const std::string& name : effect_.names) {
    for (const store::NameHit& hit : store::names_equal_to(snapshot_, kSemanticLayer, name)) {
      // What the header's own files declare under that name: the same may be declared again.
      std::set<std::string_view> own;
      for (const store::SymbolRef::Place& place : hit.symbols) {
        const store::Segment& segment = *place.part->segment;
        for (const store::Posting& posting : segment.postings(place.ordinal)) {
          if (posting.introduces && closure_paths_.contains(std::string(store::own_path(segment.path(posting.file))))) {
            own.insert(segment.usr(place.ordinal));
          }
        }
      }
      for (const store::SymbolRef::Place& place : hit.symbols) {
        const store::Segment& segment = *place.part->segment;
        const model::SymbolFacts facts = segment.facts(place.ordinal);
        if (is_member(facts) || (own.contains(facts.usr) && !is_function(facts.kind))) continue;
        for (const store::Posting& posting : segment.postings(place.ordinal)) {
          if (!posting.introduces || !place.part->is_live(posting.file)) continue;
          std::uint32_t first = UINT32_MAX;
          segment.visit_mentions(posting.file, place.ordinal, [&](const store::Mention& mention) {
            if ((mention.roles & (model::kDeclares | model::kDefines)) != 0) {
              first = std::min(first, mention.start.line);
            }
          });
          const auto [known, is_new] = rivals_.try_emplace(std::string(segment.path(posting.file)), first);
          if (!is_new) known->second = std::min(known->second, first);
        }
      }
    }
  }
}

std::optional<std::uint32_t> EditContext::first_rival(std::uint32_t variant) {
  const auto found = rivals_.find(stored_path(variant));
  if (found == rivals_.end()) return std::nullopt;
  return found->second;
}

// Whether the file includes the header itself above the line: what stands there comes when the header was read.
bool EditContext::is_behind_header(const deps::UnitListEntry& entry, std::uint32_t line) const {
  if (entry.variant == 0) return false;
  const auto rows = read_variant(snapshot_, stored_path(entry.variant), false);
  return rows && std::any_of(rows->includes.begin(), rows->includes.end(), [&](const VariantRows::Include& include) {
           return include.line < line && include.resolved == header_path_;
         });
}

std::string EditContext::check_outside(std::string_view main_file, std::span<const deps::UnitListEntry> list,
                                       deps::UnitListEntry header) {
  std::set<Piece> pieces = text_of(header_.version).pieces;
  for (const deps::UnitListEntry& entry : list) {
    const std::string& path = path_of(entry);
    const bool is_own = closure_paths_.contains(path);
    if (is_own && entry != header && !closure_.contains(entry)) return path + " means something else to it";
    if (path == header_path_) continue;
    const FileText& text = text_of(entry.version);
    if (!text.is_read) return path + " has changed";
    if (text.mentions) return path + " mentions what was edited";
    pieces.insert(text.pieces.begin(), text.pieces.end());
    if (is_own) continue;
    // What stands behind the last include of the main file is read when all headers have been.
    const bool is_main = path == main_file;
    const auto counts = [&](std::optional<std::uint32_t> line) {
      return line && (!is_main || *line <= text.last_include) && !is_behind_header(entry, *line);
    };
    if (counts(text.first_macro)) return path + " defines a macro of a name in the edit";
    const bool is_outside = path.starts_with('/');
    if (!is_outside && counts(text.first_using)) return path + " has a using declaration";
    if (entry.variant == 0) return path + " has no rows";
    if (counts(first_rival(entry.variant))) return path + " declares what the edit looks up";
    if (is_outside || text.braced_includes.empty()) continue;
    const auto rows = read_variant(snapshot_, stored_path(entry.variant), false);
    if (!rows) return path + " has no rows";
    for (const VariantRows::Include& include : rows->includes) {
      const bool is_braced = std::binary_search(text.braced_includes.begin(), text.braced_includes.end(), include.line);
      // What includes nothing itself leads nowhere.
      if (!is_braced || include.resolved.empty()) continue;
      if (include.resolved == header_path_) return path + " includes it inside of braces";
      for (const deps::UnitListEntry& other : list) {
        if (path_of(other) != include.resolved || other.variant == 0) continue;
        const auto inner = read_variant(snapshot_, stored_path(other.variant), false);
        if (!inner || !inner->includes.empty()) return path + " includes something inside of braces";
      }
    }
  }
  return can_be_pasted(pieces) ? "its macros could make what was edited" : std::string();
}

// Whether a changed name is made of two or more words of the unit; digits may come from anywhere.
bool EditContext::can_be_pasted(const std::set<Piece>& pieces) const {
  std::size_t number = 0;
  for (const std::string& name : effect_.changed) {
    std::vector<bool> reached(name.size() + 1);
    reached[0] = true;
    for (std::size_t at = 0; at < name.size(); ++at) {
      if (!reached[at]) continue;
      if (at > 0 && std::isdigit(static_cast<unsigned char>(name[at])) != 0) reached[at + 1] = true;
      for (auto piece = pieces.lower_bound({number, at, 0}); piece != pieces.end(); ++piece) {
        if (piece->name != number || piece->at != at) break;
        if (piece->size < name.size()) reached[at + piece->size] = true;
      }
    }
    if (reached[name.size()]) return true;
    ++number;
  }
  return false;
}

std::string EditContext::open() {
  if (std::string reason = read_closure(); !reason.empty()) return reason;
  find_rivals();
  return {};
}

std::string EditContext::check_parsed(std::string_view main_file) { return check_outside(main_file, parsed_, header_); }

std::string EditContext::check(std::string_view main_file, std::span<const deps::UnitListEntry> list) {
  std::size_t own = 0;
  for (const deps::UnitListEntry& entry : list) own += closure_.contains(entry) ? 1 : 0;
  if (own != closure_.size()) return "it does not have all that the header includes";
  if (std::find(list.begin(), list.end(), before_) == list.end()) return "the header has other rows in it";
  return check_outside(main_file, list, before_);
}

}  // namespace cairn::index
