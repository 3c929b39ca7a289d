// Units that need not be parsed again although a header of theirs was edited.
//
// One of those that include it was parsed; what it says of the header before and after shows whom the edit concerns
// (edit_effect.h), and each of the others is looked at for whether it can tell (edit_context.h). Those that cannot
// state the header's new version and rows from now on, in one transaction. The rows were published with the parsed unit
// before. A process that ends in between leaves units that are parsed again.
#include <algorithm>
#include <map>
#include <utility>

#include "core/index/edit_context.h"
#include "core/index/edit_effect.h"
#include "core/index/index_ledger.h"
#include "core/index/semantic_status.h"
#include "core/index/variant_rows.h"
#include "core/store/variant_path.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"

namespace cairn::index {
namespace {

constexpr std::size_t kMaxEditedBytes = std::size_t{16} << 20;

}  // namespace

std::optional<HeaderEdit> IndexLedger::find_edit(std::uint32_t number) {
  const deps::FileVersion version = table_->versions()[number];
  const std::string path = table_->path(version.file);
  if (!table_->has_note(number)) return std::nullopt;
  const auto note = table_->note_of(number);
  auto before = note ? decode_code_lines(*note) : std::nullopt;
  const auto text = fs::read_file(absolute_path(root_, path), kMaxEditedBytes);
  if (!before || !text) return std::nullopt;
  auto edit = find_header_edit(path, *std::move(before), find_code_lines(*text));
  if (!edit) return std::nullopt;
  edit->content_before = version.content_hash;
  edit->content_after = base::hash64(*text);
  return edit;
}

Result<SparedUnits> IndexLedger::spare(const HeaderEdit& edit, const ListedUnit& parsed, const worker::EditFacts& facts,
                                       const std::vector<ListedUnit>& others) {
  if (auto opened = open(); !opened) return unexpected(opened.error());
  SparedUnits result;
  const auto no = [&](const std::string& why) {
    result.reason = why;
    return result;
  };
  std::map<deps::UnitKey, std::vector<deps::UnitListEntry>> lists;
  std::map<deps::UnitKey, deps::UnitFacts> units;
  std::map<deps::UnitKey, const ListedUnit*> wanted{{parsed.key, &parsed}};
  for (const ListedUnit& each : others) wanted.emplace(each.key, &each);
  auto read = checked(table_->read_units(
      [&](const deps::UnitKey& key, const deps::UnitFacts& known, std::span<const deps::UnitListEntry> list) {
        const auto found = wanted.find(key);
        if (found == wanted.end() || known.command_hash != found->second->command_hash ||
            known.state != deps::UnitState::kDone || known.error_count != 0) {
          return;
        }
        lists[key].assign(list.begin(), list.end());
        units[key] = known;
      }));
  if (!read) return unexpected(read.error());
  const auto own = lists.find(parsed.key);
  if (own == lists.end()) return no("the unit that was parsed has errors");

  const std::uint32_t version_before = table_->find_version(edit.path, edit.content_before);
  const std::uint32_t version_after = table_->find_version(edit.path, edit.content_after);
  if (version_before == 0 || version_after == 0) return no("the file has changed again");
  const auto entry_of = [](const std::vector<deps::UnitListEntry>& list, std::uint32_t version) {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.version == version; });
    return found == list.end() ? deps::UnitListEntry() : *found;
  };
  const deps::UnitListEntry after = entry_of(own->second, version_after);
  if (after.variant == 0) return no("the unit that was parsed states no rows of it");
  // What the parsed unit said before is what the others still say, if it is one of them.
  const std::uint32_t variant_before = table_->find_variant(edit.path, edit.rows_before);
  if (variant_before == 0) return no("nobody states the rows any more that it had");
  const deps::UnitListEntry before{version_before, variant_before};

  const auto snapshot = store_->snapshot();
  const auto stored = [&](std::uint32_t variant) {
    return store::variant_path(edit.path, table_->variants()[variant].rows_hash);
  };
  const auto rows_before = read_variant(*snapshot, stored(before.variant), true);
  const auto rows_after = read_variant(*snapshot, stored(after.variant), true);
  const auto text = fs::read_file(absolute_path(root_, edit.path), kMaxEditedBytes);
  if (!rows_before || !rows_after || !text || base::hash64(*text) != edit.content_after) return no("rows are missing");
  const EditEffect effect = find_effect(edit, *rows_before, *rows_after, facts, *text);
  if (!effect.doubt.empty()) return no(effect.doubt);

  EditContext context(*snapshot, *table_, root_, effect, edit.path, own->second, after, before);
  if (std::string why = context.open(); !why.empty()) return no(why);
  const std::string unfit = context.check_parsed(parsed.key.path);
  std::vector<deps::UnitKey> spared;
  for (const ListedUnit& each : others) {
    const auto list = lists.find(each.key);
    const std::string why = list == lists.end() ? "it has errors" : context.check(each.key.path, list->second);
    if (why.empty()) {
      spared.push_back(each.key);
    } else if (result.reason.empty()) {
      result.reason = each.key.path + ": " + why;
    }
  }
  if (!unfit.empty()) {
    if (spared.size() < 2) return no(unfit);
    result.next = *std::min_element(spared.begin(), spared.end(), [&](const auto& a, const auto& b) {
      return std::pair(units[a].cost_ms, a) < std::pair(units[b].cost_ms, b);
    });
    result.reason = unfit;
    return result;
  }
  if (spared.empty()) return result;
  auto unstated = checked(table_->restate(spared, before, after));
  if (!unstated) return unexpected(unstated.error());
  std::erase_if(*unstated, [this](const std::string& path) { return needed_.contains(path); });
  if (auto removed = remove_rows(*unstated); !removed) return unexpected(removed.error());
  result.units = std::move(spared);
  return result;
}

}  // namespace cairn::index
