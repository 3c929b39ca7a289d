#include "server/answers/include_place.h"

#include "core/project/language.h"
#include "core/project/search_folders.h"
#include "server/session/server.h"

namespace cairn::server {

OfferPlace offer_place(const OpenFile& file, std::uint64_t offset) {
  OfferPlace place;
  place.file.path = file.document.path;
  std::vector<std::string> words = {"cc"};
  words.insert(words.end(), file.command.arguments.begin(), file.command.arguments.end());
  place.file.search_folders = project::search_folders_of(words, file.command.directory);
  place.file.is_c = project::effective_language(file.command.arguments, file.document.path) == "c";
  place.text = file.document.buffer.text();
  place.offset = offset;
  place.included = file.included_files.paths();
  return place;
}

bool wants_include_insertion(const Server& server) {
  return server.settings().completion.header_insertion.value_or("iwyu") != "never";
}

}  // namespace cairn::server
