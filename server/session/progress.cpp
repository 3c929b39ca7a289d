#include "server/session/progress.h"

#include <utility>

#include <fmt/format.h>

namespace cairn::server {

std::uint64_t Progress::begin(std::string title, std::optional<std::string> message, std::function<void()> on_cancel) {
  const std::uint64_t id = next_id_++;
  if (!supported_) return id;
  Work& work = running_[id];
  work.title = std::move(title);
  work.message = std::move(message);
  work.on_cancel = std::move(on_cancel);
  work.patience = std::make_unique<io::Timer>(loop_);
  work.patience->start(kPatience, [this, id] { create(id); });
  return id;
}

void Progress::create(std::uint64_t id) {
  connection_.request("window/workDoneProgress/create", to_json(lsp::WorkDoneProgressCreateParams{token(id)}),
                      [this, id](const Result<rpc::Json>& reply) {
                        auto work = running_.find(id);
                        if (!reply || work == running_.end()) return;  // refused, or over before it began
                        work->second.shown = true;
                        lsp::WorkDoneProgressBegin begin;
                        begin.title = work->second.title;
                        begin.cancellable = work->second.on_cancel != nullptr;
                        begin.message = work->second.message;
                        begin.percentage = work->second.percentage;
                        send(id, to_json(begin));
                      });
}

void Progress::report(std::uint64_t id, std::string message, std::uint32_t percentage) {
  const auto work = running_.find(id);
  if (work == running_.end()) return;
  // Without a percentage in `begin` the client expects none later.
  if (work->second.shown && !work->second.percentage) return;
  work->second.percentage = percentage;
  work->second.message = message;
  if (work->second.shown) send(id, to_json(lsp::WorkDoneProgressReport{std::move(message), percentage}));
}

void Progress::cancel(const lsp::ProgressToken& wanted) {
  for (const auto& [id, work] : running_) {
    if (token(id) != wanted || !work.on_cancel) continue;
    const auto on_cancel = work.on_cancel;  // which may end the work
    return on_cancel();
  }
}

void Progress::end(std::uint64_t id) {
  auto work = running_.extract(id);
  if (work && work.mapped().shown) send(id, to_json(lsp::WorkDoneProgressEnd{}));
}

void Progress::send(std::uint64_t id, rpc::Json value) {
  connection_.notify("$/progress", to_json(lsp::ProgressParams{token(id), std::move(value)}));
}

lsp::ProgressToken Progress::token(std::uint64_t id) { return fmt::format("cairn/{}", id); }

}  // namespace cairn::server
