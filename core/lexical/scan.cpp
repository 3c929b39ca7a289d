#include "core/lexical/scan.h"

#include <algorithm>
#include <limits>

#include "core/lexical/directives.h"
#include "core/lexical/identifier_table.h"
#include "core/lexical/lexer.h"
#include "core/lexical/outline.h"
#include "core/lexical/row_builder.h"
#include "core/lexical/string_arena.h"
#include "platform/base/hash.h"

namespace cairn::lexical {

struct FileScan::Buffers {
  StringArena arena;
  IdentifierTable identifiers;
  RowBuilder found{arena};
  Outline outline{identifiers, arena, found};
  Directives directives{identifiers, arena, found, outline};
  model::FileRows rows;

  void start_file(std::string_view path, std::string_view text) {
    rows.path = path;
    rows.facts = {};
    rows.symbols.clear();
    rows.occurrences.clear();
    rows.relations.clear();
    rows.includes.clear();
    rows.identifiers.clear();
    arena.clear();
    identifiers.start_file();
    found.start_file();
    outline.start_file(text);
    directives.start_file(rows);
  }
};

FileScan::FileScan() : buffers_(std::make_unique<Buffers>()) {}
FileScan::~FileScan() = default;
FileScan::FileScan(FileScan&&) noexcept = default;
FileScan& FileScan::operator=(FileScan&&) noexcept = default;

const model::FileRows& FileScan::rows() const { return buffers_->rows; }

void scan(std::string_view path, std::string_view text, FileScan& out) {
  FileScan::Buffers& buffers = *out.buffers_;
  buffers.start_file(path, text);
  model::FileFacts& facts = buffers.rows.facts;
  facts.content_hash = base::hash64(text);
  facts.size_bytes = text.size();
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) return;

  Lexer lexer(text, buffers.identifiers, buffers.arena);
  for (Token token = lexer.next(); token.kind != TokenKind::kEnd; token = lexer.next()) {
    if (token.kind == TokenKind::kDirective) {
      buffers.directives.read(lexer, token);
      continue;
    }
    buffers.directives.see_code();
    if (!buffers.directives.is_dead()) buffers.outline.take(token);
  }
  facts.token_hash = lexer.token_hash();
  facts.line_count = lexer.position().line + 1;
  if (std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    facts.flags |= model::FileFacts::kAscii;
  }
  buffers.directives.finish();
  buffers.found.finish(path, buffers.rows);
  buffers.identifiers.append_to(buffers.rows.identifiers);
}

}  // namespace cairn::lexical
