#include "core/store/row_codec.h"

#include <algorithm>

#include "core/store/varint.h"

namespace cairn::store {

std::uint64_t put_ordinals(std::string& out, std::span<const Ordinal> ordinals) {
  std::uint64_t count = 0;
  Ordinal last = 0;
  for (const Ordinal ordinal : ordinals) {
    if (count != 0 && ordinal == last) continue;
    put_varint(out, ordinal - last);
    last = ordinal;
    ++count;
  }
  return count;
}

void put_postings(std::string& out, std::span<const Posting> postings) {
  Ordinal last = 0;
  for (const Posting& posting : postings) {
    put_varint(out, std::uint64_t{posting.file - last} << 1 | (posting.introduces ? 1 : 0));
    last = posting.file;
  }
}

std::uint64_t put_relations(std::string& out, std::span<SegmentRelation> relations) {
  std::sort(relations.begin(), relations.end());
  const auto last = std::unique(relations.begin(), relations.end());
  for (auto each = relations.begin(); each != last; ++each) {
    put_varint(out, std::uint64_t{static_cast<std::uint8_t>(each->kind)} << 1 | (each->is_object ? 1 : 0));
    put_varint(out, each->other);
    put_varint(out, each->file);
  }
  return static_cast<std::uint64_t>(last - relations.begin());
}

void put_include(std::string& out, std::uint32_t line, bool is_angled, std::string_view spelled,
                 std::optional<Ordinal> resolved) {
  put_varint(out, line);
  put_varint(out, (resolved ? std::uint64_t{*resolved} + 1 : 0) << 1 | (is_angled ? 1 : 0));
  put_text(out, spelled);
}

void put_macro(std::string& out, const SegmentMacro& macro) {
  out.push_back(static_cast<char>(static_cast<unsigned>(macro.act) << 1 | (macro.pastes ? 1U : 0U)));
  put_varint(out, macro.line);
  put_varint(out, macro.name);
  put_varint(out, macro.body.size());
  for (const Ordinal identifier : macro.body) put_varint(out, identifier);
}

}  // namespace cairn::store
