#include "core/clang/indexer/silent_uses.h"

#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/AST/StmtCXX.h>

#include <vector>

namespace cairn::clang {
namespace {

constexpr model::Roles kImplicitCall = model::kRefers | model::kCalls | model::kImplicit;
constexpr model::Roles kCall = model::kRefers | model::kCalls;

// As RecursiveASTVisitor goes: code as it is written, no instances of templates.
class Walk : public ast::RecursiveASTVisitor<Walk> {
 public:
  explicit Walk(ast::ASTContext& context, DeclarationRows& rows) : context_(context), rows_(rows) {}

  bool VisitCXXForRangeStmt(ast::CXXForRangeStmt* loop) {
    call_of(loop->getBeginStmt(), loop->getColonLoc());
    call_of(loop->getEndStmt(), loop->getColonLoc());
    return true;
  }

  bool VisitCXXNewExpr(ast::CXXNewExpr* expression) {
    rows_.use(expression->getOperatorNew(), expression->getBeginLoc(), kCall);
    return true;
  }

  bool VisitCXXDeleteExpr(ast::CXXDeleteExpr* expression) {
    rows_.use(expression->getOperatorDelete(), expression->getBeginLoc(), kCall);
    const ast::QualType type = expression->getDestroyedType();
    if (!type.isNull()) destroy(type, expression->getBeginLoc());
    return true;
  }

  bool VisitVarDecl(ast::VarDecl* variable) {
    const bool is_object = variable->isThisDeclarationADefinition() == ast::VarDecl::Definition &&
                           !llvm::isa<ast::ParmVarDecl>(variable) && !variable->getType()->isDependentType();
    if (is_object && variable->needsDestruction(context_) != ast::QualType::DK_none) {
      destroy(variable->getType(), variable->getLocation());
    }
    return true;
  }

  bool VisitCXXBindTemporaryExpr(ast::CXXBindTemporaryExpr* expression) {
    rows_.use(expression->getTemporary()->getDestructor(), expression->getBeginLoc(), kImplicitCall);
    return true;
  }

  bool VisitCXXConstructExpr(ast::CXXConstructExpr* expression) {
    const ast::InheritedConstructor inherited = expression->getConstructor()->getInheritedConstructor();
    if (inherited) rows_.use(inherited.getConstructor(), expression->getLocation(), kImplicitCall);
    return true;
  }

  // "a != b" that calls operator==.
  bool VisitCXXRewrittenBinaryOperator(ast::CXXRewrittenBinaryOperator* expression) {
    const ast::Expr* inner = expression->getDecomposedForm().InnerBinOp;
    if (const auto* call = llvm::dyn_cast_or_null<ast::CXXOperatorCallExpr>(inner)) {
      rows_.use(call->getDirectCallee(), expression->getOperatorLoc(), kImplicitCall);
    }
    return true;
  }

  bool VisitDesignatedInitExpr(ast::DesignatedInitExpr* expression) {
    for (const ast::DesignatedInitExpr::Designator& each : expression->designators()) {
      if (each.isFieldDesignator()) rows_.use(each.getFieldDecl(), each.getFieldLoc(), model::kRefers);
    }
    return true;
  }

  bool VisitUsingEnumDecl(ast::UsingEnumDecl* declaration) {
    rows_.use(declaration->getEnumDecl(), declaration->getEnumTypeLoc().getEndLoc(), model::kRefers);
    return true;
  }

  bool TraverseTemplateArgumentLoc(const ast::TemplateArgumentLoc& argument) {
    const ast::TemplateArgument::ArgKind kind = argument.getArgument().getKind();
    if (kind == ast::TemplateArgument::Template || kind == ast::TemplateArgument::TemplateExpansion) {
      const ast::TemplateName name = argument.getArgument().getAsTemplateOrTemplatePattern();
      rows_.use(name.getAsTemplateDecl(), argument.getTemplateNameLoc(), model::kRefers);
    }
    return RecursiveASTVisitor::TraverseTemplateArgumentLoc(argument);
  }

  // Inside a function; those of namespaces are the index walk's.
  bool TraverseNamespaceAliasDecl(ast::NamespaceAliasDecl* declaration) {
    if (!declaration->getParentFunctionOrMethod()) return true;
    rows_.use(declaration->getAliasedNamespace(), declaration->getTargetNameLoc(), model::kRefers);
    return unread([&] { return TraverseNestedNameSpecifierLoc(declaration->getQualifierLoc()); });
  }

  // What is local has no rows, but what is derived from others belongs to what is asked about those.
  bool VisitCXXRecordDecl(ast::CXXRecordDecl* record) {
    if (!record->isLocalClass() || !record->isThisDeclarationADefinition() || record->getNumBases() == 0) return true;
    rows_.introduce_local(*record);
    for (const ast::CXXBaseSpecifier& base : record->bases()) {
      if (const auto* named = base.getType()->getAsCXXRecordDecl()) rows_.relate_base(*named, *record);
    }
    return true;
  }
  bool VisitCXXMethodDecl(ast::CXXMethodDecl* method) {
    if (method->size_overridden_methods() == 0 || method->isImplicit() || !method->getParent()->isLocalClass()) {
      return true;
    }
    rows_.introduce_local(*method);
    return true;
  }

  // Bases and members that a constructor makes, or a destructor destroys, without naming them.
  bool VisitCXXConstructorDecl(ast::CXXConstructorDecl* constructor) {
    if (!constructor->isUserProvided() || !constructor->doesThisDeclarationHaveABody()) return true;
    for (const ast::CXXCtorInitializer* each : constructor->inits()) {
      const ast::Expr* made = each->isWritten() || each->isInClassMemberInitializer() ? nullptr : each->getInit();
      const auto* call = made ? llvm::dyn_cast<ast::CXXConstructExpr>(made->IgnoreImplicit()) : nullptr;
      if (call) rows_.use(call->getConstructor(), constructor->getLocation(), kImplicitCall);
    }
    return true;
  }
  bool VisitCXXDestructorDecl(ast::CXXDestructorDecl* destructor) {
    const ast::CXXRecordDecl* record = destructor->getParent();
    if (!destructor->isUserProvided() || !destructor->doesThisDeclarationHaveABody() || record->isInvalidDecl()) {
      return true;
    }
    for (const ast::CXXBaseSpecifier& base : record->bases()) destroy_part(base.getType(), *destructor);
    for (const ast::FieldDecl* field : record->fields()) destroy_part(field->getType(), *destructor);
    return true;
  }

  // Inside a function; those of namespaces and classes are the index walk's. The type in "using Base::Base" is not.
  bool VisitUsingDecl(ast::UsingDecl* declaration) {
    read_inherited(declaration->getNameInfo());
    if (!declaration->getParentFunctionOrMethod()) return true;
    for (const ast::UsingShadowDecl* each : declaration->shadows()) {
      rows_.use_candidate(each->getTargetDecl(), declaration->getLocation());
    }
    return true;
  }

  bool VisitUnresolvedUsingValueDecl(ast::UnresolvedUsingValueDecl* declaration) {
    read_inherited(declaration->getNameInfo());
    return true;
  }

  // A type that a using declaration brought.
  bool VisitUsingTypeLoc(ast::UsingTypeLoc type) {
    rows_.use(type.getFoundDecl()->getTargetDecl(), type.getNameLoc(), model::kRefers);
    return true;
  }

  // A class template that a class template calls its friend.
  bool VisitFriendDecl(ast::FriendDecl* declaration) {
    const auto* named = llvm::dyn_cast_or_null<ast::ClassTemplateDecl>(declaration->getFriendDecl());
    if (!named) return true;
    rows_.use(named, named->getLocation(), model::kRefers);
    return unread([&] { return TraverseNestedNameSpecifierLoc(named->getTemplatedDecl()->getQualifierLoc()); });
  }

  // "extern template class V<int>".
  bool VisitClassTemplateSpecializationDecl(ast::ClassTemplateSpecializationDecl* declaration) {
    if (is_explicit_instantiation(declaration->getSpecializationKind())) {
      const auto* partial =
          declaration->getSpecializedTemplateOrPartial().dyn_cast<ast::ClassTemplatePartialSpecializationDecl*>();
      const ast::Decl* made_from = declaration->getSpecializedTemplate()->getTemplatedDecl();
      rows_.use(partial ? partial : made_from, declaration->getLocation(), model::kRefers);
      read_name(*declaration);
    }
    return true;
  }

  // "constexpr int size<V<T>> = 2": the index walk reads its type and value only.
  bool VisitVarTemplateSpecializationDecl(ast::VarTemplateSpecializationDecl* declaration) {
    // An instance's arguments are spelled by whoever made it, and stand in the template that names it.
    if (declaration->getSpecializationKind() != ast::TSK_ImplicitInstantiation) read_name(*declaration);
    return true;
  }

  // The index walk reads the parameters of a template's first declaration only, and no attributes.
  bool TraverseAttr(ast::Attr* attribute) {
    if (attribute->isImplicit() || attribute->isInherited()) return true;
    return unread([&] { return RecursiveASTVisitor::TraverseAttr(attribute); });
  }
  bool TraverseTemplateTypeParmDecl(ast::TemplateTypeParmDecl* declaration) {
    return unread([&] { return RecursiveASTVisitor::TraverseTemplateTypeParmDecl(declaration); });
  }
  bool TraverseNonTypeTemplateParmDecl(ast::NonTypeTemplateParmDecl* declaration) {
    return unread([&] { return RecursiveASTVisitor::TraverseNonTypeTemplateParmDecl(declaration); });
  }
  bool TraverseTemplateTemplateParmDecl(ast::TemplateTemplateParmDecl* declaration) {
    return unread([&] { return RecursiveASTVisitor::TraverseTemplateTemplateParmDecl(declaration); });
  }

  // The type in the name of a conversion.
  bool TraverseDeclarationNameInfo(const ast::DeclarationNameInfo& name) {
    if (name.getName().getNameKind() != ast::DeclarationName::CXXConversionFunctionName) return true;
    return unread([&] { return RecursiveASTVisitor::TraverseDeclarationNameInfo(name); });
  }

  bool VisitDeclRefExpr(ast::DeclRefExpr* expression) {
    return refer(expression->getDecl(), expression->getLocation());
  }
  bool VisitMemberExpr(ast::MemberExpr* expression) {
    return refer(expression->getMemberDecl(), expression->getMemberLoc());
  }
  bool VisitConceptSpecializationExpr(ast::ConceptSpecializationExpr* expression) {
    return refer(expression->getNamedConcept(), expression->getConceptNameLoc());
  }
  bool VisitTypedefTypeLoc(ast::TypedefTypeLoc type) { return refer(type.getTypedefNameDecl(), type.getNameLoc()); }
  bool VisitTagTypeLoc(ast::TagTypeLoc type) { return refer(type.getDecl(), type.getNameLoc()); }
  bool VisitTemplateSpecializationTypeLoc(ast::TemplateSpecializationTypeLoc type) {
    return refer(type.getTypePtr()->getTemplateName().getAsTemplateDecl(), type.getTemplateNameLoc());
  }
  bool TraverseNestedNameSpecifierLoc(ast::NestedNameSpecifierLoc qualifier) {
    if (const ast::NestedNameSpecifier* specifier = qualifier.getNestedNameSpecifier(); specifier && unread_ > 0) {
      refer(specifier->getAsNamespace(), qualifier.getLocalBeginLoc());
      refer(specifier->getAsNamespaceAlias(), qualifier.getLocalBeginLoc());
    }
    return RecursiveASTVisitor::TraverseNestedNameSpecifierLoc(qualifier);
  }

  bool VisitCXXDependentScopeMemberExpr(ast::CXXDependentScopeMemberExpr* expression) {
    if (expression->getQualifier()) {
      depend(expression->getQualifier()->getAsType(), expression->getMemberNameInfo());
    } else {
      const ast::QualType base = expression->getBaseType();
      if (base.isNull()) return true;
      depend(base->getPointeeType().isNull() ? base.getTypePtr() : base->getPointeeType().getTypePtr(),
             expression->getMemberNameInfo());
    }
    return true;
  }

  bool VisitDependentScopeDeclRefExpr(ast::DependentScopeDeclRefExpr* expression) {
    depend(expression->getQualifier()->getAsType(), expression->getNameInfo());
    return true;
  }

 private:
  template <typename Traverse>
  bool unread(Traverse&& traverse) {
    ++unread_;
    const bool goes_on = traverse();
    --unread_;
    return goes_on;
  }

  bool refer(const ast::Decl* declaration, ast::SourceLocation location) {
    if (unread_ > 0) rows_.use(declaration, location, model::kRefers);
    return true;
  }

  static bool is_explicit_instantiation(ast::TemplateSpecializationKind kind) {
    return kind == ast::TSK_ExplicitInstantiationDeclaration || kind == ast::TSK_ExplicitInstantiationDefinition;
  }

  // What a specialisation's name is made of: qualifiers and arguments.
  template <typename Specialization>
  void read_name(const Specialization& declaration) {
    unread([&] {
      TraverseNestedNameSpecifierLoc(declaration.getQualifierLoc());
      if (const auto* arguments = declaration.getTemplateArgsAsWritten()) {
        for (const ast::TemplateArgumentLoc& each : arguments->arguments()) TraverseTemplateArgumentLoc(each);
      }
      return true;
    });
  }

  void read_inherited(const ast::DeclarationNameInfo& name) {
    if (name.getName().getNameKind() != ast::DeclarationName::CXXConstructorName) return;
    if (const ast::TypeSourceInfo* type = name.getNamedTypeInfo()) {
      unread([&] { return TraverseTypeLoc(type->getTypeLoc()); });
    }
  }

  void destroy_part(ast::QualType type, const ast::CXXDestructorDecl& destructor) {
    if (!type->isDependentType() && type.isDestructedType() != ast::QualType::DK_none) {
      destroy(type, destructor.getLocation());
    }
  }

  void call_of(const ast::DeclStmt* statement, ast::SourceLocation colon) {
    if (!statement || !statement->isSingleDecl()) return;
    const auto* variable = llvm::dyn_cast<ast::VarDecl>(statement->getSingleDecl());
    const ast::Expr* call = variable ? variable->getInit() : nullptr;
    if (!call) return;
    if (const auto* made = llvm::dyn_cast<ast::CallExpr>(call->IgnoreImplicit())) {
      rows_.use(made->getDirectCallee(), colon, kImplicitCall);
    }
  }

  void destroy(ast::QualType type, ast::SourceLocation location) {
    const ast::CXXRecordDecl* record = context_.getBaseElementType(type)->getAsCXXRecordDecl();
    if (record && record->hasDefinition()) rows_.use(record->getDestructor(), location, kImplicitCall);
  }

  // The members of a template that a name may mean where the template's arguments are not known.
  void depend(const ast::Type* type, const ast::DeclarationNameInfo& name) {
    if (!type) return;
    const ast::CXXRecordDecl* record = nullptr;
    if (const auto* injected = type->getAs<ast::InjectedClassNameType>()) {
      record = injected->getDecl();
    } else if (const auto* named = type->getAs<ast::TemplateSpecializationType>()) {
      const auto* holder = llvm::dyn_cast_or_null<ast::ClassTemplateDecl>(named->getTemplateName().getAsTemplateDecl());
      if (holder) record = holder->getTemplatedDecl();
    }
    record = record ? record->getDefinition() : nullptr;
    if (!record) return;
    const auto any = [](const ast::NamedDecl*) { return true; };
    // Asks for nothing but the names of members, though not marked const.
    auto* lookup = const_cast<ast::CXXRecordDecl*>(record);
    for (const ast::NamedDecl* each : lookup->lookupDependentName(name.getName(), any)) {
      rows_.use(each, name.getLoc(), model::kRefers);
    }
  }

  ast::ASTContext& context_;
  DeclarationRows& rows_;
  int unread_ = 0;  // nodes around the present one that the index walk does not read
};

}  // namespace

void find_silent_uses(ast::ASTContext& context, DeclarationRows& rows) {
  Walk walk(context, rows);
  walk.TraverseDecl(context.getTranslationUnitDecl());
}

}  // namespace cairn::clang
