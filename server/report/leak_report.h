// What the leak detector samples of the server, and what it says to clients.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/leak/watch.h"
#include "protocol/ext/leak_report.h"
#include "server/session/server.h"

namespace cairn::server {

// The live bytes of every component, the open descriptors, and the memory of the workers of open files; nothing in
// builds without jemalloc. Takes some 200 microseconds.
std::optional<leak::Scan> read_leak_scan(const Server& server);

// How the worker of an open file is called among the sites.
std::string worker_site(const std::string& path);

// By site.
std::vector<ext::LeakFinding> leak_findings(const Server& server);
ext::LeakReport make_leak_report(const Server& server, bool with_series = false);

ext::LeakFinding to_ext(const leak::Finding& finding, const LeakWatch::Evidence& evidence);

// One sentence for people. Pure.
std::string describe(const leak::Finding& finding);

}  // namespace cairn::server
