// A compilation database that a build wrote badly: read entry by entry, and compared
// with what a JSON library makes of the same text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/project/database_json.h"
#include "core/project/normalise.h"

namespace {

using cairn::project::DatabaseEntry;
using Json = nlohmann::json;

void require(bool holds) {
  if (!holds) std::abort();
}

// Entries that a reader with all the memory in the world would find.
std::size_t count_entries(const Json& database) {
  std::size_t count = 0;
  for (const Json& entry : database) {
    if (!entry.is_object() || !entry.contains("file") || !entry["file"].is_string()) continue;
    const auto is_list = [&] {
      if (!entry.contains("arguments") || !entry["arguments"].is_array()) return false;
      for (const Json& word : entry["arguments"]) {
        if (!word.is_string()) return false;
      }
      return true;
    };
    count += is_list() || (entry.contains("command") && entry["command"].is_string());
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<DatabaseEntry> entries;
  std::vector<std::string> warnings;
  const auto read =
      cairn::project::read_database(text, [&](const DatabaseEntry& entry) { entries.push_back(entry); }, warnings);
  const Json tree = Json::parse(text, nullptr, false);
  require(read.has_value() == tree.is_array());
  if (!read) {
    require(!read.error().message.empty());
    return 0;
  }
  require(entries.size() <= count_entries(tree));
  require(warnings.size() <= 101);
  for (const DatabaseEntry& entry : entries) {
    if (!entry.is_list) cairn::project::split_command(entry.command);
    require(!entry.file.empty());
  }
  return 0;
}
