// Symbols that a file could use if it included their headers.
#pragma once

#include <cstdint>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/answers.h"
#include "core/query/header_choice.h"
#include "core/query/stored_symbols.h"
#include "server/answers/project_view.h"

namespace cairn::server {

// The file that is edited, and where in it. A value.
struct OfferPlace {
  query::IncludingFile file;
  std::string text;
  std::uint64_t offset = 0;
  std::set<std::string> included;  // absolute paths of what it includes so far, directly or not
};

struct IncludeOffer {
  query::StoredSymbol symbol;
  query::HeaderSpelling header;
  model::Edit edit;  // of the text; columns are bytes
};

// What stands before the cursor: "std::" and "vec" of `x = std::vec`. A name that is nothing to be offered for (behind
// a dot or an arrow, in a directive, a comment or a literal) is none.
struct TypedName {
  std::string qualifier;
  std::string word;
  bool can_be_offered = false;
};
TypedName typed_name(std::string_view text, std::uint64_t offset);

// Namespaces around the offset, the innermost first, as "a::b::", the last one "": by the shape of the text; and those
// that a using-directive of the text names.
std::vector<std::string> scopes_around(std::string_view path, std::string_view text, std::uint64_t offset);

// Symbols of the index whose names fit what is typed and that the place could name, best first, at most `limit`, each
// with the header that is the first choice. Without those that the file includes already and those that `known` names.
// May look at the disk. Thread-safe.
std::vector<IncludeOffer> offers_for_prefix(const ProjectView& view, const OfferPlace& place, const TypedName& typed,
                                            const std::set<std::string>& known, std::size_t limit,
                                            const std::stop_token& stop);

// Ways to declare a name that the place uses: "vector", "ns::Class"; of each symbol its headers, at most `limit`.
std::vector<IncludeOffer> offers_for_name(const ProjectView& view, const OfferPlace& place, const std::string& name,
                                          std::size_t limit, const std::stop_token& stop);

}  // namespace cairn::server
