// How a test tells scripted_worker.cpp, which stands in for cairn-worker, what to do.
//
// The orders travel in what the server sends anyway: the parse's in the text of the
// file, a question's in its offset. What has to last longer than one process lies in
// the control folder, which kControlVariable names: "log" (one line for each start and
// each job), "gate" (a FIFO), "hello" and "ration-…".
#pragma once

#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace cairn::test {

inline constexpr const char* kControlVariable = "CAIRN_SCRIPT";

enum class Behaviour : std::uint8_t {
  kAnswer,
  kAnswerAtGate,  // once the test has opened the FIFO "gate" for writing
  kFail,          // a frame of status kFailed with the reason "scripted failure"
  kUndecodable,   // a good frame with a payload that is not the answer's
  kGarbage,       // bytes that are no frame
  kHalfFrame,     // the first half of the answer's frame, then exit
  kWrongId,
  kRequest,       // the answer in a frame of status kRequest
  kTwice,         // the answer, and once more
  kExit,          // exit code 3
  kSignal,        // SIGKILL
  kSilence,       // never
  kWrongVersion,  // of the hello only
};
inline constexpr Behaviour kLastBehaviour = Behaviour::kSilence;  // of a job

// The text of a file: answers about it carry `label`. `label` has no spaces.
inline std::string scripted_text(const std::string& label, Behaviour parse = Behaviour::kAnswer,
                                 Behaviour update = Behaviour::kAnswer) {
  return fmt::format("{} {} {}", label, static_cast<int>(parse), static_cast<int>(update));
}

// The offset of a question: its answer ends in "#serial".
inline std::uint64_t scripted_offset(std::uint64_t serial, Behaviour behaviour) {
  return serial << 8 | static_cast<std::uint64_t>(behaviour);
}

}  // namespace cairn::test
