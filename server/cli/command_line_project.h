// A project as the sub-commands see it: named on the command line, read at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/answers.h"
#include "core/project/project.h"
#include "platform/base/result.h"
#include "server/cli/options.h"

namespace cairn::server {

// The configuration for the folder `options.directory`. kNotFound, kInvalidArgument:
// there is no such folder.
Result<project::ProjectConfig> project_config(const Options& options);

// Reads the database and, with --query-driver, asks its compilers. Blocks.
project::Project open_project(const project::ProjectConfig& config);

// Why no database is used, and what to do about it; one line. Empty if one is.
std::string missing_database(const project::ProjectConfig& config, const project::ProjectDatabase& database);

// Where `config` says that the database is looked for; for people.
std::string searched_places(const project::ProjectConfig& config);

// `name` as a user writes it: seen from the current folder, or if nothing is there,
// from the project's `root`. Absolute and normalised; may not exist.
std::string resolve_file(const std::string& root, std::string_view name);

// "FILE:LINE:COLUMN" as people write it, both counted from 1; none if `name` is not of that form.
std::optional<model::Location> place_named(const std::string& root, std::string_view name);

// `path` seen from the current folder: absolute and normalised.
std::string absolute_path(std::string_view path);

}  // namespace cairn::server
