#include "server/session/package_watch.h"

#include <algorithm>
#include <utility>

#include "protocol/lsp/uri.h"

namespace cairn::server {
namespace {

constexpr std::chrono::milliseconds kPause(500);  // package managers write several files one after the other
// While something else goes on; twice as long each time, so that a server without an index does not wake for ever.
constexpr std::chrono::milliseconds kFirstPatience(500);
constexpr std::chrono::milliseconds kLastPatience(30'000);

lsp::Diagnostic of_line(std::uint32_t line, lsp::DiagnosticSeverity severity, const char* code, std::string message) {
  lsp::Diagnostic diagnostic;
  diagnostic.range = {{line, 0}, {line + 1, 0}};
  diagnostic.severity = severity;
  diagnostic.code = code;
  diagnostic.source = "cairn";
  diagnostic.message = std::move(message);
  return diagnostic;
}

bool are_equal(const std::vector<lsp::Diagnostic>& a, const std::vector<lsp::Diagnostic>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].message != b[i].message || a[i].range.start.line != b[i].range.start.line) return false;
  }
  return true;
}

}  // namespace

PackageWatch::PackageWatch(io::EventLoop& loop, std::string root, Hooks hooks)
    : root_(std::move(root)), hooks_(std::move(hooks)), timer_(loop) {}

void PackageWatch::manifests_changed() {
  if (is_over_) return;
  patience_ = kFirstPatience;
  timer_.start(kPause, [this] { look(); });
}

void PackageWatch::includes_changed() {
  if (has_rivals_ && !timer_.armed()) manifests_changed();
}

void PackageWatch::let_go() {
  is_over_ = true;
  timer_.cancel();
}

void PackageWatch::look() {
  if (is_over_) return;
  const bool is_asked = !hooks_.is_busy() && hooks_.ask([this](const Result<PackageReport>& report) {
    if (report) take(*report);
  });
  if (is_asked) return;
  timer_.start(patience_, [this] { look(); });
  patience_ = std::min(2 * patience_, kLastPatience);
}

void PackageWatch::take(const PackageReport& report) {
  has_rivals_ = report.rivals != 0;
  auto found = manifest_diagnostics(report, root_);
  for (const auto& [path, diagnostics] : published_) {
    if (!found.contains(path)) hooks_.publish({lsp::uri_from_path(path), {}, {}});
  }
  for (const auto& [path, diagnostics] : found) {
    const auto known = published_.find(path);
    if (known != published_.end() && are_equal(known->second, diagnostics)) continue;
    hooks_.publish({lsp::uri_from_path(path), {}, diagnostics});
  }
  published_ = std::move(found);
}

std::map<std::string, std::vector<lsp::Diagnostic>> manifest_diagnostics(const PackageReport& report,
                                                                         const std::string& root) {
  std::map<std::string, std::vector<lsp::Diagnostic>> found;
  for (const PackageReport::Problem& each : report.problems) {
    const auto severity = each.is_broken ? lsp::DiagnosticSeverity::kWarning : lsp::DiagnosticSeverity::kInformation;
    found[each.place.path].push_back(
        of_line(each.place.line, severity, each.is_broken ? "manifest-broken" : "manifest-problem", each.message));
  }
  for (const PackageReport::Conflict& conflict : report.conflicts) {
    for (std::size_t i = 0; i < conflict.versions.size(); ++i) {
      const ManifestPlace& place = conflict.versions[i].place;
      found[place.path].push_back(of_line(place.line, lsp::DiagnosticSeverity::kWarning, "package-version-conflict",
                                          conflict_text(conflict, i, root)));
    }
  }
  return found;
}

}  // namespace cairn::server
