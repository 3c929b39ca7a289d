// cairn-worker: the process in which libclang runs, for one open file. A crash of
// libclang's is meant to end the process: the server sees that and starts another one.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/clang/open_file.h"
#include "server/worker_loop.h"

namespace cairn::server {
namespace {

constexpr std::string_view kTemporaryDirectoryOption = "--temporary-directory=";

Result<std::string> do_job(clang::OpenFile& file, worker::JobKind kind, std::string_view payload) {
  using worker::JobKind;
  using worker::PositionRequest;
  switch (kind) {
    case JobKind::kParse:
      return answer<worker::ParseRequest>(payload, [&](const auto& request) { return file.parse(request); });
    case JobKind::kUpdate:
      return answer<worker::ParseRequest>(payload, [&](const auto& request) { return file.update(request); });
    case JobKind::kHover:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.hover(request.offset); });
    case JobKind::kDefinition:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.definition(request.offset); });
    case JobKind::kDeclaration:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.declaration(request.offset); });
    case JobKind::kTypeDefinition:
      return answer<PositionRequest>(payload,
                                     [&](const auto& request) { return file.type_definition(request.offset); });
    case JobKind::kImplementation:
      return answer<PositionRequest>(payload,
                                     [&](const auto& request) { return file.implementations(request.offset); });
    case JobKind::kReferences:
      return answer<worker::ReferencesRequest>(
          payload, [&](const auto& request) { return file.references(request.offset, request.include_declaration); });
    case JobKind::kHighlights:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.highlights(request.offset); });
    case JobKind::kDocumentSymbols:
      return answer<worker::EmptyRequest>(payload, [&](const auto&) { return file.document_symbols(); });
    case JobKind::kCompletion:
      return answer<worker::CompletionRequest>(payload, [&](const auto& request) { return file.complete(request); });
    case JobKind::kCompletionDetails:
      return answer<worker::CompletionDetailsRequest>(payload, [&](const auto& request) {
        return Result<std::optional<model::CompletionDetails>>(file.completion_details(request));
      });
    case JobKind::kSignatureHelp:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.signature_help(request.offset); });
    case JobKind::kSemanticTokens:
      return answer<worker::SemanticTokensRequest>(payload,
                                                   [&](const auto& request) { return file.semantic_tokens(request); });
    case JobKind::kInlayHints:
      return answer<worker::InlayHintsRequest>(payload, [&](const auto& request) { return file.inlay_hints(request); });
    case JobKind::kDocumentLinks:
      return answer<worker::EmptyRequest>(payload, [&](const auto&) { return file.links(); });
    case JobKind::kSymbolsAt:
      return answer<PositionRequest>(payload, [&](const auto& request) { return file.symbols_at(request.offset); });
    case JobKind::kIndexUnit:
    case JobKind::kDeliverRows:
    case JobKind::kBuildPrelude:
    case JobKind::kDescribeCommand:
    case JobKind::kHello:
      break;
  }
  return refuse_job();
}

int run(int argc, char** argv) {
  std::string temporary_directory;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with(kTemporaryDirectoryOption)) {
      temporary_directory = argument.substr(kTemporaryDirectoryOption.size());
    }
  }
  if (!temporary_directory.empty()) setenv("TMPDIR", temporary_directory.c_str(), 1);
  setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1", 1);

  clang::OpenFile file(temporary_directory);
  return run_worker({"cairn-worker", clang::library_version(),
                     [&](worker::JobKind kind, std::string_view payload) { return do_job(file, kind, payload); }});
}

}  // namespace
}  // namespace cairn::server

int main(int argc, char** argv) {
  try {
    return cairn::server::run(argc, argv);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "cairn-worker: {}\n", exception.what());
    return 1;
  }
}
