// The content hash: fast, not cryptographic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cairn::base {

// XXH3, 64 bits, seed 0: the same value on every machine and in every run, so it may be
// stored. It finds accidental change, not an attacker's collision. Thread-safe.
std::uint64_t hash64(std::string_view bytes);

// 16 lower-case hexadecimal digits, leading zeros kept, for names of files.
std::string hex64(std::uint64_t value);

}  // namespace cairn::base
