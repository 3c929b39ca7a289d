// What a diagnostic says is not declared.
#pragma once

#include <string>
#include <string_view>

namespace cairn::server {

// The name that an #include could make known, as it is written at the diagnostic's place or in its message, with its
// qualifiers: "std::vector", "Shape", "printf"; empty where the diagnostic is about something else: an undeclared
// identifier, an unknown type or template, a member that a namespace lacks, an implicit declaration of a function, an
// incomplete type. `offset`: where in `text` the diagnostic begins. By clang's messages (DiagnosticSemaKinds.td of
// clang 19). Pure.
std::string missing_name(std::string_view message, std::string_view text, std::size_t offset);

}  // namespace cairn::server
