#include "core/text/folding.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace cairn::text {
namespace {

using Kind = SourceTokenKind;

// Offsets of the bytes that begin lines; the '\n' of a pair ends one.
std::vector<std::uint32_t> find_line_starts(std::string_view text) {
  std::vector<std::uint32_t> starts = {0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if ((text[i] == '\n' || text[i] == '\r') && !is_pair) starts.push_back(static_cast<std::uint32_t>(i + 1));
  }
  return starts;
}

class Folder {
 public:
  Folder(std::string_view text, const std::vector<SourceToken>& tokens)
      : text_(text), tokens_(tokens), line_starts_(find_line_starts(text)) {}

  std::vector<Fold> take() {
    for (const SourceToken& token : tokens_) {
      const bool is_comment = token.kind == Kind::kLineComment || token.kind == Kind::kBlockComment;
      if (!is_comment && token.kind != Kind::kDirective) includes_.reset();
      if (token.kind != Kind::kLineComment) end_comments();
      take(token);
    }
    end_comments();
    std::erase_if(folds_,
                  [this](const Fold& fold) { return fold.begin >= fold.end || line(fold.begin) == line(fold.end); });
    const auto before = [](const Fold& a, const Fold& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    };
    std::stable_sort(folds_.begin(), folds_.end(), before);
    return std::move(folds_);
  }

 private:
  std::string_view spelling(const SourceToken& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

  // The index of an offset's line.
  std::size_t line(std::uint32_t offset) const {
    return static_cast<std::size_t>(std::upper_bound(line_starts_.begin(), line_starts_.end(), offset) -
                                    line_starts_.begin()) -
           1;
  }

  // Where the text in front of the line of `offset` ends.
  std::uint32_t end_of_line_before(std::uint32_t offset) const {
    std::uint32_t end = line_starts_[line(offset)];
    if (end > 0 && text_[end - 1] == '\n') --end;
    if (end > 0 && text_[end - 1] == '\r') --end;
    return end;
  }

  void take(const SourceToken& token) {
    switch (token.kind) {
      case Kind::kWord:
        break;
      case Kind::kLiteral:
        folds_.push_back({token.begin + 1, token.end, FoldKind::kCode, false});
        break;
      case Kind::kPunctuation:
        take_bracket(token);
        break;
      case Kind::kLineComment:
        take_line_comment(token);
        break;
      case Kind::kBlockComment:
        folds_.push_back({token.begin + 2, token.end, FoldKind::kComment, false});
        break;
      case Kind::kDirective:
        take_directive(token);
        break;
    }
  }

  void take_bracket(const SourceToken& token) {
    if (token.partner == SourceToken::kNone) return;
    const SourceToken& partner = tokens_[token.partner];
    if (partner.begin > token.begin) folds_.push_back({token.end, partner.begin, FoldKind::kCode, true});
  }

  // A group grows by each #include that only blanks and comments separate from it.
  void take_include(const SourceToken& token) {
    if (!includes_) {
      includes_ = folds_.size();
      const std::uint32_t begin = token.begin + static_cast<std::uint32_t>(std::min(
                                                    spelling(token).find_first_of("\"<"), spelling(token).size()));
      folds_.push_back({begin, token.end, FoldKind::kImports, false});
    }
    folds_[*includes_].end = token.end;
  }

  void take_directive(const SourceToken& token) {
    const std::string_view name = directive_name(text_, token);
    if (name == "include" || name == "import" || name == "include_next") return take_include(token);
    includes_.reset();
    if (name == "if" || name == "ifdef" || name == "ifndef") {
      branches_.push_back(token.end);
    } else if (name == "else" || name == "elif" || name == "elifdef" || name == "elifndef" || name == "endif") {
      if (branches_.empty()) return;
      folds_.push_back({branches_.back(), end_of_line_before(token.begin), FoldKind::kCode, false});
      branches_.back() = token.end;
      if (name == "endif") branches_.pop_back();
    } else if (name == "pragma") {
      take_region(token, spelling(token).substr(spelling(token).find("pragma") + 6));
    } else {
      folds_.push_back({token.begin + 1, token.end, FoldKind::kCode, false});  // a macro of several lines
    }
  }

  // True if the words, from a comment or a #pragma, begin or end a region.
  bool take_region(const SourceToken& token, std::string_view words) {
    words = words.substr(std::min(words.find_first_not_of(" \t/#!"), words.size()));
    const auto begins_with = [&](std::string_view name) {
      return words.starts_with(name) && (words.size() == name.size() || !is_source_word_byte(words[name.size()]));
    };
    if (begins_with("region")) {
      regions_.push_back(token.end);
      return true;
    }
    if (!begins_with("endregion")) return false;
    if (!regions_.empty()) {
      folds_.push_back({regions_.back(), token.end, FoldKind::kRegion, false});
      regions_.pop_back();
    }
    return true;
  }

  void take_line_comment(const SourceToken& token) {
    const bool is_region = take_region(token, spelling(token));
    if (is_region || !token.is_first_in_line) return end_comments();
    // A blank line between two comments separates them.
    const bool goes_on = comments_ && line(token.begin) == line(comments_->end) + 1;
    if (!goes_on) {
      end_comments();
      comments_ = Fold{token.begin + 2, token.end, FoldKind::kComment, false};
    }
    comments_->end = token.end;
  }

  void end_comments() {
    if (comments_) folds_.push_back(*comments_);
    comments_.reset();
  }

  std::string_view text_;
  const std::vector<SourceToken>& tokens_;
  std::vector<std::uint32_t> line_starts_;
  std::vector<Fold> folds_;
  std::vector<std::uint32_t> branches_;  // where the running branch of each open #if begins
  std::vector<std::uint32_t> regions_;
  std::optional<Fold> comments_;
  std::optional<std::size_t> includes_;
};

}  // namespace

std::vector<Fold> find_folds(std::string_view text, const std::vector<SourceToken>& tokens) {
  return Folder(text, tokens).take();
}

}  // namespace cairn::text
