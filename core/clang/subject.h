// Subject: what the word under a cursor names. Shared by all questions.
#pragma once

#include <clang-c/Index.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clang/source_map.h"

namespace cairn::clang {

// A spelled token of some file and the entities that it names.
struct Subject {
  Token token;
  // What stands there: a declaration, reference, expression, macro or #include.
  CXCursor cursor;
  // What it names; several only for an overload set that is not resolved yet (in a
  // template). Never empty, except for an #include and where only a type is named. Declarations
  // inside implicit instantiations are replaced by the template's own.
  std::vector<CXCursor> targets;
  // The token is `auto`, `decltype` or `this`: `cursor` has the type that it stands for.
  bool names_type_only = false;
};

// The token that contains `offset`, or the name that ends there. Null in white space.
const Token* token_at(SourceMap& sources, std::uint64_t offset);

// What the word at `offset` of the main file names. None for comments, literals,
// most keywords and punctuation.
std::optional<Subject> subject_at(SourceMap& sources, std::uint64_t offset);

// What one token of any file names. The base of references: libclang's own search
// (clang_findReferencesInFile) misses uses of templates' members through instances.
std::optional<Subject> subject_of(SourceMap& sources, CXFile file, const Token& token);

// Not a cursor, or one that says that something was not found.
bool is_null(CXCursor cursor);

// The template that an implicit instantiation was made from; other cursors as they are.
CXCursor template_of(CXCursor cursor);

// Whether two cursors are declarations of one thing.
bool same_entity(CXCursor a, CXCursor b);

// Whether the cursor, at a token that names something, declares or defines that.
bool declares(CXCursor cursor);

// The end of the name that begins at `begin`; `begin` itself if there is none.
std::uint32_t name_end(std::string_view text, std::uint32_t begin);

// A type as people write it: without the places of unnamed types and lambdas.
std::string type_text(CXType type);

// What is spelled where the entity is named: "~Foo" gives "Foo", "operator+" gives "+".
std::string spelled_name(CXCursor entity);
bool is_operator_name(std::string_view cursor_spelling);

// Where the entity's name stands; none for what has no source, such as built-ins.
std::optional<model::Location> name_location(SourceMap& sources, CXCursor entity);

// The bytes of the name's range in its file.
std::optional<std::pair<Place, std::uint32_t>> name_extent(SourceMap& sources, CXCursor entity);

// "ns::Class" around an entity; empty at file level.
std::string enclosing_scope(CXCursor entity);

}  // namespace cairn::clang
