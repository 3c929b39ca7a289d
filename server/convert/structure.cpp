#include "server/convert/structure.h"

#include <algorithm>
#include <cstddef>

#include "protocol/lsp/uri.h"
#include "server/convert/answers.h"

namespace cairn::server {
namespace {

std::optional<lsp::FoldingRangeKind> kind_to_lsp(text::FoldKind kind) {
  switch (kind) {
    case text::FoldKind::kCode:
      return std::nullopt;
    case text::FoldKind::kComment:
      return lsp::FoldingRangeKind::kComment;
    case text::FoldKind::kImports:
      return lsp::FoldingRangeKind::kImports;
    case text::FoldKind::kRegion:
      return lsp::FoldingRangeKind::kRegion;
  }
  return std::nullopt;
}

std::uint32_t lines(const lsp::FoldingRange& range) { return range.end_line - range.start_line; }

// Of the folds that begin on one line, the largest.
void keep_one_for_each_line(std::vector<lsp::FoldingRange>& ranges) {
  std::stable_sort(ranges.begin(), ranges.end(), [](const lsp::FoldingRange& a, const lsp::FoldingRange& b) {
    return a.start_line != b.start_line ? a.start_line < b.start_line : a.end_line > b.end_line;
  });
  const auto same_line = [](const lsp::FoldingRange& a, const lsp::FoldingRange& b) {
    return a.start_line == b.start_line;
  };
  ranges.erase(std::unique(ranges.begin(), ranges.end(), same_line), ranges.end());
}

void keep_largest(std::vector<lsp::FoldingRange>& ranges, std::size_t limit) {
  if (ranges.size() <= limit) return;
  std::vector<std::uint32_t> sizes;
  for (const lsp::FoldingRange& range : ranges) sizes.push_back(lines(range));
  const auto nth = sizes.begin() + static_cast<std::ptrdiff_t>(limit);
  std::nth_element(sizes.begin(), nth, sizes.end(), std::greater<>());
  const std::uint32_t smallest = *nth;  // at most `limit` ranges are larger
  std::size_t room =
      limit - static_cast<std::size_t>(std::count_if(ranges.begin(), ranges.end(), [&](const lsp::FoldingRange& range) {
        return lines(range) > smallest;
      }));
  std::erase_if(ranges, [&](const lsp::FoldingRange& range) {
    if (lines(range) > smallest) return false;
    if (lines(range) < smallest || room == 0) return true;
    --room;
    return false;
  });
}

}  // namespace

std::vector<lsp::FoldingRange> to_lsp(const std::vector<text::Fold>& folds, const text::TextBuffer& buffer,
                                      base::TextEncoding encoding, const lsp::FoldingRangeClientCapabilities& client) {
  std::vector<lsp::FoldingRange> result;
  for (const text::Fold& fold : folds) {
    const text::Position begin = buffer.position_at(fold.begin, encoding);
    const text::Position end = buffer.position_at(fold.end, encoding);
    lsp::FoldingRange range;
    range.start_line = begin.line;
    range.end_line = end.line;
    range.kind = kind_to_lsp(fold.kind);
    if (client.line_folding_only) {
      if (fold.keeps_last_line) --range.end_line;
      if (range.end_line <= range.start_line) continue;
    } else {
      range.start_character = begin.column;
      range.end_character = end.column;
    }
    result.push_back(range);
  }
  if (client.line_folding_only) keep_one_for_each_line(result);
  if (client.range_limit) keep_largest(result, *client.range_limit);
  return result;
}

lsp::SelectionRange to_lsp(const std::vector<text::Span>& spans, const text::TextBuffer& buffer,
                           base::TextEncoding encoding) {
  lsp::SelectionRange result;
  for (const text::Span& span : spans) {
    const text::Range range{buffer.position_at(span.begin, encoding), buffer.position_at(span.end, encoding)};
    result.ranges.push_back(to_lsp(range));
  }
  return result;
}

lsp::DocumentLink to_lsp(const model::DocumentLink& link, bool with_tooltip) {
  lsp::DocumentLink result;
  result.range = to_lsp(link.range);
  result.target = lsp::uri_from_path(link.path);
  if (with_tooltip) result.tooltip = base::to_valid_utf8(link.path);
  return result;
}

model::InlayHintChoice from_settings(const ext::Settings::InlayHints& settings) {
  model::InlayHintChoice choice;
  choice.parameter_names = settings.parameter_names.value_or(choice.parameter_names);
  choice.deduced_types = settings.deduced_types.value_or(choice.deduced_types);
  choice.designators = settings.designators.value_or(choice.designators);
  choice.type_name_limit = settings.type_name_limit.value_or(choice.type_name_limit);
  return choice;
}

lsp::InlayHint to_lsp(const model::InlayHint& hint) {
  lsp::InlayHint result;
  result.position = to_lsp(hint.position);
  result.label = hint.label;
  switch (hint.kind) {
    case model::InlayHintKind::kType:
      result.kind = lsp::InlayHintKind::kType;
      result.padding_left = hint.label.starts_with("->");
      break;
    case model::InlayHintKind::kParameter:
      result.kind = lsp::InlayHintKind::kParameter;
      result.padding_right = true;
      break;
    case model::InlayHintKind::kDesignator:  // which LSP has no kind for
      break;
  }
  return result;
}

}  // namespace cairn::server
