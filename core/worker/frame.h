// Frames: how messages between server and worker are cut out of a byte stream.
// FORMAT.md gives the layout. Neither side trusts the other's lengths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/worker/messages.h"
#include "platform/base/result.h"

namespace cairn::worker {

// Both binaries come from one build; a different version means a mixed
// installation and is refused in words at the first frame.
inline constexpr std::uint32_t kProtocolVersion = 9;

// A file's text travels in a frame, so the cap is the largest document plus room.
inline constexpr std::size_t kMaxFrameBytes = std::size_t{128} << 20;

enum class FrameStatus : std::uint8_t {
  kRequest = 0,
  kReply = 1,   // payload: the answer record
  kFailed = 2,  // payload: one string, the reason, for people
};

struct Frame {
  JobKind kind = JobKind::kHello;
  FrameStatus status = FrameStatus::kRequest;
  std::uint64_t job_id = 0;  // 0 for kHello
  std::string payload;
};

// The frame's bytes. kTooLarge if the payload is over kMaxFrameBytes.
Result<std::string> encode_frame(const Frame& frame);

// Cuts frames out of bytes that arrive in any pieces. After an error the stream is
// lost: every later call returns the error again. Holds at most one frame's bytes,
// and none between frames. Confined to one thread.
class FrameDecoder {
 public:
  // Takes bytes and appends every frame that is now complete to `frames`. kCorrupt
  // for bytes that are no frame, kTooLarge for a length over kMaxFrameBytes; frames
  // that were complete before the bad one are appended all the same.
  Result<void> feed(std::string_view bytes, std::vector<Frame>& frames);
  std::size_t buffered_bytes() const { return header_.size() + payload_.size(); }

 private:
  Result<void> take_header(std::string_view& bytes);
  bool take_payload(std::string_view& bytes);

  std::string header_;
  std::string payload_;
  std::size_t payload_bytes_ = 0;  // what a complete header announced
  std::optional<Error> error_;
};

}  // namespace cairn::worker
