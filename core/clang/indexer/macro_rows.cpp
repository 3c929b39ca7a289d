#include "core/clang/indexer/macro_rows.h"

#include <clang/Lex/Lexer.h>
#include <clang/Lex/MacroInfo.h>

#include <algorithm>

#include "core/clang/usr.h"

namespace cairn::clang {
namespace {

std::string_view view(llvm::StringRef text) { return {text.data(), text.size()}; }

// The '#' of the directive that `offset` is in.
std::uint32_t hash_before(llvm::StringRef text, std::uint32_t offset) {
  const std::size_t hash = text.rfind('#', offset);
  const std::size_t line = text.rfind('\n', offset);
  const bool is_near = hash != llvm::StringRef::npos && (line == llvm::StringRef::npos || hash > line ||
                                                         text.substr(hash, offset - hash).contains("\\"));
  return is_near ? static_cast<std::uint32_t>(hash) : offset;
}

}  // namespace

std::uint32_t MacroRows::symbol(const ast::IdentifierInfo& name, const ast::MacroInfo* definition) {
  // Definitions stay where they are until the unit ends.
  const auto [known, is_new] =
      symbols_.try_emplace(definition ? static_cast<const void*>(definition) : static_cast<const void*>(&name), 0U);
  if (!is_new) return known->second;
  std::string_view path;
  if (definition && !definition->isBuiltinMacro()) path = files_.path(definition->getDefinitionLoc());
  known->second =
      rows_.add_symbol(macro_usr(view(name.getName()), path), view(name.getName()), {}, model::SymbolKind::kMacro);
  return known->second;
}

void MacroRows::note_use(const ast::IdentifierInfo& name, const ast::MacroDefinition& definition) {
  const ast::MacroInfo* info = definition.getMacroInfo();
  if (!info || !preprocessor_.getSourceManager().isLoadedSourceLocation(info->getDefinitionLoc())) return;
  if (!used_.insert(info).second) return;
  imported_uses_.push_back({rows_.keep(view(name.getName())), info->getDefinitionLoc(), definition.isAmbiguous()});
}

bool MacroRows::is_reached(std::uint32_t file, const ast::MacroInfo& definition, IncludeReach& reach) {
  const ast::SourceLocation location = definition.getDefinitionLoc();
  if (const auto imported = files_.imported(location)) return reach.reaches(file, reach.node_of_imported(*imported));
  const auto place = files_.place(location);
  return !place || reach.reaches(file, place->file);  // the command line and the compiler are everywhere
}

// Null: none.
const ast::MacroInfo* MacroRows::definition_for(std::uint32_t file, const ast::IdentifierInfo& name,
                                                IncludeReach& reach) {
  if (const auto known = definitions_.find(&name); known != definitions_.end()) {
    for (const ast::MacroInfo* each : llvm::reverse(known->second)) {
      if (is_reached(file, *each, reach)) return each;
    }
  }
  for (const ast::ModuleMacro* each : preprocessor_.getLeafModuleMacros(&name)) {
    const ast::MacroInfo* info = each->getMacroInfo();
    if (info && files_.imported(info->getDefinitionLoc()) && is_reached(file, *info, reach)) return info;
  }
  const ast::MacroInfo* present = preprocessor_.getMacroInfo(&name);
  return present && present->isBuiltinMacro() ? present : nullptr;
}

void MacroRows::FileChanged(ast::SourceLocation location, FileChangeReason reason, ast::SrcMgr::CharacteristicKind,
                            ast::FileID) {
  if (recorder_ && reason == EnterFile) recorder_->enter(preprocessor_.getSourceManager().getFileID(location));
}

void MacroRows::ask(ast::SourceLocation location, const ast::IdentifierInfo& name,
                    const ast::MacroDefinition& definition) {
  if (recorder_) recorder_->ask(location, name, definition.getMacroInfo());
}

void MacroRows::MacroDefined(const ast::Token& name, const ast::MacroDirective* directive) {
  const ast::MacroInfo* info = directive->getMacroInfo();
  if (!info || info->isBuiltinMacro()) return;
  const ast::IdentifierInfo& identifier = *name.getIdentifierInfo();
  if (recorder_) recorder_->define(name.getLocation(), identifier);
  definitions_[&identifier].push_back(info);
  const auto place = files_.place(name.getLocation());
  if (!place || place->from_macro) return;
  defined_.push_back(info);
  FoundMacro& macro = rows_.macros.emplace_back();
  macro.file = place->file;
  macro.offset = hash_before(files_.text(place->file), place->offset);
  macro.name = rows_.keep(view(identifier.getName()));
  for (const ast::Token& token : info->tokens()) {
    if (token.is(ast::tok::hashhash)) macro.pastes = true;
    const ast::IdentifierInfo* word = token.getIdentifierInfo();
    if (!word || token.isNot(ast::tok::identifier) || info->getParameterNum(word) >= 0) continue;
    const std::string_view text = rows_.keep(view(word->getName()));
    if (std::find(macro.body.begin(), macro.body.end(), text) == macro.body.end()) macro.body.push_back(text);
  }
  FoundOccurrence& occurrence = rows_.occurrences.emplace_back();
  occurrence.file = place->file;
  occurrence.offset = place->offset;
  occurrence.length = name.getLength();
  occurrence.symbol = symbol(identifier, info);
  occurrence.roles = model::kDefines;
  occurrence.kind = model::SymbolKind::kMacro;
  occurrence.extent =
      files_.extent(place->file, {name.getLocation(), info->getDefinitionEndLoc()}, ast::SourceLocation());
  occurrence.extent.begin = macro.offset;
}

void MacroRows::MacroUndefined(const ast::Token& name, const ast::MacroDefinition& definition,
                               const ast::MacroDirective*) {
  const ast::IdentifierInfo& identifier = *name.getIdentifierInfo();
  ask(name.getLocation(), identifier, definition);
  if (recorder_) recorder_->undefine(name.getLocation(), identifier);
  const auto place = files_.place(name.getLocation());
  if (!place) return;
  FoundMacro& macro = rows_.macros.emplace_back();
  macro.file = place->file;
  macro.offset = hash_before(files_.text(place->file), place->offset);
  macro.act = model::MacroAct::kUndefine;
  macro.name = rows_.keep(view(identifier.getName()));
  FoundOccurrence& occurrence = rows_.occurrences.emplace_back();
  occurrence.file = place->file;
  occurrence.offset = place->offset;
  occurrence.length = name.getLength();
  occurrence.symbol = symbol(identifier, definition.getMacroInfo());
  occurrence.roles = model::kRefers;
}

void MacroRows::MacroExpands(const ast::Token& name, const ast::MacroDefinition& definition, ast::SourceRange,
                             const ast::MacroArgs*) {
  note_use(*name.getIdentifierInfo(), definition);
  ask(name.getLocation(), *name.getIdentifierInfo(), definition);
  if (expansions_ && definition.getMacroInfo()) {
    expansions_->push_back(
        {name.getLocation(), definition.getMacroInfo(), rows_.keep(view(name.getIdentifierInfo()->getName()))});
  }
  if (preprocessor_.isParsingIfOrElifDirective()) return;  // If() sees these
  const auto place = files_.place(name.getLocation());
  if (!place || place->from_macro) return;
  FoundOccurrence& occurrence = rows_.occurrences.emplace_back();
  occurrence.file = place->file;
  occurrence.offset = place->offset;
  occurrence.length = files_.token_length(place->file, place->offset);
  occurrence.symbol = symbol(*name.getIdentifierInfo(), definition.getMacroInfo());
  occurrence.roles = model::kRefers;
}

void MacroRows::test(ast::SourceLocation location, const ast::IdentifierInfo& name, bool is_evaluated) {
  const ast::MacroDefinition definition = preprocessor_.getMacroDefinition(&name);
  if (is_evaluated) {
    ask(location, name, definition);
  } else if (recorder_) {
    recorder_->name(location, name, definition.getMacroInfo());
  }
  const auto place = files_.place(location);
  if (!place) return;
  FoundOccurrence& occurrence = rows_.occurrences.emplace_back();
  occurrence.file = place->file;
  occurrence.offset = place->offset;
  occurrence.length = files_.token_length(place->file, place->offset);
  note_use(name, definition);
  occurrence.symbol = symbol(name, definition.getMacroInfo());
  occurrence.roles = model::kTests;
  if (!definition) tests_.push_back({rows_.occurrences.size() - 1, &name});
  FoundMacro& macro = rows_.macros.emplace_back();
  macro.file = place->file;
  macro.offset = hash_before(files_.text(place->file), place->offset);
  macro.act = model::MacroAct::kTest;
  macro.name = rows_.keep(view(name.getName()));
}

// The condition is read again, because clang tells neither of names that are not defined nor
// of those behind a && that is decided.
void MacroRows::test_all(ast::SourceLocation directive, ConditionValueKind value) {
  const ast::SourceManager& sources = preprocessor_.getSourceManager();
  if (directive.isInvalid() || !directive.isFileID()) return;
  const auto [id, offset] = sources.getDecomposedLoc(directive);
  const auto buffer = sources.getBufferDataOrNone(id);
  if (!buffer) return;
  ast::Lexer lexer(sources.getLocForStartOfFile(id), preprocessor_.getLangOpts(), buffer->begin(),
                   buffer->begin() + offset, buffer->end());
  ast::Token token;
  bool skips = false;  // inside __has_include(…): a header or an attribute, no macro
  for (bool is_first = true;; is_first = false) {
    const bool is_end = lexer.LexFromRawLexer(token);
    if (token.is(ast::tok::eof) || (!is_first && token.isAtStartOfLine())) return;
    if (skips) {
      skips = token.isNot(ast::tok::r_paren);
    } else if (token.is(ast::tok::raw_identifier) && !is_first) {
      const std::string text = ast::Lexer::getSpelling(token, sources, preprocessor_.getLangOpts());
      const std::size_t behind = sources.getFileOffset(token.getEndLoc());
      if (llvm::StringRef(text).starts_with("__has_") && buffer->substr(behind).ltrim(" \t").starts_with("(")) {
        skips = true;
      } else {
        const ast::IdentifierInfo* word = preprocessor_.getIdentifierInfo(text);
        const bool is_word = word->getTokenID() == ast::tok::identifier || word->hasMacroDefinition();
        if (text != "defined" && is_word) test(token.getLocation(), *word, value != CVK_NotEvaluated);
      }
    }
    if (is_end) return;
  }
}

void MacroRows::If(ast::SourceLocation location, ast::SourceRange, ConditionValueKind value) {
  test_all(location, value);
}
void MacroRows::Elif(ast::SourceLocation location, ast::SourceRange, ConditionValueKind value, ast::SourceLocation) {
  test_all(location, value);
}
void MacroRows::Ifdef(ast::SourceLocation, const ast::Token& name, const ast::MacroDefinition&) {
  test(name.getLocation(), *name.getIdentifierInfo());
}
void MacroRows::Ifndef(ast::SourceLocation, const ast::Token& name, const ast::MacroDefinition&) {
  if (recorder_) recorder_->begin_default(name);
  test(name.getLocation(), *name.getIdentifierInfo());
}
void MacroRows::Elifdef(ast::SourceLocation, const ast::Token& name, const ast::MacroDefinition&) {
  test(name.getLocation(), *name.getIdentifierInfo());
}
void MacroRows::Elifdef(ast::SourceLocation location, ast::SourceRange, ast::SourceLocation) {
  test_all(location, CVK_NotEvaluated);
}
void MacroRows::Elifndef(ast::SourceLocation, const ast::Token& name, const ast::MacroDefinition&) {
  test(name.getLocation(), *name.getIdentifierInfo());
}
void MacroRows::Elifndef(ast::SourceLocation location, ast::SourceRange, ast::SourceLocation) {
  test_all(location, CVK_NotEvaluated);
}

void MacroRows::InclusionDirective(ast::SourceLocation hash, const ast::Token&, llvm::StringRef name, bool is_angled,
                                   ast::CharSourceRange, ast::OptionalFileEntryRef file, llvm::StringRef,
                                   llvm::StringRef, const ast::Module*, bool, ast::SrcMgr::CharacteristicKind) {
  if (file && recorder_) recorder_->include(hash, *file);
  if (!file) missing_includes_.insert(name.str());
  const auto place = files_.place(hash);
  if (file) included_.push_back({place ? rows_.includes.size() : kNoRow, *file});
  if (place) rows_.includes.push_back({place->file, place->offset, is_angled, rows_.keep(view(name)), kNoOffset, {}});
}

void MacroRows::HasInclude(ast::SourceLocation, llvm::StringRef name, bool, ast::OptionalFileEntryRef file,
                           ast::SrcMgr::CharacteristicKind) {
  if (!file) missing_includes_.insert(name.str());
}

void MacroRows::resolve_includes() {
  for (const Included& included : included_) {
    const auto file = files_.file(included.entry);
    const auto imported = file ? std::nullopt : files_.imported(included.entry);
    if (included.row == kNoRow) {
      if (imported) imported_by_options_.push_back(*imported);
      continue;
    }
    if (file) rows_.includes[included.row].resolved = *file;
    if (imported) rows_.includes[included.row].imported = rows_.keep(files_.imported_path(*imported));
  }
}

void MacroRows::bind_tests() {
  constexpr std::uint32_t kGuards = model::FileFacts::kPragmaOnce | model::FileFacts::kIncludeGuard;
  for (const Test& test : tests_) {
    FoundOccurrence& occurrence = rows_.occurrences[test.row];
    const auto known = definitions_.find(test.name);
    if (known == definitions_.end() || (rows_.files[occurrence.file].facts.flags & kGuards) != 0) continue;
    for (const ast::MacroInfo* each : known->second) {
      const auto place = files_.place(each->getDefinitionLoc());
      if (place && place->file == occurrence.file) occurrence.symbol = symbol(*test.name, each);
    }
  }
}

void MacroRows::bind_names(IncludeReach& reach) {
  bind_tests();
  bind_bodies(reach);
}

void MacroRows::bind_bodies(IncludeReach& reach) {
  for (const ast::MacroInfo* macro : defined_) {
    for (const ast::Token& token : macro->tokens()) {
      const ast::IdentifierInfo* word = token.getIdentifierInfo();
      if (!word || !word->hadMacroDefinition() || macro->getParameterNum(word) >= 0) continue;
      const auto place = files_.place(token.getLocation());
      if (!place || place->from_macro) continue;
      const ast::MacroInfo* named = definition_for(place->file, *word, reach);
      if (!named || named == macro) continue;
      FoundOccurrence& occurrence = rows_.occurrences.emplace_back();
      occurrence.file = place->file;
      occurrence.offset = place->offset;
      occurrence.length = token.getLength();
      occurrence.symbol = symbol(*word, named);
      occurrence.roles = model::kRefers;
    }
  }
}

}  // namespace cairn::clang
