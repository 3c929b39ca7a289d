#include "core/index/ignore_rules.h"

#include <utility>

namespace cairn::index {
namespace {

// Whether `c` is in the set that begins behind `[` at `at`; moves `at` behind the `]`.
// A set that is not closed matches nothing.
bool set_matches(std::string_view pattern, std::size_t& at, char c) {
  const bool is_negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (is_negated) ++at;
  bool found = false;
  for (bool is_first = true; at < pattern.size() && (pattern[at] != ']' || is_first); is_first = false) {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
    const char low = pattern[at++];
    char high = low;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
      high = pattern[at + 1];
      at += 2;
    }
    found = found || (low <= c && c <= high);
  }
  if (at >= pattern.size()) return false;
  ++at;
  return found != is_negated && c != '/';
}

// One character or set of the pattern against one character; moves `at` on.
bool one_matches(std::string_view pattern, std::size_t& at, char c) {
  const char p = pattern[at++];
  if (p == '?') return c != '/';
  if (p == '[') return set_matches(pattern, at, c);
  if (p == '\\' && at < pattern.size()) return pattern[at++] == c;
  return p == c;
}

}  // namespace

// The usual matcher that goes back to the last star only; a `**` remembers its own place,
// because a later `*` may have to give up for it.
bool glob_matches(std::string_view pattern, std::string_view path) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t p = 0, s = 0;
  std::size_t star = kNone, star_at = 0;
  std::size_t stars = kNone, stars_at = 0;
  while (s < path.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern.substr(p).starts_with("**")) {
      p += 2;
      if (p < pattern.size() && pattern[p] == '/') ++p;  // "**/" may be no folder at all
      stars = p;
      stars_at = s;
      star = kNone;
      continue;
    }
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_at = s;
      continue;
    }
    std::size_t next = p;
    if (s < path.size() && p < pattern.size() && one_matches(pattern, next, path[s])) {
      p = next;
      ++s;
      continue;
    }
    if (star != kNone && star_at < path.size() && path[star_at] != '/') {
      p = star;
      s = ++star_at;
    } else if (stars != kNone && stars_at < path.size()) {
      // After "**/" only starts of names count.
      const bool whole_names = stars > 0 && pattern[stars - 1] == '/';
      do {
        ++stars_at;
      } while (whole_names && stars_at < path.size() && path[stars_at - 1] != '/');
      p = stars;
      s = stars_at;
      star = kNone;
    } else {
      return false;
    }
  }
  return true;
}

IgnoreRules::IgnoreRules(std::string base, std::string_view text) : base_(std::move(base)) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    Rule rule;
    if (line.starts_with('!')) {
      rule.is_negated = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      rule.only_directories = true;
      line.remove_suffix(1);
    }
    rule.is_anchored = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) continue;
    rule.pattern = line;
    rules_.push_back(std::move(rule));
  }
}

IgnoreRules::Verdict IgnoreRules::verdict(std::string_view path, bool is_directory) const {
  if (!base_.empty()) {
    if (!path.starts_with(base_) || path.size() <= base_.size() + 1 || path[base_.size()] != '/') return Verdict::kNone;
    path.remove_prefix(base_.size() + 1);
  }
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
    if (rule->only_directories && !is_directory) continue;
    if (!glob_matches(rule->pattern, rule->is_anchored ? path : name)) continue;
    return rule->is_negated ? Verdict::kKept : Verdict::kIgnored;
  }
  return Verdict::kNone;
}

}  // namespace cairn::index
