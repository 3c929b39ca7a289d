// Which unit may begin, as far as memory goes, and what becomes of those for which there is not enough.
//
// A unit is expected to need what it needed last, or what units nearby did. If that is not left, it waits: for the
// others if it could run alone, else for the governor to make room. What the governor refuses even so is set aside and
// told by name, but only by a figure that was measured; an estimate is tried, and the unit killed if it goes too far.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/index/semantic_indexer.h"
#include "platform/base/log.h"

namespace cairn::index {
namespace {

using Admission = govern::Governor::Admission;

// The share of programs and libraries in an indexer's PSS, until the process tells its own.
constexpr std::uint64_t kFileShareBytes = std::uint64_t{60} << 20;
// Of what a unit had when it was stopped for lack of room, so much has to be there for another try.
constexpr double kWorthATry = 1.15;
// What a unit is expected to need that was stopped before it was done, of what it had.
constexpr double kGuess = 1.5;

}  // namespace

std::size_t SemanticIndexer::busy_slots() const {
  return static_cast<std::size_t>(
      std::count_if(slots_.begin(), slots_.end(), [](const auto& slot) { return !slot->is_free(); }));
}

std::size_t SemanticIndexer::busy_urgent_slots() const {
  return static_cast<std::size_t>(std::count_if(slots_.begin(), slots_.end(),
                                                [](const auto& slot) { return slot->is_urgent && !slot->is_free(); }));
}

std::uint64_t SemanticIndexer::expected_bytes(std::size_t unit, const Slot& slot) const {
  const std::uint64_t known = standings_[unit].peak_bytes;
  const std::uint64_t files = slot.worker->claim().file_share_bytes();
  return (known != 0 ? known : peaks_.estimate((*list_)[unit].key.path)) + (files != 0 ? files : kFileShareBytes);
}

// False: nothing may begin now; something that will change that is under way.
bool SemanticIndexer::begin_from_queue(const std::shared_ptr<Slot>& slot) {
  while (const auto next = queue_.next()) {
    if ((slot->is_urgent || config_.waits_for_requests) && next->urgency != Urgency::kAsked) break;
    if (has_to_wait(next->unit)) {
      queue_.remove(next->unit);
      continue;
    }
    const std::uint64_t expected = expected_bytes(next->unit, *slot);
    const Admission admission = governor_.admit(expected, &slot->worker->claim());
    if (admission == Admission::kLater) return false;
    // What an answer waits for holds up the others; the rest lets smaller ones pass.
    if (admission == Admission::kAfterOthers && next->urgency <= Urgency::kOpen) return false;
    const std::size_t unit = *queue_.pop();
    if (admission == Admission::kYes) {
      begin(slot, unit, false, expected);
      return true;
    }
    if (admission == Admission::kNever && standings_[unit].peak_bytes != 0) {
      set_aside(unit, expected);
    } else {
      large_.push_back(unit);
    }
  }
  return !slot->is_urgent && begin_alone(slot);
}

bool SemanticIndexer::begin_alone(const std::shared_ptr<Slot>& slot) {
  while (!large_.empty()) {
    const std::size_t unit = large_.front();
    const std::uint64_t expected = expected_bytes(unit, *slot);
    const Admission admission = governor_.admit(expected, &slot->worker->claim());
    if (admission == Admission::kLater || admission == Admission::kAfterOthers) return false;
    large_.pop_front();
    if (admission != Admission::kNever || standings_[unit].peak_bytes == 0) {
      begin(slot, unit, false, expected);
      return true;
    }
    set_aside(unit, expected);
  }
  return false;
}

// The build of a prelude, or a question about a command. Where there is no room for it even alone, it is tried all the
// same: units wait for its end, whichever that is.
bool SemanticIndexer::may_begin_prelude_job(const Slot& slot) {
  const Admission admission = governor_.admit(preludes_->next_job_bytes(), &slot.worker->claim());
  return admission == Admission::kYes || (admission == Admission::kNever && busy_slots() == 0);
}

void SemanticIndexer::set_aside(std::size_t unit, std::uint64_t expected_bytes) {
  give_up((*list_)[unit], deps::UnitState::kTooLarge,
          fmt::format("needs {} MB of memory, which the budget of {} MB does not leave", expected_bytes >> 20U,
                      governor_.status().limit >> 20U),
          standings_[unit].peak_bytes);
}

void SemanticIndexer::on_outgrown(const std::shared_ptr<Job>& job, const worker::LostLease& lost) {
  metrics_.count("indexer.outgrown");
  Suspicion& suspicion = suspicions_[job->unit.key];
  suspicion.reason = lost.reason;
  const auto unit = find_unit(job->unit.key);
  const std::uint64_t known = unit ? standings_[*unit].peak_bytes : 0;
  // Twice: once beside others, once alone with all the room there is.
  if (++suspicion.times_outgrown >= kMaxDeaths || !unit) {
    const auto had_before = static_cast<std::uint64_t>(static_cast<double>(known) / kGuess);
    return give_up(job->unit, deps::UnitState::kTooLarge, lost.reason, std::max(lost.anonymous_bytes, had_before));
  }
  base::log_info("{} will be tried again, alone: {}", job->unit.key.path, lost.reason);
  const auto guess = static_cast<std::uint64_t>(kGuess * static_cast<double>(lost.anonymous_bytes));
  standings_[*unit].peak_bytes = std::max(known, guess);
  in_flight_.erase(job->unit.key);
  retries_.push_back(job->unit.key);
}

// Units that were too large for the room that there was.
void SemanticIndexer::try_again_what_fits() {
  if (!list_ || standings_.size() != list_->size()) return;
  const std::uint64_t room = governor_.room_for_one();
  bool has_found = false;
  for (std::size_t unit = 0; unit < standings_.size(); ++unit) {
    UnitStanding& standing = standings_[unit];
    if (standing.kind != UnitStanding::Kind::kTooLarge) continue;
    const auto needed = static_cast<std::uint64_t>(kWorthATry * static_cast<double>(standing.peak_bytes));
    if (needed + kFileShareBytes > room) continue;
    enqueue(unit);
    has_found = true;
  }
  if (has_found) changed();
}

void SemanticIndexer::end_idle() {
  for (const auto& slot : slots_) {
    if (slot->is_free()) slot->worker->rest();
  }
}

void SemanticIndexer::on_step(govern::Step before, govern::Step now) {
  if (now > before) end_idle();
}

void SemanticIndexer::on_room(bool is_lasting) {
  if (is_lasting && !is_surveying_) try_again_what_fits();
  if (!standings_.empty()) pump();
}

}  // namespace cairn::index
