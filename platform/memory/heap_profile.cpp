#include "platform/memory/heap_profile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "platform/base/unique_fd.h"
#include "platform/memory/symbols.h"

#if defined(CAIRN_JEMALLOC)
#include <jemalloc/jemalloc.h>
#endif

namespace cairn::memory {
namespace {

// "  t*: 3: 1536 [0: 0]" → objects and bytes.
bool read_counts(std::string_view line, double& objects, double& bytes) {
  const std::string text(line);
  unsigned long long count = 0;
  unsigned long long size = 0;
  if (std::sscanf(text.c_str(), " t*: %llu: %llu", &count, &size) != 2) return false;
  objects = static_cast<double>(count);
  bytes = static_cast<double>(size);
  return true;
}

std::vector<std::uint64_t> read_addresses(std::string_view line) {
  std::vector<std::uint64_t> addresses;
  const std::string text(line);
  const char* at = text.c_str() + 1;  // behind the '@'
  for (;;) {
    char* end = nullptr;
    const std::uint64_t address = std::strtoull(at, &end, 16);
    if (end == at) return addresses;
    addresses.push_back(address);
    at = end;
  }
}

bool is_allocator(const std::string& name) {
  for (const std::string_view each : {"operator new", "prof_", "je_", "malloc", "calloc", "realloc", "libjemalloc",
                                      "cairn::memory::(anonymous namespace)::allocate", "mallocx",
                                      "cairn::base::UniqueFd::", "cairn::base::internal::note_opened"}) {
    if (name.starts_with(each)) return true;
  }
  return false;
}

#if defined(CAIRN_JEMALLOC)
constexpr std::size_t kMaxDumpBytes = std::size_t{256} << 20;

Result<std::string> read_dump(const std::string& path) {
  const base::UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return unexpected(base::errno_error("cannot read the heap profile"));
  std::string text;
  char buffer[65536];
  for (;;) {
    const ssize_t count = read(file.get(), buffer, sizeof buffer);
    if (count < 0) return unexpected(base::errno_error("cannot read the heap profile"));
    if (count == 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > kMaxDumpBytes) return unexpected(ErrorCode::kTooLarge, "the heap profile is too large");
  }
}
#endif

}  // namespace

#if defined(CAIRN_JEMALLOC)

bool set_heap_sampling(bool is_on) { return ::mallctl("prof.active", nullptr, nullptr, &is_on, sizeof is_on) == 0; }

bool is_heap_sampling() {
  bool is_on = false;
  std::size_t size = sizeof is_on;
  return ::mallctl("prof.active", &is_on, &size, nullptr, 0) == 0 && is_on;
}

Result<HeapProfile> take_heap_profile(const std::string& scratch_path) {
  // Made here, so that it is nobody else's and nobody else may read it; jemalloc only writes to it.
  {
    const base::UniqueFd file(open(scratch_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) return unexpected(base::errno_error("cannot make " + scratch_path));
  }
  const char* path = scratch_path.c_str();
  const int failure = ::mallctl("prof.dump", nullptr, nullptr, &path, sizeof path);
  auto text = failure == 0 ? read_dump(scratch_path)
                           : unexpected(ErrorCode::kUnavailable, "the allocator gives no heap profile");
  unlink(scratch_path.c_str());
  if (!text) return unexpected(text.error());
  return parse_heap_profile(*std::move(text));
}

#else

bool set_heap_sampling(bool) { return false; }
bool is_heap_sampling() { return false; }
Result<HeapProfile> take_heap_profile(const std::string&) {
  return unexpected(ErrorCode::kUnavailable, "this build has no allocator that samples");
}

#endif

Result<HeapProfile> parse_heap_profile(std::string text) {
  HeapProfile profile;
  unsigned long long sample = 0;
  if (std::sscanf(text.c_str(), "heap_v2/%llu", &sample) != 1 || sample == 0) {
    return unexpected(ErrorCode::kCorrupt, "heap profile: line 1 is no heap_v2/BYTES");
  }
  profile.sample_bytes = sample;
  std::vector<std::uint64_t> stack;
  bool has_stack = false;
  for (std::size_t at = text.find('\n'); at != std::string::npos && at + 1 < text.size();) {
    const std::size_t end = std::min(text.find('\n', at + 1), text.size());
    const std::string_view line = std::string_view(text).substr(at + 1, end - at - 1);
    at = end;
    if (line.starts_with("MAPPED_LIBRARIES")) break;
    if (line.starts_with("@")) {
      stack = read_addresses(line);
      has_stack = true;
      continue;
    }
    double objects = 0;
    double bytes = 0;
    if (!has_stack || !read_counts(line, objects, bytes) || objects == 0) continue;
    has_stack = false;
    const double average = bytes / objects;
    const double sampled = 1 - std::exp(-average / static_cast<double>(sample));
    profile.stacks[std::move(stack)] += sampled > 0 ? bytes / sampled : bytes;
  }
  profile.text = std::move(text);
  return profile;
}

HeapProfile heap_growth(const HeapProfile& before, const HeapProfile& after) {
  HeapProfile growth;
  growth.sample_bytes = after.sample_bytes;
  for (const auto& [stack, bytes] : after.stacks) {
    const auto was = before.stacks.find(stack);
    const double more = bytes - (was == before.stacks.end() ? 0 : was->second);
    if (more > 0) growth.stacks[stack] = more;
  }
  return growth;
}

std::string folded_stacks(const HeapProfile& profile) {
  Symbols symbols;
  std::map<std::uint64_t, std::string> names;
  std::map<std::string, double> lines;
  for (const auto& [stack, bytes] : profile.stacks) {
    std::vector<std::string> frames;
    for (const std::uint64_t address : stack) {
      const auto [known, is_new] = names.try_emplace(address);
      if (is_new) {
        known->second = symbols.name(address - 1);  // the call, not what comes back to
        for (char& each : known->second) each = each == ';' ? ':' : each == '\n' ? ' ' : each;
      }
      if (frames.empty() && is_allocator(known->second)) continue;
      frames.push_back(known->second);
    }
    std::string line;
    for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) line += (line.empty() ? "" : ";") + *frame;
    lines[line.empty() ? "unknown" : line] += bytes;
  }
  std::vector<std::pair<double, std::string>> sorted;
  for (const auto& [line, bytes] : lines) sorted.emplace_back(bytes, line);
  std::sort(sorted.rbegin(), sorted.rend());
  std::string text;
  for (const auto& [bytes, line] : sorted) text += fmt::format("{} {}\n", line, static_cast<std::uint64_t>(bytes));
  return text;
}

}  // namespace cairn::memory
