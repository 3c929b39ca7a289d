#include "bench/rows/ast_walk.h"

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Frontend/Utils.h>
#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>

#include <climits>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::bench {
namespace {

std::string plain_name(const clang::NamedDecl& declaration) {
  if (const auto* holder = llvm::dyn_cast<clang::TemplateDecl>(&declaration)) {
    if (holder->getTemplatedDecl()) return plain_name(*holder->getTemplatedDecl());
  }
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructorDecl>(&declaration)) {
    return plain_name(*made->getParent());
  }
  if (const auto* made = llvm::dyn_cast<clang::CXXDestructorDecl>(&declaration)) {
    return "~" + plain_name(*made->getParent());
  }
  if (const auto* guide = llvm::dyn_cast<clang::CXXDeductionGuideDecl>(&declaration)) {
    return plain_name(*guide->getDeducedTemplate());
  }
  return declaration.getNameAsString();
}

class Places {
 public:
  Places(const clang::SourceManager& sources, Walked& walked) : sources_(sources), walked_(walked) {}

  void add(const std::string& name, clang::SourceLocation location, const char* kind) {
    if (location.isInvalid() || name.empty()) return;
    const clang::SourceLocation at = sources_.getFileLoc(location);
    const std::string& path = path_of(sources_.getFileID(at));
    if (path.empty()) return;
    const std::string shown = std::string(kind) + (location.isMacroID() ? " in a macro" : "");
    walked_.names.try_emplace({path, sources_.getSpellingLineNumber(at), sources_.getSpellingColumnNumber(at), name},
                              shown);
  }

 private:
  const std::string& path_of(clang::FileID id) {
    auto [known, is_new] = paths_.try_emplace(id.getHashValue());
    const auto entry = is_new ? sources_.getFileEntryRefForID(id) : clang::OptionalFileEntryRef();
    char real[PATH_MAX];
    if (entry && realpath(entry->getName().str().c_str(), real)) known->second = real;
    return known->second;
  }

  const clang::SourceManager& sources_;
  Walked& walked_;
  std::map<unsigned, std::string> paths_;
};

class Walk : public clang::RecursiveASTVisitor<Walk> {
 public:
  explicit Walk(Places& places) : places_(places) {}

  void add(const clang::Decl* declaration, clang::SourceLocation location, const char* kind) {
    const auto* named = llvm::dyn_cast_or_null<clang::NamedDecl>(declaration);
    if (!named || named->isImplicit() || is_local(*named)) return;
    places_.add(plain_name(*named), location, kind);
  }

  bool VisitNamedDecl(clang::NamedDecl* declaration) {
    // What a template declares is visited by itself.
    if (!llvm::isa<clang::UsingDirectiveDecl, clang::UsingShadowDecl, clang::UsingDecl, clang::UsingEnumDecl,
                   clang::FunctionTemplateDecl, clang::ClassTemplateDecl, clang::VarTemplateDecl,
                   clang::TypeAliasTemplateDecl>(declaration)) {
      add(declaration, declaration->getLocation(), declaration->getDeclKindName());
    }
    return true;
  }
  bool VisitUsingDecl(clang::UsingDecl* declaration) {
    for (const auto* shadow : declaration->shadows())
      add(shadow->getTargetDecl(), declaration->getLocation(), "UsingDecl");
    return true;
  }
  bool VisitUsingEnumDecl(clang::UsingEnumDecl* declaration) {
    add(declaration->getEnumDecl(), declaration->getEnumTypeLoc().getEndLoc(), "UsingEnumDecl");
    return true;
  }
  bool VisitUsingDirectiveDecl(clang::UsingDirectiveDecl* declaration) {
    add(declaration->getNominatedNamespaceAsWritten(), declaration->getIdentLocation(), "UsingDirectiveDecl");
    return true;
  }
  bool VisitNamespaceAliasDecl(clang::NamespaceAliasDecl* declaration) {
    add(declaration->getAliasedNamespace(), declaration->getTargetNameLoc(), "alias of a namespace");
    return true;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr* e) {
    add(e->getDecl(), e->getLocation(), "DeclRefExpr");
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr* e) {
    add(e->getMemberDecl(), e->getMemberLoc().isValid() ? e->getMemberLoc() : e->getBeginLoc(), "MemberExpr");
    return true;
  }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr* e) {
    add(e->getConstructor(), e->getLocation(), "CXXConstructExpr");
    return true;
  }
  bool VisitOverloadExpr(clang::OverloadExpr* e) {
    for (const auto* each : e->decls())
      add(each->getUnderlyingDecl(), e->getNameLoc(), "candidate of a dependent name");
    return true;
  }
  bool VisitOffsetOfExpr(clang::OffsetOfExpr* e) {
    for (unsigned i = 0; i < e->getNumComponents(); ++i) {
      const clang::OffsetOfNode& node = e->getComponent(i);
      if (node.getKind() == clang::OffsetOfNode::Field) add(node.getField(), node.getEndLoc(), "OffsetOfExpr");
    }
    return true;
  }
  bool VisitDesignatedInitExpr(clang::DesignatedInitExpr* e) {
    for (const auto& each : e->designators()) {
      if (each.isFieldDesignator()) add(each.getFieldDecl(), each.getFieldLoc(), "DesignatedInitExpr");
    }
    return true;
  }
  bool VisitConceptSpecializationExpr(clang::ConceptSpecializationExpr* e) {
    add(e->getNamedConcept(), e->getConceptNameLoc(), "ConceptSpecializationExpr");
    return true;
  }
  bool VisitCXXNewExpr(clang::CXXNewExpr* e) {
    add(e->getOperatorNew(), e->getBeginLoc(), "CXXNewExpr");
    return true;
  }
  bool VisitCXXDeleteExpr(clang::CXXDeleteExpr* e) {
    add(e->getOperatorDelete(), e->getBeginLoc(), "CXXDeleteExpr");
    return true;
  }
  bool VisitCXXPseudoDestructorExpr(clang::CXXPseudoDestructorExpr*) { return true; }
  bool VisitCXXRewrittenBinaryOperator(clang::CXXRewrittenBinaryOperator* e) {
    if (const auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(e->getDecomposedForm().InnerBinOp)) {
      add(call->getDirectCallee(), e->getOperatorLoc(), "CXXRewrittenBinaryOperator");
    }
    return true;
  }
  bool VisitCXXForRangeStmt(clang::CXXForRangeStmt* loop) {
    for (const clang::DeclStmt* each : {loop->getBeginStmt(), loop->getEndStmt()}) {
      const auto* variable = each ? llvm::dyn_cast<clang::VarDecl>(each->getSingleDecl()) : nullptr;
      const clang::Expr* call = variable ? variable->getInit() : nullptr;
      const auto* made = call ? llvm::dyn_cast<clang::CallExpr>(call->IgnoreImplicit()) : nullptr;
      if (made) add(made->getDirectCallee(), loop->getColonLoc(), "CXXForRangeStmt");
    }
    return true;
  }
  bool VisitCXXBindTemporaryExpr(clang::CXXBindTemporaryExpr* e) {
    add(e->getTemporary()->getDestructor(), e->getBeginLoc(), "CXXBindTemporaryExpr");
    return true;
  }
  bool TraverseConstructorInitializer(clang::CXXCtorInitializer* initializer) {
    if (initializer->isWritten())
      add(initializer->getAnyMember(), initializer->getMemberLocation(), "CXXCtorInitializer");
    return RecursiveASTVisitor::TraverseConstructorInitializer(initializer);
  }
  bool TraverseTypeConstraint(const clang::TypeConstraint* constraint) {
    add(constraint->getNamedConcept(), constraint->getConceptNameLoc(), "TypeConstraint");
    return RecursiveASTVisitor::TraverseTypeConstraint(constraint);
  }
  bool TraverseTemplateArgumentLoc(const clang::TemplateArgumentLoc& argument) {
    const auto kind = argument.getArgument().getKind();
    if (kind == clang::TemplateArgument::Template || kind == clang::TemplateArgument::TemplateExpansion) {
      add(argument.getArgument().getAsTemplateOrTemplatePattern().getAsTemplateDecl(), argument.getTemplateNameLoc(),
          "template as an argument");
    }
    return RecursiveASTVisitor::TraverseTemplateArgumentLoc(argument);
  }
  bool TraverseNestedNameSpecifierLoc(clang::NestedNameSpecifierLoc qualifier) {
    if (const auto* specifier = qualifier.getNestedNameSpecifier()) {
      if (specifier->getKind() == clang::NestedNameSpecifier::Namespace) {
        add(specifier->getAsNamespace(), qualifier.getLocalBeginLoc(), "qualifier");
      } else if (specifier->getKind() == clang::NestedNameSpecifier::NamespaceAlias) {
        add(specifier->getAsNamespaceAlias(), qualifier.getLocalBeginLoc(), "qualifier");
      }
    }
    return RecursiveASTVisitor::TraverseNestedNameSpecifierLoc(qualifier);
  }

  bool VisitTypedefTypeLoc(clang::TypedefTypeLoc t) {
    add(t.getTypedefNameDecl(), t.getNameLoc(), "TypedefTypeLoc");
    return true;
  }
  bool VisitUsingTypeLoc(clang::UsingTypeLoc t) {
    add(t.getFoundDecl()->getTargetDecl(), t.getNameLoc(), "UsingTypeLoc");
    return true;
  }
  bool VisitTagTypeLoc(clang::TagTypeLoc t) {
    add(t.getDecl(), t.getNameLoc(), "TagTypeLoc");
    return true;
  }
  bool VisitInjectedClassNameTypeLoc(clang::InjectedClassNameTypeLoc t) {
    add(t.getDecl(), t.getNameLoc(), "InjectedClassNameTypeLoc");
    return true;
  }
  bool VisitTemplateSpecializationTypeLoc(clang::TemplateSpecializationTypeLoc t) {
    add(t.getTypePtr()->getTemplateName().getAsTemplateDecl(), t.getTemplateNameLoc(), "TemplateSpecializationTypeLoc");
    return true;
  }
  bool VisitDeducedTemplateSpecializationTypeLoc(clang::DeducedTemplateSpecializationTypeLoc t) {
    add(t.getTypePtr()->getTemplateName().getAsTemplateDecl(), t.getTemplateNameLoc(), "deduced class template");
    return true;
  }

 private:
  static bool is_local(const clang::NamedDecl& declaration) {
    if (llvm::isa<clang::ParmVarDecl, clang::TemplateTypeParmDecl, clang::NonTypeTemplateParmDecl, clang::LabelDecl,
                  clang::TemplateTemplateParmDecl, clang::UnresolvedUsingValueDecl, clang::UnresolvedUsingTypenameDecl>(
            declaration)) {
      return true;
    }
    const auto linkage = declaration.getLinkageInternal();
    const bool is_linked = linkage == clang::Linkage::External || linkage == clang::Linkage::UniqueExternal;
    return declaration.getParentFunctionOrMethod() && !is_linked;
  }

  Places& places_;
};

class Macros : public clang::PPCallbacks {
 public:
  Macros(const clang::SourceManager& sources, Places& places) : sources_(sources), places_(places) {}
  void MacroDefined(const clang::Token& name, const clang::MacroDirective*) override { add(name, "#define"); }
  void MacroUndefined(const clang::Token& name, const clang::MacroDefinition&, const clang::MacroDirective*) override {
    add(name, "#undef");
  }
  void MacroExpands(const clang::Token& name, const clang::MacroDefinition&, clang::SourceRange,
                    const clang::MacroArgs*) override {
    add(name, "macro's use");
  }
  void Defined(const clang::Token& name, const clang::MacroDefinition&, clang::SourceRange) override {
    add(name, "defined()");
  }
  void Ifdef(clang::SourceLocation, const clang::Token& name, const clang::MacroDefinition&) override {
    add(name, "#ifdef");
  }
  void Ifndef(clang::SourceLocation, const clang::Token& name, const clang::MacroDefinition&) override {
    add(name, "#ifndef");
  }

 private:
  // Where the name is spelled: in another macro's body that is the body.
  void add(const clang::Token& name, const char* kind) {
    const clang::SourceLocation spelled = sources_.getSpellingLoc(name.getLocation());
    if (!sources_.isWrittenInScratchSpace(spelled))
      places_.add(name.getIdentifierInfo()->getName().str(), spelled, kind);
  }
  const clang::SourceManager& sources_;
  Places& places_;
};

class Action : public clang::ASTFrontendAction {
 public:
  Action(Walked& walked, bool walks) : walked_(walked), walks_(walks) {}
  clang::TranslationUnitKind getTranslationUnitKind() override { return clang::TU_Prefix; }
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& instance, llvm::StringRef) override {
    places_ = std::make_unique<Places>(instance.getSourceManager(), walked_);
    if (walks_)
      instance.getPreprocessor().addPPCallbacks(std::make_unique<Macros>(instance.getSourceManager(), *places_));
    class Consumer : public clang::ASTConsumer {
     public:
      explicit Consumer(Action& action) : action_(action) {}
      void HandleTranslationUnit(clang::ASTContext& context) override {
        action_.walked_.is_parsed = true;
        if (action_.walks_) Walk(*action_.places_).TraverseDecl(context.getTranslationUnitDecl());
      }

     private:
      Action& action_;
    };
    return std::make_unique<Consumer>(*this);
  }

 private:
  Walked& walked_;
  const bool walks_;
  std::unique_ptr<Places> places_;
};

}  // namespace

Walked walk_unit(const worker::IndexUnitRequest& request, bool walks) {
  Walked walked;
  std::vector<const char*> command = {"/usr/bin/clang"};
  for (const std::string& argument : request.arguments) command.push_back(argument.c_str());
  command.insert(command.end(), {"-resource-dir", CAIRN_CLANG_RESOURCE_DIR, "-w", "-ferror-limit=0",
                                 "-working-directory", request.directory.c_str(), request.path.c_str()});
  clang::CreateInvocationOptions options;
  options.RecoverOnError = true;
  options.Diags = clang::CompilerInstance::createDiagnostics(new clang::DiagnosticOptions,            // NOLINT
                                                             new clang::IgnoringDiagConsumer, true);  // NOLINT
  auto invocation = clang::createInvocation(command, options);
  if (!invocation) return walked;
  invocation->getFrontendOpts().DisableFree = false;
  invocation->getDependencyOutputOpts() = {};
  clang::CompilerInstance instance;
  instance.setInvocation(std::shared_ptr<clang::CompilerInvocation>(std::move(invocation)));
  clang::IgnoringDiagConsumer ignored;
  instance.createDiagnostics(&ignored, false);
  Action action(walked, walks);
  instance.ExecuteAction(action);
  return walked;
}

}  // namespace cairn::bench
