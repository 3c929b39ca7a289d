// PackageWatch: says in manifests and lock files what is wrong with the packages that they tell of.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "platform/base/result.h"
#include "platform/io/event_loop.h"
#include "protocol/lsp/diagnostics.h"
#include "server/report/package_report.h"

namespace cairn::server {

// Asks once nothing else goes on, after manifests changed, and publishes what differs from the last time. Confined to
// the loop thread.
class PackageWatch {
 public:
  using Answer = std::function<void(Result<PackageReport>)>;
  struct Hooks {
    // Whether requests, parses or the index are under way.
    std::function<bool()> is_busy;
    // Gathers the report beside the loop and calls back on it, or not at all. False: it cannot be asked now.
    std::function<bool(Answer)> ask;
    std::function<void(const lsp::PublishDiagnosticsParams&)> publish;
  };

  // `root`: what paths in messages are shown relative to.
  PackageWatch(io::EventLoop& loop, std::string root, Hooks hooks);

  // Manifests changed, or may have.
  void manifests_changed();
  // What units include has changed: asks again only where two versions of a package are known.
  void includes_changed();
  // Nothing is asked any more.
  void let_go();

 private:
  void look();
  void take(const PackageReport& report);

  const std::string root_;
  const Hooks hooks_;
  std::map<std::string, std::vector<lsp::Diagnostic>> published_;  // by path
  bool has_rivals_ = false;
  bool is_over_ = false;
  std::chrono::milliseconds patience_{};  // until it is tried again
  io::Timer timer_;
};

// What a report says of each manifest, by path; `root` as above. Pure.
std::map<std::string, std::vector<lsp::Diagnostic>> manifest_diagnostics(const PackageReport& report,
                                                                         const std::string& root);

}  // namespace cairn::server
