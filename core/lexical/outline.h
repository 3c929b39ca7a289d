// The declarations of a file: follows scopes, splits the tokens into statements, skips bodies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/lexical/declaration_reader.h"
#include "core/lexical/identifier_table.h"
#include "core/lexical/row_builder.h"
#include "core/lexical/statement.h"
#include "core/lexical/string_arena.h"

namespace cairn::lexical {

// Takes every token outside of directives, in order, of code that is not switched off by #if 0. Not thread-safe.
class Outline {
 public:
  Outline(const IdentifierTable& identifiers, StringArena& arena, RowBuilder& rows)
      : identifiers_(identifiers), arena_(arena), rows_(rows) {}

  void start_file(std::string_view text);

  void take(const Token& token) {
    Frame& top = frames_.back();
    if (top.kind != FrameKind::kBlock) {
      take_declaration(token);
    } else if (token.is('{')) {
      ++top.depth;
    } else if (token.is('}') && --top.depth == 0) {
      close_block(token);
    }
  }

  // #if, #else or #elif, #endif. Each branch begins with the brackets that were open at the #if; what stands behind
  // the #endif continues the first branch that is not dead.
  void open_branch(bool is_dead);
  void switch_branch(bool is_dead);
  void close_branch();

 private:
  enum class FrameKind : std::uint8_t { kNamespace, kClass, kEnum, kBlock };
  static constexpr std::size_t kNothingOpen = static_cast<std::size_t>(-1);
  static constexpr std::size_t kMaxFrames = 64;     // declarations nested deeper are skipped
  static constexpr std::size_t kMaxBranches = 128;  // #if nested deeper changes no brackets

  // A brace that is open.
  struct Frame {
    FrameKind kind = FrameKind::kNamespace;
    ScopeId scope = ScopeId::kFile;
    std::size_t found = kNothingOpen;  // whose extent the closing brace ends
    std::uint32_t class_id = DeclarationReader::kNoClass;
    bool is_unnamed = false;
    bool continues = false;   // kBlock: an initialiser, the statement goes on behind it
    bool is_typedef = false;  // kClass, kEnum: of the statement that goes on behind it
    bool is_extern = false;
    Token first = {};          // of that statement
    std::uint32_t depth = 0;   // kBlock: braces; kEnum: brackets inside an enumerator
    bool expects_name = true;  // kEnum
    bool is_in_macro = false;  // kEnum: the brackets are a macro's
    bool has_enumerator = false;
    Token enumerator = {};  // kEnum: a name of which it is not known yet whether it is one
  };
  struct Branch {
    std::vector<Frame> before;
    std::vector<Frame> behind_first;
    bool has_first = false;
    bool is_dead = false;
    std::uint64_t statement_number = 0;
    std::size_t statement_size = 0;
  };

  void take_declaration(const Token& token);
  void push(const Token& token);
  bool begins_behind_initialiser(const Token& token) const;
  void end_statement(const Token& end);
  void clear_statement();
  bool take_access_label();
  void open_brace(const Token& brace);
  void open_block(const Token& brace, bool continues, std::size_t found);
  void open_scope(ScopeId scope, std::size_t found, const Token& brace);
  void open_namespace(const Reading& reading, const Token& brace);
  void open_type(const Reading& reading, const Token& brace);
  void open_declared(const Reading& reading, const Token& brace);
  bool ends_with_requires_expression() const;
  void close_brace(const Token& brace);
  void close_block(const Token& brace);
  void close_type(const Token& brace);
  void take_enumerator(const Token& token);
  void judge_enumerator(const Token& next);
  void settle_enumerator();

  Reading read(char terminator);
  void add_declarators(const Reading& reading, bool has_body, const Token& end);
  std::size_t add_declarator(const Reading& reading, const Declarator& declarator, bool has_body, const Token& end);
  std::size_t add_named(const Reading& reading, model::SymbolKind kind, model::Roles roles, std::size_t head_end,
                        const Token& end);
  void add_bases(const Reading& reading, std::size_t derived);
  void add_base(std::size_t path_first, std::size_t name, bool is_rooted, std::size_t derived);
  bool is_template_parameter(const Token& name) const;
  model::SymbolKind kind_of(const Reading& reading, const Declarator& declarator, bool is_qualified) const;
  void use_namespace(const Reading& reading);
  void note_root(std::size_t name);
  ScopeId root_of_path(ScopeId scope, std::size_t first, std::size_t last) const;
  ScopeId scope_of_path(ScopeId scope, std::size_t first, std::size_t last);
  ScopeId scope_of_named(const Reading& reading);
  ScopeId enclosing_namespace() const;
  std::string_view name_of(const Declarator& declarator);
  std::string_view signature(std::size_t first, std::size_t end, const Token& behind);
  std::string_view spelling(const Token& token) const { return identifiers_.spelling(token.id); }
  std::uint32_t class_id() const;
  void restore(const std::vector<Frame>& frames) { frames_ = frames; }

  const IdentifierTable& identifiers_;
  StringArena& arena_;
  RowBuilder& rows_;
  std::string_view text_;      // of the caller, during a file
  std::vector<Frame> frames_;  // the first is the file
  static constexpr ScopeId kUnknownRoot = static_cast<ScopeId>(0xFFFFFFFF);
  std::vector<ScopeId> roots_;  // by identifier: where the file has a type or namespace outside of named namespaces
  ScopeId used_namespace_ = ScopeId::kFile;  // the first "using namespace x;" outside of all namespaces
  Statement statement_;
  std::uint64_t statement_number_ = 0;
  bool is_initialised_ = false;  // further braces of this statement are initialisers too
  Token block_end_;              // of the last initialiser
  bool has_constructor_initialisers_ = false;
  bool is_cut_pending_ = false;  // the next token replaces those of the branch before
  std::size_t cut_to_ = 0;
  ScopeId unnamed_ = ScopeId::kFile;  // of a struct that this statement may name: "typedef struct {…} X;"
  bool has_unnamed_ = false;
  DeclarationReader reader_;
  std::vector<Branch> branches_;  // the first branch_count_ are in use
  std::size_t branch_count_ = 0;
};

}  // namespace cairn::lexical
