#include "core/worker/frame.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace cairn::worker {
namespace {

// Integers travel in the byte order of the machine, which FORMAT.md fixes.
static_assert(std::endian::native == std::endian::little, "the worker format is little-endian");

constexpr std::string_view kMagic = "CWRK";
constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kKindAt = 8;
constexpr std::size_t kStatusAt = 10;
constexpr std::size_t kReservedAt = 11;
constexpr std::size_t kJobIdAt = 12;
constexpr std::size_t kHeaderBytes = 20;
constexpr std::uint8_t kLastStatus = 2;

static_assert(kMaxFrameBytes <= UINT32_MAX);

template <typename T>
void put(std::array<char, kHeaderBytes>& header, std::size_t offset, T value) {
  std::memcpy(header.data() + offset, &value, sizeof value);
}

template <typename T>
T get(std::string_view header, std::size_t offset) {
  T value{};
  std::memcpy(&value, header.data() + offset, sizeof value);
  return value;
}

Result<void> check_header(std::string_view header) {
  const auto corrupt = [](std::string message) { return unexpected(ErrorCode::kCorrupt, std::move(message)); };
  if (header.substr(0, kMagic.size()) != kMagic) return corrupt("frame does not begin with CWRK");
  const auto length = get<std::uint32_t>(header, kLengthAt);
  if (length > kMaxFrameBytes) {
    return unexpected(ErrorCode::kTooLarge, fmt::format("frame of {} bytes, over {}", length, kMaxFrameBytes));
  }
  const auto kind = get<std::uint16_t>(header, kKindAt);
  if (kind > kLastJobKind) return corrupt(fmt::format("frame of unknown kind {}", kind));
  const auto status = get<std::uint8_t>(header, kStatusAt);
  if (status > kLastStatus) return corrupt(fmt::format("frame of unknown status {}", status));
  if (get<std::uint8_t>(header, kReservedAt) != 0) return corrupt("frame with a reserved byte that is not 0");
  return {};
}

}  // namespace

Result<std::string> encode_frame(const Frame& frame) {
  if (frame.payload.size() > kMaxFrameBytes) {
    return unexpected(ErrorCode::kTooLarge,
                      fmt::format("message of {} bytes, over {}", frame.payload.size(), kMaxFrameBytes));
  }
  std::array<char, kHeaderBytes> header{};
  std::memcpy(header.data(), kMagic.data(), kMagic.size());
  put(header, kLengthAt, static_cast<std::uint32_t>(frame.payload.size()));
  put(header, kKindAt, static_cast<std::uint16_t>(frame.kind));
  put(header, kStatusAt, static_cast<std::uint8_t>(frame.status));
  put(header, kJobIdAt, frame.job_id);
  std::string bytes;
  bytes.reserve(kHeaderBytes + frame.payload.size());
  bytes.append(header.data(), header.size());
  bytes += frame.payload;
  return bytes;
}

Result<void> FrameDecoder::feed(std::string_view bytes, std::vector<Frame>& frames) {
  while (!error_ && !bytes.empty()) {
    if (header_.size() < kHeaderBytes) {
      if (Result<void> taken = take_header(bytes); !taken) {
        error_ = taken.error();
        header_.clear();
        break;
      }
      if (header_.size() < kHeaderBytes) break;
    }
    if (!take_payload(bytes)) break;
    Frame& frame = frames.emplace_back();
    frame.kind = static_cast<JobKind>(get<std::uint16_t>(header_, kKindAt));
    frame.status = static_cast<FrameStatus>(get<std::uint8_t>(header_, kStatusAt));
    frame.job_id = get<std::uint64_t>(header_, kJobIdAt);
    frame.payload = std::exchange(payload_, {});  // a moved-from string may keep its memory
    header_.clear();
  }
  if (error_) return unexpected(*error_);
  return {};
}

Result<void> FrameDecoder::take_header(std::string_view& bytes) {
  const std::size_t size = std::min(kHeaderBytes - header_.size(), bytes.size());
  header_ += bytes.substr(0, size);
  bytes.remove_prefix(size);
  if (header_.size() < kHeaderBytes) return {};
  payload_bytes_ = get<std::uint32_t>(header_, kLengthAt);
  return check_header(header_);
}

// True when the payload is complete. The string grows by doubling as bytes come, not
// to the announced length at once: linear in all, and a forged length alone allocates
// nothing.
bool FrameDecoder::take_payload(std::string_view& bytes) {
  const std::size_t size = std::min(payload_bytes_ - payload_.size(), bytes.size());
  payload_ += bytes.substr(0, size);
  bytes.remove_prefix(size);
  return payload_.size() == payload_bytes_;
}

}  // namespace cairn::worker
