#include "core/index/variant_rows.h"

#include <algorithm>

#include "core/index/semantic_status.h"

namespace cairn::index {

std::optional<VariantRows> read_variant(const store::Snapshot& snapshot, const std::string& stored_path,
                                        bool with_rows) {
  const auto found = snapshot.find_file(kSemanticLayer, stored_path);
  if (!found) return std::nullopt;
  const store::Segment& segment = *found->part->segment;
  VariantRows result;
  for (const store::SegmentInclude& include : segment.includes(found->file)) {
    result.includes.push_back(
        {include.line, include.spelled, include.resolved ? segment.path(*include.resolved) : std::string_view()});
  }
  for (const store::SegmentMacro& macro : segment.macros(found->file)) {
    result.macros.push_back({macro.line, macro.act, segment.text(store::Section::kIdentifiers, macro.name)});
  }
  if (with_rows) {
    segment.visit_occurrences(found->file, [&](store::Ordinal symbol, const store::Mention& mention) {
      const model::SymbolFacts facts = segment.facts(symbol);
      result.rows.push_back(
          {mention.start, mention.length, mention.roles, mention.extent, facts.usr, facts.name, facts.kind});
    });
    for (store::Ordinal symbol = 0; symbol < segment.count(store::Section::kSymbols); ++symbol) {
      for (const store::SegmentRelation& relation : segment.relations(symbol)) {
        if (relation.is_object || relation.file != found->file) continue;
        result.relations.emplace_back(segment.usr(symbol), segment.usr(relation.other), relation.kind);
      }
    }
    std::sort(result.relations.begin(), result.relations.end());
  }
  if (segment.is_damaged()) return std::nullopt;
  return result;
}

}  // namespace cairn::index
