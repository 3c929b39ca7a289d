#include "core/query/relations.h"

#include <set>

#include "core/index/semantic_status.h"

namespace cairn::query {
namespace {

std::set<std::string> neighbours(const store::Snapshot& snapshot, std::string_view usr, model::RelationKind kind,
                                 Direction direction) {
  std::set<std::string> found;
  const bool wants_object_role = direction == Direction::kToSubjects;
  // A file may state a relation of a symbol that it does not mention, such as an overridden
  // method: it has no posting then.
  for (const store::Part& part : snapshot.parts) {
    const store::Segment& segment = *part.segment;
    if (segment.file().layer() != index::kSemanticLayer) continue;
    std::vector<std::string_view> others;
    for (const store::Ordinal ordinal : segment.find_id(store::symbol_id(usr))) {
      if (segment.usr(ordinal) != usr) continue;
      for (const store::SegmentRelation& relation : segment.relations(ordinal)) {
        if (relation.kind != kind || relation.is_object != wants_object_role || !part.is_live(relation.file)) continue;
        others.push_back(segment.usr(relation.other));
      }
    }
    if (!segment.is_damaged()) found.insert(others.begin(), others.end());
  }
  found.erase(std::string(usr));
  return found;
}

}  // namespace

Related directly_related(const store::Snapshot& snapshot, std::string_view usr, model::RelationKind kind,
                         Direction direction) {
  const std::set<std::string> found = neighbours(snapshot, usr, kind, direction);
  return {{found.begin(), found.end()}, true};
}

Related transitively_related(const store::Snapshot& snapshot, std::string_view usr, model::RelationKind kind,
                             Direction direction) {
  Related result;
  std::set<std::string> seen = {std::string(usr)};
  std::string current(usr);
  for (std::size_t next = 0;; current = result.usrs[next++]) {
    for (const std::string& each : neighbours(snapshot, current, kind, direction)) {
      if (result.usrs.size() == kMaxRelated) {
        result.is_complete = false;
        return result;
      }
      if (seen.insert(each).second) result.usrs.push_back(each);
    }
    if (next == result.usrs.size()) return result;
  }
}

}  // namespace cairn::query
