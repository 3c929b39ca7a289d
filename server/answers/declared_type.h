// Types of variables and functions, as their declarations spell them: from rows, without a parse.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/answers/locator.h"
#include "server/answers/project_questions.h"

namespace cairn::server {

// The USRs of the type that a symbol's declaration names: of a variable, field or parameter its
// type, of a function what it returns, of a template's instance the template, of an alias what
// is behind it, so what clang would say. Pointers, references and arrays are looked through.
// Nothing where the type is deduced, built in or written by a macro, or where the declaring
// file is not as it was indexed. Runs on any thread.
Usrs declared_type_of(Locator& locator, const std::string& usr);

// The same of a local name, of which rows say nothing: the nearest mention of `word` above
// `offset` in the text of `path` (absolute) that stands behind a type's name. A guess, since
// blocks are not told apart. Nothing if rows are about another text.
Usrs declared_type_near(Locator& locator, const std::string& path, std::string_view word, std::uint64_t offset);

}  // namespace cairn::server
