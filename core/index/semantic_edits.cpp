// Units of an edited header wait until one of them is parsed, which may spare them theirs (spared_units.cpp).
#include <algorithm>
#include <utility>

#include "core/index/semantic_background.h"
#include "core/index/semantic_indexer.h"
#include "platform/base/log.h"

namespace cairn::index {
namespace {

// So many units are parsed, one after the other, to find one that shows whom an edit concerns.
constexpr int kMaxRounds = 3;

}  // namespace

void SemanticIndexer::hold_back(std::vector<EditedHeader> edits) {
  const auto is_same = [](const HeaderEdit& a, const HeaderEdit& b) {
    return a.path == b.path && a.content_before == b.content_before && a.content_after == b.content_after &&
           a.rows_before == b.rows_before;
  };
  std::vector<Edited> before = std::exchange(edits_, {});
  for (EditedHeader& each : edits) {
    Edited edited;
    each.waiting.insert(each.waiting.begin(), each.first);
    std::erase_if(each.waiting, [&](std::size_t unit) {
      return in_flight_.contains((*list_)[unit].key) || suspicions_.contains((*list_)[unit].key);
    });
    // It may be on its way already, or what it showed.
    const auto known = std::find_if(before.begin(), before.end(), [&](const Edited& old) {
      return is_same(*old.edit, each.edit) && (old.is_proving || in_flight_.contains(old.first));
    });
    if (known != before.end()) {
      edited = std::move(*known);
      before.erase(known);
    } else if (!each.waiting.empty()) {
      edited.edit = std::make_shared<const HeaderEdit>(std::move(each.edit));
      edited.first = (*list_)[each.waiting.front()].key;
      each.waiting.erase(each.waiting.begin());
    } else {
      continue;
    }
    edited.waiting = std::set<std::size_t>(each.waiting.begin(), each.waiting.end());
    edits_.push_back(std::move(edited));
  }
}

bool SemanticIndexer::is_held_back(std::size_t unit) const {
  return std::any_of(edits_.begin(), edits_.end(), [&](const Edited& each) { return each.waiting.contains(unit); });
}

bool SemanticIndexer::has_held_back() const {
  return std::any_of(edits_.begin(), edits_.end(),
                     [](const Edited& each) { return each.is_proving || !each.waiting.empty(); });
}

// Somebody asks for it. False: it does not wait here.
bool SemanticIndexer::let_go(std::size_t unit) {
  bool has_waited = false;
  for (Edited& each : edits_) has_waited = each.waiting.erase(unit) != 0 || has_waited;
  return has_waited;
}

void SemanticIndexer::let_go(Edited& edited) {
  edited.is_proving = false;
  for (const std::size_t unit : std::exchange(edited.waiting, {})) {
    if (unit >= standings_.size() || in_flight_.contains((*list_)[unit].key)) continue;
    if (standings_[unit].kind == UnitStanding::Kind::kStale) enqueue(unit);
  }
}

// Whatever became of the unit that is parsed first: if it is not on its way, the others need not wait for it.
void SemanticIndexer::let_go_of_lost() {
  for (Edited& each : edits_) {
    if (each.is_proving || each.waiting.empty() || in_flight_.contains(each.first)) continue;
    const auto unit = find_unit(each.first);
    const bool is_waiting = unit && (queue_.contains(*unit) || waiting_.contains(*unit) ||
                                     std::find(large_.begin(), large_.end(), *unit) != large_.end() ||
                                     std::find(retries_.begin(), retries_.end(), each.first) != retries_.end());
    if (!is_waiting) let_go(each);
  }
  std::erase_if(edits_, [](const Edited& each) { return !each.is_proving && each.waiting.empty(); });
}

// The unit that was parsed first is finished.
void SemanticIndexer::prove(const Job& job, const FinishedUnit& finished) {
  const auto edited =
      std::find_if(edits_.begin(), edits_.end(), [&](const Edited& each) { return each.edit == job.edit; });
  if (edited == edits_.end()) return;
  if (!finished.is_done || finished.has_changed) return let_go(*edited);
  edited->is_proving = true;
  std::vector<ListedUnit> others;
  for (const std::size_t unit : edited->waiting) others.push_back((*list_)[unit]);
  post([this, background = background_, edit = job.edit, unit = job.unit, facts = job.indexed.edit,
        others = std::move(others)] {
    auto spared = background->ledger.spare(*edit, unit, facts, others);
    background->note_memory();
    on_loop([this, edit, spared = std::move(spared)] { take_spared(edit, spared); });
  });
}

void SemanticIndexer::take_spared(const std::shared_ptr<const HeaderEdit>& edit, const Result<SparedUnits>& spared) {
  const auto edited = std::find_if(edits_.begin(), edits_.end(), [&](const Edited& each) { return each.edit == edit; });
  if (!spared) {
    base::log_error("index: {}", spared.error().message);
    if (edited != edits_.end()) let_go(*edited);
    return pump();
  }
  spared_ += spared->units.size();
  if (!spared->units.empty()) metrics_.count("indexer.spared", spared->units.size());
  base::log_info("after an edit of {} {} units are not parsed again{}{}", edit->path, spared->units.size(),
                 spared->reason.empty() ? "" : "; others are: ", spared->reason);
  if (edited == edits_.end()) {
    // Looked at once more meanwhile, before or after this.
    if (!spared->units.empty()) check_soon();
    return pump();
  }
  const auto next = spared->next ? find_unit(*spared->next) : std::nullopt;
  if (next && ++edited->rounds < kMaxRounds && edited->waiting.erase(*next) != 0) {
    edited->is_proving = false;
    edited->first = *spared->next;
    enqueue(*next);
    return pump();
  }
  for (const deps::UnitKey& key : spared->units) {
    const auto unit = find_unit(key);
    if (!unit || edited->waiting.erase(*unit) == 0) continue;  // asked for meanwhile: it is parsed
    standings_[*unit].kind = UnitStanding::Kind::kDone;
    standings_[*unit].is_exact = true;
  }
  let_go(*edited);
  is_merge_wanted_ = true;
  changed();
  pump();
}

}  // namespace cairn::index
