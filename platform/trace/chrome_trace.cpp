#include "platform/trace/chrome_trace.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

namespace cairn::trace {
namespace {

constexpr std::string_view kBegin = "{\"traceEvents\":[\n";
constexpr std::string_view kEnd = "\n]}\n";

std::unique_ptr<ChromeTrace>& the_trace() {
  static auto& only = *new std::unique_ptr<ChromeTrace>;  // threads that end late may still write
  return only;
}

// Names may come from the client.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      result += '?';
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

void set_process_trace(std::unique_ptr<ChromeTrace> trace) { the_trace() = std::move(trace); }
ChromeTrace* process_trace() { return the_trace().get(); }

ChromeTrace::ChromeTrace(base::UniqueFd file, std::uint64_t max_bytes)
    : file_(std::move(file)), max_bytes_(max_bytes), begin_(std::chrono::steady_clock::now()) {}

Result<std::unique_ptr<ChromeTrace>> ChromeTrace::open(const std::string& path, std::uint64_t max_bytes) {
  base::UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file) return unexpected(base::errno_error("cannot write " + path));
  std::unique_ptr<ChromeTrace> trace(new ChromeTrace(std::move(file), max_bytes));
  const sync::MutexLock lock(trace->mutex_);
  trace->append(
      fmt::format(R"({{"name":"process_name","ph":"M","pid":{0},"tid":{0},"args":{{"name":"cairn"}}}})", ::getpid()));
  return trace;
}

std::uint64_t ChromeTrace::now_us() const {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin_).count());
}

void ChromeTrace::append(const std::string& events) {
  if (is_full_) return;
  std::string text = size_ == 0 ? std::string(kBegin) : ",\n";
  if (size_ + events.size() > max_bytes_) {
    is_full_ = true;
    text += fmt::format(R"({{"name":"the trace is full","ph":"i","s":"g","pid":{0},"tid":{0},"ts":{1}}})", ::getpid(),
                        now_us());
  } else {
    text += events;
  }
  const std::uint64_t at = size_;
  size_ += text.size();
  text += kEnd;
  const ssize_t written = ::pwrite(file_.get(), text.data(), text.size(), static_cast<off_t>(at));
  if (written != static_cast<ssize_t>(text.size())) is_full_ = true;  // a full disk: no more of it
}

void ChromeTrace::span(std::string_view name, std::chrono::microseconds took) {
  const std::string category = escaped(name.substr(0, name.find('.')));
  const std::uint64_t end = now_us();
  const std::uint64_t lasted = std::min(end, static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())));
  const sync::MutexLock lock(mutex_);
  const std::uint64_t id = next_id_++;
  const std::string shown = escaped(name);
  constexpr const char* kEvent = R"({{"name":"{}","cat":"{}","ph":"{}","id":{},"ts":{},"pid":{},"tid":{}}})";
  const pid_t pid = ::getpid();
  append(fmt::format(fmt::runtime(kEvent), shown, category, 'b', id, end - lasted, pid, pid) + ",\n" +
         fmt::format(fmt::runtime(kEvent), shown, category, 'e', id, end, pid, pid));
}

void ChromeTrace::number(std::string_view name, std::uint64_t value) {
  const sync::MutexLock lock(mutex_);
  append(fmt::format(R"({{"name":"{}","ph":"C","ts":{},"pid":{},"args":{{"value":{}}}}})", escaped(name), now_us(),
                     ::getpid(), value));
}

}  // namespace cairn::trace
