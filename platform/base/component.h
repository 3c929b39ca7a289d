// Component: for which part of Cairn the running code works, so that memory can be counted where it belongs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace cairn::base {

// Each has its own arena of the allocator (platform/memory/component_arenas.h): what is allocated by operator new
// while a component is current belongs to it for as long as it lives, whoever frees it.
enum class Component : std::uint8_t {
  kOther,      // nobody said: counts as unaccounted
  kSession,    // the server itself: settings, timers, counters, the pool of workers
  kProtocol,   // messages in both directions, and what handlers make of them
  kDocuments,  // texts of open files, their sessions, what their parses found
  kProject,    // the compilation database
  kStore,      // what readers keep of segments and manifests
  kIndex,      // scans, segments being built, merges
  kDeps,       // the cache of dependencies
};

// As reports name them, by value.
inline constexpr std::array<std::string_view, 8> kComponentNames = {"other",   "session", "protocol", "documents",
                                                                    "project", "store",   "index",    "deps"};
inline constexpr std::size_t kComponentCount = kComponentNames.size();

namespace internal {
// One byte of a thread's own; no constructor, so that reading it costs one instruction.
inline thread_local constinit Component thread_component = Component::kOther;
}  // namespace internal

// What this thread works for now.
inline Component current_component() { return internal::thread_component; }

// Makes a component current for the length of a scope. Costs two moves. Scopes nest; confined to one thread.
// Work that is handed on goes on for the same component: a thread for that of whoever starts it
// (platform/memory), a callback of platform/io for that of whoever asks for it.
class ComponentScope {
 public:
  explicit ComponentScope(Component component) : before_(std::exchange(internal::thread_component, component)) {}
  ~ComponentScope() { internal::thread_component = before_; }
  ComponentScope(const ComponentScope&) = delete;
  ComponentScope& operator=(const ComponentScope&) = delete;

 private:
  const Component before_;
};

}  // namespace cairn::base
