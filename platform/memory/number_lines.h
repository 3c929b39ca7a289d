// Lines of the kernel's texts that state a number. For this folder's sources only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cairn::memory {

// Takes the first line off `text`, without its end; empty text gives empty lines.
std::string_view take_line(std::string_view& text);

// The bytes that the line "<name>:   <n> kB" states; nothing for other lines and numbers that are too large.
std::optional<std::uint64_t> parse_kilobytes(std::string_view line, std::string_view name);

// The same for the first such line of a text.
std::optional<std::uint64_t> find_bytes(std::string_view text, std::string_view name);

}  // namespace cairn::memory
