#include "core/query/macro_graph.h"

#include "core/store/segment.h"

namespace cairn::query {
namespace {

bool is_pattern(std::string_view text) { return text.find('#') != std::string_view::npos; }

}  // namespace

MacroGraph::MacroGraph(const store::Snapshot& snapshot, std::uint32_t layer, const IncludeMap& map,
                       const std::vector<bool>& counts, const std::stop_token& stop) {
  std::unordered_map<std::string_view, std::size_t> pattern_numbers;
  for (const store::Part& part : snapshot.parts) {
    const store::Segment& segment = *part.segment;
    if (segment.file().layer() != layer) continue;
    for (store::Ordinal ordinal = 0; ordinal < segment.count(store::Section::kFiles); ++ordinal) {
      if (stop.stop_requested()) return;
      if (!part.is_live(ordinal)) continue;
      const auto file = map.find(segment.path(ordinal));
      if (!file || !counts[*file]) continue;
      for (const store::SegmentMacro& macro : segment.macros(ordinal)) {
        if (macro.act != model::MacroAct::kDefine || macro.body.empty()) continue;
        const Definition definition{number(segment.text(store::Section::kIdentifiers, macro.name)), *file};
        for (const store::Ordinal each : macro.body) {
          const std::string_view text = segment.text(store::Section::kIdentifiers, each);
          if (!is_pattern(text)) {
            mentions_[number(text)].push_back(definition);
            continue;
          }
          const auto [known, is_new] = pattern_numbers.try_emplace(text, patterns_.size());
          if (is_new) patterns_.push_back({text, {}});
          patterns_[known->second].definitions.push_back(definition);
        }
      }
    }
  }
}

std::optional<MacroGraph::Word> MacroGraph::find(std::string_view text) const {
  const auto known = numbers_.find(text);
  return known == numbers_.end() ? std::nullopt : std::optional(known->second);
}

MacroGraph::Word MacroGraph::number(std::string_view text) {
  const auto [known, is_new] = numbers_.try_emplace(text, static_cast<Word>(words_.size()));
  if (is_new) {
    words_.push_back(text);
    mentions_.emplace_back();
  }
  return known->second;
}

}  // namespace cairn::query
