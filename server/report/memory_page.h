// The page of `cairn memory --html`: where a server's memory is, in one file for a browser.
#pragma once

#include <string>

#include "protocol/rpc/json.h"

namespace cairn::server {

// `server`: {"pid", "root", "report", "leaks", "heap"}, as the server's socket says ("memory page"). One HTML document
// that loads nothing and sends nothing (its own content security policy says so). Each exact figure stands in an
// element with the attribute data-figure, a JSON pointer (RFC 6901) into `server`, which stands in the page too (id
// "data"). Pure.
std::string memory_page(const rpc::Json& server);

}  // namespace cairn::server
