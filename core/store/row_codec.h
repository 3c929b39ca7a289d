// How lists of rows become blobs; Segment reads them back.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/store/segment.h"

namespace cairn::store {

// Rising ordinals as differences; equal ones once. Returns how many there are.
std::uint64_t put_ordinals(std::string& out, std::span<const Ordinal> ordinals);

// REQUIRES: files rise.
void put_postings(std::string& out, std::span<const Posting> postings);

// Sorted, each once. Sorts in place. Returns how many there are.
std::uint64_t put_relations(std::string& out, std::span<SegmentRelation> relations);

void put_include(std::string& out, std::uint32_t line, bool is_angled, std::string_view spelled,
                 std::optional<Ordinal> resolved);
void put_macro(std::string& out, const SegmentMacro& macro);

}  // namespace cairn::store
