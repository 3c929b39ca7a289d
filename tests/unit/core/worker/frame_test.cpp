#include "core/worker/frame.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

namespace cairn::worker {

namespace {

constexpr std::size_t kHeaderBytes = 20;

Frame frame_of(JobKind kind, FrameStatus status, std::uint64_t job_id, std::string payload) {
  Frame frame;
  frame.kind = kind;
  frame.status = status;
  frame.job_id = job_id;
  frame.payload = std::move(payload);
  return frame;
}

std::string bytes_of(const Frame& frame) { return encode_frame(frame).value(); }

bool same(const Frame& a, const Frame& b) {
  return a.kind == b.kind && a.status == b.status && a.job_id == b.job_id && a.payload == b.payload;
}

std::vector<Frame> sample_frames() {
  return {frame_of(JobKind::kHello, FrameStatus::kReply, 0, "hi"),
          frame_of(JobKind::kDocumentSymbols, FrameStatus::kRequest, 1, ""),
          frame_of(JobKind::kUpdate, FrameStatus::kFailed, 0x0123456789abcdef, std::string("a\0b", 3))};
}

std::string sample_bytes() {
  std::string bytes;
  for (const Frame& frame : sample_frames()) bytes += bytes_of(frame);
  return bytes;
}

void check_sample(const std::vector<Frame>& frames) {
  const std::vector<Frame> expected = sample_frames();
  REQUIRE(frames.size() == expected.size());
  for (std::size_t i = 0; i < frames.size(); ++i) CHECK(same(frames[i], expected[i]));
}

// Feeds one header with `value` at `offset`, and nothing after it.
Result<void> feed_header_with(std::size_t offset, const std::string& value) {
  std::string header = bytes_of(frame_of(JobKind::kHover, FrameStatus::kReply, 1, ""));
  header.replace(offset, value.size(), value);
  FrameDecoder decoder;
  std::vector<Frame> frames;
  Result<void> fed = decoder.feed(header, frames);
  CHECK(decoder.buffered_bytes() <= kHeaderBytes);
  return fed;
}

std::string little_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

}  // namespace

TEST_CASE("a frame's bytes are those of the format page", "[worker]") {
  const std::string bytes = bytes_of(frame_of(JobKind::kCompletion, FrameStatus::kFailed, 0x0807060504030201, "why"));
  CHECK(bytes == std::string("CWRK\x03\0\0\0\x08\0\x02\0\x01\x02\x03\x04\x05\x06\x07\x08why", 23));
}

TEST_CASE("frames survive every split of their bytes into two pieces", "[worker]") {
  const std::string bytes = sample_bytes();
  for (std::size_t split = 0; split <= bytes.size(); ++split) {
    FrameDecoder decoder;
    std::vector<Frame> frames;
    REQUIRE(decoder.feed(std::string_view(bytes).substr(0, split), frames));
    REQUIRE(decoder.feed(std::string_view(bytes).substr(split), frames));
    check_sample(frames);
    CHECK(decoder.buffered_bytes() == 0);
  }
}

TEST_CASE("frames survive arriving byte by byte", "[worker]") {
  FrameDecoder decoder;
  std::vector<Frame> frames;
  for (const char byte : sample_bytes()) REQUIRE(decoder.feed(std::string_view(&byte, 1), frames));
  check_sample(frames);
}

TEST_CASE("a frame cut off at any byte is not delivered and holds only its own bytes", "[worker]") {
  const std::string bytes = bytes_of(frame_of(JobKind::kParse, FrameStatus::kReply, 7, "payload"));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    FrameDecoder decoder;
    std::vector<Frame> frames;
    REQUIRE(decoder.feed(std::string_view(bytes).substr(0, size), frames));
    CHECK(frames.empty());
    CHECK(decoder.buffered_bytes() == size);
  }
}

TEST_CASE("a flipped bit in the header is an error, a changed field or a frame that waits, never the same frame",
          "[worker]") {
  const Frame original = frame_of(JobKind::kParse, FrameStatus::kReply, 7, "payload");
  const std::string bytes = bytes_of(original);
  for (std::size_t bit = 0; bit < kHeaderBytes * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    FrameDecoder decoder;
    std::vector<Frame> frames;
    const Result<void> fed = decoder.feed(flipped, frames);
    INFO("bit " << bit);
    CHECK((frames.empty() || !same(frames[0], original)));
    if (frames.empty() && fed) CHECK(decoder.buffered_bytes() == flipped.size());
  }
}

TEST_CASE("a frame that does not begin with the magic is refused", "[worker]") {
  for (std::size_t i = 0; i < 4; ++i) CHECK(feed_header_with(i, "?").error().code == ErrorCode::kCorrupt);
}

TEST_CASE("a length over the cap is refused before anything is kept", "[worker]") {
  const auto cap = static_cast<std::uint32_t>(kMaxFrameBytes);
  CHECK(feed_header_with(4, little_endian(cap)));
  CHECK(feed_header_with(4, little_endian(cap + 1)).error().code == ErrorCode::kTooLarge);
  CHECK(feed_header_with(4, little_endian(0xffffffff)).error().code == ErrorCode::kTooLarge);
}

TEST_CASE("an unknown kind is refused", "[worker]") {
  CHECK(feed_header_with(8, std::string(1, static_cast<char>(kLastJobKind))));
  CHECK(feed_header_with(8, std::string(1, static_cast<char>(kLastJobKind + 1))).error().code == ErrorCode::kCorrupt);
  CHECK(feed_header_with(9, "\x01").error().code == ErrorCode::kCorrupt);
}

TEST_CASE("an unknown status is refused", "[worker]") {
  CHECK(feed_header_with(10, "\x02"));
  CHECK(feed_header_with(10, "\x03").error().code == ErrorCode::kCorrupt);
}

TEST_CASE("a reserved byte that is set is refused", "[worker]") {
  CHECK(feed_header_with(11, "\x01").error().code == ErrorCode::kCorrupt);
}

TEST_CASE("after an error every call returns it again and delivers nothing", "[worker]") {
  FrameDecoder decoder;
  std::vector<Frame> frames;
  const std::string good = bytes_of(frame_of(JobKind::kHover, FrameStatus::kReply, 1, "x"));
  const Result<void> first = decoder.feed(good + std::string(kHeaderBytes, '?') + good, frames);
  REQUIRE_FALSE(first);
  CHECK(frames.size() == 1);  // the one before the error
  const Result<void> second = decoder.feed(good, frames);
  REQUIRE_FALSE(second);
  CHECK(second.error().message == first.error().message);
  CHECK(frames.size() == 1);
  CHECK(decoder.buffered_bytes() == 0);
}

TEST_CASE("a large frame in 64 KiB pieces arrives whole, and the decoder keeps none of its memory", "[worker]") {
  Frame large = frame_of(JobKind::kParse, FrameStatus::kRequest, 3, std::string((std::size_t{24} << 20) + 11, 'x'));
  large.payload[12'345'678] = 'y';
  const std::string bytes = bytes_of(large);
  FrameDecoder decoder;
  std::vector<Frame> frames;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    CHECK(frames.empty());
    const std::string_view piece = rest.substr(0, std::min(rest.size(), std::size_t{64} << 10));
    REQUIRE(decoder.feed(piece, frames));
    rest.remove_prefix(piece.size());
  }
  REQUIRE(frames.size() == 1);
  CHECK(same(frames[0], large));
  CHECK(frames[0].payload.capacity() <= 2 * large.payload.size());
  CHECK(decoder.buffered_bytes() == 0);
}

TEST_CASE("a payload over the cap is not encoded", "[worker]") {
  const Frame large = frame_of(JobKind::kParse, FrameStatus::kRequest, 1, std::string(kMaxFrameBytes + 1, 'x'));
  CHECK(encode_frame(large).error().code == ErrorCode::kTooLarge);
}

TEST_CASE("every job kind has a name of its own", "[worker]") {
  std::vector<std::string> names;
  for (std::uint16_t kind = 0; kind <= kLastJobKind; ++kind) {
    names.emplace_back(job_kind_name(static_cast<JobKind>(kind)));
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(std::count(names.begin(), names.end(), "unknown") == 0);
  CHECK(std::string(job_kind_name(static_cast<JobKind>(kLastJobKind + 1))) == "unknown");
}

}  // namespace cairn::worker
