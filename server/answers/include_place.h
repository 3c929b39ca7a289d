// What a question about missing includes has to know of an open file.
#pragma once

#include <cstdint>

#include "server/answers/include_offers.h"
#include "server/documents/open_documents.h"

namespace cairn::server {

class Server;

// On the loop thread.
OfferPlace offer_place(const OpenFile& file, std::uint64_t offset);

// The setting `completion.headerInsertion`.
bool wants_include_insertion(const Server& server);

}  // namespace cairn::server
