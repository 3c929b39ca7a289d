// clang is asked at the start of the argument: there it knows the arguments before it,
// leaves out what cannot take them, and its list is the one that completion needs too.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/clang/call_context.h"
#include "core/clang/completer.h"
#include "core/clang/completion_item.h"
#include "core/clang/source_token.h"

namespace cairn::clang {
namespace {

constexpr std::size_t kMaxSignatures = 100;  // of an overload set such as operator<<

// What clang gives as the result of a class template's arguments.
bool is_tag(std::string_view result_type) {
  return result_type == "class" || result_type == "struct" || result_type == "union";
}

class SignatureBuilder {
 public:
  void read(CXCompletionString string) {
    for (unsigned i = 0; i < clang_getNumCompletionChunks(string); ++i) {
      const CXCompletionChunkKind kind = clang_getCompletionChunkKind(string, i);
      if (kind == CXCompletionChunk_Optional) {
        read(clang_getCompletionChunkCompletionString(string, i));
      } else {
        add(kind, take_text(clang_getCompletionChunkText(string, i)));
      }
    }
  }

  model::SignatureInformation take(std::uint32_t argument) {
    auto& parameters = signature_.parameters;
    if (!signature_.active_parameter && takes_any_number_ && argument >= parameters.size() && !parameters.empty()) {
      signature_.active_parameter = static_cast<std::uint32_t>(parameters.size() - 1);
    }
    if (!result_type_.empty() && !is_tag(result_type_)) signature_.label += " -> " + result_type_;
    return std::move(signature_);
  }

  // What clang does not mark: a macro's parameters.
  void set_active(std::uint32_t argument) {
    if (argument < signature_.parameters.size()) signature_.active_parameter = argument;
  }

 private:
  void add(CXCompletionChunkKind kind, const std::string& text) {
    if (kind == CXCompletionChunk_ResultType) {
      result_type_ = text;
      return;
    }
    const auto begin = static_cast<std::uint32_t>(signature_.label.size());
    signature_.label += text;
    if (kind != CXCompletionChunk_Placeholder && kind != CXCompletionChunk_CurrentParameter) return;
    if (kind == CXCompletionChunk_CurrentParameter) {
      signature_.active_parameter = static_cast<std::uint32_t>(signature_.parameters.size());
    }
    takes_any_number_ = text.find("...") != std::string::npos;
    signature_.parameters.push_back({begin, static_cast<std::uint32_t>(signature_.label.size())});
  }

  model::SignatureInformation signature_;
  std::string result_type_;
  bool takes_any_number_ = false;  // the last parameter
};

// A function-like macro of this name, if there is one among what can stand here.
std::optional<model::SignatureInformation> macro_signature(const CompletionRun& run, const CallContext& call) {
  for (const Candidate& candidate : run.candidates()) {
    if (candidate.kind != CXCursor_MacroDefinition || run.name(candidate) != call.name) continue;
    SignatureBuilder builder;
    builder.read(run.string(candidate));
    builder.set_active(call.argument);
    auto signature = builder.take(call.argument);
    if (signature.label.size() > call.name.size()) return signature;
  }
  return std::nullopt;
}

// Comments come only with the functions that can be completed here, not with the
// candidates of the call: by signature.
std::map<std::string, CXCompletionString> functions_named(const CompletionRun& run, std::string_view name) {
  std::map<std::string, CXCompletionString> functions;
  for (const Candidate& candidate : run.candidates()) {
    if (run.name(candidate) != name) continue;
    SignatureBuilder builder;
    builder.read(run.string(candidate));
    functions.emplace(builder.take(0).label, run.string(candidate));
  }
  return functions;
}

std::vector<model::SignatureInformation> overloads(const CompletionRun& run, const CallContext& call) {
  const CXCodeCompleteResults& results = *run.results();
  const auto functions = functions_named(run, call.name);
  std::vector<model::SignatureInformation> signatures;
  std::set<std::string> seen;
  for (unsigned i = 0; i < results.NumResults && signatures.size() < kMaxSignatures; ++i) {
    if (results.Results[i].CursorKind != CXCursor_OverloadCandidate) continue;
    SignatureBuilder builder;
    builder.read(results.Results[i].CompletionString);
    model::SignatureInformation signature = builder.take(call.argument);
    if (!seen.insert(signature.label).second) continue;
    if (const auto function = functions.find(signature.label); function != functions.end()) {
      signature.documentation = brief_comment(function->second);
    }
    signatures.push_back(std::move(signature));
  }
  // Simple ones first; clang's order is that of its lookup.
  std::stable_sort(signatures.begin(), signatures.end(), [](const auto& a, const auto& b) {
    return std::pair(a.parameters.size(), a.label) < std::pair(b.parameters.size(), b.label);
  });
  return signatures;
}

}  // namespace

std::optional<model::SignatureHelp> Completer::signatures(const Unit& unit, std::string_view text,
                                                          std::uint64_t offset) {
  const auto call = find_call(text, offset);
  if (!call) return std::nullopt;
  const std::size_t at = call->argument_start;
  const std::size_t word_end = at < text.size() && is_word_byte(text[at]) ? token_end(text, at) : at;
  if (!run_.ask(unit, text, at, word_end)) return std::nullopt;

  model::SignatureHelp help;
  if (auto macro = macro_signature(run_, *call)) {
    help.signatures.push_back(*std::move(macro));
  } else {
    help.signatures = overloads(run_, *call);
  }
  if (help.signatures.empty()) return std::nullopt;
  const auto fitting = std::find_if(help.signatures.begin(), help.signatures.end(),
                                    [](const auto& signature) { return signature.active_parameter.has_value(); });
  if (fitting != help.signatures.end()) {
    help.active_signature = static_cast<std::uint32_t>(fitting - help.signatures.begin());
  }
  return help;
}

}  // namespace cairn::clang
