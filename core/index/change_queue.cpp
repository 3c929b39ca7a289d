#include "core/index/change_queue.h"

#include <algorithm>

namespace cairn::index {
namespace {

// In a burst of so many events the wait is twice as long, of so many more three times …
constexpr std::size_t kEventsPerStep = 100;
constexpr std::size_t kMaxSteps = 8;

}  // namespace

void ChangeQueue::note_event(Time now) {
  if (empty()) first_ = now;
  if (!last_ || now - *last_ >= kRest) burst_ = 0;
  ++burst_;
  last_ = now;
}

bool ChangeQueue::add(const std::string& path, Change::Kind kind, bool is_finished, Time now) {
  note_event(now);
  if (is_rescan_) return true;  // it is looked at with all the others
  const auto found = pending_.find(path);
  if (found == pending_.end()) {
    if (pending_.size() >= limits_.max_paths) {
      add_rescan(now);
      return false;
    }
    pending_.emplace(path, Pending{kind, is_finished});
    unfinished_ += is_finished ? 0 : 1;
    return true;
  }
  Pending& known = found->second;
  if (!known.is_finished) --unfinished_;
  using Kind = Change::Kind;
  if (kind == Kind::kRemoved && known.kind == Kind::kCreated) {
    pending_.erase(found);
    return true;
  }
  if (kind == Kind::kRemoved) {
    known.kind = Kind::kRemoved;
  } else if (known.kind == Kind::kRemoved) {
    known.kind = Kind::kChanged;
  }
  known.is_finished = is_finished;
  if (!is_finished) ++unfinished_;
  return true;
}

void ChangeQueue::add_rescan(Time now) {
  if (empty()) first_ = now;
  last_ = now;
  is_rescan_ = true;
  pending_.clear();
  unfinished_ = 0;
}

std::optional<ChangeQueue::Time> ChangeQueue::due() const {
  if (empty()) return std::nullopt;
  const bool is_after_rest = !last_take_ || first_ - *last_take_ >= kRest;
  if (is_after_rest && unfinished_ == 0 && !is_rescan_) return first_;
  const auto steps = static_cast<int>(std::min(1 + burst_ / kEventsPerStep, kMaxSteps));
  return std::min(*last_ + limits_.debounce * steps, first_ + limits_.debounce * kPatience);
}

ChangeBatch ChangeQueue::take(Time now) {
  ChangeBatch batch;
  if (empty()) return batch;
  batch.first = first_;
  batch.is_rescan = is_rescan_;
  is_rescan_ = false;
  while (!pending_.empty() && batch.changes.size() < limits_.max_batch) {
    const auto next = pending_.begin();
    batch.changes.push_back({next->first, next->second.kind});
    if (!next->second.is_finished) --unfinished_;
    pending_.erase(next);
  }
  last_take_ = now;
  return batch;
}

}  // namespace cairn::index
