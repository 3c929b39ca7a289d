#include "core/clang/indexer/symbol_table.h"

#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/Index/USRGeneration.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/raw_ostream.h>

#include <string>

#include "core/clang/usr.h"
#include "platform/base/utf.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxScopeBytes = 1024;  // as of the lexical rows

std::string name_of(const ast::NamedDecl& declaration) {
  const ast::DeclarationName name = declaration.getDeclName();
  if (const ast::IdentifierInfo* identifier = name.getAsIdentifierInfo()) {
    return base::to_valid_utf8({identifier->getName().data(), identifier->getName().size()});
  }
  if (name.isEmpty()) return {};
  if (const auto* constructor = llvm::dyn_cast<ast::CXXConstructorDecl>(&declaration)) {
    return name_of(*constructor->getParent());
  }
  if (const auto* destructor = llvm::dyn_cast<ast::CXXDestructorDecl>(&declaration)) {
    return "~" + name_of(*destructor->getParent());
  }
  ast::PrintingPolicy policy(declaration.getASTContext().getLangOpts());
  policy.SuppressTemplateArgsInCXXConstructors = true;
  policy.AnonymousTagLocations = false;
  std::string text;
  llvm::raw_string_ostream out(text);
  name.print(out, policy);
  return base::to_valid_utf8(text);
}

// As people name it: std::string is not looked for in std::__cxx11.
void append_scope(const ast::DeclContext* context, std::string& scope) {
  if (!context || context->isTranslationUnit()) return;
  append_scope(context->getParent(), scope);
  if (context->isInlineNamespace()) return;
  const auto* named = llvm::dyn_cast<ast::NamedDecl>(ast::Decl::castFromDeclContext(context));
  if (!named || scope.size() > kMaxScopeBytes) return;
  std::string name = name_of(*named);
  if (name.empty()) {
    const auto* tag = llvm::dyn_cast<ast::TagDecl>(named);
    if (tag && tag->getTypedefNameForAnonDecl()) name = name_of(*tag->getTypedefNameForAnonDecl());
  }
  if (!name.empty()) scope.append(name).append("::");
}

model::SymbolKind kind_of_tag(const ast::TagDecl& tag) {
  if (tag.isEnum()) return model::SymbolKind::kEnum;
  if (tag.isUnion()) return model::SymbolKind::kUnion;
  return tag.isStruct() ? model::SymbolKind::kStruct : model::SymbolKind::kClass;
}

model::SymbolKind kind_of_function(const ast::FunctionDecl& function) {
  if (llvm::isa<ast::CXXConstructorDecl>(function)) return model::SymbolKind::kConstructor;
  if (llvm::isa<ast::CXXDestructorDecl>(function)) return model::SymbolKind::kDestructor;
  if (llvm::isa<ast::CXXConversionDecl>(function)) return model::SymbolKind::kConversion;
  if (function.isOverloadedOperator() || function.getLiteralIdentifier()) return model::SymbolKind::kOperator;
  return llvm::isa<ast::CXXMethodDecl>(function) ? model::SymbolKind::kMethod : model::SymbolKind::kFunction;
}

}  // namespace

model::SymbolKind kind_of(const ast::NamedDecl& declaration) {
  if (const auto* function = declaration.getAsFunction()) return kind_of_function(*function);
  if (const auto* tag = llvm::dyn_cast<ast::TagDecl>(&declaration)) return kind_of_tag(*tag);
  if (const auto* holder = llvm::dyn_cast<ast::ClassTemplateDecl>(&declaration)) {
    return kind_of_tag(*holder->getTemplatedDecl());
  }
  if (llvm::isa<ast::NamespaceDecl, ast::NamespaceAliasDecl>(declaration)) return model::SymbolKind::kNamespace;
  if (llvm::isa<ast::EnumConstantDecl>(declaration)) return model::SymbolKind::kEnumMember;
  if (llvm::isa<ast::FieldDecl, ast::IndirectFieldDecl, ast::MSPropertyDecl>(declaration)) {
    return model::SymbolKind::kField;
  }
  if (llvm::isa<ast::ConceptDecl>(declaration)) return model::SymbolKind::kConcept;
  if (llvm::isa<ast::TypedefNameDecl, ast::TypeAliasTemplateDecl, ast::UsingDecl, ast::UnresolvedUsingTypenameDecl>(
          declaration)) {
    return model::SymbolKind::kTypeAlias;
  }
  if (const auto* variable = llvm::dyn_cast<ast::VarDecl>(&declaration)) {
    const bool is_field = variable->isStaticDataMember();
    if (variable->getType().isConstQualified() && !is_field) return model::SymbolKind::kConstant;
    return is_field ? model::SymbolKind::kField : model::SymbolKind::kVariable;
  }
  return model::SymbolKind::kVariable;
}

// clang marks a declaration with its file, or else with that of what is around it.
std::string_view SymbolTable::bound_path(const ast::NamedDecl& declaration, std::string_view base) {
  const ast::Decl* around = &declaration;
  std::string_view own;
  while (around && !llvm::isa<ast::TranslationUnitDecl>(around)) {
    const std::string_view path = files_.path(around->getCanonicalDecl()->getBeginLoc());
    if (own.empty()) own = path;
    if (!base.empty() && path.substr(path.rfind('/') + 1) == base) return path;
    around = llvm::cast_or_null<ast::Decl>(around->getDeclContext());
  }
  return own;
}

std::optional<std::uint32_t> SymbolTable::add(const ast::NamedDecl& declaration) {
  llvm::SmallString<256> raw;
  if (ast::index::generateUSRForDecl(&declaration, raw)) return std::nullopt;
  std::string usr(raw.data(), raw.size());
  if (usr.size() <= 2) return std::nullopt;
  const auto* variable = llvm::dyn_cast<ast::VarDecl>(&declaration);
  if (variable && variable->getDescribedVarTemplate()) usr = variable_template_usr(usr);
  const std::string_view path = may_name_file(usr) ? bound_path(declaration, named_file(usr)) : std::string_view();
  std::string scope;
  append_scope(declaration.getDeclContext(), scope);
  return rows_.add_symbol(normalise_usr(usr, path), name_of(declaration), scope, kind_of(declaration));
}

std::optional<std::uint32_t> SymbolTable::number(const ast::NamedDecl& declaration) {
  const ast::Decl* canonical = declaration.getCanonicalDecl();
  if (const auto known = numbers_.find(canonical); known != numbers_.end()) {
    if (known->second < 0) return std::nullopt;
    return static_cast<std::uint32_t>(known->second);
  }
  const auto number = add(*llvm::cast<ast::NamedDecl>(canonical));
  if (number && canonical->isFromASTFile()) imported_.push_back(llvm::cast<ast::NamedDecl>(canonical));
  numbers_[canonical] = number ? static_cast<std::int64_t>(*number) : -1;
  return number;
}

}  // namespace cairn::clang
