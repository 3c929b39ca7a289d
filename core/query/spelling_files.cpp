// A scan knows for each file its identifiers and, of each macro, the identifiers in its body.
//
// A name stands in a file itself, or a macro M brings it there: then M's body has it, and the file has M or another
// macro that mentions M. That closure is one over postings, which is why macros' bodies count as identifiers of the
// file that defines them: the files with the name are those whose macros have to be looked at.
//
// With ## a name is put together of pieces: words of the body, or what the file gives as arguments. A file counts if it
// mentions a macro that pastes (or one that mentions such a one) and the name can be tiled with pieces that stand in
// the file or in the bodies, digits apart, which are no identifiers and may stand anywhere.
#include "core/query/spelling_files.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/store/segment.h"

namespace cairn::query {
namespace {

// A part of a name: [begin, end).
struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
};
using Pieces = std::vector<Piece>;

// Longer names are not tiled piece by piece: all files with macros that paste count.
constexpr std::size_t kMaxTiled = 120;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether two or more pieces make up the name. What begins with a digit may be a number.
bool can_be_tiled(std::string_view name, const Pieces& pieces) {
  std::vector<bool> reached(name.size() + 1);
  reached[0] = true;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!reached[at]) continue;
    for (const Piece& piece : pieces) {
      if (piece.begin == at) reached[piece.end] = true;
    }
    if (at > 0 && is_digit(name[at]))
      std::fill(reached.begin() + static_cast<std::ptrdiff_t>(at) + 1, reached.end(), true);
  }
  return reached[name.size()];
}

class Search {
 public:
  Search(const store::Snapshot& snapshot, std::uint32_t layer, const std::stop_token& stop) : stop_(stop) {
    for (const store::Part& part : snapshot.parts) {
      if (part.segment->file().layer() == layer) parts_.push_back(&part);
    }
  }

  SpellingFiles run(const std::vector<std::string>& names) {
    for (const std::string& name : names) add_spelling(name);
    follow_macros();
    find_pasting();
    for (const std::string& name : names) add_pasted(name);
    SpellingFiles found;
    found.is_whole = is_whole_ && !stop_.stop_requested();
    found.paths.assign(paths_.begin(), paths_.end());
    return found;
  }

 private:
  // Calls `visit(part, file)` for each live file with this identifier in it.
  template <typename Visit>
  void visit_mentions(std::string_view identifier, Visit visit) const {
    for (const store::Part* part : parts_) {
      const auto found = part->segment->find_identifier(identifier);
      if (!found) continue;
      for (const store::Ordinal file : part->segment->mentions(*found)) {
        if (part->is_live(file)) visit(*part, file, *found);
      }
    }
  }

  void add_spelling(const std::string& name) {
    if (name.empty()) return;
    if (spellings_.size() >= kMaxSpellings) {
      is_whole_ = false;
    } else if (spellings_.insert(name).second) {
      waiting_.push_back(name);
    }
  }

  // Macros of one file, read once.
  const std::vector<store::SegmentMacro>& macros_of(const store::Part& part, store::Ordinal file) {
    const auto [known, is_new] = macros_.try_emplace({&part, file});
    if (is_new) {
      known->second = part.segment->macros(file);
      std::erase_if(known->second, [](const store::SegmentMacro& each) {
        return each.act != model::MacroAct::kDefine || each.body.empty();
      });
    }
    return known->second;
  }

  void follow_macros() {
    while (!waiting_.empty() && !stop_.stop_requested()) {
      const std::string name = std::move(waiting_.front());
      waiting_.pop_front();
      visit_mentions(name, [&](const store::Part& part, store::Ordinal file, store::Ordinal identifier) {
        paths_.emplace(part.segment->path(file));
        for (const store::SegmentMacro& macro : macros_of(part, file)) {
          if (std::find(macro.body.begin(), macro.body.end(), identifier) == macro.body.end()) continue;
          add_spelling(std::string(part.segment->text(store::Section::kIdentifiers, macro.name)));
        }
      });
    }
  }

  // All macros that paste, and those that mention them, with the words of all their bodies.
  void find_pasting() {
    std::deque<std::string> waiting;
    const auto add = [&](const store::Part& part, const store::SegmentMacro& macro, const std::set<std::string>* more) {
      std::string name(part.segment->text(store::Section::kIdentifiers, macro.name));
      const auto [known, is_new] = pasting_.try_emplace(std::move(name));
      const std::size_t before = known->second.size();
      for (const store::Ordinal word : macro.body) {
        known->second.emplace(part.segment->text(store::Section::kIdentifiers, word));
      }
      if (more != nullptr && more != &known->second) known->second.insert(more->begin(), more->end());
      if (is_new || known->second.size() != before) waiting.push_back(known->first);
    };
    for (const store::Part* part : parts_) {
      for (store::Ordinal file = 0; file < part->segment->count(store::Section::kFiles); ++file) {
        if (stop_.stop_requested()) return;
        if (!part->is_live(file)) continue;
        for (const store::SegmentMacro& macro : part->segment->macros(file)) {
          if (macro.pastes) add(*part, macro, nullptr);
        }
      }
    }
    for (std::size_t steps = 0; !waiting.empty() && !stop_.stop_requested(); ++steps) {
      if (steps > kMaxSpellings) {
        is_whole_ = false;
        return;
      }
      const std::string name = std::move(waiting.front());
      waiting.pop_front();
      const std::set<std::string> words = pasting_[name];
      visit_mentions(name, [&](const store::Part& part, store::Ordinal file, store::Ordinal identifier) {
        for (const store::SegmentMacro& macro : macros_of(part, file)) {
          if (std::find(macro.body.begin(), macro.body.end(), identifier) != macro.body.end()) add(part, macro, &words);
        }
      });
    }
  }

  void add_pasted(const std::string& name) {
    const bool is_tiled = name.size() <= kMaxTiled;
    // Which parts of the name stand in which file as words of their own.
    std::map<std::pair<const store::Part*, store::Ordinal>, Pieces> pieces_in;
    for (std::size_t begin = 0; is_tiled && begin < name.size(); ++begin) {
      for (std::size_t end = begin + 1; end <= name.size(); ++end) {
        if (end - begin == name.size()) continue;
        visit_mentions(std::string_view(name).substr(begin, end - begin),
                       [&](const store::Part& part, store::Ordinal file, store::Ordinal) {
                         pieces_in[{&part, file}].push_back({begin, end});
                       });
      }
    }
    for (const auto& [macro, words] : pasting_) {
      if (stop_.stop_requested()) return;
      Pieces own;
      for (const std::string& word : words) {
        if (!is_tiled || word.size() >= name.size()) continue;
        for (std::size_t at = name.find(word); at != std::string::npos; at = name.find(word, at + 1)) {
          own.push_back({at, at + word.size()});
        }
      }
      visit_mentions(macro, [&](const store::Part& part, store::Ordinal file, store::Ordinal) {
        Pieces all = own;
        if (const auto known = pieces_in.find({&part, file}); known != pieces_in.end()) {
          all.insert(all.end(), known->second.begin(), known->second.end());
        }
        if (!is_tiled || can_be_tiled(name, all)) paths_.emplace(part.segment->path(file));
      });
    }
  }

  const std::stop_token& stop_;
  std::vector<const store::Part*> parts_;
  std::set<std::string> spellings_;
  std::deque<std::string> waiting_;  // of spellings_, those whose macros are still to be looked for
  std::map<std::pair<const store::Part*, store::Ordinal>, std::vector<store::SegmentMacro>> macros_;
  std::map<std::string, std::set<std::string>> pasting_;
  std::set<std::string> paths_;
  bool is_whole_ = true;
};

}  // namespace

SpellingFiles files_spelling(const store::Snapshot& snapshot, std::uint32_t layer,
                             const std::vector<std::string>& names, const std::stop_token& stop) {
  return Search(snapshot, layer, stop).run(names);
}

}  // namespace cairn::query
