// Which function's body has the edited lines, or which declarations they are; and every name that is looked up there
// outside of what is local and of classes: what those find could be another thing in a unit that includes other files
// before this one. Everything found has to be in what the file itself includes.
#include "core/clang/indexer/edit_facts.h"

#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclFriend.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprConcepts.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/SourceManager.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <utility>

namespace cairn::clang {
namespace {

// Names that a piece of code looks up, and what cannot be followed in it.
class Names : public ast::RecursiveASTVisitor<Names> {
 public:
  Names(FileTable& files, IncludeReach& reach, std::uint32_t file) : files_(files), reach_(reach), file_(file) {}

  std::string doubt;
  std::set<std::string> found;

  bool VisitExpr(ast::Expr* expression) {
    if (expression->isTypeDependent() || expression->isValueDependent() || expression->containsErrors()) {
      return doubts("a template's code");
    }
    if (const auto* record = expression->getType()->getAsCXXRecordDecl()) check_home(record);
    return true;
  }
  bool VisitDeclRefExpr(ast::DeclRefExpr* expression) {
    note(expression->getFoundDecl());
    note(expression->getDecl());
    return true;
  }
  bool VisitMemberExpr(ast::MemberExpr* expression) {
    check_home(expression->getMemberDecl());
    return true;
  }
  bool VisitCXXConstructExpr(ast::CXXConstructExpr* expression) {
    check_home(expression->getConstructor()->getParent());
    return true;
  }
  bool VisitOverloadExpr(ast::OverloadExpr*) { return doubts("a set of functions"); }
  bool VisitBinaryOperator(ast::BinaryOperator* expression) {
    if (is_overloadable(expression->getLHS()) || is_overloadable(expression->getRHS())) {
      found.insert("operator" + expression->getOpcodeStr().str());
    }
    return true;
  }
  bool VisitUnaryOperator(ast::UnaryOperator* expression) {
    if (is_overloadable(expression->getSubExpr())) {
      found.insert("operator" + ast::UnaryOperator::getOpcodeStr(expression->getOpcode()).str());
    }
    return true;
  }
  bool VisitCXXOperatorCallExpr(ast::CXXOperatorCallExpr* expression) {
    found.insert(std::string("operator") + ast::getOperatorSpelling(expression->getOperator()));
    return true;
  }
  bool VisitCXXRewrittenBinaryOperator(ast::CXXRewrittenBinaryOperator*) { return doubts("a rewritten comparison"); }
  bool VisitCXXForRangeStmt(ast::CXXForRangeStmt*) {
    found.insert("begin");
    found.insert("end");
    return true;
  }
  bool VisitCXXNewExpr(ast::CXXNewExpr*) {
    found.insert("operator new");
    found.insert("operator new[]");
    found.insert("operator delete");
    found.insert("operator delete[]");
    return true;
  }
  bool VisitCXXDeleteExpr(ast::CXXDeleteExpr*) {
    found.insert("operator delete");
    found.insert("operator delete[]");
    return true;
  }
  bool VisitUserDefinedLiteral(ast::UserDefinedLiteral*) { return doubts("a literal of a user's own"); }
  bool VisitCoroutineBodyStmt(ast::CoroutineBodyStmt*) { return doubts("a coroutine"); }
  bool VisitRequiresExpr(ast::RequiresExpr*) { return doubts("a requirement"); }
  bool VisitConceptSpecializationExpr(ast::ConceptSpecializationExpr*) { return doubts("a concept"); }
  bool VisitDecompositionDecl(ast::DecompositionDecl*) { return doubts("a structured binding"); }
  bool VisitUsingDirectiveDecl(ast::UsingDirectiveDecl*) { return doubts("a using directive"); }
  bool VisitUsingDecl(ast::UsingDecl*) { return doubts("a using declaration"); }
  bool VisitLambdaExpr(ast::LambdaExpr* lambda) { return !lambda->isGenericLambda() || doubts("a generic lambda"); }

  bool VisitTypedefTypeLoc(ast::TypedefTypeLoc type) { return note(type.getTypedefNameDecl()); }
  bool VisitTagTypeLoc(ast::TagTypeLoc type) { return note(type.getDecl()); }
  bool VisitUsingTypeLoc(ast::UsingTypeLoc type) { return note(type.getFoundDecl()); }
  bool VisitTemplateSpecializationTypeLoc(ast::TemplateSpecializationTypeLoc type) {
    return note(type.getTypePtr()->getTemplateName().getAsTemplateDecl());
  }
  bool VisitDeducedTemplateSpecializationTypeLoc(ast::DeducedTemplateSpecializationTypeLoc) {
    return doubts("deduced arguments of a class template");
  }
  bool VisitDependentNameTypeLoc(ast::DependentNameTypeLoc) { return doubts("a template's code"); }
  bool TraverseNestedNameSpecifierLoc(ast::NestedNameSpecifierLoc qualifier) {
    if (const ast::NestedNameSpecifier* specifier = qualifier.getNestedNameSpecifier()) {
      note(specifier->getAsNamespace());
      if (specifier->getAsNamespaceAlias()) doubts("a namespace's other name");
    }
    return RecursiveASTVisitor::TraverseNestedNameSpecifierLoc(qualifier);
  }

  // What is declared in a function and is not its own.
  bool VisitNamedDecl(ast::NamedDecl* declaration) {
    if (!declaration->getParentFunctionOrMethod() || llvm::isa<ast::ParmVarDecl>(declaration)) return true;
    const auto* function = llvm::dyn_cast<ast::FunctionDecl>(declaration);
    const bool is_method = llvm::isa<ast::CXXMethodDecl>(declaration);
    if ((function && !is_method) || declaration->isLocalExternDecl()) return doubts("a declaration inside a function");
    return true;
  }
  bool VisitTagDecl(ast::TagDecl* tag) {
    if (tag->getLexicalParent()->isFunctionOrMethod() && !tag->getDeclContext()->isFunctionOrMethod()) {
      return doubts("a type that is declared inside a function");
    }
    return true;
  }

  bool note(const ast::NamedDecl* declaration) {
    if (!declaration) return true;
    const ast::DeclContext* around = declaration->getDeclContext();
    if (declaration->getParentFunctionOrMethod() || llvm::isa<ast::ParmVarDecl>(declaration)) return true;
    check_home(declaration);
    if (!around->getRedeclContext()->isRecord() && declaration->getDeclName()) {
      found.insert(declaration->getDeclName().getAsString());
    }
    return true;
  }
  bool doubts(const char* about) {
    if (doubt.empty()) doubt = about;
    return true;
  }

 private:
  static bool is_overloadable(const ast::Expr* expression) {
    const ast::QualType type = expression->getType();
    return type->isRecordType() || type->isEnumeralType();
  }

  // It is the compiler's own, or the file itself includes a declaration of it; of a class the definition.
  void check_home(const ast::NamedDecl* declaration) {
    if (!checked_.insert(declaration).second) return;
    const ast::NamedDecl* entity = declaration;
    const auto* tag = llvm::dyn_cast<ast::TagDecl>(entity);
    if (tag && tag->getDefinition()) {
      if (!is_home(tag->getDefinition()->getLocation())) doubts("a class that the file does not include");
      return;
    }
    for (const ast::Decl* each : entity->redecls()) {
      if (is_home(each->getLocation())) return;
    }
    doubts("something that the file does not include");
  }
  bool is_home(ast::SourceLocation location) {
    if (location.isInvalid()) return true;
    const auto place = files_.place(location);
    return place && reach_.reaches(file_, place->file);
  }

  FileTable& files_;
  IncludeReach& reach_;
  const std::uint32_t file_;
  std::set<const ast::NamedDecl*> checked_;
};

std::vector<std::string> as_list(const std::set<std::string>& set) { return {set.begin(), set.end()}; }

// One file's declarations.
class Finder {
 public:
  Finder(ast::ASTContext& context, FileTable& files, IncludeReach& reach, const UnitRows& rows,
         const worker::EditedLines& edited, std::uint32_t file)
      : context_(context), files_(files), reach_(reach), source_(*rows.files[file].source), file_(file) {
    begin_ = offset_of(edited.first);
    end_ = offset_of(edited.last);
  }

  worker::EditFacts run(const std::vector<Expansion>& expansions) {
    facts_.is_known = true;
    count_entries();
    for (ast::Decl* each : context_.getTraversalScope()) walk(*each);
    if (!facts_.body) {
      facts_.names = as_list(names_.found);
      doubt(names_.doubt);
    }
    find_words(expansions);
    return std::move(facts_);
  }

 private:
  struct Bytes {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  std::uint32_t offset_of(std::uint32_t line) const {
    const llvm::StringRef text = files_.text(file_);
    std::size_t at = 0;
    for (; line > 0; --line) {
      const std::size_t next = text.find('\n', at);
      if (next == llvm::StringRef::npos) return static_cast<std::uint32_t>(text.size());
      at = next + 1;
    }
    return static_cast<std::uint32_t>(at);
  }
  void doubt(const std::string& about) {
    if (facts_.doubt.empty()) facts_.doubt = about;
  }
  bool is_edited(const Bytes& bytes) const {
    if (begin_ == end_) return bytes.begin < begin_ && begin_ < bytes.end;
    return bytes.begin < end_ && begin_ < bytes.end;
  }
  bool is_inside(const Bytes& bytes) const { return bytes.begin < begin_ && end_ <= bytes.end; }
  std::optional<Bytes> bytes_of(ast::SourceRange range) {
    const Extent extent = files_.extent(file_, range, ast::SourceLocation());
    if (extent.begin == kNoOffset) return std::nullopt;
    return Bytes{extent.begin, extent.end};
  }
  bool is_here(ast::SourceLocation location) {
    const auto place = files_.place(context_.getSourceManager().getExpansionLoc(location));
    return place && place->file == file_;
  }
  // A file that is entered several times means several things.
  void count_entries() {
    const ast::SourceManager& sources = context_.getSourceManager();
    int times = 0;
    for (unsigned i = 1; i < sources.local_sloc_entry_size(); ++i) {
      const ast::SrcMgr::SLocEntry& entry = sources.getLocalSLocEntry(i);
      if (!entry.isFile()) continue;
      const auto location = ast::SourceLocation::getFromRawEncoding(entry.getOffset());
      const auto number = location.isValid() ? files_.file(sources.getFileID(location)) : std::nullopt;
      if (number == file_) ++times;
    }
    if (times != 1) doubt("the file is included several times");
  }

  void walk_all(const ast::DeclContext& around) {
    for (ast::Decl* each : around.decls()) walk(*each);
  }
  // Something with braces around declarations; not in this file, or the lines are all inside or all outside of it.
  void walk_around(const ast::Decl& outer, const ast::DeclContext& inner, ast::SourceLocation last) {
    if (is_here(outer.getLocation())) {
      const auto whole = bytes_of(outer.getSourceRange());
      if (!whole) return doubt("braces that a macro makes");
      if (is_edited(*whole)) {
        // The line of the opening brace, or of the closing one.
        if (!is_inside(*whole) || head_line_end(*whole) > begin_ || (last.isValid() && is_last_line(last))) {
          return doubt("a namespace or its like");
        }
      }
    }
    walk_all(inner);
  }
  std::uint32_t head_line_end(const Bytes& whole) const {
    const std::size_t brace = files_.text(file_).find('{', whole.begin);
    const std::size_t end = files_.text(file_).find('\n', brace);
    return static_cast<std::uint32_t>(std::min(end, files_.text(file_).size()));
  }
  bool is_last_line(ast::SourceLocation brace) {
    const auto place = files_.place(brace);
    return !place || place->offset < end_;
  }

  void walk(ast::Decl& declaration) {
    if (declaration.isImplicit()) return;
    if (const auto* space = llvm::dyn_cast<ast::NamespaceDecl>(&declaration)) {
      return walk_around(declaration, *space, space->getRBraceLoc());
    }
    if (const auto* linkage = llvm::dyn_cast<ast::LinkageSpecDecl>(&declaration)) {
      if (linkage->hasBraces()) return walk_around(declaration, *linkage, linkage->getRBraceLoc());
      if (is_here(declaration.getLocation())) leaf(declaration, "a linkage specification");
      return;
    }
    if (!is_here(declaration.getLocation())) return;
    if (auto* function = llvm::dyn_cast<ast::FunctionDecl>(&declaration)) return walk_function(*function);
    if (const auto* its_friend = llvm::dyn_cast<ast::FriendDecl>(&declaration)) {
      auto* function = llvm::dyn_cast_or_null<ast::FunctionDecl>(its_friend->getFriendDecl());
      if (function && function->doesThisDeclarationHaveABody()) return walk_function(*function);
      return leaf(declaration, "a friend");
    }
    if (const auto* record = llvm::dyn_cast<ast::CXXRecordDecl>(&declaration)) {
      const bool is_plain = !record->isDependentContext() && record->isThisDeclarationADefinition() &&
                            !llvm::isa<ast::ClassTemplateSpecializationDecl>(record);
      if (is_plain) walk_all(*record);
      if (facts_.body) return;
      return leaf(declaration, "a class");
    }
    if (llvm::isa<ast::VarDecl>(declaration) && !llvm::isa<ast::VarTemplateSpecializationDecl>(declaration) &&
        !llvm::cast<ast::VarDecl>(declaration).isStaticDataMember()) {
      return leaf(declaration, nullptr);
    }
    if (llvm::isa<ast::TypedefNameDecl, ast::EnumDecl>(declaration)) return leaf(declaration, nullptr);
    if (llvm::isa<ast::EmptyDecl>(declaration)) return;
    leaf(declaration, "a declaration of a kind that is not followed");
  }

  // `about`: it may not be edited.
  void leaf(ast::Decl& declaration, const char* about) {
    const auto bytes = bytes_of(declaration.getSourceRange());
    if (!bytes) return doubt("a declaration that a macro makes in part");
    if (facts_.body || !is_edited(*bytes)) return;
    if (about) return doubt(about);
    if (declaration.getDeclContext()->isRecord()) return doubt("a member");
    if (begin_ == end_ || bytes->begin < begin_ || bytes->end > end_) return doubt("a part of a declaration");
    names_.TraverseDecl(&declaration);
  }

  static const char* leak_of(const ast::FunctionDecl& function) {
    if (function.isTemplated() || function.isDependentContext() || function.isTemplateInstantiation()) {
      return "a template's";
    }
    if (function.getTemplateSpecializationKind() != ast::TSK_Undeclared) return "a template's";
    if (function.isConstexpr() || function.isConsteval()) return "constexpr";
    if (function.getDeclaredReturnType()->getContainedDeducedType()) return "of a deduced type";
    return nullptr;
  }

  void walk_function(ast::FunctionDecl& function) {
    const bool is_method = llvm::isa<ast::CXXMethodDecl>(function) || function.getDeclContext()->isRecord() ||
                           function.getLexicalDeclContext()->isRecord();
    const ast::Stmt* body =
        function.doesThisDeclarationHaveABody() && !function.isDefaulted() ? function.getBody() : nullptr;
    const char* leak = leak_of(function);
    const auto* braces = llvm::dyn_cast_or_null<ast::CompoundStmt>(body);
    if (braces && braces->getLBracLoc().isFileID() && braces->getRBracLoc().isFileID() &&
        is_here(braces->getLBracLoc())) {
      const auto bytes = bytes_of(braces->getSourceRange());
      if (!bytes) return doubt("a body that a macro makes");
      const text::Position begin = source_.position(bytes->begin);
      const text::Position end = source_.position(bytes->end - 1);
      worker::BodyFacts facts{begin.line, begin.column, end.line, end.column, leak ? leak : "", {}};
      if (!leak) {
        Names names(files_, reach_, file_);
        names.TraverseDecl(&function);
        facts.doubt = names.doubt;
        facts.names = as_list(names.found);
      }
      const bool is_here_edited = bytes->begin < begin_ && end_ <= bytes->end - 1;
      if (is_here_edited) facts_.body = facts;
      facts_.bodies.push_back(std::move(facts));
      if (is_here_edited) return;
    }
    leaf(function, is_method                                                      ? "a member"
                   : function.isTemplated() || function.isTemplateInstantiation() ? "a template"
                                                                                  : nullptr);
  }

  void find_words(const std::vector<Expansion>& expansions) {
    std::set<std::string> words;
    const llvm::StringRef text = files_.text(file_).slice(begin_, end_);
    const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (std::size_t at = 0; at < text.size();) {
      if (!is_letter(text[at])) {
        ++at;
        continue;
      }
      const llvm::StringRef word = text.substr(at).take_while(is_letter);
      if (std::isdigit(static_cast<unsigned char>(word.front())) == 0) words.insert(word.str());
      at += word.size();
    }
    for (const Expansion& each : expansions) {
      const auto place = files_.place(each.location);
      if (!place || place->file != file_) continue;
      const bool is_edited = begin_ <= place->offset && place->offset < end_;
      if (each.macro->isBuiltinMacro() && (each.name == "__LINE__" || each.name == "__COUNTER__") &&
          !is_in_plain_body(place->offset)) {
        doubt("a macro that asks for its line");
      }
      if (!is_edited) continue;
      words.emplace(each.name);
      for (const ast::Token& token : each.macro->tokens()) {
        if (token.is(ast::tok::hashhash)) doubt("a macro that makes names");
        if (const ast::IdentifierInfo* word = token.getIdentifierInfo()) words.insert(word->getName().str());
      }
    }
    facts_.words = as_list(words);
  }
  bool is_in_plain_body(std::uint32_t offset) const {
    const text::Position at = source_.position(offset);
    return std::any_of(facts_.bodies.begin(), facts_.bodies.end(), [&](const worker::BodyFacts& body) {
      return body.doubt.empty() && std::pair(body.begin_line, body.begin_column) < std::pair(at.line, at.column) &&
             std::pair(at.line, at.column) < std::pair(body.end_line, body.end_column);
    });
  }

  ast::ASTContext& context_;
  FileTable& files_;
  IncludeReach& reach_;
  const SourceText& source_;
  const std::uint32_t file_;
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
  Names names_{files_, reach_, file_};
  worker::EditFacts facts_;
};

}  // namespace

worker::EditFacts find_edit_facts(ast::ASTContext& context, FileTable& files, IncludeReach& reach, const UnitRows& rows,
                                  const std::vector<Expansion>& expansions, const worker::EditedLines& edited) {
  for (std::uint32_t file = 0; file < rows.files.size(); ++file) {
    if (rows.files[file].path == edited.path) {
      return Finder(context, files, reach, rows, edited, file).run(expansions);
    }
  }
  return {};
}

}  // namespace cairn::clang
