// What a scan of the bytes knows, for as long as nobody knows better.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/answers.h"
#include "server/answers/call.h"
#include "server/answers/project_view.h"

namespace cairn::server {

// Declarations or definitions of the name at `offset` in the text of the file `path`
// (absolute): those first that have the qualifiers written before the name, then those in
// this file, then those in near ones. At most kMaxLexicalPlaces; none where no name stands.
// Runs on any thread.
inline constexpr std::size_t kMaxLexicalPlaces = 10;
std::vector<model::Location> lexical_introductions(const ProjectView& view, const std::string& path,
                                                   std::string_view text, std::uint64_t offset, bool wants_declaration);

// The outline of the file's text as the scan has it; empty if it knows another text.
std::vector<model::DocumentSymbol> lexical_outline(const ProjectView& view, const std::string& path,
                                                   std::string_view text);

// The scan's answer, marked as such, if it has one: at once as long as the file was never
// parsed (or after the user's index.lexicalDelayMs); later, if the parse of an edited text is
// not there after a second (kLexicalDelay). Ask the worker too: who is first, answers. For
// questions that rows of the index cannot answer. On the loop thread.
void introduce_lexically_if_late(const std::shared_ptr<Call>& call, const std::string& uri, text::Position position,
                                 bool wants_declaration);
void outline_lexically_if_late(const std::shared_ptr<Call>& call, const std::string& uri);

}  // namespace cairn::server
