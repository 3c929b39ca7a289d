// Subject: what a position in an open file is about, and who knows it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/answers.h"
#include "core/query/variants.h"
#include "server/answers/call.h"
#include "server/answers/project_questions.h"

namespace cairn::server {

struct Subject {
  std::string uri;
  std::string path;                 // absolute
  text::Position asked;             // in the client's columns
  std::uint64_t offset = 0;         // of the position, in bytes
  std::string word;                 // that stands there; empty if none does
  std::optional<ProjectView> view;  // none: there is no index
  // The file's text is what its rows in the index were made from.
  bool has_fresh_rows = false;
  // Nobody has parsed this text yet, and rows know what is meant.
  bool is_from_rows = false;
  std::vector<model::NamedSymbol> symbols;
  std::optional<text::Range> range;  // of the name, from rows: in the client's columns
  std::string included;              // from rows: the file that the #include there leads to, absolute

  Usrs usrs() const;
  // It is all about names that other files cannot have.
  bool is_local() const;
};

// The name at, or right before, a byte offset; empty if none stands there.
std::string word_around(std::string_view text, std::uint64_t offset);

// The rows that fit the open file's text; empty: there are none. Valid as long as the view.
std::vector<query::Variant> fresh_rows(const ProjectView& view, const Document& document);

// The same subject in the index as it is now.
Subject renewed(Server& server, Subject subject);

// Finds the subject of a position and gives it to `then` on the loop thread: from rows, at
// once, while the worker has not parsed the text; else the worker is asked. A worker that
// cannot say it leaves `symbols` empty. While the index is being opened it waits for that. Wrong params and unknown
// files fail the call. `before_worker`, if any, runs with what is known so far before the worker is asked.
void find_subject(const std::shared_ptr<Call>& call, const std::string& uri, text::Position position,
                  std::function<void(Subject)> then, const std::function<void(const Subject&)>& before_worker = {});

// For what a worker answers by itself: `from_rows` runs if the text is not parsed yet and
// rows know its symbols, else `from_worker`. Both on the loop thread, before this returns
// unless the index is just being opened.
void answer_before_parse(const std::shared_ptr<Call>& call, const std::string& uri, text::Position position,
                         const std::function<void(const Subject&, const Document&)>& from_rows,
                         const std::function<void(OpenFile&, std::uint64_t offset)>& from_worker);

}  // namespace cairn::server
