#include "server/convert/code_actions.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "server/convert/answers.h"

namespace cairn::server {
namespace {

constexpr std::string_view kFixAllOfCairn = "source.fixAll.cairn";

// Also where they only touch: a cursor at the end of a word is still at the word.
bool touches(const text::Range& a, const text::Range& b) { return a.start <= b.end && b.start <= a.end; }

const model::Fix* certain_fix(const model::Diagnostic& diagnostic) {
  const auto found = std::find_if(diagnostic.fixes.begin(), diagnostic.fixes.end(),
                                  [](const model::Fix& fix) { return fix.is_certain; });
  return found == diagnostic.fixes.end() ? nullptr : &*found;
}

lsp::WorkspaceEdit to_workspace_edit(const std::vector<model::Edit>& edits, const EditTarget& target) {
  lsp::TextDocumentEdit document{target.uri, target.version, {}};
  for (const model::Edit& edit : edits) document.edits.push_back({to_lsp(edit.range), edit.text});
  return {{std::move(document)}, target.is_versioned};
}

// Edits of one file by place, none of which touches another one's characters.
class EditSet {
 public:
  // Takes all edits of a fix, or none of them.
  void add(const model::Fix& fix) {
    const bool is_free = std::none_of(fix.edits.begin(), fix.edits.end(),
                                      [this](const model::Edit& edit) { return is_taken(edit.range); });
    if (!is_free) return;
    for (const model::Edit& edit : fix.edits) edits_.emplace(edit.range.start, edit);
  }

  std::vector<model::Edit> take() {
    std::vector<model::Edit> edits;
    for (auto& [start, edit] : edits_) edits.push_back(std::move(edit));
    return edits;
  }

 private:
  // Two insertions at one place are in conflict too: which one comes first, and whether
  // both are needed, clang does not say.
  bool is_taken(const text::Range& range) const {
    const auto next = edits_.lower_bound(range.start);
    if (next != edits_.end() && (next->first == range.start || next->first < range.end)) return true;
    return next != edits_.begin() && range.start < std::prev(next)->second.range.end;
  }

  std::multimap<text::Position, model::Edit> edits_;  // by start; of one fix, several may insert at one place
};

class ActionList {
 public:
  ActionList(const std::vector<model::Diagnostic>& all, const lsp::CodeActionParams& params, const EditTarget& target)
      : all_(all), params_(params), target_(target), asked_range_(from_lsp(params.range)) {
    for (const lsp::Range& range : params.context.diagnostic_ranges) client_ranges_.insert(from_lsp(range));
  }

  std::vector<lsp::CodeAction> make() {
    bool touches_certain = false;
    for (const model::Diagnostic& diagnostic : all_) {
      if (diagnostic.fixes.empty() || !is_asked_about(diagnostic.range)) continue;
      if (is_asked_for(lsp::kQuickFix)) add_fixes(diagnostic);
      const model::Fix* certain = certain_fix(diagnostic);
      if (certain == nullptr) continue;
      touches_certain = true;
      codes_.insert(diagnostic.code);
    }
    if (is_asked_for(lsp::kQuickFix)) {
      for (const std::string& code : codes_) add_all_of(code);
    }
    // Who asks for "source.fixAll" asks about the file, as editors do on saving.
    if (is_asked_for(kFixAllOfCairn) && (touches_certain || !params_.context.only.empty())) add_all();
    return std::move(actions_);
  }

 private:
  bool is_asked_about(const text::Range& range) const {
    return touches(range, asked_range_) || client_ranges_.contains(range);
  }
  bool is_asked_for(std::string_view kind) const { return lsp::is_asked_for(kind, params_.context.only); }

  void add_fixes(const model::Diagnostic& diagnostic) {
    for (const model::Fix& fix : diagnostic.fixes) {
      lsp::CodeAction action;
      action.title = fix.title;
      action.kind = lsp::kQuickFix;
      action.diagnostics = {to_lsp(diagnostic, target_.diagnostics)};
      action.is_preferred = fix.is_certain && diagnostic.fixes.size() == 1;
      action.edit = to_workspace_edit(fix.edits, target_);
      actions_.push_back(std::move(action));
    }
  }

  void add_all_of(const std::string& code) {
    std::vector<const model::Diagnostic*> alike;
    for (const model::Diagnostic& each : all_) {
      if (each.code == code && certain_fix(each) != nullptr) alike.push_back(&each);
    }
    if (code.empty() || alike.size() < 2) return;
    lsp::CodeAction action;
    action.title = fmt::format("fix all {} of {} in this file", alike.size(), code);
    action.kind = lsp::kQuickFix;
    for (const model::Diagnostic* each : alike) action.diagnostics.push_back(to_lsp(*each, target_.diagnostics));
    action.edit = to_workspace_edit(combined_edits(alike), target_);
    actions_.push_back(std::move(action));
  }

  void add_all() {
    std::vector<const model::Diagnostic*> certain;
    for (const model::Diagnostic& each : all_) {
      if (certain_fix(each) != nullptr) certain.push_back(&each);
    }
    if (certain.empty()) return;
    lsp::CodeAction action;
    action.title = "apply all fixes that clang is sure of";
    action.kind = kFixAllOfCairn;
    action.edit = to_workspace_edit(combined_edits(certain), target_);
    actions_.push_back(std::move(action));
  }

  const std::vector<model::Diagnostic>& all_;
  const lsp::CodeActionParams& params_;
  const EditTarget& target_;
  const text::Range asked_range_;
  std::set<text::Range> client_ranges_;
  std::set<std::string> codes_;  // of diagnostics asked about that have a certain fix
  std::vector<lsp::CodeAction> actions_;
};

}  // namespace

std::vector<model::Edit> combined_edits(const std::vector<const model::Diagnostic*>& diagnostics) {
  EditSet edits;
  for (const model::Diagnostic* each : diagnostics) {
    if (const model::Fix* fix = certain_fix(*each)) edits.add(*fix);
  }
  return edits.take();
}

std::vector<lsp::CodeAction> code_actions(const std::vector<model::Diagnostic>& diagnostics,
                                          const lsp::CodeActionParams& params, const EditTarget& target) {
  return ActionList(diagnostics, params, target).make();
}

lsp::CodeAction plain_action(std::string title, std::string_view kind, const std::vector<model::Edit>& edits,
                             const EditTarget& target) {
  lsp::CodeAction action;
  action.title = std::move(title);
  action.kind = kind;
  action.edit = to_workspace_edit(edits, target);
  return action;
}

}  // namespace cairn::server
