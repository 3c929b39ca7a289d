// The base protocol of LSP: messages on a byte stream, each behind header fields.
//
//   Content-Length: 52\r\n
//   \r\n
//   {"jsonrpc":"2.0", …}
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::rpc {

// `body` behind its header, ready to be written.
std::string encode_message(std::string_view body);

// Cuts a byte stream into message bodies. Takes any cut of the stream, works in
// linear time, and holds at most one body (kMaxBodyBytes) or one header line. No
// stream is given up: what cannot be read, or is over a bound, is dropped up to the
// next header.
//
// Lenient where clients are known to differ: fields in any order and case, unknown
// fields, Content-Type without or with either spelling of UTF-8, lone \n as line
// end, blank lines between messages. Confined to one thread.
class MessageDecoder {
 public:
  static constexpr std::size_t kMaxBodyBytes = std::size_t{64} << 20;
  static constexpr std::size_t kMaxHeaderBytes = std::size_t{16} << 10;

  struct Event {
    enum class Kind {
      kMessage,  // `text` is a body
      kError,    // `text` says what was wrong; the stream goes on, a message may be lost
    };
    Kind kind;
    std::string text;
    bool operator==(const Event&) const = default;
  };

  // Appends what `bytes` completes to `events`.
  void feed(std::string_view bytes, std::vector<Event>& events);

  // Heap bytes held between calls, for the memory report.
  std::size_t memory_bytes() const { return line_.capacity() + body_.capacity(); }

 private:
  enum class State {
    kHeader,  // reading header lines
    kSearch,  // out of step: dropping lines until one ends in a Content-Length field
    kBody,    // collecting remaining_bytes_ of a body
    kSkip,    // dropping remaining_bytes_ of a body that cannot be read
  };

  // Each takes a prefix of `bytes` and returns its length.
  std::size_t take_line(std::string_view bytes, std::vector<Event>& events);
  std::size_t take_body(std::string_view bytes, std::vector<Event>& events);
  std::size_t skip_body(std::string_view bytes);

  void header_line(std::string_view line, std::vector<Event>& events);
  void content_length(std::string_view value, std::vector<Event>& events);
  void malformed_line(std::string_view line, std::vector<Event>& events);
  void end_of_header(std::vector<Event>& events);
  bool resume_at(std::string_view line);
  void start_header();
  void lose_step(std::string why, std::vector<Event>& events);

  State state_ = State::kHeader;
  std::string line_;                         // the current line so far, or its tail in kSearch
  std::size_t header_bytes_ = 0;             // of the current header section
  bool has_fields_ = false;                  // the section has a line that is not blank
  std::optional<std::size_t> length_bytes_;  // Content-Length; above kMaxBodyBytes means "too large"
  std::string unknown_charset_;              // from Content-Type, if it is not UTF-8
  std::string body_;
  std::size_t remaining_bytes_ = 0;
};

}  // namespace cairn::rpc
