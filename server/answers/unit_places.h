// Which places of an open file's worker belong into an answer across the project.
#pragma once

#include <vector>

#include "core/model/answers.h"
#include "server/answers/project_questions.h"
#include "server/answers/subject.h"

namespace cairn::server {

// Puts a worker's places and those of rows together. Of the asked file the worker's count
// where rows are not about its text, of other files where there are no rows at all; rows
// know all else better. Reads the snapshot only.
void add_unit_places(const ProjectView& view, const Subject& subject, const std::vector<model::Location>& unit,
                     Locations& found);

// What rows say of the name at the start of a place (absolute path, the client's columns);
// nothing if they are about another text than the newest.
std::vector<model::NamedSymbol> symbols_at_place(Locator& locator, const model::Location& place);

// USRs of what the rows declare at a place that a worker gave.
Usrs usrs_declared_at(Locator& locator, const model::Location& place);

}  // namespace cairn::server
