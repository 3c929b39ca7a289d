#include "core/clang/open_file.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/clang/completer.h"
#include "core/clang/inactive.h"
#include "core/clang/questions.h"
#include "core/clang/unit.h"
#include "platform/fs/path.h"

namespace cairn::clang {

struct OpenFile::Impl {
  explicit Impl(const std::string& temporary_directory) : unit(temporary_directory), preamble(temporary_directory) {}

  // The map if there is a parsed unit and `offset` lies in its main file.
  Result<SourceMap*> sources_at(std::uint64_t offset) {
    if (!sources) return unexpected(ErrorCode::kUnavailable, "the file has not been parsed");
    const std::size_t size = sources->text(sources->main_file()).size();
    if (offset > size) {
      return unexpected(ErrorCode::kInvalidArgument,
                        fmt::format("offset {} is past the end of the file ({} bytes)", offset, size));
    }
    return &*sources;
  }

  // The main file's text now, newer perhaps than the parse, if `offset` lies in it.
  Result<std::string_view> newest_text(std::uint64_t offset) {
    auto parsed = sources_at(0);
    if (!parsed) return unexpected(parsed.error());
    const std::string* unsaved = unit.overlay(unit.path());
    const std::string_view text = unsaved ? *unsaved : (*parsed)->text((*parsed)->main_file());
    if (offset > text.size()) {
      return unexpected(ErrorCode::kInvalidArgument, fmt::format("offset {} is past the end of the text", offset));
    }
    return text;
  }

  // A range that begins inside the main file, as offsets in it.
  std::pair<std::uint32_t, std::uint32_t> bounded(std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t size = sources->text(sources->main_file()).size();
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min(end, size))};
  }

  // Declared first, destroyed last: `sources` borrows from both.
  Unit unit;
  Completer completer;
  PreambleIncludes preamble;
  std::optional<SourceMap> sources;
  std::string root;
  base::TextEncoding encoding = base::TextEncoding::kUtf16;
};

OpenFile::OpenFile(const std::string& temporary_directory) : impl_(std::make_unique<Impl>(temporary_directory)) {}
OpenFile::~OpenFile() = default;

Result<model::ParseOutcome> OpenFile::parse(const worker::ParseRequest& request) {
  impl_->sources.reset();
  impl_->completer.forget_place();
  if (auto parsed = impl_->unit.parse(request); !parsed) return unexpected(parsed.error());
  impl_->encoding = request.encoding;
  impl_->root = request.root;
  impl_->preamble.follow_preamble();
  SourceMap& sources =
      impl_->sources.emplace(impl_->unit.handle(), impl_->preamble, request.path, request.directory, request.encoding);
  if (!sources.main_file()) {
    impl_->sources.reset();
    return unexpected(ErrorCode::kInternal, fmt::format("{}: clang parsed something else", request.path));
  }
  model::ParseOutcome outcome;
  outcome.diagnostics = find_diagnostics(sources);
  for (const Inclusion& inclusion : sources.inclusions()) {
    // Whoever asks "is this file among them" may have come to it by another link.
    outcome.included_files.push_back(fs::real_path(inclusion.path).value_or(inclusion.path));
  }
  outcome.inactive_regions = find_inactive_regions(sources);
  outcome.dropped_arguments = impl_->unit.dropped_arguments();
  return outcome;
}

Result<void> OpenFile::update(const worker::ParseRequest& request) {
  if (impl_->unit.update_overlays(request)) impl_->completer.forget_place();
  return {};
}

Result<std::optional<model::Hover>> OpenFile::hover(std::uint64_t offset) {
  auto sources = impl_->sources_at(offset);
  if (!sources) return unexpected(sources.error());
  return describe(**sources, offset);
}

Result<std::vector<model::Location>> OpenFile::definition(std::uint64_t offset) {
  auto sources = impl_->sources_at(offset);
  if (!sources) return unexpected(sources.error());
  return find_definition(**sources, offset);
}

Result<std::vector<model::Location>> OpenFile::declaration(std::uint64_t offset) {
  auto sources = impl_->sources_at(offset);
  if (!sources) return unexpected(sources.error());
  return find_declaration(**sources, offset);
}

Result<std::vector<model::Location>> OpenFile::type_definition(std::uint64_t offset) {
  auto sources = impl_->sources_at(offset);
  if (!sources) return unexpected(sources.error());
  return find_type_definition(**sources, offset);
}

Result<std::vector<model::NamedSymbol>> OpenFile::symbols_at(std::uint64_t offset) {
  auto sources = impl_->sources_at(offset);
  if (!sources) return unexpected(sources.error());
  return find_named_symbols(**sources, impl_->root, offset);
}

Result<std::vector<model::Location>> OpenFile::implementations(std::uint64_t offset) {
  auto sources = impl_->sources_at(offset);
  if (!sources) return unexpected(sources.error());
  return find_implementations(**sources, offset);
}

Result<std::vector<model::Location>> OpenFile::references(std::uint64_t offset, bool include_declaration) {
  auto sources = impl_->sources_at(offset);
  if (!sources) return unexpected(sources.error());
  return find_references(**sources, offset, include_declaration);
}

Result<std::vector<model::Highlight>> OpenFile::highlights(std::uint64_t offset) {
  auto sources = impl_->sources_at(offset);
  if (!sources) return unexpected(sources.error());
  return find_highlights(**sources, offset);
}

Result<std::vector<model::DocumentSymbol>> OpenFile::document_symbols() {
  auto sources = impl_->sources_at(0);
  if (!sources) return unexpected(sources.error());
  return list_symbols(**sources);
}

Result<model::Completion> OpenFile::complete(const worker::CompletionRequest& request) {
  auto text = impl_->newest_text(request.offset);
  if (!text) return unexpected(text.error());
  return impl_->completer.complete(impl_->unit, *text, impl_->encoding, request);
}

std::optional<model::CompletionDetails> OpenFile::completion_details(
    const worker::CompletionDetailsRequest& request) const {
  return impl_->completer.details(request.completion_id, request.index);
}

Result<std::optional<model::SignatureHelp>> OpenFile::signature_help(std::uint64_t offset) {
  auto text = impl_->newest_text(offset);
  if (!text) return unexpected(text.error());
  return impl_->completer.signatures(impl_->unit, *text, offset);
}

Result<std::vector<model::SemanticToken>> OpenFile::semantic_tokens(const worker::SemanticTokensRequest& request) {
  auto sources = impl_->sources_at(request.begin);
  if (!sources) return unexpected(sources.error());
  const auto [begin, end] = impl_->bounded(request.begin, request.end);
  return find_semantic_tokens(**sources, begin, end, request.choice);
}

Result<std::vector<model::InlayHint>> OpenFile::inlay_hints(const worker::InlayHintsRequest& request) {
  auto sources = impl_->sources_at(request.begin);
  if (!sources) return unexpected(sources.error());
  const auto [begin, end] = impl_->bounded(request.begin, request.end);
  return find_inlay_hints(**sources, begin, end, request.choice);
}

Result<std::vector<model::DocumentLink>> OpenFile::links() {
  auto sources = impl_->sources_at(0);
  if (!sources) return unexpected(sources.error());
  return find_links(**sources);
}

std::string library_version() { return take_text(clang_getClangVersion()); }

}  // namespace cairn::clang
