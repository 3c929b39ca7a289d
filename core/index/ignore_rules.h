// IgnoreRules: which files a folder's .gitignore leaves out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::index {

// Matches a path against one pattern of .gitignore's kind: `*` and `?` stop at a slash,
// `**` between slashes does not, `[a-z]` and `[!a]` are sets, `\` takes the next
// character as it is. Linear in the product of both lengths. Pure.
bool glob_matches(std::string_view pattern, std::string_view path);

// The rules of one file, of the kind that gitignore(5) describes. A value; pure.
class IgnoreRules {
 public:
  // `base`: the folder of the file, relative to the root; empty for the root.
  IgnoreRules(std::string base, std::string_view text);

  enum class Verdict { kNone, kIgnored, kKept };
  // What the last rule that matches says of a path (relative to the root).
  Verdict verdict(std::string_view path, bool is_directory) const;
  bool empty() const { return rules_.empty(); }

 private:
  struct Rule {
    std::string pattern;
    bool is_negated = false;
    bool only_directories = false;
    bool is_anchored = false;  // to the folder; else any name below it
  };
  std::string base_;
  std::vector<Rule> rules_;
};

}  // namespace cairn::index
