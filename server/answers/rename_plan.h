// RenamePlan: which places of the project a rename changes, or why it cannot be made.
#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/answers.h"
#include "core/model/semantic_tokens.h"
#include "core/text/text_buffer.h"
#include "platform/base/utf.h"
#include "server/answers/project_questions.h"

namespace cairn::server {

struct RenameWanted {
  Usrs usrs;  // of what stands where the client asked
  std::string old_name;
  std::string new_name;
};

// A value.
struct RenamePlan {
  std::string refused;                                    // why nothing is changed, for people; empty: it can be made
  std::map<std::string, std::vector<text::Range>> edits;  // by absolute path; in the client's columns

  static RenamePlan refusal(std::string why) { return {std::move(why), {}}; }
};

// Whether a symbol of this kind and name can be renamed at all: empty, or why not.
std::string why_not_renamed(model::SymbolKind kind, const std::string& name);

// Whether a name is an identifier, and no keyword of C or C++: empty, or why not.
std::string why_no_name(const std::string& name);

// A rename across the project, from rows that are complete. Renamed are the symbols with what they override and are
// overridden by, specialise and are specialised by, and classes with their constructors and destructors.
//
// Every place of these that rows know must spell the old name in a text that the rows are about, and every token of the
// old name in the project's files must be known to rows or be harmless: behind '.', '->' or '::', in front of '(', and
// in directives an unknown one may be a use in a template, in code that is left out, or in a macro, and refuses the
// rename. So do files outside of the workspace or generated, other symbols of the new name that are in reach, and files
// to be changed in which the new name stands unqualified. Comments and literals stay as they are.
//
// Runs on any thread; reads the files that mention the old name.
RenamePlan plan_rename(Locator& locator, const RenameWanted& wanted, const std::stop_token& stop);

// The same for a local of the text at `path`, whose places a worker gave, and the text's tokens without those that the
// preprocessor leaves out, both in columns of `encoding`. Where clang says nothing of the name while it is in scope, in
// arguments that a macro drops and in lines that are left out, it is renamed too. Refused if the new name stands in the
// block around it.
RenamePlan plan_local_rename(const std::string& path, const text::TextBuffer& text, base::TextEncoding encoding,
                             const std::vector<model::Location>& places, const std::vector<model::SemanticToken>& known,
                             const RenameWanted& wanted);

}  // namespace cairn::server
