// Open addressing with linear probing. Keywords are placed first, so their probe chains hold keywords only, and they
// are found whatever became of the slots behind them.
#include "core/lexical/identifier_table.h"

#include <algorithm>

namespace cairn::lexical {
namespace {

constexpr std::size_t kFirstSlots = 4096;
constexpr std::size_t kKeptSlots = 32768;  // a larger table is not kept from file to file: it would be out of cache

}  // namespace

IdentifierTable::IdentifierTable() {
  spellings_.assign(kKeywordSpellings.begin(), kKeywordSpellings.end());
  marks_.assign(kKeywordCount, 0);
  rebuild(kFirstSlots);
}

void IdentifierTable::start_file() {
  spellings_.resize(kKeywordCount);
  marks_.resize(kKeywordCount);
  std::fill(marks_.begin(), marks_.end(), 0);
  if (slots_.size() > kKeptSlots) rebuild(kFirstSlots);
  if (++file_ != 0) return;
  // After four billion files the stamps begin anew, so that none may be left over.
  for (Slot& slot : slots_) slot.file = 0;
  file_ = 1;
}

void IdentifierTable::append_to(std::vector<std::string_view>& out) const {
  for (std::uint32_t id = kSharedKeywordCount; id < kKeywordCount; ++id) {
    if (slots_[keyword_slots_[id]].file == file_) out.push_back(spellings_[id]);
  }
  out.insert(out.end(), spellings_.begin() + kKeywordCount, spellings_.end());
}

std::uint32_t IdentifierTable::insert(std::size_t at, std::string_view name, std::uint64_t hash) {
  const auto id = static_cast<std::uint32_t>(spellings_.size());
  spellings_.push_back(name);
  marks_.push_back(0);
  slots_[at] = {hash, id, file_};
  if (spellings_.size() * 2 > slots_.size()) rebuild(slots_.size() * 2);
  return id;
}

void IdentifierTable::rebuild(std::size_t slot_count) {
  std::array<std::uint32_t, kKeywordCount> files{};
  for (std::uint32_t id = 0; id < kKeywordCount && !slots_.empty(); ++id) files[id] = slots_[keyword_slots_[id]].file;
  slots_.assign(slot_count, Slot{});
  mask_ = slot_count - 1;
  for (std::uint32_t id = 0; id < spellings_.size(); ++id) {
    const std::uint64_t hash = hash_name(spellings_[id]);
    std::size_t at = hash & mask_;
    while (slots_[at].id != kNobody) at = (at + 1) & mask_;
    slots_[at] = {hash, id, id < kKeywordCount ? files[id] : file_};
    if (id < kKeywordCount) keyword_slots_[id] = static_cast<std::uint32_t>(at);
  }
}

}  // namespace cairn::lexical
