#include "server/answers/candidate_search.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/query/file_symbols.h"
#include "core/query/relations.h"
#include "server/answers/subject.h"
#include "server/session/server.h"

namespace cairn::server {
namespace {

constexpr std::chrono::milliseconds kTellInterval{500};
// Each look finds names or headers that the one before could not know; a search that finds more than that is cut.
constexpr int kMaxRounds = 32;
constexpr std::size_t kMaxDerivedNames = 1000;

// What derives from the symbols, overrides or specialises them, as far as rows tell.
void add_derived(const ProjectView& view, SearchedSymbols& symbols) {
  for (const std::string& usr : Usrs(symbols.usrs)) {
    for (const auto kind :
         {model::RelationKind::kOverriddenBy, model::RelationKind::kBaseOf, model::RelationKind::kSpecialisedBy}) {
      for (const std::string& each :
           query::transitively_related(*view.snapshot, usr, kind, query::Direction::kToObjects).usrs) {
        if (symbols.names.size() >= kMaxDerivedNames) return;
        if (const auto symbol = query::describe_symbol(*view.snapshot, each)) symbols.add(symbol->name, symbol->kind);
      }
    }
  }
}

std::vector<std::string> declaring_files(const ProjectView& view, const Usrs& usrs) {
  std::vector<std::string> files;
  for (const query::FilePlaces& file :
       query::find_places(*view.snapshot, {usrs, model::kDeclares | model::kDefines, 0})) {
    files.push_back(file.path);
  }
  return files;
}

}  // namespace

CandidateLook look_for_candidates(const ProjectView& view, SearchedSymbols symbols,
                                  const index::FileStandings& standings,
                                  const std::vector<std::string>& forced_includes, const std::stop_token& stop) {
  if (symbols.follows_derived) add_derived(view, symbols);
  query::CandidatesWanted wanted;
  wanted.names = symbols.names;
  wanted.is_implicit = symbols.is_implicit;
  wanted.declared_in = declaring_files(view, symbols.usrs);
  wanted.asked_in = symbols.asked_in.empty() ? std::string() : view.store_path(symbols.asked_in);
  wanted.forced_includes = forced_includes;
  return {query::find_candidates(*view.snapshot, standings, wanted, stop), !wanted.declared_in.empty()};
}

void cut_by(const CandidateLook& look, bool is_implicit, AnswerMark& mark) {
  const query::Candidates& found = look.candidates;
  if (!found.unclean.empty()) {
    mark.cut(fmt::format("{} of {} units that may have it could not be read completely, such as {}",
                         found.unclean.size(), found.units, found.unclean.front()));
  }
  if (!found.is_whole) mark.cut("it is reached through too many macros");
  if (is_implicit && !look.is_declared) mark.cut("it is not known where it is declared");
}

bool can_be_searched(Server& server, const Subject& subject) {
  return !subject.usrs().empty() && (subject.view || server.index().can_index());
}

void SearchedSymbols::add(const std::string& name, model::SymbolKind kind) {
  const std::string spelled = query::spelled_name(name);
  if (!spelled.empty() && std::find(names.begin(), names.end(), spelled) == names.end()) names.push_back(spelled);
  is_implicit = is_implicit || query::may_be_implicit(kind, name);
}

SearchedSymbols SearchedSymbols::of(const Subject& subject) {
  SearchedSymbols symbols;
  symbols.usrs = subject.usrs();
  symbols.asked_in = subject.path;
  for (const model::NamedSymbol& each : subject.symbols) {
    if (!each.is_local) symbols.add(each.name, each.kind);
  }
  return symbols;
}

void CandidateSearch::run(std::shared_ptr<Call> call, SearchedSymbols symbols, const std::string& title,
                          std::function<void()> on_more, std::function<void(AnswerMark)> then) {
  Server& server = call->server();
  const bool is_wanted = server.settings().references.wait_seconds.value_or(kWaitSeconds) != 0;
  if (!is_wanted || is_known(server, symbols) || symbols.usrs.empty() || !server.index().can_index())
    return then(server.project_mark());
  const std::shared_ptr<CandidateSearch> search(
      new CandidateSearch(std::move(call), std::move(symbols), std::move(on_more), std::move(then)));
  search->start(title);
}

bool CandidateSearch::is_known(Server& server, const SearchedSymbols& symbols) {
  const index::SemanticStatus status = server.semantic_status();
  if (!server.index().is_current() || !status.is_listed) return false;
  return symbols.counts_unclean ? status.is_complete() : status.pending() == 0;
}

CandidateSearch::CandidateSearch(std::shared_ptr<Call> call, SearchedSymbols symbols, std::function<void()> on_more,
                                 std::function<void(AnswerMark)> then)
    : call_(std::move(call)),
      symbols_(std::move(symbols)),
      on_more_(std::move(on_more)),
      then_(std::move(then)),
      patience_(call_->server().loop()) {}

CandidateSearch::~CandidateSearch() = default;

// A rename is nothing at all unless it is whole.
std::uint32_t CandidateSearch::patience_seconds() const {
  const bool is_quiet = !on_more_ && !symbols_.counts_unclean;
  return call_->server().settings().references.wait_seconds.value_or(is_quiet ? kQuietSeconds : kWaitSeconds);
}

void CandidateSearch::start(const std::string& title) {
  Server& server = call_->server();
  self_ = shared_from_this();
  const std::weak_ptr<CandidateSearch> weak = self_;
  const auto with = [weak](void (*what)(CandidateSearch&)) {
    return [weak, what] {
      if (const auto self = weak.lock()) what(*self);
    };
  };
  watcher_ = server.index().watch(with([](CandidateSearch& self) { self.go_on(); }));
  call_->when_cancelled(with([](CandidateSearch& self) { self.end(); }));
  progress_ = server.progress().begin(title, std::nullopt,
                                      with([](CandidateSearch& self) { self.finish("the user did not wait"); }));
  const std::uint32_t seconds = patience_seconds();
  patience_.start(std::chrono::seconds(seconds),
                  [this, seconds] { finish(fmt::format("they were waited for for {} s", seconds)); });
  go_on();
}

// Called whenever something may have changed.
void CandidateSearch::go_on() {
  if (!self_ || is_looking_) return;
  const auto alive = self_;
  if (!call_->is_wanted() || !call_->can_go_on()) return end();
  IndexHost& index = call_->server().index();
  if (!index.can_index()) return finish("indexing was stopped");
  if (!index.is_current()) return;
  if (is_known(call_->server(), symbols_)) return finish("");
  open_ = index.semantic()->still_open(open_);
  if (!open_.empty()) {
    index.request_units(open_);  // again: a survey puts all in order anew
    return tell();
  }
  if (not_waited_for_ != 0) return finish("");
  look();
}

void CandidateSearch::look() {
  const auto view = call_->server().project_view();
  if (!view) return finish("there is no index");
  if (++rounds_ > kMaxRounds) return finish("it is reached in too many ways");
  is_looking_ = true;
  call_->ask_store<CandidateLook>(
      QueryThreads::Lane::kLong, *view,
      [symbols = symbols_, standings = call_->server().index().semantic()->file_standings(),
       forced_includes = call_->server().index().forced_includes()](const ProjectView& shared,
                                                                    const std::stop_token& stop) {
        return look_for_candidates(shared, symbols, standings, forced_includes, stop);
      },
      [self = self_](CandidateLook looked) {
        self->is_looking_ = false;
        if (self->self_) self->take(std::move(looked));
      });
  if (!call_->is_wanted()) end();  // too many questions wait
}

void CandidateSearch::take(CandidateLook looked) {
  looked_ = std::move(looked);
  has_looked_ = true;
  open_ = looked_.candidates.open;
  if (open_.empty()) return finish("");
  if (open_.size() > kMaxUnits) {
    not_waited_for_ = open_.size() - kLikelyUnits;
    open_.resize(kLikelyUnits);
  }
  open_when_told_ = open_.size();
  go_on();
}

void CandidateSearch::tell() {
  const auto now = std::chrono::steady_clock::now();
  if (now - told_ < kTellInterval) return;
  told_ = now;
  const std::size_t total = looked_.candidates.open.size() - not_waited_for_;
  const std::size_t done = total - open_.size();
  percentage_ = std::max(percentage_, static_cast<std::uint32_t>(total == 0 ? 0 : done * 100 / total));
  call_->server().progress().report(progress_, fmt::format("{}/{} files", done, total), percentage_);
  if (!on_more_ || open_.size() == open_when_told_) return;
  open_when_told_ = open_.size();
  if (call_->server().client().cairn_answer_status) call_->server().mark(call_->id(), mark());
  on_more_();
}

AnswerMark CandidateSearch::mark() const {
  AnswerMark mark;
  const query::Candidates& found = looked_.candidates;
  CandidateCounts counts;
  counts.files = found.files;
  counts.units = found.units;
  counts.pending = open_.size() + not_waited_for_;
  counts.unclean = found.unclean.size();
  mark.candidates = counts;
  if (counts.pending != 0) {
    mark.cut(fmt::format("{} of {} units that may have it are not indexed yet", counts.pending, counts.units));
  }
  return mark;
}

void CandidateSearch::finish(const std::string& why) {
  if (!self_) return;
  const auto alive = self_;
  end();
  if (!call_->is_wanted() || !call_->can_go_on()) return;
  if (!has_looked_ || (why.empty() && is_known(call_->server(), symbols_))) {
    AnswerMark whole = call_->server().project_mark();
    if (!why.empty()) whole.cut(why);
    return then_(whole);
  }
  AnswerMark result = mark();
  if (!why.empty()) result.cut(why);
  if (not_waited_for_ != 0) {
    result.cut(fmt::format("they are too many, and the {} most likely were waited for", kLikelyUnits));
  }
  cut_by(looked_, symbols_.is_implicit, result);
  then_(result);
}

void CandidateSearch::end() {
  if (!self_) return;
  Server& server = call_->server();
  server.index().unwatch(watcher_);
  server.progress().end(progress_);
  patience_.cancel();
  // Whoever calls holds it still, or does so in its own name.
  const auto last = std::move(self_);
}

}  // namespace cairn::server
