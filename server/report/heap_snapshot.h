// The heap profile in the forms that tools read.
#pragma once

#include "platform/memory/heap_profile.h"
#include "protocol/ext/heap_snapshot.h"

namespace cairn::server {

// Reads the symbols of the program where names are wanted: some 100 ms. Thread-safe.
ext::HeapSnapshot make_heap_snapshot(memory::HeapProfile profile, ext::HeapFormat format);

}  // namespace cairn::server
