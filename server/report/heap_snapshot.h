// The heap profile in the forms that tools read.
#pragma once

#include "platform/memory/heap_profile.h"
#include "protocol/ext/heap_snapshot.h"

namespace cairn::server {

// Reads the symbols of the program where names are wanted: some 100 ms. Thread-safe.
ext::HeapSnapshot make_heap_snapshot(memory::HeapProfile profile, ext::HeapFormat format);

// What has grown between two, as above; not as jeprof's text.
ext::HeapSnapshot make_heap_difference(const memory::HeapProfile& before, const memory::HeapProfile& after,
                                       ext::HeapFormat format);

}  // namespace cairn::server
