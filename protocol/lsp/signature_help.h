// textDocument/signatureHelp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocol/lsp/basic.h"

namespace cairn::lsp {

// A signature that the client shows already, as far as Cairn looks at it.
struct ShownSignature {
  std::string label;
};
bool read(Reader reader, ShownSignature& out);

struct ShownSignatureHelp {
  std::vector<ShownSignature> signatures;
  std::uint32_t active_signature = 0;
};
bool read(Reader reader, ShownSignatureHelp& out);

struct SignatureHelpContext {
  bool is_retrigger = false;
  std::optional<ShownSignatureHelp> active_signature_help;  // what the user may have paged through
};
bool read(Reader reader, SignatureHelpContext& out);

struct SignatureHelpParams {
  TextDocumentIdentifier text_document;
  Position position;
  SignatureHelpContext context;  // empty where the client sends none, or a wrong one
};
bool read(Reader reader, SignatureHelpParams& out);

// A part of the signature's label.
struct ParameterInformation {
  std::string text;
  // Where it stands, in UTF-16 units; sent instead of the text to clients with
  // labelOffsetSupport.
  std::optional<std::pair<std::uint32_t, std::uint32_t>> offsets;
};
Json to_json(const ParameterInformation& value);

struct SignatureInformation {
  std::string label;
  std::optional<MarkupContent> documentation;
  std::vector<ParameterInformation> parameters;
  std::optional<std::uint32_t> active_parameter;  // for clients with activeParameterSupport
};
Json to_json(const SignatureInformation& value);

struct SignatureHelp {
  std::vector<SignatureInformation> signatures;
  std::uint32_t active_signature = 0;
  std::optional<std::uint32_t> active_parameter;  // the active signature's; clients take the first for none
};
Json to_json(const SignatureHelp& value);

}  // namespace cairn::lsp
