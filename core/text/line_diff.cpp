#include "core/text/line_diff.h"

#include <algorithm>
#include <unordered_map>

namespace cairn::text {
namespace {

using Lines = std::vector<std::string_view>;

Lines split(std::string_view text) {
  Lines lines;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', begin)) {
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  lines.push_back(text.substr(begin));
  return lines;
}

struct Pair {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

// Lines that stand once in either stretch, in the order of the old text.
std::vector<Pair> unique_pairs(const Lines& from, const Lines& to, Pair begin, Pair end) {
  struct Count {
    std::uint32_t in_from = 0;
    std::uint32_t in_to = 0;
    Pair last;
  };
  std::unordered_map<std::string_view, Count> counts;
  for (std::uint32_t i = begin.from; i < end.from; ++i) {
    Count& count = counts[from[i]];
    ++count.in_from;
    count.last.from = i;
  }
  for (std::uint32_t i = begin.to; i < end.to; ++i) {
    Count& count = counts[to[i]];
    ++count.in_to;
    count.last.to = i;
  }
  std::vector<Pair> pairs;
  for (std::uint32_t i = begin.from; i < end.from; ++i) {
    const Count& count = counts[from[i]];
    if (count.in_from == 1 && count.in_to == 1) pairs.push_back(count.last);
  }
  return pairs;
}

// The longest part of them that rises in the new text too.
std::vector<Pair> rising(const std::vector<Pair>& pairs) {
  std::vector<std::size_t> tails;  // index of the pair that ends the best run of each length
  std::vector<std::size_t> before(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto place = std::lower_bound(tails.begin(), tails.end(), pairs[i].to,
                                        [&](std::size_t tail, std::uint32_t to) { return pairs[tail].to < to; });
    before[i] = place == tails.begin() ? i : *(place - 1);
    if (place == tails.end()) {
      tails.push_back(i);
    } else {
      *place = i;
    }
  }
  std::vector<Pair> run;
  if (tails.empty()) return run;
  for (std::size_t i = tails.back();; i = before[i]) {
    run.push_back(pairs[i]);
    if (before[i] == i) break;
  }
  std::reverse(run.begin(), run.end());
  return run;
}

}  // namespace

LineMap::LineMap(std::string_view from_text, std::string_view to_text) {
  const Lines from = split(from_text);
  const Lines to = split(to_text);
  lines_.assign(from.size(), kNone);
  // Maps what is equal at both ends of a stretch; what is left between is replaced.
  const auto fill = [&](Pair begin, Pair end) {
    while (begin.from < end.from && begin.to < end.to && from[begin.from] == to[begin.to]) {
      lines_[begin.from++] = begin.to++;
    }
    while (begin.from < end.from && begin.to < end.to && from[end.from - 1] == to[end.to - 1]) {
      lines_[--end.from] = --end.to;
    }
    if (end.from - begin.from != end.to - begin.to) return;
    while (begin.from < end.from) lines_[begin.from++] = begin.to++;
  };
  Pair begin;
  Pair end{static_cast<std::uint32_t>(from.size()), static_cast<std::uint32_t>(to.size())};
  while (begin.from < end.from && begin.to < end.to && from[begin.from] == to[begin.to]) {
    lines_[begin.from++] = begin.to++;
  }
  while (begin.from < end.from && begin.to < end.to && from[end.from - 1] == to[end.to - 1]) {
    lines_[--end.from] = --end.to;
  }
  for (const Pair& pair : rising(unique_pairs(from, to, begin, end))) {
    fill(begin, pair);
    lines_[pair.from] = pair.to;
    begin = {pair.from + 1, pair.to + 1};
  }
  fill(begin, end);
}

std::optional<std::uint32_t> LineMap::at(std::uint32_t line) const {
  if (line >= lines_.size() || lines_[line] == kNone) return std::nullopt;
  return lines_[line];
}

}  // namespace cairn::text
