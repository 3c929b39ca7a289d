// Asks about the project's dependencies in the name of a request.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "protocol/rpc/json.h"
#include "server/answers/call.h"
#include "server/session/dependency_reader.h"

namespace cairn::server {

// An answer, and whether units that are not indexed may change it.
struct DependencyAnswer {
  rpc::Json result;
  AnswerMark mark;
};
using DependencyWork =
    std::function<Result<DependencyAnswer>(const DependencyReader::View&, const ProjectView&, const std::stop_token&)>;

// Runs `work` beside the loop on one state of rows and units, then replies. The call fails if there is no index, or the
// work does.
void ask_dependencies(const std::shared_ptr<Call>& call, DependencyWork work);

// What an answer is worth that every unit may add to.
AnswerMark dependency_mark(const index::SemanticStatus& units);

}  // namespace cairn::server
