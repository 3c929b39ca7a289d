#include "core/clang/indexer/macro_replay.h"

#include <cstddef>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace cairn::clang {
namespace {

// Files without guards may include one another for ever.
constexpr std::size_t kMaxDepth = 200;
constexpr std::size_t kMaxReadings = 1'000'000;

class Replay {
 public:
  Replay(const MacroRecord& unit, const ImportedFiles& imported) : unit_(unit), imported_(imported) {
    for (const std::string& name : unit.names) {
      const std::uint32_t number = imported.name_number(name);
      names_.push_back(number != MacroRecord::kNone ? number : first_own() + static_cast<std::uint32_t>(names_.size()));
    }
    read_.resize(unit.entries.size());
  }

  std::vector<MacroMismatch> run() {
    // The order is that of the main file, behind what the command itself includes.
    for (std::size_t i = 0; i < unit_.entries.size(); ++i) {
      if (unit_.entries[i].file == MacroRecord::kNone) read(unit_, static_cast<std::uint32_t>(i), 0);
    }
    for (std::size_t i = 0; i < unit_.entries.size(); ++i) {
      if (unit_.entries[i].file != MacroRecord::kNone && !read_[i]) read(unit_, static_cast<std::uint32_t>(i), 0);
    }
    return std::move(found_);
  }

 private:
  static constexpr std::uint32_t kUntouched = MacroRecord::kPredefined - 1;

  std::uint32_t first_own() const { return static_cast<std::uint32_t>(imported_.macros().names.size()); }

  void read(const MacroRecord& record, std::uint32_t number, std::size_t depth) {
    if (depth > kMaxDepth || ++readings_ > kMaxReadings) return;
    const bool is_unit = &record == &unit_;
    if (is_unit) read_[number] = true;
    const MacroRecord::Entry& entry = record.entries[number];
    entered_.insert(entry.file);
    for (const MacroRecord::Event& event : entry.events) {
      const std::uint32_t name = is_unit && event.kind != MacroRecord::Kind::kInclude ? names_[event.what] : event.what;
      switch (event.kind) {
        case MacroRecord::Kind::kAsk:
          ask(entry.file, name, event.value);
          break;
        case MacroRecord::Kind::kAskDefault:
          if (!is_made_by(entry.file, name, event.value)) ask(entry.file, name, event.value);
          break;
        case MacroRecord::Kind::kName:
          if (!is_outside(event.value) || !is_outside(definer(name))) ask(entry.file, name, event.value);
          break;
        case MacroRecord::Kind::kDefine:
          definers_[name] = entry.file;
          break;
        case MacroRecord::Kind::kUndefine:
          definers_[name] = MacroRecord::kNone;
          break;
        case MacroRecord::Kind::kInclude:
          include(record, event, depth);
          break;
      }
    }
  }

  void include(const MacroRecord& record, const MacroRecord::Event& event, std::size_t depth) {
    if (&record == &unit_ && event.value != MacroRecord::kNone) return read(unit_, event.value, depth + 1);
    const std::uint32_t first = event.what < imported_.size() ? imported_.entry_of(event.what) : MacroRecord::kNone;
    const std::uint32_t number = event.value != MacroRecord::kNone ? event.value : first;
    if (number == MacroRecord::kNone) return;
    const MacroRecord::Entry& entry = imported_.macros().entries[number];
    // What has no guard was not read here only because it was imported.
    if (entry.is_guarded && entered_.contains(entry.file)) return;
    read(imported_.macros(), number, depth + 1);
  }

  std::uint32_t definer(std::uint32_t name) const {
    const auto known = definers_.find(name);
    return known == definers_.end() ? kUntouched : known->second;
  }

  // Rows of a macro that is defined outside of the workspace, or nowhere, have its name only.
  bool is_outside(std::uint32_t definer) const {
    return definer >= kUntouched || (definer < imported_.size() && imported_.path(definer).starts_with('/'));
  }

  // Whether the file has said before what it says here or the other way round: its lines mean the same.
  bool is_made_by(std::uint32_t file, std::uint32_t name, std::uint32_t answer) {
    const std::uint32_t now = definer(name);
    if (now == file && answer == MacroRecord::kNone) return true;
    if (answer != file || (now != kUntouched && now != MacroRecord::kNone)) return false;
    definers_[name] = file;
    return true;
  }

  void ask(std::uint32_t file, std::uint32_t name, std::uint32_t answer) {
    const std::uint32_t now = definer(name);
    if (now == answer || (now == kUntouched && answer >= MacroRecord::kPredefined)) return;
    if (file == MacroRecord::kNone || !told_.insert(file).second) return;
    const auto& names = imported_.macros().names;
    if (name < names.size()) return found_.push_back({file, names[name]});
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == name) return found_.push_back({file, unit_.names[i]});
    }
  }

  const MacroRecord& unit_;
  const ImportedFiles& imported_;
  std::vector<std::uint32_t> names_;  // by number in the unit: that of `imported_`, or one behind those
  std::unordered_map<std::uint32_t, std::uint32_t> definers_;  // by name
  std::unordered_set<std::uint32_t> entered_;
  std::unordered_set<std::uint32_t> told_;
  std::vector<bool> read_;  // entries of the unit
  std::vector<MacroMismatch> found_;
  std::size_t readings_ = 0;
};

}  // namespace

std::vector<MacroMismatch> replay_macros(const MacroRecord& unit, const ImportedFiles& imported) {
  return Replay(unit, imported).run();
}

}  // namespace cairn::clang
