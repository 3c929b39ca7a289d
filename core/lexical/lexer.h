// Bytes to tokens.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/lexical/identifier_table.h"
#include "core/lexical/string_arena.h"
#include "core/lexical/token.h"

namespace cairn::lexical {

// Reads a text once, forwards. Comments and line continuations are seen through, wherever they stand; whatever the
// bytes, next() comes to kEnd. Not thread-safe; text, table and arena must outlive it.
//
// A `#` that begins a line is a kDirective. From there to end_directive(), the end of the line is reported as kEnd,
// again and again.
class Lexer {
 public:
  // `text` is shorter than 4 GiB.
  Lexer(std::string_view text, IdentifierTable& identifiers, StringArena& arena);

  Token next();

  // In a directive: its name, which is not taken for an identifier; empty if there is none.
  std::string_view read_directive_name();

  // In a directive: the name behind #include with its quotes or angles; empty if there is none, then nothing is read.
  std::string_view read_header_name();

  // In a directive: skips the rest of its line (a message for people) without taking words for identifiers.
  void skip_message();

  void end_directive();

  // Of the tokens so far: what separates them does not count.
  std::uint64_t token_hash() const { return token_hash_; }

  // Behind the last token. Its line is the number of line ends so far.
  text::Position position() const { return {line_, static_cast<std::uint32_t>(at_ - line_begin_)}; }

  std::string_view text() const { return {begin_, static_cast<std::size_t>(end_ - begin_)}; }

 private:
  Token finish(TokenKind kind, const char* from, std::uint64_t hash);
  Token read_name();
  Token read_number();
  Token read_quoted(char quote, const char* from);
  Token read_raw_string(const char* from);
  Token read_spliced_name(const char* from, const char* to);
  Token finish_name(std::string_view name, const char* from);
  std::string_view spelled_name(const char* from, const char* to, std::size_t size);
  std::string_view without_splices(const char* from, const char* to, std::size_t size);
  Token read_literal(std::string_view name, const char* from);
  Token read_punctuation();
  Token read_digraph(const char* colon);
  void skip_line_comment();
  void skip_block_comment();
  bool skip_comment_at_slash();
  void take_newline();
  // The place behind all line continuations that begin at `at`; `at` itself if none does.
  const char* behind_splices(const char* at) const;
  // The place behind the universal character name that begins at `at`, whose character goes to `code`; `at` itself if
  // none does.
  const char* behind_universal(const char* at, char32_t& code) const;
  bool starts_universal(const char* at) const {
    char32_t code = 0;
    return behind_universal(at, code) != at;
  }
  // Moves to `to`, counting the lines in between.
  void move_to(const char* to);

  const char* const begin_;
  const char* const end_;
  const char* at_;
  const char* line_begin_;
  const char* previous_end_;  // of the token before
  std::uint32_t line_ = 0;
  bool is_at_line_start_ = true;
  bool is_in_directive_ = false;
  bool is_in_message_ = false;        // names are not identifiers
  std::string_view name_in_message_;  // the last
  std::uint64_t token_hash_ = 0;
  text::Position token_start_;
  IdentifierTable& identifiers_;
  StringArena& arena_;
};

}  // namespace cairn::lexical
