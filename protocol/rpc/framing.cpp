// Staying in step: a wrong Content-Length leaves the decoder inside some body, and so
// does one above the limit, because the body that it announces may not exist. A
// later header is recognised by a line that *ends* in "Content-Length: <digits>",
// wherever that begins, because a body is usually not followed by a line end. This
// cannot match inside JSON: a string holds no raw line end, and outside of strings
// no such words occur.
#include "protocol/rpc/framing.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cairn::rpc {
namespace {

using Event = MessageDecoder::Event;

constexpr std::string_view kContentLength = "content-length";
// Enough of a line's end to hold a Content-Length field with generous padding.
constexpr std::size_t kSearchTailBytes = 256;
// First reservation for a body: what comes in many pieces grows from here, so that
// a header alone cannot make the server allocate 64 MiB.
constexpr std::size_t kFirstReserveBytes = std::size_t{1} << 20;

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_lower);
  return result;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// RFC 9110 "token": what a field name may consist of.
bool is_token(std::string_view text) {
  constexpr std::string_view kTokenBytes =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !text.empty() && text.find_first_not_of(kTokenBytes) == std::string_view::npos;
}

// Decimal digits only; values above the limit come back as some value above it.
std::optional<std::size_t> parse_length(std::string_view text) {
  text = trim(text);
  if (text.empty()) return std::nullopt;
  std::size_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = std::min(value * 10 + static_cast<std::size_t>(c - '0'), MessageDecoder::kMaxBodyBytes + 1);
  }
  return value;
}

// The charset parameter of a Content-Type value in lower case; empty if there is none.
std::string charset_of(std::string_view value) {
  while (true) {
    const std::size_t semicolon = value.find(';');
    const std::string parameter = lower(trim(value.substr(0, semicolon)));
    constexpr std::string_view kCharset = "charset=";
    if (parameter.starts_with(kCharset)) {
      std::string_view name = trim(std::string_view(parameter).substr(kCharset.size()));
      if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
      return std::string(name);
    }
    if (semicolon == std::string_view::npos) return {};
    value.remove_prefix(semicolon + 1);
  }
}

}  // namespace

std::string encode_message(std::string_view body) {
  return fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
}

void MessageDecoder::feed(std::string_view bytes, std::vector<Event>& events) {
  while (!bytes.empty()) {
    switch (state_) {
      case State::kHeader:
      case State::kSearch:
        bytes.remove_prefix(take_line(bytes, events));
        break;
      case State::kBody:
        bytes.remove_prefix(take_body(bytes, events));
        break;
      case State::kSkip:
        bytes.remove_prefix(skip_body(bytes));
        break;
    }
  }
}

std::size_t MessageDecoder::take_line(std::string_view bytes, std::vector<Event>& events) {
  const std::size_t newline = bytes.find('\n');
  const bool is_complete = newline != std::string_view::npos;
  const std::size_t taken = is_complete ? newline + 1 : bytes.size();
  std::string_view part = bytes.substr(0, is_complete ? newline : taken);
  if (state_ == State::kHeader) {
    header_bytes_ += taken;
    if (header_bytes_ > kMaxHeaderBytes) {
      lose_step(fmt::format("header section is longer than {} bytes", kMaxHeaderBytes), events);
    }
  }
  if (state_ == State::kSearch) {
    if (part.size() > kSearchTailBytes) part.remove_prefix(part.size() - kSearchTailBytes);
    if (line_.size() > kSearchTailBytes) line_.erase(0, line_.size() - kSearchTailBytes);
  }
  line_.append(part);
  if (!is_complete) return taken;

  const std::string line = std::exchange(line_, {});
  if (state_ == State::kHeader) {
    header_line(line, events);
  } else {
    resume_at(line);
  }
  return taken;
}

void MessageDecoder::header_line(std::string_view line, std::vector<Event>& events) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) {
    if (has_fields_) {
      end_of_header(events);
    } else {
      start_header();
    }
    return;
  }
  has_fields_ = true;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    malformed_line(line, events);
    return;
  }
  const std::string name = lower(line.substr(0, colon));
  const std::string_view value = line.substr(colon + 1);
  if (name == kContentLength) {
    content_length(value, events);
  } else if (name == "content-type") {
    const std::string charset = charset_of(value);
    unknown_charset_ = charset.empty() || charset == "utf-8" || charset == "utf8" ? std::string() : charset;
  }
}

void MessageDecoder::content_length(std::string_view value, std::vector<Event>& events) {
  const std::optional<std::size_t> length = parse_length(value);
  if (!length) {
    lose_step(fmt::format("Content-Length is not a number: \"{}\"", trim(value).substr(0, 40)), events);
    return;
  }
  if (length_bytes_ && *length_bytes_ != *length) {
    events.push_back(
        {Event::Kind::kError, fmt::format("two Content-Length fields: using {}, not {}", *length, *length_bytes_)});
  }
  length_bytes_ = length;
}

// A line that ends in Content-Length starts over there; otherwise a length that is
// already known is kept.
void MessageDecoder::malformed_line(std::string_view line, std::vector<Event>& events) {
  events.push_back({Event::Kind::kError, "header line is not \"Name: value\""});
  if (resume_at(line) || length_bytes_) return;
  start_header();
  state_ = State::kSearch;
}

void MessageDecoder::end_of_header(std::vector<Event>& events) {
  if (!length_bytes_) {
    lose_step("header section without Content-Length", events);
    return;
  }
  const std::size_t length = *length_bytes_;
  const std::string charset = std::exchange(unknown_charset_, {});
  start_header();
  if (length > kMaxBodyBytes) {
    lose_step(fmt::format("message dropped: its Content-Length is above the limit of {} bytes", kMaxBodyBytes), events);
  } else if (length == 0) {
    events.push_back({Event::Kind::kError, "Content-Length is 0"});
  } else {
    remaining_bytes_ = length;
    state_ = charset.empty() ? State::kBody : State::kSkip;
    if (!charset.empty()) {
      events.push_back(
          {Event::Kind::kError, fmt::format("message skipped: charset \"{}\" is not UTF-8", charset.substr(0, 40))});
    }
  }
}

std::size_t MessageDecoder::take_body(std::string_view bytes, std::vector<Event>& events) {
  const std::string_view part = bytes.substr(0, remaining_bytes_);
  if (body_.empty()) body_.reserve(std::min(remaining_bytes_, std::max(part.size(), kFirstReserveBytes)));
  body_.append(part);
  remaining_bytes_ -= part.size();
  if (remaining_bytes_ == 0) {
    events.push_back({Event::Kind::kMessage, std::exchange(body_, {})});
    state_ = State::kHeader;
  }
  return part.size();
}

std::size_t MessageDecoder::skip_body(std::string_view bytes) {
  const std::size_t taken = std::min(remaining_bytes_, bytes.size());
  remaining_bytes_ -= taken;
  if (remaining_bytes_ == 0) state_ = State::kHeader;
  return taken;
}

// Starts a header section with the Content-Length field that ends `line`, if one does.
bool MessageDecoder::resume_at(std::string_view line) {
  const std::string text = lower(line.substr(line.size() - std::min(line.size(), kSearchTailBytes)));
  const std::size_t at = text.rfind(fmt::format("{}:", kContentLength));
  if (at == std::string::npos) return false;
  const std::optional<std::size_t> length = parse_length(std::string_view(text).substr(at + kContentLength.size() + 1));
  if (!length) return false;
  start_header();
  has_fields_ = true;
  length_bytes_ = length;
  return true;
}

void MessageDecoder::start_header() {
  state_ = State::kHeader;
  header_bytes_ = 0;
  has_fields_ = false;
  length_bytes_.reset();
  unknown_charset_.clear();
}

void MessageDecoder::lose_step(std::string why, std::vector<Event>& events) {
  events.push_back({Event::Kind::kError, std::move(why)});
  start_header();
  state_ = State::kSearch;
}

}  // namespace cairn::rpc
