#include "core/clang/indexer/macro_record.h"

#include <clang/Basic/CharInfo.h>

#include <utility>

namespace cairn::clang {

MacroRecorder::MacroRecorder(ast::Preprocessor& preprocessor, FileTable& files)
    : preprocessor_(preprocessor), files_(files) {
  preprocessor_.setTokenWatcher([this](const ast::Token& token) {
    if (token.isAnnotation()) return;
    const ast::IdentifierInfo* name = token.getIdentifierInfo();
    if (!name) return;
    ask(token.getLocation(), *name, name->hasMacroDefinition() ? preprocessor_.getMacroInfo(name) : nullptr);
  });
}

// An entry is there from the first event of its file on.
std::size_t MacroRecorder::entry_of(ast::FileID file) {
  const auto [known, is_new] = by_id_.try_emplace(file, entries_.size());
  if (is_new) {
    Entry& entry = entries_.emplace_back();
    if (const auto number = files_.file(file)) entry.file = *number;
  }
  return known->second;
}

MacroRecorder::Entry& MacroRecorder::entry_at(ast::SourceLocation location) {
  const ast::SourceManager& sources = preprocessor_.getSourceManager();
  return entries_[entry_of(sources.getFileID(sources.getExpansionLoc(location)))];
}

std::uint32_t MacroRecorder::number(const ast::IdentifierInfo& name) {
  const auto [known, is_new] = numbers_.try_emplace(&name, static_cast<std::uint32_t>(names_.size()));
  if (is_new) names_.push_back(&name);
  return known->second;
}

std::uint32_t MacroRecorder::definer(const ast::MacroInfo* definition) {
  if (!definition) return MacroRecord::kNone;
  const auto [known, is_new] = definers_.try_emplace(definition, MacroRecord::kPredefined);
  const ast::SourceLocation location = definition->getDefinitionLoc();
  if (!is_new || definition->isBuiltinMacro() || location.isInvalid()) return known->second;
  if (const auto imported = files_.imported(location)) {
    known->second = kImported | *imported;
  } else if (const auto place = files_.place(location)) {
    known->second = place->file;
  }
  return known->second;
}

void MacroRecorder::add(Entry& entry, MacroRecord::Event event) {
  if (++events_ <= kMaxEvents) entry.events.push_back(event);
}

void MacroRecorder::ask(ast::SourceLocation location, const ast::IdentifierInfo& name,
                        const ast::MacroInfo* definition) {
  if (location.isInvalid()) return;
  const std::uint32_t by = definer(definition);
  Entry& entry = entry_at(location);
  const bool is_default = std::exchange(default_, nullptr) == &name;
  const auto [known, is_new] = entry.known.try_emplace(&name, by);
  if (!is_new && std::exchange(known->second, by) == by && !is_default) return;
  add(entry, {is_default ? MacroRecord::Kind::kAskDefault : MacroRecord::Kind::kAsk, number(name), by});
}

void MacroRecorder::name(ast::SourceLocation location, const ast::IdentifierInfo& name,
                         const ast::MacroInfo* definition) {
  if (location.isInvalid()) return;
  const std::uint32_t by = definer(definition);
  add(entry_at(location), {MacroRecord::Kind::kName, number(name), by});
}

void MacroRecorder::begin_default(const ast::Token& name) {
  const auto place = files_.place(name.getLocation());
  if (!place || place->from_macro) return;
  llvm::StringRef text = files_.text(place->file).substr(place->offset + name.getLength()).ltrim();
  const llvm::StringRef word = name.getIdentifierInfo()->getName();
  if (!text.consume_front("#")) return;
  text = text.ltrim(" \t");
  if (!text.consume_front("define")) return;
  text = text.ltrim(" \t");
  if (!text.consume_front(word) || text.empty() ||
      ast::isAsciiIdentifierContinue(static_cast<unsigned char>(text.front())))
    return;
  std::size_t end = text.find('\n');
  while (end != llvm::StringRef::npos && text.take_front(end).rtrim('\r').ends_with("\\"))
    end = text.find('\n', end + 1);
  if (end == llvm::StringRef::npos || text.take_front(end).contains("/*")) return;
  text = text.substr(end).ltrim();
  if (text.consume_front("#") && text.ltrim(" \t").starts_with("endif")) default_ = name.getIdentifierInfo();
}

void MacroRecorder::define(ast::SourceLocation location, const ast::IdentifierInfo& name) {
  Entry& entry = entry_at(location);
  entry.known[&name] = entry.file == MacroRecord::kNone ? MacroRecord::kPredefined : entry.file;
  if (entry.file != MacroRecord::kNone) add(entry, {MacroRecord::Kind::kDefine, number(name), MacroRecord::kNone});
}

void MacroRecorder::undefine(ast::SourceLocation location, const ast::IdentifierInfo& name) {
  Entry& entry = entry_at(location);
  entry.known[&name] = MacroRecord::kNone;
  if (entry.file != MacroRecord::kNone) add(entry, {MacroRecord::Kind::kUndefine, number(name), MacroRecord::kNone});
}

// What the file says of a macro may come from another one from here on.
void MacroRecorder::include(ast::SourceLocation location, ast::FileEntryRef file) {
  Entry& entry = entry_at(location);
  entry.known.clear();
  included_.push_back({static_cast<std::size_t>(&entry - entries_.data()), entry.events.size(), file});
  add(entry, {MacroRecord::Kind::kInclude, 0, MacroRecord::kNone});
}

// Right behind its include, if it was one that made it.
void MacroRecorder::enter(ast::FileID file) {
  const bool is_new = !by_id_.contains(file);
  const std::size_t number = entry_of(file);
  if (!is_new || included_.empty()) return;
  const ast::SourceManager& sources = preprocessor_.getSourceManager();
  const ast::SourceLocation from = sources.getIncludeLoc(file);
  const Included& last = included_.back();
  if (from.isInvalid() || entry_of(sources.getFileID(from)) != last.entry) return;
  std::vector<MacroRecord::Event>& events = entries_[last.entry].events;
  if (last.event < events.size()) events[last.event].value = static_cast<std::uint32_t>(number);
}

MacroRecord MacroRecorder::take(const std::function<std::uint32_t(Source)>& file_number,
                                const std::function<bool(std::uint32_t)>& is_guarded) {
  MacroRecord record;
  if (is_too_long()) return record;
  for (const ast::IdentifierInfo* name : names_) record.names.push_back(name->getName().str());
  for (const Included& each : included_) {
    MacroRecord::Event& event = entries_[each.entry].events[each.event];
    const auto local = files_.file(each.file);
    const auto imported = local ? std::nullopt : files_.imported(each.file);
    event.what = MacroRecord::kNone;
    if (local) event.what = file_number({*local, false});
    if (imported) event.what = file_number({*imported, true});
  }
  const auto outside = [&](std::uint32_t file) {
    if (file >= MacroRecord::kPredefined) return file;
    return (file & kImported) != 0 ? file_number({file & ~kImported, true}) : file_number({file, false});
  };
  for (Entry& entry : entries_) {
    MacroRecord::Entry& made = record.entries.emplace_back();
    if (entry.file != MacroRecord::kNone) {
      made.is_guarded = is_guarded(entry.file);
      made.file = file_number({entry.file, false});
    }
    made.events = std::move(entry.events);
    std::erase_if(made.events, [](const MacroRecord::Event& event) {
      return event.kind == MacroRecord::Kind::kInclude && event.what == MacroRecord::kNone;
    });
    for (MacroRecord::Event& event : made.events) {
      const bool asks = event.kind <= MacroRecord::Kind::kName;
      if (asks) event.value = outside(event.value);
    }
  }
  entries_.clear();
  return record;
}

}  // namespace cairn::clang
