#include "server/answers/dependency_call.h"

#include <utility>

#include "server/session/server.h"

namespace cairn::server {

AnswerMark dependency_mark(const index::SemanticStatus& units) {
  AnswerMark mark;
  if (!units.is_listed) mark.cut("there is no compilation database: which files are compiled is not known");
  if (units.is_listed && units.done != units.total) mark = mark_of(units);
  if (!mark.is_complete) mark.source = units.done == 0 ? AnswerSource::kLexical : AnswerSource::kMixed;
  return mark;
}

void ask_dependencies(const std::shared_ptr<Call>& call, DependencyWork work) {
  const auto view = call->server().project_view();
  const auto reader = call->server().dependencies();
  if (!view || !reader) return call->fail({ErrorCode::kUnavailable, "there is no index of this workspace"});
  using Answer = std::shared_ptr<Result<DependencyAnswer>>;
  call->ask_store<Answer>(
      QueryThreads::Lane::kLong, *view,
      [reader, work = std::move(work)](const ProjectView& shared, const std::stop_token& stop) {
        auto answer = std::make_shared<Result<DependencyAnswer>>(DependencyAnswer());
        const auto looked = reader->look(shared.snapshot, stop, [&](const DependencyReader::View& dependencies) {
          *answer = work(dependencies, shared, stop);
          return Result<void>();
        });
        if (!looked) *answer = unexpected(looked.error());
        return answer;
      },
      [call](const Answer& answer) {
        if (!*answer) return call->fail(answer->error());
        call->reply((*answer)->result, (*answer)->mark);
      });
}

}  // namespace cairn::server
