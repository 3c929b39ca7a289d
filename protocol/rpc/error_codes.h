// Error codes of JSON-RPC 2.0 and LSP 3.17 (base protocol, "ErrorCodes").
#pragma once

namespace cairn::rpc::error_codes {

inline constexpr int kParseError = -32700;      // the body is not JSON
inline constexpr int kInvalidRequest = -32600;  // JSON, but not a message; or not allowed in this state
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kInternalError = -32603;
inline constexpr int kServerNotInitialized = -32002;  // a request came before `initialize`
inline constexpr int kUnknownErrorCode = -32001;
inline constexpr int kRequestFailed = -32803;  // well-formed, but could not be answered
inline constexpr int kServerCancelled = -32802;
inline constexpr int kContentModified = -32801;
inline constexpr int kRequestCancelled = -32800;

}  // namespace cairn::rpc::error_codes
