#include "server/session/includer_search.h"

#include <string_view>

#include "core/index/lexical_index.h"
#include "core/query/including_units.h"
#include "platform/fs/path.h"

namespace cairn::server {
namespace {

// More than one, because an entry may turn out to be no command.
constexpr std::size_t kMaxUnits = 4;

}  // namespace

std::vector<std::string> search_includers(const store::Snapshot* snapshot, const std::string& root,
                                          const std::string& header,
                                          const std::function<bool(const std::string&)>& is_unit) {
  if (!snapshot) return {};
  const std::string below = root + "/";
  const std::string_view path = header;
  const std::string_view known = path.starts_with(below) ? path.substr(below.size()) : path;
  std::vector<std::string> units =
      query::including_units(*snapshot, index::kLexicalLayer, known, kMaxUnits,
                             [&](std::string_view file) { return is_unit(fs::join_path(root, file)); });
  for (std::string& unit : units) unit = fs::join_path(root, unit);
  return units;
}

}  // namespace cairn::server
