// What `cairn doctor` says of the index.
#pragma once

#include <optional>
#include <string>

#include "platform/base/result.h"
#include "server/cli/options.h"
#include "server/report/doctor_report.h"

namespace cairn::server {

// Looks at the index in a cache folder and compares all of it with its checksums, which
// reads every byte. Changes nothing; none if there is no index.
std::optional<DoctorStore> describe_store(const std::string& cache_path);

// Writes the rows of the wanted layers to stdout, layer by layer ("layer N", then core/store/FORMAT.md's
// lines). kNotFound without an index; kIo if stdout is closed; kCorrupt if rows are missing.
Result<void> dump_store(const std::string& cache_path, Options::DumpRows wanted);

}  // namespace cairn::server
