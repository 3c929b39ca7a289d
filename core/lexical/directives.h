// Preprocessor directives: what they say of the file, and which code they switch off for certain.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/lexical/identifier_table.h"
#include "core/lexical/lexer.h"
#include "core/lexical/outline.h"
#include "core/lexical/paste_reader.h"
#include "core/lexical/row_builder.h"
#include "core/model/rows.h"

namespace cairn::lexical {

// Not thread-safe. Conditions are not evaluated, but for #if 0 and #if 1: every other branch counts.
class Directives {
 public:
  Directives(IdentifierTable& identifiers, StringArena& arena, RowBuilder& found, Outline& outline)
      : identifiers_(identifiers), arena_(arena), found_(found), outline_(outline) {}

  // `rows` must live until finish().
  void start_file(model::FileRows& rows);

  // Reads one directive from `lexer`, which has just returned its kDirective `hash`.
  void read(Lexer& lexer, const Token& hash);

  // Tells of a token that is in no directive.
  void see_code() {
    if (guard_ != Guard::kInside) guard_ = Guard::kNone;
  }

  // In the branch of an #if 0, or the #else of an #if 1.
  bool is_dead() const { return dead_depth_ != 0; }

  // Sets the flags that only the whole file shows.
  void finish();

 private:
  // "#ifndef X, #define X, …, #endif" around all that there is.
  enum class Truth : std::uint8_t { kNever, kAlways, kUnknown };
  enum class Guard : std::uint8_t { kExpected, kTested, kInside, kClosed, kNone };

  void read_include(Lexer& lexer, const Token& hash);
  void read_define(Lexer& lexer, const Token& hash);
  void read_undefine(Lexer& lexer, const Token& hash);
  Token read_name_test(Lexer& lexer, const Token& hash);
  void open_if(Truth truth);
  void read_else(Truth truth);
  void read_endif();
  void read_pragma(Lexer& lexer);
  Truth read_condition(Lexer& lexer, const Token& hash);
  void add_test(const Token& name, const Token& hash);
  void expect_guard(const Token& name);
  std::optional<std::string_view> paste_operand(const Lexer& lexer, const Token& token) const;
  model::MacroLine& add_macro(const Token& name, const Token& hash, model::MacroAct act);

  IdentifierTable& identifiers_;
  StringArena& arena_;
  RowBuilder& found_;
  Outline& outline_;
  model::FileRows* rows_ = nullptr;                          // of the caller, during a file
  std::vector<std::vector<std::string_view>> spare_bodies_;  // of former files, to be used again
  std::size_t depth_ = 0;                                    // of #if
  std::size_t dead_depth_ = 0;                               // the depth of the #if whose branch is dead; 0: none is
  std::vector<bool> was_true_;             // for each #if: a branch was certain, those that follow are dead
  std::uint32_t purpose_ = 0;              // of IdentifierTable::mark
  std::vector<std::uint32_t> parameters_;  // of the macro that is being read
  PasteReader paste_;
  Guard guard_ = Guard::kExpected;
  bool may_begin_guard_ = false;  // the #if that is being read
  std::uint32_t guard_name_ = 0;
};

}  // namespace cairn::lexical
