// A scan knows for each file its identifiers; of each macro the identifiers in its body and what its ## join.
//
// A name stands in a file itself, or a macro M brings it there: then M's body has it, and the file has M or another
// macro that mentions M. That closure is one over postings, which is why macros' bodies count as identifiers of the
// file that defines them.
//
// Or ## puts it together while a macro is expanded that the file mentions. Then
// - the file mentions the macro whose body has the ##, or one that mentions it, and so on (X-macros too: whoever hands
// a
//   macro's name to another macro spells it, in the file or in a body);
// - what that ## joins fits the name: words that stand beside it are parts of it, in order (patterns);
// - what arguments give are parts that the file has as words, or a macro's body that the file reaches in the same way,
//   or that were put together so before; or numbers, keywords (no index lists them), or nothing.
// All of that has to hold for one file, since an expansion begins in one. What is put together may be the name of a
// macro that stands for the name.
//
// Macros of one name are told apart by units: in each unit that has such a file all of this has to hold with the macros
// that files of the unit define. That is looked at once it is known which files there are at all.
//
// Not seen: a part that stands only in the body of a macro whose own name is put together; digraphs (%:%:); an #include
// whose name is a macro; macros of command lines.
#include "core/query/spelling_files.h"

#include <algorithm>
#include <bitset>
#include <deque>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/query/macro_graph.h"
#include "core/query/paste_matcher.h"
#include "core/store/segment.h"

namespace cairn::query {
namespace {

using File = IncludeMap::File;
using Way = IncludeMap::Way;
using Word = MacroGraph::Word;

// Longer names, and names with more parts or patterns, are not tiled part by part: all files with a macro that pastes
// count.
constexpr std::size_t kMaxTiled = 120;
constexpr std::size_t kMaxMarks = 256;
using Marks = std::bitset<kMaxMarks>;
// Mentions of words in macros that are followed until macros of one name are told apart no more; some seconds.
constexpr std::size_t kMaxSteps = 20'000'000;

// Which parts of a name and which patterns are within reach.
struct Reach {
  Marks parts;
  Marks patterns;
};
using Reaches = std::unordered_map<Word, Reach>;  // of macros

// A name that ## may put together: one that is asked for, or of a macro that stands for it.
struct Target {
  explicit Target(std::string_view of) : name(of), matcher(std::string(of)) {}

  std::string name;
  PasteMatcher matcher;
  bool is_tiled = true;
  std::vector<const MacroGraph::Pattern*> patterns;
  std::vector<PasteMatcher::Part> parts;
  std::vector<std::optional<Word>> part_words;
  std::unordered_map<File, Marks> own_parts;              // that files have as words
  std::unordered_map<File, std::vector<Word>> mentioned;  // macros that have to do with it, of files that may have it
  std::map<std::string, bool> known;                      // answers of can_paste()

  bool can_paste(const Reach& reach) {
    if (!is_tiled) return reach.patterns.any();
    const auto [answer, is_new] = known.try_emplace(reach.parts.to_string() + reach.patterns.to_string());
    if (!is_new) return answer->second;
    std::vector<PasteMatcher::Part> had;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (reach.parts[i]) had.push_back(parts[i]);
    }
    std::vector<std::string_view> rules;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (reach.patterns[i]) rules.push_back(patterns[i]->text);
    }
    return answer->second = matcher.can_paste(had, rules);
  }
};

class Search {
 public:
  Search(const store::Snapshot& snapshot, std::uint32_t layer, const IncludeMap& map, const SpellingScope& scope,
         const std::stop_token& stop)
      : map_(map), scope_(scope), graph_(snapshot, layer, map, files_of_units(map, scope), stop), stop_(stop) {
    for (const store::Part& part : snapshot.parts) {
      if (part.segment->file().layer() == layer) parts_.push_back(&part);
    }
  }

  SpellingFiles run(const std::vector<std::string>& names) {
    std::vector<std::string> spellings;
    for (const std::string& name : names) {
      if (name.empty() || std::find(spellings.begin(), spellings.end(), name) != spellings.end()) continue;
      spellings.push_back(name);
      for (const File file : files_with(name)) direct_.insert(file);
    }
    names_ = spellings;
    find_standing(spellings);
    for (const std::string& name : spellings) {
      if (stop_.stop_requested()) break;
      find_pasting(name);
    }
    tell_apart();
    for (const File file : direct_) result_.files.push_back({file, true, {}});
    for (auto& [file, units] : only_in_) {
      if (!units.empty()) result_.files.push_back({file, false, std::move(units)});
    }
    std::sort(result_.files.begin(), result_.files.end(),
              [&](const SpellingFile& a, const SpellingFile& b) { return map_.path(a.file) < map_.path(b.file); });
    result_.is_whole = result_.is_whole && !stop_.stop_requested();
    return std::move(result_);
  }

 private:
  static std::vector<bool> files_of_units(const IncludeMap& map, const SpellingScope& scope) {
    std::vector<bool> files(map.size());
    map.reach(scope.units, Way::kIncludes, files, [](File) { return true; });
    for (File file = 0; file < map.size(); ++file) files[file] = files[file] || scope.everywhere[file];
    return files;
  }

  std::vector<File> files_with(std::string_view identifier) const {
    std::vector<File> files;
    for (const store::Part* part : parts_) {
      const auto found = part->segment->find_identifier(identifier);
      if (!found) continue;
      for (const store::Ordinal each : part->segment->mentions(*found)) {
        if (!part->is_live(each)) continue;
        if (const auto file = map_.find(part->segment->path(each))) files.push_back(*file);
      }
    }
    return files;
  }

  const std::vector<File>& files_with(Word word) {
    const auto [known, is_new] = mentions_.try_emplace(word);
    if (is_new) known->second = files_with(graph_.text(word));
    return known->second;
  }

  bool is_word(std::string_view text) const {
    return graph_.find(text) || std::any_of(parts_.begin(), parts_.end(), [&](const store::Part* part) {
             return part->segment->find_identifier(text).has_value();
           });
  }

  // In the unit that is looked at, if one is.
  bool is_defined(const MacroGraph::Definition& each) const {
    return unit_ == 0 || seen_in_[each.file] == unit_ || scope_.everywhere[each.file];
  }

  // Macros that stand for one of `from`, which are left out.
  std::unordered_set<Word> standing_for(const std::vector<std::string>& from) {
    std::unordered_set<Word> macros;
    std::deque<Word> waiting;
    for (const std::string& name : from) {
      if (const auto word = graph_.find(name)) waiting.push_back(*word);
    }
    for (; !waiting.empty() && !stop_.stop_requested(); waiting.pop_front()) {
      for (const MacroGraph::Definition& each : graph_.mentioned_by(waiting.front())) {
        ++steps_;
        if (!is_defined(each) || macros.contains(each.macro)) continue;
        if (macros.size() >= kMaxSpellings) {
          result_.is_whole = false;
          return macros;
        }
        macros.insert(each.macro);
        waiting.push_back(each.macro);
      }
    }
    return macros;
  }

  void note(File file) {
    if (!direct_.contains(file)) only_in_.try_emplace(file);
  }

  void find_standing(std::vector<std::string>& spellings) {
    for (const Word macro : standing_for(spellings)) {
      for (const File file : files_with(macro)) {
        note(file);
        standing_[file].push_back(macro);
      }
      const std::string name(graph_.text(macro));
      if (std::find(names_.begin(), names_.end(), name) == names_.end()) spellings.push_back(name);
    }
  }

  // Marks the macros from which `from` is reached.
  void spread(Word from, std::size_t mark, Marks Reach::* kind, Reaches& reach) {
    std::vector<Word> waiting = {from};
    while (!waiting.empty()) {
      const Word word = waiting.back();
      waiting.pop_back();
      for (const MacroGraph::Definition& each : graph_.mentioned_by(word)) {
        ++steps_;
        if (!is_defined(each)) continue;
        Marks& marks = reach[each.macro].*kind;
        if (marks[mark]) continue;
        marks.set(mark);
        waiting.push_back(each.macro);
      }
    }
  }

  Reaches reach_of(const Target& target) {
    Reaches reach;
    for (std::size_t i = 0; i < target.patterns.size(); ++i) {
      for (const MacroGraph::Definition& each : target.patterns[i]->definitions) {
        ++steps_;
        if (!is_defined(each)) continue;
        reach[each.macro].patterns.set(i % kMaxMarks);
        spread(each.macro, i % kMaxMarks, &Reach::patterns, reach);
      }
    }
    if (reach.empty()) return reach;
    for (std::size_t i = 0; i < target.part_words.size(); ++i) {
      if (target.part_words[i]) spread(*target.part_words[i], i, &Reach::parts, reach);
    }
    return reach;
  }

  void find_pasting(const std::string& name) {
    Target target(name);
    for (const MacroGraph::Pattern& each : graph_.patterns()) {
      if (target.matcher.may_help(each.text)) target.patterns.push_back(&each);
    }
    target.is_tiled = name.size() <= kMaxTiled && target.patterns.size() <= kMaxMarks;
    for (std::size_t begin = 0; target.is_tiled && begin < name.size(); ++begin) {
      for (std::size_t end = begin + 1; end <= name.size(); ++end) {
        const std::string_view text = std::string_view(name).substr(begin, end - begin);
        if (text.size() == name.size() || !is_word(text)) continue;
        target.parts.push_back({begin, end});
        target.part_words.push_back(graph_.find(text));
      }
    }
    if (target.parts.size() > kMaxMarks) {
      target.is_tiled = false;
      target.parts.clear();
      target.part_words.clear();
    }
    if (!target.can_paste({Marks().set(), Marks().set()})) return;
    const Reaches reach = reach_of(target);
    std::unordered_map<File, Reach> files;
    for (const auto& [macro, marks] : reach) {
      if (marks.patterns.none()) continue;
      for (const File file : files_with(macro)) files[file].patterns |= marks.patterns;
    }
    for (const auto& [macro, marks] : reach) {
      if (stop_.stop_requested()) return;
      for (const File file : files_with(macro)) {
        const auto known = files.find(file);
        if (known == files.end()) continue;
        known->second.parts |= marks.parts;
        target.mentioned[file].push_back(macro);
      }
    }
    for (std::size_t i = 0; i < target.parts.size(); ++i) {
      const PasteMatcher::Part part = target.parts[i];
      for (const File file : files_with(std::string_view(name).substr(part.begin, part.end - part.begin))) {
        const auto known = files.find(file);
        if (known == files.end()) continue;
        known->second.parts.set(i);
        target.own_parts[file].set(i);
      }
    }
    std::erase_if(target.mentioned, [&](const auto& each) { return !target.can_paste(files[each.first]); });
    for (const auto& [file, macros] : target.mentioned) note(file);
    if (!target.mentioned.empty()) targets_.push_back(std::move(target));
  }

  // Finds out in which units the files that do not contain the name have it all the same.
  void tell_apart() {
    std::vector<File> files;
    for (const auto& [file, units] : only_in_) files.push_back(file);
    std::vector<bool> includers(map_.size());
    map_.reach(files, Way::kIncluders, includers, [](File) { return true; });
    seen_in_.assign(map_.size(), 0);
    steps_ = 0;
    std::uint32_t number = 0;
    for (const File unit : scope_.units) {
      if (stop_.stop_requested()) return;
      ++number;
      if (!includers[unit]) continue;
      std::vector<File> order = {unit};
      seen_in_[unit] = number;
      for (std::size_t next = 0; next < order.size(); ++next) {
        for (const File other : map_.included_by(order[next])) {
          if (std::exchange(seen_in_[other], number) != number) order.push_back(other);
        }
      }
      unit_ = number;
      look_at(unit, order);
    }
    unit_ = 0;
    for (auto& [file, units] : only_in_) {
      if (scope_.everywhere[file]) units = scope_.units;
      std::sort(units.begin(), units.end());
    }
  }

  void look_at(File unit, const std::vector<File>& files) {
    std::vector<File> open;
    for (const File file : files) {
      if (only_in_.contains(file)) open.push_back(file);
    }
    const bool is_patient = steps_ < kMaxSteps;
    const std::unordered_set<Word> macros = is_patient ? standing_for(names_) : std::unordered_set<Word>();
    const auto take = [&](const auto& has) {
      std::erase_if(open, [&](File file) {
        if (!has(file)) return false;
        only_in_[file].push_back(unit);
        return true;
      });
    };
    take([&](File file) {
      const auto mentioned = standing_.find(file);
      return !is_patient ||
             (mentioned != standing_.end() && std::any_of(mentioned->second.begin(), mentioned->second.end(),
                                                          [&](Word each) { return macros.contains(each); }));
    });
    for (Target& target : targets_) {
      if (std::none_of(open.begin(), open.end(), [&](File file) { return target.mentioned.contains(file); })) continue;
      const bool is_asked = std::find(names_.begin(), names_.end(), target.name) != names_.end();
      if (!is_asked && !macros.contains(*graph_.find(target.name))) continue;
      const Reaches reach = reach_of(target);
      if (reach.empty()) continue;
      take([&](File file) {
        const auto mentioned = target.mentioned.find(file);
        if (mentioned == target.mentioned.end()) return false;
        Reach within{target.own_parts[file], {}};
        for (const Word macro : mentioned->second) {
          const auto each = reach.find(macro);
          if (each == reach.end()) continue;
          within.parts |= each->second.parts;
          within.patterns |= each->second.patterns;
        }
        return target.can_paste(within);
      });
    }
  }

  const IncludeMap& map_;
  const SpellingScope& scope_;
  const MacroGraph graph_;
  const std::stop_token& stop_;
  std::vector<const store::Part*> parts_;
  std::vector<std::string> names_;
  std::unordered_map<Word, std::vector<File>> mentions_;
  std::unordered_set<File> direct_;
  std::unordered_map<File, std::vector<File>> only_in_;  // the others; which units
  std::unordered_map<File, std::vector<Word>>
      standing_;  // macros that stand for a name, of the files that mention them
  std::vector<Target> targets_;
  // The unit that is looked at, from 1; 0: none. Of files, in which they were seen last.
  std::uint32_t unit_ = 0;
  std::vector<std::uint32_t> seen_in_;
  std::size_t steps_ = 0;
  SpellingFiles result_;
};

}  // namespace

SpellingFiles files_spelling(const store::Snapshot& snapshot, std::uint32_t layer, const IncludeMap& map,
                             const SpellingScope& scope, const std::vector<std::string>& names,
                             const std::stop_token& stop) {
  return Search(snapshot, layer, map, scope, stop).run(names);
}

}  // namespace cairn::query
