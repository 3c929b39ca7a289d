// CandidateSearch: makes an answer exact before the index is, by having the units parsed that may add to it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/model/answers.h"
#include "core/query/candidates.h"
#include "platform/io/event_loop.h"
#include "server/answers/answer_mark.h"
#include "server/answers/call.h"
#include "server/answers/project_questions.h"

namespace cairn::server {

struct Subject;

// What an answer is about. A value.
struct SearchedSymbols {
  Usrs usrs;
  std::vector<std::string> names;  // that are spelled where it is meant
  bool is_implicit = false;        // it may be meant where none is
  bool counts_unclean = false;     // units that clang could not read completely matter only if they are candidates
  bool follows_derived = false;    // what derives, overrides and specialises counts too, by its own names
  std::string asked_in;            // absolute path of the file that is asked about

  static SearchedSymbols of(const Subject& subject);
  void add(const std::string& name, model::SymbolKind kind);
};

// What one look for units says.
struct CandidateLook {
  query::Candidates candidates;
  bool is_declared = false;  // it is known where
};

// The units that may have the symbols, as far as the view's rows tell. Thread-safe; see core/query/candidates.h.
CandidateLook look_for_candidates(const ProjectView& view, SearchedSymbols symbols,
                                  const index::FileStandings& standings,
                                  const std::vector<std::string>& forced_includes, const std::stop_token& stop);

// Says in the mark of an answer that rests on those units what it may lack.
void cut_by(const CandidateLook& look, bool is_implicit, AnswerMark& mark);

// Whether the project is, or will soon be, able to say where other files mean the subject.
bool can_be_searched(Server& server, const Subject& subject);

// While the index is incomplete: finds the units that may have the symbols (core/query/candidates.h), has them indexed
// before all others, and waits for them; again when new names turn up, until there is nothing left to wait for. Then
// the answer is complete, whatever else is still to be indexed. Nothing waits where the index is complete, where this
// process does not keep it, or where indexing was stopped.
//
// It ends early, and the mark says so: after `references.waitSeconds`, or, where that is not set and nothing is shown
// until the answer is there, before clients give up on it (kQuietSeconds); when the user cancels its progress, when
// indexing stops. Of more than kMaxUnits units that are to be parsed only the kLikelyUnits most likely are waited for.
//
// Lives as long as it waits; gone when the client cancels the request. Confined to the loop thread.
class CandidateSearch : public std::enable_shared_from_this<CandidateSearch> {
 public:
  static constexpr std::size_t kMaxUnits = 400;
  static constexpr std::size_t kLikelyUnits = 40;
  static constexpr std::uint32_t kWaitSeconds = 300;
  // Editors that have requests time out do so after ten or twenty seconds, and then show nothing at all. What was asked
  // for goes on being indexed, so asking again tells more.
  static constexpr std::uint32_t kQuietSeconds = 9;

  // Calls `then` once, with the mark of an answer from the index as it is then; not if the call is cancelled.
  // `on_more`, if any, whenever rows of candidates have come that are worth another look, at most twice a second.
  static void run(std::shared_ptr<Call> call, SearchedSymbols symbols, const std::string& title,
                  std::function<void()> on_more, std::function<void(AnswerMark)> then);

  ~CandidateSearch();
  CandidateSearch(const CandidateSearch&) = delete;
  CandidateSearch& operator=(const CandidateSearch&) = delete;

 private:
  CandidateSearch(std::shared_ptr<Call> call, SearchedSymbols symbols, std::function<void()> on_more,
                  std::function<void(AnswerMark)> then);
  // Whether nothing has to be looked for: the index tells what the answer is worth.
  static bool is_known(Server& server, const SearchedSymbols& symbols);
  std::uint32_t patience_seconds() const;
  void start(const std::string& title);
  void go_on();
  void look();
  void take(CandidateLook looked);
  void tell();
  void finish(const std::string& why);
  void end();
  AnswerMark mark() const;

  const std::shared_ptr<Call> call_;
  const SearchedSymbols symbols_;
  const std::function<void()> on_more_;
  const std::function<void(AnswerMark)> then_;
  std::shared_ptr<CandidateSearch> self_;  // until it ends
  std::uint64_t watcher_ = 0;
  std::uint64_t progress_ = 0;
  std::uint32_t percentage_ = 0;
  std::vector<std::string> open_;  // sources of units that are waited for
  std::size_t not_waited_for_ = 0;
  CandidateLook looked_;
  bool has_looked_ = false;
  bool is_looking_ = false;
  int rounds_ = 0;
  std::chrono::steady_clock::time_point told_{};
  std::size_t open_when_told_ = 0;
  io::Timer patience_;
};

}  // namespace cairn::server
