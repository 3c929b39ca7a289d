#include "core/clang/indexer/declaration_rows.h"

#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/TypeLoc.h>
#include <clang/Basic/CharInfo.h>

#include <algorithm>

namespace cairn::clang {
namespace {

using ast::index::SymbolRole;

constexpr std::string_view kOperator = "operator";

bool has(ast::index::SymbolRoleSet roles, SymbolRole role) { return (roles & static_cast<unsigned>(role)) != 0; }

model::Roles translate(ast::index::SymbolRoleSet roles) {
  model::Roles result = 0;
  const auto add = [&](SymbolRole from, model::Role to) {
    if (has(roles, from)) result = static_cast<model::Roles>(result | to);
  };
  add(SymbolRole::Declaration, model::kDeclares);
  add(SymbolRole::Definition, model::kDefines);
  add(SymbolRole::Reference, model::kRefers);
  add(SymbolRole::Read, model::kReads);
  add(SymbolRole::Write, model::kWrites);
  add(SymbolRole::Call, model::kCalls);
  add(SymbolRole::AddressOf, model::kTakesAddress);
  add(SymbolRole::Implicit, model::kImplicit);
  return result;
}

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return ast::isAsciiIdentifierContinue(byte) || byte >= 0x80;
}

bool begins_with_word(llvm::StringRef text, llvm::StringRef word) {
  return !word.empty() && text.starts_with(word) &&
         (!is_word(word.back()) || text.size() == word.size() || !is_word(text[word.size()]));
}

// The template's own declaration of what may be an instance's.
const ast::Decl* template_of(const ast::Decl& declaration) {
  const ast::Decl* result = &declaration;
  if (const auto* holder = llvm::dyn_cast<ast::TemplateDecl>(result)) {
    result = holder->getTemplatedDecl() ? holder->getTemplatedDecl() : result;
  }
  if (const auto* function = llvm::dyn_cast<ast::FunctionDecl>(result)) {
    const ast::FunctionDecl* pattern = function->getTemplateInstantiationPattern(/*ForDefinition=*/false);
    if (pattern) result = pattern;
  } else if (const auto* variable = llvm::dyn_cast<ast::VarDecl>(result)) {
    if (const ast::VarDecl* pattern = variable->getTemplateInstantiationPattern()) result = pattern;
  }
  return result;
}

// One of the functions that "using N::f;" brings, which are all those that the unit has declared so far, by chance or
// not. What stands in an expression has other roles or comes with the expression.
bool is_brought_in(const ast::NamedDecl& used, ast::index::SymbolRoleSet roles,
                   const ast::index::IndexDataConsumer::ASTNodeInfo& node) {
  const ast::FunctionDecl* function = used.getAsFunction();
  return !node.OrigE && translate(roles) == model::kRefers && function && !llvm::isa<ast::CXXMethodDecl>(function);
}

// Where the head of a declaration ends, if that is before its last token.
ast::SourceLocation body_of(const ast::NamedDecl& declaration, const ast::SourceManager& sources) {
  if (const auto* function = llvm::dyn_cast<ast::FunctionDecl>(&declaration)) {
    if (!function->doesThisDeclarationHaveABody() || function->isDefaulted()) return {};
    const auto* constructor = llvm::dyn_cast<ast::CXXConstructorDecl>(function);
    ast::SourceLocation body = function->getBody() ? function->getBody()->getBeginLoc() : ast::SourceLocation();
    if (!constructor) return body;
    for (const ast::CXXCtorInitializer* initializer : constructor->inits()) {
      const ast::SourceLocation at = initializer->getSourceLocation();
      if (initializer->isWritten() && at.isFileID() && sources.isBeforeInTranslationUnit(at, body)) body = at;
    }
    return body;
  }
  if (const auto* tag = llvm::dyn_cast<ast::TagDecl>(&declaration)) return tag->getBraceRange().getBegin();
  return {};
}

ast::SourceRange range_of(const ast::NamedDecl& declaration) {
  const ast::Decl* whole = &declaration;
  if (const ast::TemplateDecl* described = declaration.getDescribedTemplate()) whole = described;
  return whole->getSourceRange();
}

}  // namespace

std::uint32_t spelled_length(const FileTable& files, std::uint32_t file, std::uint32_t offset, std::string_view name) {
  const llvm::StringRef whole = files.text(file);
  const llvm::StringRef text = whole.substr(offset);
  if (begins_with_word(text, name)) return static_cast<std::uint32_t>(name.size());
  if (name.starts_with('~') && text.starts_with("~")) {
    const llvm::StringRef behind = text.drop_front().ltrim();
    if (!begins_with_word(behind, name.substr(1))) return 0;
    return static_cast<std::uint32_t>(text.size() - behind.size() + name.size() - 1);
  }
  if (name.size() > kOperator.size() && name.starts_with(kOperator) && !is_word(name[kOperator.size()])) {
    const llvm::StringRef sign = llvm::StringRef(name).drop_front(kOperator.size()).ltrim();
    const bool is_explicit = begins_with_word(text, kOperator);
    const llvm::StringRef behind = is_explicit ? text.drop_front(kOperator.size()).ltrim() : text;
    const std::size_t before = text.size() - behind.size();
    if (behind.starts_with(sign)) return static_cast<std::uint32_t>(before + sign.size());
    if (is_explicit) return static_cast<std::uint32_t>(kOperator.size());
    // A call's or subscript's brackets; the suffix of a literal.
    if ((sign == "()" || sign == "[]") && !text.empty() && sign.contains(text.front())) return 1;
    if (sign.starts_with("\"\"") && begins_with_word(text, sign.drop_front(2).ltrim())) {
      return static_cast<std::uint32_t>(sign.drop_front(2).ltrim().size());
    }
    return 0;
  }
  // Continued on the next line, or with escaped characters.
  const std::uint32_t length = files.token_length(file, offset);
  return whole.substr(offset, length).contains('\\') ? length : 0;
}

void DeclarationRows::introduce(const ast::NamedDecl& declaration, FoundOccurrence& occurrence) {
  occurrence.kind = kind_of(declaration);
  const ast::SourceManager& sources = declaration.getASTContext().getSourceManager();
  occurrence.extent = files_.extent(occurrence.file, range_of(declaration), body_of(declaration, sources));
  if (llvm::isa<ast::NamespaceDecl>(declaration)) {
    occurrence.extent.head_end = std::min(occurrence.extent.end, occurrence.offset + occurrence.length);
  }
  if (declaration.isDeprecated()) occurrence.flags |= model::SymbolFacts::kDeprecated;
  const bool is_main_file = occurrence.file == 0;
  const bool has_linkage = llvm::isa<ast::FunctionDecl, ast::VarDecl, ast::TagDecl>(declaration);
  if (is_main_file && has_linkage && !declaration.isExternallyVisible()) {
    occurrence.flags |= model::SymbolFacts::kLocal;
  }
}

void DeclarationRows::relate(std::uint32_t symbol, const FoundOccurrence& occurrence, const ast::NamedDecl& declaration,
                             llvm::ArrayRef<ast::index::SymbolRelation> relations) {
  for (const ast::index::SymbolRelation& relation : relations) {
    const bool is_base = has(relation.Roles, SymbolRole::RelationBaseOf);
    const bool is_override = has(relation.Roles, SymbolRole::RelationOverrideOf);
    const bool is_specialisation = has(relation.Roles, SymbolRole::RelationSpecializationOf);
    if (!is_base && !is_override && !is_specialisation) continue;
    const auto* related = llvm::dyn_cast<ast::NamedDecl>(relation.RelatedSymbol);
    if (!related) continue;
    // An enumeration's integer type is no base.
    if (is_base && (!llvm::isa<ast::RecordDecl>(declaration) || !llvm::isa<ast::RecordDecl>(related))) continue;
    if (const auto* holder = llvm::dyn_cast<ast::TemplateDecl>(related)) {
      if (holder->getTemplatedDecl()) related = holder->getTemplatedDecl();
    }
    const auto other = symbols_.number(*related);
    if (!other || *other == symbol) continue;
    if (is_base) {
      rows_.relations.push_back({occurrence.file, symbol, *other, model::RelationKind::kBaseOf});
      continue;
    }
    const auto kind = is_override ? model::RelationKind::kOverriddenBy : model::RelationKind::kSpecialisedBy;
    rows_.relations.push_back({occurrence.file, *other, symbol, kind});
    if (!is_override) continue;
    FoundOccurrence overriding = occurrence;
    overriding.symbol = *other;
    overriding.extent = {};
    overriding.flags = 0;
    overriding.roles =
        static_cast<model::Roles>(model::kOverrides | (occurrence.roles & static_cast<unsigned>(model::kFromMacro)));
    rows_.occurrences.push_back(overriding);
  }
}

void DeclarationRows::read_spelling(std::uint32_t symbol, const Place& place, FoundOccurrence& occurrence) const {
  const std::string_view name = symbols_.spelling(symbol);
  if (place.from_macro) {
    occurrence.roles |= model::kFromMacro;
  } else if (!name.empty()) {
    const bool introduces = (occurrence.roles & (model::kDeclares | model::kDefines)) != 0;
    occurrence.length = spelled_length(files_, place.file, place.offset, name);
    if (occurrence.length == 0 && introduces) occurrence.length = files_.token_length(place.file, place.offset);
    if (occurrence.length == 0) occurrence.roles |= model::kImplicit;
  }
}

void DeclarationRows::use(const ast::Decl* declaration, ast::SourceLocation location, model::Roles roles) {
  const auto* named = llvm::dyn_cast_or_null<ast::NamedDecl>(declaration ? template_of(*declaration) : nullptr);
  if (!named || named->isImplicit() || ast::index::isFunctionLocalSymbol(named)) return;
  if (llvm::isa<ast::TemplateTypeParmDecl, ast::NonTypeTemplateParmDecl, ast::TemplateTemplateParmDecl,
                ast::UsingShadowDecl, ast::UsingDecl, ast::UnresolvedUsingValueDecl>(named)) {
    return;
  }
  const auto place = files_.place(location);
  const auto symbol = place ? symbols_.number(*named) : std::nullopt;
  if (!symbol) return;
  FoundOccurrence occurrence;
  occurrence.file = place->file;
  occurrence.offset = place->offset;
  occurrence.symbol = *symbol;
  occurrence.roles = roles;
  read_spelling(*symbol, *place, occurrence);
  rows_.occurrences.push_back(occurrence);
}

void DeclarationRows::use_candidate(const ast::NamedDecl* declaration, ast::SourceLocation location) {
  const auto place = files_.place(location);
  if (place && is_declared_within(*declaration, place->file)) use(declaration, location, model::kRefers);
}

bool DeclarationRows::is_declared_within(const ast::NamedDecl& declaration, std::uint32_t file) {
  const ast::NamedDecl* entity = declaration.getUnderlyingDecl();
  const auto [known, is_new] = declared_within_.try_emplace({entity->getCanonicalDecl(), file}, false);
  if (!is_new) return known->second;
  for (const ast::Decl* each : entity->redecls()) {
    const auto place = files_.place(each->getLocation());
    const auto imported = place ? std::nullopt : files_.imported(each->getLocation());
    if (!(place && reach_.reaches(file, place->file)) &&
        !(imported && reach_.reaches(file, reach_.node_of_imported(*imported)))) {
      continue;
    }
    known->second = true;
    break;
  }
  return known->second;
}

// Lookup in a template finds whatever the unit has declared before it, by chance or not: every
// operator== of all headers that came first. What the template's file itself includes is meant;
// of a function's name everything, if that declares none; of an operator nothing, since one in an inner namespace
// hides all others.
bool DeclarationRows::is_candidate(const ast::NamedDecl& candidate, const ast::Expr& expression, std::uint32_t file) {
  const auto* lookup = llvm::dyn_cast<ast::UnresolvedLookupExpr>(&expression);
  if (lookup && lookup->getName().getNameKind() == ast::DeclarationName::CXXOperatorName) return false;
  if (!lookup || is_declared_within(candidate, file)) return true;
  return std::none_of(lookup->decls_begin(), lookup->decls_end(),
                      [&](const ast::NamedDecl* each) { return is_declared_within(*each, file); });
}

void DeclarationRows::introduce_local(const ast::NamedDecl& declaration) {
  const auto* function = llvm::dyn_cast<ast::FunctionDecl>(&declaration);
  llvm::SmallVector<ast::index::SymbolRelation, 2> relations;
  if (const auto* method = llvm::dyn_cast<ast::CXXMethodDecl>(&declaration)) {
    for (const ast::CXXMethodDecl* each : method->overridden_methods()) {
      relations.emplace_back(static_cast<unsigned>(SymbolRole::RelationOverrideOf), template_of(*each));
    }
  }
  const bool is_definition = !function || function->isThisDeclarationADefinition();
  const SymbolRole role = is_definition ? SymbolRole::Definition : SymbolRole::Declaration;
  const auto* around = llvm::cast<ast::Decl>(declaration.getDeclContext());
  handleDeclOccurrence(&declaration, static_cast<unsigned>(role), relations, declaration.getLocation(),
                       {nullptr, &declaration, around, declaration.getDeclContext()});
}

void DeclarationRows::relate_base(const ast::CXXRecordDecl& base, const ast::CXXRecordDecl& derived) {
  const auto place = files_.place(derived.getLocation());
  const ast::CXXRecordDecl* pattern = base.getTemplateInstantiationPattern();
  const auto subject = symbols_.number(pattern ? *pattern : base);
  const auto object = symbols_.number(derived);
  if (!place || !subject || !object) return;
  rows_.relations.push_back({place->file, *subject, *object, model::RelationKind::kBaseOf});
}

bool DeclarationRows::handleDeclOccurrence(const ast::Decl* declaration, ast::index::SymbolRoleSet roles,
                                           llvm::ArrayRef<ast::index::SymbolRelation> relations,
                                           ast::SourceLocation location, ASTNodeInfo node) {
  const auto* named = llvm::dyn_cast<ast::NamedDecl>(declaration);
  // A constructor's name is the class's, but names the constructor; a using-declaration names what it brings.
  // One of a dependent name says nothing of what that is.
  if (!named || has(roles, SymbolRole::NameReference) ||
      llvm::isa<ast::UsingDecl, ast::UnresolvedUsingValueDecl, ast::UnresolvedUsingTypenameDecl>(named)) {
    return true;
  }
  // Which partial specialisation an instance is made from is known only where something needs the instance.
  const auto* partial = llvm::dyn_cast<ast::ClassTemplatePartialSpecializationDecl>(named);
  if (partial && node.OrigD && !llvm::isa<ast::ClassTemplatePartialSpecializationDecl>(node.OrigD) &&
      llvm::isa<ast::ClassTemplateSpecializationDecl>(node.OrigD)) {
    named = partial->getSpecializedTemplate()->getTemplatedDecl();
  }
  const auto place = files_.place(location);
  if (!place) return true;
  if (node.OrigE && llvm::isa<ast::OverloadExpr>(node.OrigE) && !is_candidate(*named, *node.OrigE, place->file)) {
    return true;
  }
  if (is_brought_in(*named, roles, node) && !is_declared_within(*named, place->file)) return true;
  const auto symbol = symbols_.number(*named);
  if (!symbol) return true;

  FoundOccurrence occurrence;
  occurrence.file = place->file;
  occurrence.offset = place->offset;
  occurrence.symbol = *symbol;
  occurrence.roles = translate(roles);
  const bool introduces = (occurrence.roles & (model::kDeclares | model::kDefines)) != 0;
  read_spelling(*symbol, *place, occurrence);
  // Clang makes up the body of a defaulted function when something first needs it.
  const auto* around = llvm::dyn_cast_or_null<ast::FunctionDecl>(node.ContainerDC);
  if (around && around != node.OrigD && around->isDefaulted() && occurrence.length == 0) return true;
  const auto* written = llvm::dyn_cast_or_null<ast::NamedDecl>(node.OrigD);
  if (introduces) introduce(written ? *written : *named, occurrence);
  rows_.occurrences.push_back(occurrence);
  if (!relations.empty()) relate(*symbol, occurrence, *named, relations);
  return true;
}

}  // namespace cairn::clang
