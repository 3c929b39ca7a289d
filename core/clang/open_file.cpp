#include "core/clang/open_file.h"

#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "core/clang/questions.h"
#include "core/clang/unit.h"
#include "platform/fs/path.h"

namespace cairn::clang {

struct OpenFile::Impl {
  explicit Impl(const std::string& temporary_directory) : unit(temporary_directory) {}

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

  // Declared first, destroyed last: `sources` borrows from it.
  Unit unit;
  std::optional<SourceMap> sources;
  base::TextEncoding encoding = base::TextEncoding::kUtf16;
};

OpenFile::OpenFile(const std::string& temporary_directory) : impl_(std::make_unique<Impl>(temporary_directory)) {}
OpenFile::~OpenFile() = default;

Result<model::ParseOutcome> OpenFile::parse(const worker::ParseRequest& request) {
  impl_->sources.reset();
  if (auto parsed = impl_->unit.parse(request); !parsed) return unexpected(parsed.error());
  impl_->encoding = request.encoding;
  SourceMap& sources = impl_->sources.emplace(impl_->unit.handle(), request.path, request.directory, request.encoding);
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
  outcome.dropped_arguments = impl_->unit.dropped_arguments();
  return outcome;
}

Result<void> OpenFile::update(const worker::ParseRequest& request) {
  impl_->unit.update_overlays(request);
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

Result<model::Completion> OpenFile::complete(std::uint64_t offset, std::uint32_t limit) {
  auto sources = impl_->sources_at(0);
  if (!sources) return unexpected(sources.error());
  const std::string* unsaved = impl_->unit.overlay(impl_->unit.path());
  const std::string_view text = unsaved ? *unsaved : (*sources)->text((*sources)->main_file());
  if (offset > text.size()) {
    return unexpected(ErrorCode::kInvalidArgument, fmt::format("offset {} is past the end of the text", offset));
  }
  return complete_at(impl_->unit, text, impl_->encoding, offset, limit);
}

std::string library_version() { return take_text(clang_getClangVersion()); }

}  // namespace cairn::clang
