// Source text of any bytes: its tokens, folds and selections keep what their headers
// promise. The first byte of the input chooses how far apart the selections are.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "core/text/folding.h"
#include "core/text/selection.h"
#include "core/text/source_tokens.h"

namespace {

using cairn::text::SourceToken;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_tokens(std::string_view text, const std::vector<SourceToken>& tokens) {
  std::uint32_t last = 0;
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    require(tokens[i].begin >= last && tokens[i].begin < tokens[i].end && tokens[i].end <= text.size());
    last = tokens[i].end;
    require(tokens[i].parent == SourceToken::kNone || tokens[i].parent < i);
    if (tokens[i].partner == SourceToken::kNone) continue;
    require(tokens[i].partner < tokens.size() && tokens[i].partner != i);
    if (tokens[i].partner > i) require(tokens[tokens[i].partner].partner == i);
  }
}

bool has_newline(std::string_view text) { return text.find_first_of("\r\n") != std::string_view::npos; }

void check_folds(std::string_view text, const std::vector<SourceToken>& tokens) {
  std::uint32_t last = 0;
  for (const cairn::text::Fold& fold : cairn::text::find_folds(text, tokens)) {
    require(fold.begin >= last && fold.begin < fold.end && fold.end <= text.size());
    require(has_newline(text.substr(fold.begin, fold.end - fold.begin)));
    last = fold.begin;
  }
}

void check_selection(std::string_view text, const std::vector<SourceToken>& tokens, std::uint32_t offset) {
  const auto spans = cairn::text::selection_spans(text, tokens, offset);
  require(!spans.empty() && spans.size() <= cairn::text::kMaxSelectionSteps);
  require(spans.back().begin == 0 && spans.back().end == text.size());
  for (std::size_t i = 0; i < spans.size(); ++i) {
    require(spans[i].begin <= offset && offset <= spans[i].end);
    if (i == 0) continue;
    require(spans[i].begin <= spans[i - 1].begin && spans[i - 1].end <= spans[i].end && spans[i] != spans[i - 1]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto tokens = cairn::text::read_source_tokens(text);
  check_tokens(text, tokens);
  check_folds(text, tokens);
  const std::uint32_t step = 1 + data[0] % 16U;
  for (std::uint32_t offset = 0; offset <= text.size(); offset += step) check_selection(text, tokens, offset);
  return 0;
}
